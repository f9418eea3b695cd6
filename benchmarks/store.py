"""The catalogue in a folder at scale, with random vectors: python benchmarks/store.py [--sizes 10000 100000 500000] [--folder DIR]

The vectors are random, not of garments, but lie as embeddings do: near 24 of the 256 dimensions, to one side of the origin, photo and line
drawing related. Three in ten products are t-shirts, and those are what the filtered searches ask for. Pictures are a few bytes here; a real
one adds about 10 kB a row to the database, which no search reads. Each step runs in a process of its own, whose peak of memory is told:

    fill     upsert in batches of 500            build   a generation, as the background process does it
    search   100 queries of each kind, in one thread, all with both vectors; recall@20 against a product with all rows in float32
    ingest   `catalog import` of the demo products, networks and all

Exits 1 when a promise for 100,000 pictures is not kept. --milvus HOST:PORT measures a Milvus server at the smallest size as well.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sketch2fashion.catalog.palette import Palette, palette_of
from sketch2fashion.catalog.product import Product
from sketch2fashion.catalog.store import EVERYTHING, Catalog, Favour, Features, Filter, Item, StoredPicture, VectorQuery, open_catalog
from sketch2fashion.categories import CATEGORY_NAMES

SIZES = (10_000, 100_000, 500_000)
PROMISED_AT = 100_000
PROMISES = {"unfiltered_ms": 35.0, "category_ms": 10.0}  # at most, p50
LEAST_RECALL = 0.99
MODEL = "random-vectors"
LATENT, TOP, QUERIES, BATCH = 24, 20, 100, 500
T_SHIRTS = 0.3
COLOURS = ((200, 30, 35), (40, 90, 190), (20, 20, 22), (240, 240, 240), (110, 70, 40))
PALETTES: list[Palette] = [palette_of(np.full((4, 4, 3), rgb, np.uint8), np.ones((4, 4), bool)) for rgb in COLOURS]
FAVOUR = Favour({name: 0.9 for name in CATEGORY_NAMES[1:]}, PALETTES[0], 0.35)

Vectors = NDArray[np.float32]  # (N, 512)


def main() -> None:
    """Measure all sizes, print one line each, check the promises."""
    options = _options()
    if options.step:
        sys.stdout.write(json.dumps(STEPS[options.step](options.uri, options.count)) + "\n")
        return
    broken: list[str] = []
    with tempfile.TemporaryDirectory(dir=options.folder, prefix="store-") as folder:
        for size in options.sizes:
            figures = measured(str(Path(folder) / str(size)), size)
            report(f"{size:>9,}", figures)
            broken += _broken(figures) if size == PROMISED_AT else []
        if options.milvus:
            size = min(options.sizes)
            report(f"{size:>9,} on Milvus", measured(f"milvus://{options.milvus}/benchmark?pictures={Path(folder).as_uri()}", size))
        report("   ingest", run("ingest", str(Path(folder) / "ingest"), 0))
    sys.exit("\n".join(broken) or 0)


def measured(uri: str, size: int) -> dict[str, Any]:
    """All figures of one size."""
    return {**run("fill", uri, size), **run("build", uri, size), **run("search", uri, size)}


def run(step: str, uri: str, count: int) -> dict[str, Any]:
    """A step in a process of its own."""
    command = [sys.executable, __file__, "--step", step, "--uri", uri, "--count", str(count)]
    return dict(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout))


def report(name: str, figures: dict[str, Any]) -> None:
    """One line a size."""
    sys.stdout.write(f"{name}  " + "  ".join(f"{key} {value:,.3f}".rstrip("0").rstrip(".") for key, value in figures.items()) + "\n")
    sys.stdout.flush()


# ── Steps ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def fill(uri: str, count: int) -> dict[str, float]:
    """Upsert `count` products."""
    from sketch2fashion.catalog import embedded

    embedded.BUILD_FROM = count + 1  # the next step builds, once
    picture = _webp()
    with open_catalog(uri, create=True) as catalog:
        started = time.perf_counter()
        for start, vectors in _chunks(count):
            catalog.upsert([_item(start + place, vector, picture) for place, vector in enumerate(vectors)], MODEL)
        seconds = time.perf_counter() - started
    return {"fill_rows_a_second": count / seconds, "fill_peak_mb": _peak_mb()}


def build(uri: str, count: int) -> dict[str, float]:
    """Build what searches, and say what all of it takes on the disk."""
    from sketch2fashion.catalog.embedded import EmbeddedCatalog

    started = time.perf_counter()
    with open_catalog(uri) as catalog:
        if isinstance(catalog, EmbeddedCatalog):
            while not catalog.build_generation():  # one that the filling began may still run
                time.sleep(0.1)
            seconds = time.perf_counter() - started
            vectors = Path(uri) / "vectors"
            name = json.loads((vectors / "current.json").read_text())["generations"][0]
            derived = sum(path.stat().st_size for path in (vectors / name).iterdir())
            rows = (Path(uri) / "catalog.sqlite").stat().st_size
            manifest = json.loads((vectors / name / "manifest.json").read_text())
            sizes = {"derived_bytes_a_row": derived / count, "database_bytes_a_row": rows / count, "graph_pool": manifest["pool"]}
            return {"build_s": seconds, "build_peak_mb": _peak_mb(), **sizes}
        catalog.settle()
    return {"build_s": time.perf_counter() - started}


def search(uri: str, count: int) -> dict[str, float]:
    """Milliseconds of each kind of search, and recall@20."""
    asked = next(_chunks(QUERIES, seed=1))[1]
    kinds: dict[str, tuple[Filter, Favour]] = {
        "unfiltered": (EVERYTHING, Favour()),
        "category": (Filter(category=CATEGORY_NAMES[0]), Favour()),
        "colour": (Filter(colour="red"), Favour()),
        "favoured": (EVERYTHING, FAVOUR),
    }
    figures: dict[str, float] = {}
    with open_catalog(uri) as catalog:
        started = time.perf_counter()
        _ids(catalog, asked[0], EVERYTHING, Favour())
        figures["first_ms"] = (time.perf_counter() - started) * 1_000
        found: dict[str, list[list[str]]] = {}
        for name, (where, favour) in kinds.items():
            taken, found[name] = [], []
            for vector in asked:
                started = time.perf_counter()
                found[name].append(_ids(catalog, vector, where, favour))
                taken.append((time.perf_counter() - started) * 1_000)
            figures[f"{name}_ms"], figures[f"{name}_p95_ms"] = statistics.median(taken), sorted(taken)[int(0.95 * len(taken))]
    figures["search_peak_mb"] = _peak_mb()
    for name, exact in _exact(asked, count).items():
        same = [len(set(one) & set(other)) / len(other) for one, other in zip(found[name], exact, strict=True)]
        figures[f"{name}_recall"] = statistics.mean(same)
    return figures


def ingest(uri: str, _: int) -> dict[str, float]:
    """Import the demo products as any feed."""
    from sketch2fashion.catalog.demo import PRODUCTS, SHIPPED
    from sketch2fashion.catalog.executors import executor_of
    from sketch2fashion.catalog.ingest import import_source

    with open_catalog(uri, create=True) as catalog:
        done = import_source(catalog, SHIPPED / PRODUCTS, executor=executor_of(0))
    return {"pictures": done.imported, "pictures_a_second": done.imported / done.seconds, "ingest_peak_mb": _peak_mb()}


STEPS: dict[str, Callable[[str, int], dict[str, float]]] = {"fill": fill, "build": build, "search": search, "ingest": ingest}


# ── Data ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _chunks(count: int, seed: int = 0) -> Iterator[tuple[int, Vectors]]:
    """The same vectors for the same seed, some at a time: (where they start, (N, 512))."""
    bases = [np.random.default_rng([7, half]).normal(size=(LATENT, 256)).astype(np.float32) for half in (0, 1)]
    for start in range(0, count, BATCH):
        draw = np.random.default_rng([seed, start])
        size = min(BATCH, count - start)
        latent = 1 + draw.normal(size=(size, LATENT)).astype(np.float32)
        halves = [latent @ base + draw.normal(size=(size, 256)).astype(np.float32) for base in bases]
        yield start, np.hstack([half / np.linalg.norm(half, axis=1, keepdims=True) for half in halves])


def _item(number: int, vector: Vectors, webp: bytes) -> Item:
    features = Features(vector[:256], vector[256:], PALETTES[number % len(PALETTES)])
    product = Product(f"p{number:08d}", f"Product {number}", f"{10 + number % 90}.00", "USD", category=_category(number))
    return Item(product, (StoredPicture(webp, features),))


def _category(number: int) -> str:
    share = (number * 0.6180339887) % 1  # evenly spread, the same for the same number
    return CATEGORY_NAMES[0] if share < T_SHIRTS else CATEGORY_NAMES[1 + number % (len(CATEGORY_NAMES) - 1)]


def _webp() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (32, 32), (200, 30, 35)).save(buffer, "WEBP")
    return buffer.getvalue()


def _ids(catalog: Catalog, vector: Vectors, where: Filter, favour: Favour) -> list[str]:
    query = VectorQuery(vector[:256], vector[256:], MODEL, 0.5, TOP, where, favour)
    return [candidate.product.id for candidate in catalog.search(query)]


def _exact(asked: Vectors, count: int) -> dict[str, list[list[str]]]:
    """The true best twenty of two kinds, by a product with every row."""
    scores = np.vstack([vectors @ asked.T for _, vectors in _chunks(count)]) / 2  # (count, queries)
    shirts = np.array([_category(number) == CATEGORY_NAMES[0] for number in range(count)])
    both = {"unfiltered": scores, "category": np.where(shirts[:, None], scores, -np.inf)}
    return {
        name: [[f"p{number:08d}" for number in np.argpartition(-column, TOP)[:TOP]] for column in values.T] for name, values in both.items()
    }


def _peak_mb() -> float:
    """The most memory that this process held, and that its pages of mapped files took."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024


def _broken(figures: dict[str, Any]) -> list[str]:
    slow = [f"{name} is {figures[name]:.1f}; at most {most} is promised" for name, most in PROMISES.items() if figures[name] > most]
    recalls = {name: value for name, value in figures.items() if name.endswith("recall")}
    return slow + [f"{name} is {value:.3f}; at least {LEAST_RECALL}" for name, value in recalls.items() if value < LEAST_RECALL]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--folder", help="Where the catalogues are made: 500,000 rows take 3 GB.")
    parser.add_argument("--milvus", metavar="HOST:PORT")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--uri", help=argparse.SUPPRESS)
    parser.add_argument("--count", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
