"""The plain cuts of each kind of garment, its sleeves from spread to hanging: what `drawing.recut` cuts a doodle anew by.

Designs of the wardrobe are for looking at; these are for measuring by. Nothing is drawn until a category is asked for, and then once.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sketch2fashion.drawing.correspondence import Places, outlines
from sketch2fashion.drawing.designs import coats, designs, details, knits, shirts
from sketch2fashion.drawing.designs.collars import hood, shirt_collar
from sketch2fashion.drawing.designs.flat import Flat
from sketch2fashion.drawing.designs.upper import Body, Sleeve
from sketch2fashion.drawing.framing import REFERENCE, Frame, frame_of, to_square
from sketch2fashion.drawing.outline import silhouette
from sketch2fashion.drawing.strokes import Stroke, rasterise
from sketch2fashion.garment import Mask

Lay = Callable[[Flat], object]

EVEN = 0.95  # intersection over union with its mirror picture: from here on a cut is the same on both sides
CLOTH = "#808080"

_OF_THE_WARDROBE = {
    "pants": "straight-jeans skinny-jeans wide-jeans flared-jeans chinos tapered-chinos palazzo joggers leggings culottes harem",
    "shorts": "chino denim bermuda sweat running swim basketball hot",
    "skirt": "pencil a-line mini a-mini circle maxi trumpet bubble tube",
    "top": "tank muscle camisole v-tank crop-tank swing bandeau shell",
    "dress": "shift sheath fit-flare tea slip maxi sundress t-shirt tent skater ball-gown mermaid long-sleeve-maxi",
    "hat": "cap dad-cap ivy bucket wide-bucket fedora wide-fedora sun boater bowler top-hat cowboy conical beanie pom-beanie",
    "shoes": "sneaker high-top slip-on chelsea knee-boot ankle-heel rain loafer stiletto ballet slide clog",
}


@dataclass(frozen=True, eq=False)
class Cut:
    """One cut in the renderer's square. `lines`: its drawing, each (N, 2) x and y, with the width of its pen in px."""

    outline: Places
    lines: tuple[tuple[Places, float], ...]
    even: bool  # the same on both sides


@functools.cache
def cuts(category: str) -> tuple[Cut, ...]:
    """The plain cuts of a category."""
    drawn = [_drawn(lay, category) for lay in (*_laid(category), *_of_the_wardrobe(category))]
    return (*drawn, *(_mirrored(cut) for cut in drawn if not cut.even))


def _of_the_wardrobe(category: str) -> Iterator[Lay]:
    wanted = {f"{category}-{cut}" for cut in _OF_THE_WARDROBE.get(category, "").split()}
    return (design.lay for design in designs(category) if design.id in wanted)


def _laid(category: str) -> Iterator[Lay]:
    """What the wardrobe has in one pose only, in several."""
    if category == "t-shirt":
        yield from (partial(knits.tee, sleeve=sleeve) for sleeve in _posed(knits.SHORT, 12, 34, 56))
        yield from (partial(knits.tee, body=knits.BOXY, sleeve=sleeve, band=3.0) for sleeve in _posed(knits.WIDE, 10, 36))
        yield from (partial(knits.tee, sleeve=sleeve) for sleeve in _posed(knits.ELBOW, 14, 46))
        for body in (knits.FITTED, knits.CROPPED, knits.LONG):
            yield partial(knits.tee, body=body)
    elif category == "long-sleeve":
        yield from (partial(knits.tee, sleeve=sleeve) for sleeve in _posed(knits.ARM, 12, 34, 52, 70))
        yield from (partial(knits.tee, body=knits.BOXY, sleeve=sleeve, hem="rib") for sleeve in _posed(knits.ARM_RIB, 30, 52, 70))
        yield from (partial(knits.tee, body=knits.CROPPED, sleeve=sleeve) for sleeve in _posed(knits.ARM, 20, 60))
        yield partial(knits.tee, body=knits.LONG, sleeve=knits.ARM)
    elif category == "shirt":
        yield from (partial(shirts.shirt, sleeve=sleeve) for sleeve in _posed(shirts.CUFFED, 14, 36, 54, 71))
        yield from (partial(shirts.shirt, body=shirts.SHORT_BOX, sleeve=sleeve) for sleeve in _posed(shirts.SHORT_SHIRT, 12, 34))
        yield partial(shirts.shirt, body=shirts.SLIM, sleeve=shirts.CUFFED_SLIM)
    elif category == "polo":
        yield from (partial(shirts.polo, sleeve=sleeve) for sleeve in _posed(shirts.RIB_SHORT, 12, 34, 54))
        yield from (partial(shirts.polo, sleeve=sleeve) for sleeve in _posed(knits.ARM_RIB, 36, 70))
        yield partial(shirts.polo, body=shirts.POLO_BOXY, sleeve=knits.WIDE)
    elif category == "hoodie":
        yield from (partial(shirts.hoodie, sleeve=sleeve) for sleeve in _posed(shirts.THICK, 14, 36, 54, 71))
        yield from (partial(shirts.hoodie, sleeve=sleeve, lying=True) for sleeve in _posed(shirts.THICK, 30, 54, 71))
        yield partial(shirts.hoodie, body=shirts.HOODIE_LONG)
        yield partial(shirts.hoodie, sleeve=shirts.THICK_SHORT)
    elif category == "outerwear":
        for angle in (14, 36, 54, 71):
            yield partial(_jacket, sleeve=replace(coats.ARM_RIB, angle=angle))
        for angle in (30, 54, 71):
            yield partial(_hooded, body=coats.ROOMY, sleeve=replace(coats.ARM_RIB, angle=angle))
            yield partial(_coat, body=coats.CAR_COAT, sleeve=replace(coats.ARM_PLAIN, angle=angle))
        yield partial(_coat, body=coats.COAT, sleeve=coats.ARM_PLAIN)
        yield partial(_hooded, body=coats.CAR_COAT, sleeve=coats.ARM_CUFF)
        yield partial(_coat, body=coats.VEST, sleeve=None)


def _posed(sleeve: Sleeve, *angles: float) -> Iterator[Sleeve]:
    return (replace(sleeve, angle=angle) for angle in angles)


def _jacket(flat: Flat, sleeve: Sleeve) -> None:
    """A zip jacket with ribbed ends."""
    coats.jacket(flat, coats.JACKET, sleeve, hem="rib")
    details.zipper(flat, 4, 66, width=1.8)
    shirt_collar(flat, coats.JACKET, stand=False, point=(9.2, 8.6))


def _hooded(flat: Flat, body: Body, sleeve: Sleeve) -> None:
    """A zip jacket or parka with its hood up."""
    coats.jacket(flat, body, sleeve)
    details.zipper(flat, 5, body.length, width=1.8)
    for side in (1, -1):
        details.welt(flat, (side * 13, 43), (side * 17, 55), 2.4)
    hood(flat, body)


def _coat(flat: Flat, body: Body, sleeve: Sleeve | None) -> None:
    """A buttoned coat with a collar."""
    coats.jacket(flat, body, sleeve)
    details.front_edge(flat, 5, body.length + body.hem_bow)
    details.buttons(flat, (1.6, 14), (1.6, body.length * 0.72), 5)
    for side in (1, -1):
        details.welt(flat, (side * 13, 50), (side * 17.5, 63), 3.0)
    shirt_collar(flat, body, stand=False, point=(10.5, 10))


def _drawn(lay: Lay, category: str) -> Cut:
    flat = Flat(CLOTH)
    lay(flat)
    sketch = flat.drawing(category)
    layers = rasterise(sketch)
    frame = frame_of(layers)
    inside = silhouette(to_square(layers, frame).lines)
    lines = tuple((in_square(stroke, frame), stroke.width * REFERENCE / frame.side) for layer in sketch.layers for stroke in layer.strokes)
    return Cut(outlines(inside)[0], lines, evenness(inside) >= EVEN)


def in_square(stroke: Stroke, frame: Frame) -> Places:
    """A stroke's points in px of the renderer's square, (N, 2)."""
    return (np.array([point[:2] for point in stroke.points]) - (frame.left, frame.top)) * (REFERENCE / frame.side) - 0.5


def _mirrored(cut: Cut) -> Cut:
    """A cap's peak on the other side. An outline still runs clockwise."""
    turned = [np.stack([REFERENCE - 1 - line[:, 0], line[:, 1]], axis=1) for line in (cut.outline, *(line for line, _ in cut.lines))]
    return Cut(turned[0][::-1], tuple((line, width) for line, (_, width) in zip(turned[1:], cut.lines, strict=True)), cut.even)


def evenness(inside: Mask) -> float:
    """How much a silhouette and its mirror picture have in common: intersection over union."""
    columns = np.flatnonzero(inside.any(axis=0))
    box: NDArray[np.bool_] = inside[:, columns[0] : columns[-1] + 1]
    return float((box & box[:, ::-1]).sum() / (box | box[:, ::-1]).sum())
