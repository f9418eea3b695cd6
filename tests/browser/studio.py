"""The studio as a person uses it: tools, strokes, fingers. Coordinates are canvas pixels (0 … 1024), y down.

What follows an action is waited for (`wait_until`, `expect_strokes`, `settle`, Playwright's `expect`), never guessed by the clock: on a
busy machine every guess is wrong one day. `STUDIO_SLOWED=4 pytest tests/browser` finds those that slipped in.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self, cast

from playwright.sync_api import CDPSession, Page, expect

Spot = tuple[float, float]

GARMENT_MS = 90_000  # the machine may be busy; only what fails waits so long
FINGER_STEP_S = 0.016  # a touch screen reports about sixty times a second, however long the machine needs for it
SHIRT: tuple[tuple[Spot, ...], ...] = (  # the right half; the mirror draws the left one
    ((600, 180), (740, 236), (810, 310), (890, 432), (790, 486), (730, 404)),
    ((730, 404), (726, 620), (734, 850), (620, 866), (512, 870)),
    ((600, 180), (580, 246), (512, 268)),
)
EXPECTED_NOISE = (  # what tests themselves cause: a server that is taken away, canvases that are read
    "Failed to load resource",
    "net::ERR_",
    "Canvas2D: Multiple readback",
)


class Studio:
    """A page of the studio."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("filechooser", lambda _: None)  # Chromium is told early to hand choosers to us, else a quick key is quicker
        page.on("console", lambda message: self._note(message.type, message.text))
        page.add_init_script(f"({_MESSAGES})()")

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not any(noise in text for noise in EXPECTED_NOISE):
            self.errors.append(text)

    # --- tools ---

    def start_empty(self) -> Self:
        """Take a new paper, by its key."""
        expect(self.page.locator("dialog[open]")).to_have_count(0)  # in a window keys mean the window
        self.page.keyboard.press("Alt+n")
        self.expect_strokes(0)
        return self

    def choose(self, tool: str) -> None:
        """Pick a tool on the rail."""
        self.page.locator(f'#rail [data-action="{tool}"]').click()

    def choose_colour(self, colour: str) -> None:
        """Pick a colour of the card, on a wide or a narrow window."""
        if not self.page.locator(".swatches").is_visible():
            self.page.locator(".colour-well").click()
            self.page.locator(f'#colour-card [data-colour="{colour}"]').click()
            self.page.keyboard.press("Escape")
        else:
            self.page.locator(f'.swatches [data-colour="{colour}"]').click()

    def set(self, name: str, value: Any) -> None:
        """Change a setting, as its switch would."""
        self.page.evaluate("([name, value]) => studio.settings.set(name, value)", [name, value])

    # --- mouse ---

    def at(self, spot: Spot) -> Spot:
        """Where a place of the canvas is in the window."""
        box = self.page.locator(".paper").bounding_box()
        assert box
        width = self.page.evaluate("studio.history.sketch.canvas[0]")
        return box["x"] + spot[0] * box["width"] / width, box["y"] + spot[1] * box["width"] / width

    def draw(self, spots: Sequence[Spot], steps: int = 5) -> None:
        """One stroke with the mouse."""
        mouse = self.page.mouse
        mouse.move(*self.at(spots[0]))
        mouse.down()
        for spot in spots[1:]:
            mouse.move(*self.at(spot), steps=steps)
        mouse.up()

    def dot(self, spot: Spot) -> None:
        """One click."""
        self.page.mouse.click(*self.at(spot))

    def draw_shirt(self) -> None:
        """The outline of a t-shirt; the mirror draws its left half."""
        self.choose("pen")
        for spots in SHIRT:
            self.draw(spots)

    # --- pen and fingers ---

    def devtools(self) -> CDPSession:
        """Chromium's own input, for pens and several fingers."""
        return self.page.context.new_cdp_session(self.page)

    def draw_with_pen(self, spots: Sequence[Spot], pressure: float) -> None:
        """One stroke of a pressure-sensitive pen."""
        session = self.devtools()

        def pen(kind: str, spot: Spot, force: float) -> None:
            x, y = self.at(spot)
            button = {"button": "left", "buttons": 1 if kind != "mouseReleased" else 0, "clickCount": 1}
            session.send("Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, "pointerType": "pen", "force": force, **button})

        pen("mousePressed", spots[0], pressure)
        for spot in spots[1:]:
            pen("mouseMoved", spot, pressure)
        pen("mouseReleased", spots[-1], 0)

    def touch(self, *steps: Sequence[Spot]) -> None:
        """Fingers on the screen: for each step where they are, in window pixels; then all are lifted."""
        session = self.devtools()
        began = time.time()

        def touch(kind: str, number: int, step: Sequence[Spot]) -> None:
            points = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(step)]
            moment = began + number * FINGER_STEP_S
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points, "timestamp": moment})

        for number, step in enumerate(steps):
            touch("touchStart" if number == 0 else "touchMove", number, step)
        touch("touchEnd", len(steps), [])
        self.show()

    # --- what is there ---

    def stroke_count(self) -> int:
        """Strokes on all layers."""
        return len(self.strokes())

    def strokes(self, kind: str | None = None) -> list[dict[str, Any]]:
        """The strokes of the drawing, or those of one kind of layer."""
        layers = self.page.evaluate("studio.history.sketch.layers")
        return [stroke for layer in layers if kind in (None, layer["kind"]) for stroke in layer["strokes"]]

    def ink(self, kind: str = "line") -> dict[str, Any]:
        """What is painted on the layer of a kind: its box in canvas pixels, how many pixels are painted, and their sum."""
        return cast(dict[str, Any], self.page.evaluate(_INK, kind))

    def colour_of_wash(self, spot: Spot) -> list[int]:
        """RGBA of the fill that is shown at a place."""
        return cast(list[int], self.page.evaluate(_WASH, list(spot)))

    def zoom(self) -> float:
        """Screen pixels a canvas pixel."""
        return float(self.page.evaluate("studio.paper.view.scale"))

    def wait_for(self, holds: Callable[[], object], what: str) -> None:
        """Until something holds; `what` says what never did."""
        until = time.monotonic() + GARMENT_MS / 1000
        while not holds():
            assert time.monotonic() < until, f"never became true: {what}"
            self.page.wait_for_timeout(50)

    def wait_until(self, expression: str) -> None:
        """Until a JavaScript expression is true. (Playwright's own way needs `eval`, which the page's policy forbids.)"""
        self.wait_for(lambda: self.page.evaluate(expression), expression)

    def expect_strokes(self, count: int) -> None:
        """Until all layers together have so many strokes."""
        self.wait_for(lambda: self.stroke_count() == count, f"{count} strokes")

    def expect_message(self, words: str, look: str = "toast") -> None:
        """Until a message of that class with these words has been shown; it may have gone again, as messages do."""

        def shown() -> bool:
            return any(look in classes and words in text for classes, text in self.page.evaluate("messages"))

        self.wait_for(shown, f"a {look} with {words!r}")

    def show(self) -> None:
        """Until the page has handled what was done so far and has painted it."""
        self.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))")

    def come_to_rest(self) -> None:
        """Until nothing moves any more: no animation, no transition, no picture that is still read."""
        self.show()
        self.wait_until(_RESTS)

    def wait_for_garment(self) -> None:
        """Until the picture belongs to the drawing as it is now."""
        self.wait_until("studio.atelier.status.phase === 'ready' && studio.atelier.picture !== null")

    def garment_colour(self) -> list[float]:
        """Mean RGB of the opaque part of the garment that is shown, and which part of the picture is opaque."""
        return cast(list[float], self.page.evaluate(_GARMENT_COLOUR))

    def settle(self) -> None:
        """Until everything that was drawn is painted sharply and saved."""
        self.show()
        self.wait_until("studio.paper.isSettled")
        self.page.evaluate("studio.storage.settled()")

    def reload(self) -> None:
        """Load the page anew, when the drawing is saved."""
        self.settle()
        self.page.reload()
        self.page.wait_for_selector("body[data-ready]")

    @contextmanager
    def reloading(self) -> Iterator[None]:
        """Around something that makes the page load itself anew; afterwards the new one is ready."""
        self.page.evaluate("document.body.dataset.old = ''")
        yield
        self.page.wait_for_selector("body[data-ready]:not([data-old])")


_MESSAGES = """() => {
  window.messages = [];
  const seen = ({ classList, textContent }) => [[...classList], textContent];
  const note = ({ addedNodes }) => window.messages.push(...[...addedNodes].map(seen));
  const watch = new MutationObserver((changes) => changes.forEach(note));
  document.addEventListener("DOMContentLoaded", () => {
    const toasts = document.querySelector("#toasts");
    if (toasts) watch.observe(toasts, { childList: true });
  });
}"""

_RESTS = """document.getAnimations().every(({ effect, playState }) =>
    playState !== "running" || effect.getComputedTiming().endTime === Infinity) &&
  [...document.images].every((image) => image.complete || image.loading === "lazy" || !image.checkVisibility())"""

_INK = """(kind) => {
  const layer = studio.history.sketch.layers.findIndex((layer) => layer.kind === kind);
  const canvas = document.querySelectorAll(".stack:not([hidden]) canvas")[layer];
  const { width, height } = canvas;
  const data = canvas.getContext("2d").getImageData(0, 0, width, height).data;
  const scale = studio.history.sketch.canvas[0] / width;
  let [left, top, right, bottom, count, sum] = [width, height, 0, 0, 0, 0];
  for (let i = 3; i < data.length; i += 4) {
    sum += data[i];
    if (data[i] < 128) continue;
    const [x, y] = [((i - 3) / 4) % width, Math.floor((i - 3) / 4 / width)];
    [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
    count++;
  }
  return { left: left * scale, top: top * scale, right: right * scale, bottom: bottom * scale, count, sum };
}"""

_WASH = """([x, y]) => {
  const canvas = document.querySelector(".wash");
  const scale = canvas.width / studio.history.sketch.canvas[0];
  return [...canvas.getContext("2d").getImageData(Math.floor(x * scale), Math.floor(y * scale), 1, 1).data];
}"""

_GARMENT_COLOUR = """async () => {
  const bitmap = await createImageBitmap(studio.atelier.picture.blob);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext("2d");
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  const sum = [0, 0, 0];
  let count = 0;
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] < 200) continue;
    count++;
    for (let part = 0; part < 3; part++) sum[part] += data[i + part];
  }
  return [...sum.map((value) => value / Math.max(1, count)), count / (data.length / 4)];
}"""
