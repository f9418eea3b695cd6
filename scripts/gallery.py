"""Make the pictures of docs/gallery.md from designs of our own: python scripts/gallery.py [NAME…]

Without names all strips are made. A strip whose model or command this version does not have is left as it is, and said. Nothing but
the wardrobe in drawing/designs goes in, so every picture may be shown anywhere.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sketch2fashion.drawing.designs import design_of
from sketch2fashion.drawing.hand import draw_by_hand
from sketch2fashion.drawing.shadow import shadow
from sketch2fashion.drawing.strokes import Layer, Sketch, Stroke, rasterise
from sketch2fashion.drawing.tidy import tidy
from sketch2fashion.errors import ModelUnavailable
from sketch2fashion.garment import Layers, Picture
from sketch2fashion.images import on_white
from sketch2fashion.photo import photo_layers
from sketch2fashion.rendering.fabric import FABRICS
from sketch2fashion.rendering.learning import garments_of_designs, learn_from_sketches
from sketch2fashion.rendering.modify import Colourways, Edit, Morph, Recolour, Weave, modify
from sketch2fashion.rendering.renderer import RenderOptions, render

GALLERY = Path(__file__).resolve().parent.parent / "docs" / "img" / "gallery"
MOST_BYTES = 1_500_000  # of all strips together
CELL = 240  # px: a picture in a strip
GAP = 10
QUALITY = 80
PAPER = (255, 255, 255)
BACKDROP = (226, 228, 230)  # of the studio photo that is none
SIZE = 512
COLOURWAYS = ("#f5f3ee", "#1c305c", "#aa222c", "#2f4a3a", "#d9b13b", "#c98aa0", "#6a7f9e", "#2a2a2c")
HAND = 0.5  # how rough the drawings are that get tidied

log = logging.getLogger("gallery")

Cell = Picture | NDArray[np.uint8]
Strip = tuple[int, list[Cell]]  # columns, pictures row by row


def main(names: Sequence[str]) -> None:
    """Write the strips into docs/img/gallery."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    GALLERY.mkdir(parents=True, exist_ok=True)
    unknown = [name for name in names if name not in STRIPS]
    if unknown:
        raise SystemExit(f"There is no strip {', '.join(unknown)}. Strips: {', '.join(STRIPS)}.")
    for name in names or STRIPS:
        try:
            columns, cells = STRIPS[name]()
        except ModelUnavailable as missing:
            log.info("%s: left as it is (%s)", name, missing)
            continue
        path = GALLERY / f"{name}.webp"
        laid_out(columns, cells).save(path, quality=QUALITY, method=6)
        log.info("%s: %d pictures, %d kB", name, len(cells), path.stat().st_size // 1000)
    total = sum(path.stat().st_size for path in GALLERY.iterdir())
    log.info("%d kB in all", total // 1000)
    if total > MOST_BYTES:
        raise SystemExit(f"The gallery has {total} bytes; at most {MOST_BYTES} are wanted.")


# --- the strips -------------------------------------------------------------------------------------------------------------


def renders() -> Strip:
    """Drawings, and the garments below them."""
    ids = ("polo-tipped", "dress-tea", "outerwear-denim", "shorts-striped", "hat-contrast-cap")
    sketches = [design_of(id).sketch for id in ids]
    return len(ids), [*(drawn(sketch) for sketch in sketches), *(rendered(sketch) for sketch in sketches)]


def recut() -> Strip:
    """Doodles, what follows their lines, and what is cut anew by them."""
    layers = [doodle(category, colour, dot, strokes) for category, colour, dot, strokes in DOODLES]
    levels = [[render(each, RenderOptions(refine=level, size=SIZE)).garments[0].pixels for each in layers] for level in (0.3, 1.0)]
    papers = [np.where(each.hints[..., 3:] > 0, each.hints[..., :3], inked(each)[..., :3]).astype(np.uint8) for each in layers]
    return len(layers), [*papers, *levels[0], *levels[1]]


def colourways() -> Strip:
    """One hoodie in eight colours, its folds kept."""
    garment = rendered(design_of("hoodie-classic").sketch)
    return 4, list(modify(garment, Colourways(COLOURWAYS)).pictures)


def fabrics() -> Strip:
    """One skirt in every fabric."""
    garment = rendered(design_of("skirt-a-line").sketch)
    return 5, [garment, *(modify(garment, Weave(pattern)).pictures[0] for pattern in FABRICS)]


def candidates() -> Strip:
    """Sixteen designs of one drawing without colours."""
    sketch = without_colours(design_of("shirt-work").sketch)
    garments = render(rasterise(sketch), RenderOptions(category="shirt", variants=16, size=SIZE)).garments
    return 8, [garment.pixels for garment in garments]


def morph() -> Strip:
    """From one dress to another."""
    first, second = (design_of(id).sketch for id in ("dress-shift", "dress-ball-gown"))
    shares = tuple(step / 6 for step in range(7))
    ends = (Edit(category="dress"), Edit(category="dress", seed=3))
    operation = Morph(shares, *ends, size=SIZE)
    return len(shares), list(modify(None, operation, before=rasterise(first), after=rasterise(second)).pictures)


def tidied() -> Strip:
    """Rough drawings; only smoothed; half way; as garments are."""
    rows = []
    for seed, id in enumerate(("t-shirt-raglan", "pants-tapered-chinos", "skirt-a-line")):
        design = design_of(id)
        clean = rasterise(without_colours(design.sketch))
        rough = replace(clean, lines=draw_by_hand(clean.lines, HAND, seed), category=design.category)
        rows += [inked(rough), *(inked(tidy(rough, strength)) for strength in (0.0, 0.5, 1.0))]
    return 4, rows


def guided() -> Strip:
    """The first strokes, and what the guide lines show below them."""
    cells: list[Cell] = []
    for id, strokes in (("long-sleeve-crew", 1), ("pants-straight-jeans", 1), ("dress-skater", 2)):
        sketch = longest_strokes(without_colours(design_of(id).sketch), strokes)
        layers = rasterise(sketch)
        guidance = shadow(layers, sketch.category or "")
        cells += [inked(layers), over(inked(layers), guidance.picture)]
    return 6, cells


def styled() -> Strip:
    """Four drawings of one hand, and below them garments of the style that was learned from them."""
    ids = ("t-shirt-raglan", "t-shirt-puff-sleeve", "t-shirt-cropped", "t-shirt-flutter")
    sketches = [design_of(id).sketch for id in ids]
    style = learn_from_sketches("atelier", [rasterise(sketch) for sketch in sketches])
    made = garments_of_designs(style, 12, size=SIZE)
    return 4, [*(drawn(sketch) for sketch in sketches), *(garment.pixels for _, garment in made)]


def from_a_photo() -> Strip:
    """A photo; another colour; another fabric; a pocket drawn on it."""
    photo = studio_photo("t-shirt-pocket")
    blue = modify(photo, Recolour("#2c4a7c")).pictures[0]
    striped = modify(photo, Weave("stripes", scale=0.05)).pictures[0]
    before = photo_layers(photo)
    after = with_strokes(before.sketch, pocket(before.sketch.canvas))
    drawn_on = modify(photo, Edit(category="t-shirt"), before=rasterise(before.sketch), after=rasterise(after)).pictures[0]
    return 4, [photo, blue, striped, drawn_on]


STRIPS: dict[str, Callable[[], Strip]] = {
    "renders": renders,
    "recut": recut,
    "colourways": colourways,
    "fabrics": fabrics,
    "candidates": candidates,
    "morph": morph,
    "tidy": tidied,
    "guide": guided,
    "photo": from_a_photo,
    "style": styled,
}


_Line = tuple[tuple[int, int], ...]
DOODLES: tuple[tuple[str, str, tuple[int, int], tuple[_Line, ...]], ...] = (  # category, colour, where its dot lies, lines on 512 × 512 px
    (
        "t-shirt",
        "#c8283c",
        (250, 300),
        (
            ((148, 92), (58, 200), (122, 232), (176, 190), (160, 412), (330, 430), (374, 300), (352, 190), (400, 262), (472, 230)),
            ((472, 230), (448, 120), (362, 62), (300, 80), (250, 112), (214, 76), (150, 90)),
        ),
    ),
    (
        "long-sleeve",
        "#2c5a8c",
        (256, 280),
        (
            ((196, 120), (120, 160), (40, 330), (84, 356), (170, 236), (176, 420), (340, 408)),
            ((356, 414), (338, 230), (420, 372), (470, 340), (390, 150), (318, 104)),
            ((190, 112), (214, 140), (262, 146), (300, 128), (322, 100)),
        ),
    ),
    (
        "pants",
        "#7a6a4c",
        (170, 200),
        (((130, 62), (352, 88), (396, 440), (300, 462), (256, 226), (216, 440), (100, 412), (132, 60)),),
    ),
    (
        "outerwear",
        "#3c5a44",
        (170, 300),
        (
            ((222, 70), (150, 92), (60, 300), (112, 330), (160, 240), (150, 440), (250, 452)),
            ((252, 96), (262, 450), (372, 430), (350, 236), (404, 342), (466, 300), (380, 96), (300, 62)),
            ((300, 200), (306, 206)),
            ((304, 280), (310, 286)),
        ),
    ),
    (
        "hat",
        "#d0a040",
        (250, 210),
        (
            (
                (52, 330),
                (150, 296),
                (180, 140),
                (262, 120),
                (334, 150),
                (352, 290),
                (466, 318),
                (400, 380),
                (240, 396),
                (100, 372),
                (54, 334),
            ),
            ((150, 298), (250, 320), (350, 292)),
        ),
    ),
)


# --- what they are made of --------------------------------------------------------------------------------------------------


def rendered(sketch: Sketch, seed: int = 0) -> Picture:
    """The garment of a drawing, with transparency."""
    return render(rasterise(sketch), RenderOptions(category=sketch.category or "auto", seed=seed, size=SIZE)).garments[0].pixels


def doodle(category: str, colour: str, dot: tuple[int, int], strokes: tuple[_Line, ...]) -> Layers:
    """Lines of a mouse, and a dot of colour."""
    lines = tuple(Stroke(tuple((x, y, 0.5, 0.0) for x, y in line), width=5) for line in strokes)
    mark = Stroke(((*dot, 0.5, 0.0),), width=16, colour=colour)
    return rasterise(Sketch((SIZE, SIZE), category, (Layer("colour", "colour", strokes=(mark,)), Layer("line", "line", strokes=lines))))


def drawn(sketch: Sketch) -> NDArray[np.uint8]:
    """A drawing as it lies on the paper, colour dots included."""
    layers = rasterise(sketch)
    hints = Image.fromarray(layers.hints)
    page = Image.new("RGB", hints.size, PAPER)
    page.paste(hints, mask=hints.getchannel("A"))
    both: NDArray[np.uint8] = np.minimum(np.asarray(page), inked(layers))
    return both


def inked(layers: Layers) -> NDArray[np.uint8]:
    """Lines, dark on white."""
    grey = np.round(255 * (1 - layers.lines)).astype(np.uint8)
    return np.dstack([grey] * 3)


def over(page: NDArray[np.uint8], guidance: Picture) -> NDArray[np.uint8]:
    """Guide lines laid on a page, darker than the studio shows them, so that they can be seen this small."""
    height, width = page.shape[:2]
    guide = Image.fromarray(guidance).resize((width, height), Image.Resampling.BICUBIC)
    below = Image.fromarray(page)
    below.paste(Image.new("RGB", below.size, (77, 106, 143)), mask=guide.getchannel("A").point(lambda alpha: min(255, 3 * alpha // 2)))
    return np.asarray(below)


def without_colours(sketch: Sketch) -> Sketch:
    """Its lines alone."""
    return replace(sketch, layers=tuple(layer for layer in sketch.layers if layer.kind == "line"))


def longest_strokes(sketch: Sketch, count: int) -> Sketch:
    """Only the strokes that a hand would draw first."""
    strokes = sorted((stroke for layer in sketch.layers for stroke in layer.strokes), key=extent, reverse=True)
    return replace(sketch, layers=(Layer(id="first", strokes=tuple(strokes[:count])),))


def extent(stroke: Stroke) -> float:
    """How far a stroke reaches, in canvas px."""
    places = np.array([point[:2] for point in stroke.points])
    return float(np.ptp(places, axis=0).sum())


def with_strokes(sketch: Sketch, strokes: Sequence[Stroke]) -> Sketch:
    """The drawing with more lines on top."""
    return replace(sketch, layers=(*sketch.layers, Layer(id="new", strokes=tuple(strokes))))


def pocket(canvas: tuple[int, int]) -> list[Stroke]:
    """A pouch pocket, where a shirt has its belly."""
    shape = ((0.36, 0.62), (0.64, 0.62), (0.7, 0.78), (0.3, 0.78), (0.36, 0.62))
    points = tuple((x * canvas[0], y * canvas[1], 0.5, 10.0 * index) for index, (x, y) in enumerate(shape))
    return [Stroke(tool="pen", points=points, width=max(2.0, canvas[0] / 150), colour="#1d1c1a")]


def studio_photo(id: str) -> Picture:
    """A garment before a backdrop, as a shop shows it: stands for a photo."""
    garment = Image.fromarray(rendered(design_of(id).sketch))
    light = np.linspace(1.03, 0.95, SIZE)[:, None, None] * np.array(BACKDROP)
    page = Image.fromarray(np.clip(np.broadcast_to(light, (SIZE, SIZE, 3)), 0, 255).astype(np.uint8))
    page.paste(garment, mask=garment.getchannel("A"))
    return np.asarray(page.convert("RGBA"))


def laid_out(columns: int, cells: Sequence[Cell]) -> Image.Image:
    """Pictures in rows, each in a square of CELL px."""
    rows = -(-len(cells) // columns)
    sheet = Image.new("RGB", (columns * (CELL + GAP) - GAP, rows * (CELL + GAP) - GAP), PAPER)
    for index, cell in enumerate(cells):
        image = Image.fromarray(on_white(cell) if cell.shape[2] == 4 else cell)
        image.thumbnail((CELL, CELL), Image.Resampling.LANCZOS)
        left, top = index % columns * (CELL + GAP), index // columns * (CELL + GAP)
        sheet.paste(image, (left + (CELL - image.width) // 2, top + (CELL - image.height) // 2))
    return sheet


if __name__ == "__main__":
    main(sys.argv[1:])
