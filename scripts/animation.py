"""Film the studio for the README, from a running server and in a real Chromium: python scripts/animation.py http://127.0.0.1:8123

Half a minute: a shirt is drawn, the garment follows; one dot makes it red; a pocket; the handle wipes; products. Frames are taken when
something has changed on the page, each with its own time, so that the film stays small.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

FILM = Path(__file__).resolve().parent.parent / "docs" / "img" / "studio.webp"
SIZE = (1200, 750)  # of the window
WIDTH = 800  # of the film
LARGEST_BYTES = 1_500_000
QUALITIES = (70, 55, 42, 30)
RED = "#d4202f"
SHIRT = (  # the neckline first: it joins the two halves
    ((600, 180), (580, 246), (512, 268)),
    ((600, 180), (740, 236), (810, 310), (890, 432), (790, 486), (730, 404)),
    ((730, 404), (726, 620), (734, 850), (620, 866), (512, 870)),
)
POCKET = ((580, 420), (680, 420), (676, 520), (630, 544), (584, 520), (580, 420))

Spot = tuple[float, float]


class Film:
    """Frames of a page and how long each is shown."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.frames: list[Image.Image] = []
        self.times: list[int] = []

    def take(self, milliseconds: int) -> None:
        """One frame."""
        picture = Image.open(io.BytesIO(self.page.screenshot())).convert("RGB")
        self.frames.append(picture.resize((WIDTH, WIDTH * picture.height // picture.width), Image.Resampling.LANCZOS))
        self.times.append(milliseconds)

    def write(self, path: Path) -> int:
        """The film as animated WebP, as fine as its size allows. Returns its bytes."""
        for quality in QUALITIES:
            first, *rest = self.frames
            first.save(path, save_all=True, append_images=rest, duration=self.times, loop=0, quality=quality, method=6, minimize_size=True)
            if path.stat().st_size <= LARGEST_BYTES:
                break
        return path.stat().st_size


def main(address: str) -> None:
    """Write the film into docs/img."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(viewport={"width": SIZE[0], "height": SIZE[1]}, locale="en-US").new_page()
        page.set_default_timeout(120_000)
        page.goto(address)
        page.wait_for_selector("body[data-ready]")
        film = Film(page)
        act(page, film)
        sys.stdout.write(f"{FILM.name}: {len(film.frames)} frames, {sum(film.times) / 1000:.0f} s, {film.write(FILM)} bytes\n")
        browser.close()


def act(page: Page, film: Film) -> None:
    """The story."""
    page.keyboard.press("Alt+n")
    wait_for_quiet(page)
    film.take(1200)
    for stroke in SHIRT:
        draw(page, film, stroke)
    garment(page, film, 1600)
    page.locator('#rail [data-action="colour"]').click()
    page.evaluate("colour => studio.settings.set('colour', colour)", RED)
    page.mouse.click(*place(page, (512, 620)))
    film.take(500)
    garment(page, film, 2200)
    page.locator('#rail [data-action="pen"]').click()
    draw(page, film, POCKET)
    garment(page, film, 2600)
    page.keyboard.press("Alt+3")
    for share in (50, 65, 80, 65, 50, 35, 20, 35, 50):
        page.locator(".wipe").evaluate("(wipe, share) => { wipe.value = share; wipe.dispatchEvent(new Event('input')); }", share)
        film.take(260)
    page.keyboard.press("Alt+1")
    film.take(700)
    page.keyboard.press("Control+Enter")
    page.locator(".product img").nth(5).wait_for()
    wait_for_quiet(page)
    film.take(3600)
    page.locator(".filters select").nth(1).select_option("blue")
    wait_for_quiet(page)
    film.take(3000)


def draw(page: Page, film: Film, spots: Sequence[Spot]) -> None:
    """A stroke, with a frame at each of its corners."""
    page.mouse.move(*place(page, spots[0]))
    page.mouse.down()
    for spot in spots[1:]:
        page.mouse.move(*place(page, spot), steps=8)
        film.take(320)
    page.mouse.up()
    film.take(320)


def garment(page: Page, film: Film, milliseconds: int) -> None:
    """A frame once the garment is the drawing's, and one with its other designs."""
    page.evaluate("studio.atelier.designs = []")  # those of before do not count
    wait(page, "studio.atelier.status.phase === 'ready' && studio.atelier.picture !== null")
    film.take(700)
    wait(page, "studio.atelier.designs.length === 4")
    page.wait_for_timeout(400)
    film.take(milliseconds)


def wait_for_quiet(page: Page) -> None:
    """Until nothing moves and nothing is searched."""
    wait(page, "document.querySelector('.results').getAttribute('aria-busy') !== 'true'")
    page.wait_for_timeout(900)


def wait(page: Page, expression: str) -> None:
    """Until it is true; the page's policy forbids the usual way."""
    until = time.monotonic() + 240
    while not page.evaluate(expression):
        if time.monotonic() > until:
            raise SystemExit(f"never became true: {expression}")
        page.wait_for_timeout(100)


def place(page: Page, spot: Spot) -> Spot:
    """Where a place of the canvas is in the window."""
    box = page.locator(".paper").bounding_box()
    if box is None:
        raise SystemExit("the paper is not on the page")
    return box["x"] + spot[0] * box["width"] / 1024, box["y"] + spot[1] * box["width"] / 1024


if __name__ == "__main__":
    main(sys.argv[1])
