"""How fast are products imported, and does memory grow with the feed?   python benchmarks/ingest.py [--pictures 400] [--large 100000]

Speed: a feed of that many pictures (photos drawn here: a garment of noise and folds on a plain or a busy background, 800 px JPEG) through
`sketch2fashion catalog import`, cut-out, line drawing and both vectors included, with one process and with one for each core.
Memory: imports of 10,000 and of 100,000 rows, with random directions instead of vectors: what the networks take does not depend on the
feed, and 100,000 pictures through them take hours.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

OURS = [sys.executable, "-c", "from sketch2fashion.cli import main; main()"]
SIDE = 800  # px of the pictures
WANTED_PER_SECOND = 10.0  # on two cores


def main() -> None:
    """Print a table; exit 1 below the wanted speed, or when memory grows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=400)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=100_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rates = speed(Path(folder), arguments.pictures)
        small, large = (memory(Path(folder), rows) for rows in (arguments.small, arguments.large))
    problems = []
    if max(rates.values()) < WANTED_PER_SECOND:
        problems.append(f"under {WANTED_PER_SECOND:.0f} pictures a second")
    if large > 1.15 * small + 20:
        problems.append("memory grows with the feed")
    sys.exit("; ".join(problems) or 0)


def speed(folder: Path, pictures: int) -> dict[int, float]:
    """Pictures a second by number of processes."""
    feed = folder / "speed"
    make_photos(feed, pictures)
    rates = {}
    for workers in (1, len(os.sched_getaffinity(0))):
        command = [*OURS, "catalog", "import", str(feed), "--workers", str(workers), "--json"]
        done = subprocess.run([*command, "--catalog", str(folder / f"catalog-{workers}")], capture_output=True, text=True, check=True)
        report = json.loads(done.stdout)
        rates[workers] = report["imported"] / report["seconds"]
        say(f"{workers} process(es): {rates[workers]:6.1f} pictures a second ({report['imported']} in {report['seconds']:.1f} s)")
    return rates


def memory(folder: Path, rows: int) -> float:
    """Peak MB of a process that imports `rows` rows, the networks left out."""
    feed = folder / f"memory-{rows}"
    make_feed(feed, rows)
    started = time.perf_counter()
    command = [sys.executable, str(Path(__file__).with_name("ingest_memory.py")), str(feed), str(folder / f"home-{rows}")]
    peak = float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    say(f"{rows:>9,} rows: {peak:6.0f} MB at most ({rows / (time.perf_counter() - started):,.0f} rows a second without the networks)")
    return peak


def make_photos(folder: Path, count: int) -> None:
    """Photos that go the long way: half of them on a background that only the network can tell from the garment."""
    folder.mkdir(parents=True)
    random = np.random.default_rng(0)
    for number in range(count):
        photo(random, busy=number % 2 == 0).save(folder / f"{number:05d}.jpg", quality=88)


def photo(random: np.random.Generator, *, busy: bool) -> Image.Image:
    """A t-shirt of one colour with folds, before a wall or on white."""
    ground = random.integers(90, 200, (SIDE // 40, SIDE // 40, 3), np.uint8) if busy else np.full((2, 2, 3), 255, np.uint8)
    image = Image.fromarray(ground).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    mask = Image.new("L", (SIDE, SIDE))
    outline = [(250, 180), (350, 150), (450, 150), (550, 180), (690, 320), (610, 400), (550, 350), (550, 700), (250, 700), (250, 350)]
    ImageDraw.Draw(mask).polygon([*outline, (190, 400), (110, 320)], fill=255)
    folds = Image.fromarray(random.integers(200, 256, (30, 30), np.uint8)).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    cloth = np.asarray(folds.filter(ImageFilter.GaussianBlur(6)))[..., None] / 255 * random.integers(30, 230, 3)
    image.paste(Image.fromarray(cloth.astype(np.uint8)), mask=mask)
    return image


def make_feed(folder: Path, rows: int) -> None:
    """A table whose rows name one of 256 small pictures each, and differ in everything else."""
    folder.mkdir(parents=True)
    for number in range(256):
        pixels = np.random.default_rng(number).integers(0, 256, (24, 24, 3), np.uint8)
        Image.fromarray(pixels).save(folder / f"{number}.png")
    with (folder / "feed.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "title", "link", "image_link", "price", "product_type", "description"])
        for number in range(rows):
            words = hashlib.sha256(str(number).encode()).hexdigest() * 4
            link = f"https://shop.example/{number}"
            writer.writerow([f"p{number}", f"Product {number}", link, f"{number % 256}.png", f"{number}.00 USD", "Shirts", words])


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
