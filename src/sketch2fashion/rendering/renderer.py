"""Layers to garments: frame, recognise, fill, run the network once for all variants, hold the colours, lay back on the canvas.

The same layers, options and model give the same bytes.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from sketch2fashion.categories import require_category
from sketch2fashion.drawing.flats import flats, regions, silhouette
from sketch2fashion.drawing.framing import Frame, frame_of, square_lines, to_canvas, to_square
from sketch2fashion.drawing.recut import recut
from sketch2fashion.errors import BadValue
from sketch2fashion.garment import Box, Flats, Garment, Layers, Mask, Picture, Rgb
from sketch2fashion.images import on_white
from sketch2fashion.rendering.backends import NETWORK, chosen_backend
from sketch2fashion.rendering.colourway import painted
from sketch2fashion.rendering.exact import exact_colours
from sketch2fashion.rendering.look import Look, is_first, look_of, palette_of
from sketch2fashion.rendering.planes import SIDE, input_planes
from sketch2fashion.rendering.shelf import style_named
from sketch2fashion.rendering.style import Style
from sketch2fashion.rendering.upscale import upscaled
from sketch2fashion.search.embedder import embed

SIZES = (256, 512)
MAX_VARIANTS = 16
BACKGROUNDS = ("transparent", "white")
NEAR_INK = 2  # px at 256: pixels this near to a line do not say a region's colour
EDGE_BLUR, REFINED_BLUR = 1.3, 1.5  # px at 256: always, and more at ℓ = 1, where the network hesitates between two edges
RIM = 4.0  # px at 256, at ℓ = 1: cloth so near to the edge is half paper in the network's eyes
EDGE_STEEPNESS = 2.15
RECUT_FROM = 0.6  # ℓ from which on a drawing is cut anew, at 1 entirely …
RECUT_LEVEL = 0.2  # … and how much of ℓ the network is still told then: such lines need no forgiving
LIKELY = 0.25  # score of a category below which nobody knows what to cut


@dataclass(frozen=True)
class RenderOptions:
    """How to render; the defaults are those of the command line. Raises `BadValue` or `UnknownCategory` when made."""

    category: str = "auto"
    refine: float = 0.3  # ℓ: 0 follows every line, above RECUT_FROM a doodle is cut anew
    variants: int = 1
    seed: int = 0
    size: int = 256
    background: str = "transparent"
    style: str | Style | None = None  # a style's name, or the style itself: its fabrics and colours

    def __post_init__(self) -> None:
        if self.category != "auto":
            object.__setattr__(self, "category", require_category(self.category))
        if not 0 <= self.refine <= 1:
            raise BadValue(f"refine is {self.refine}; it must be between 0 (my lines) and 1 (refine).")
        if not 1 <= self.variants <= MAX_VARIANTS:
            raise BadValue(f"variants is {self.variants}; it must be between 1 and {MAX_VARIANTS}.")
        if not 0 <= self.seed < 2**32:
            raise BadValue(f"seed is {self.seed}; it must be between 0 and {2**32 - 1}.")
        if self.size not in SIZES:
            raise BadValue(f"size is {self.size}; it must be 256 or 512.")
        if self.background not in BACKGROUNDS:
            raise BadValue(f'background is "{self.background}"; it must be transparent or white.')
        if isinstance(self.style, str):
            object.__setattr__(self, "style", style_named(self.style))

    @property
    def own_style(self) -> Style | None:
        """The style itself."""
        return self.style if isinstance(self.style, Style) else None


@dataclass(frozen=True, eq=False)
class Rendering:
    """One answer: the garments (one a variant, on the drawing's canvas) and what they have in common."""

    garments: tuple[Garment, ...]
    category: str
    category_scores: dict[str, float]
    refine: float
    seed: int
    size: int
    box: Box
    seconds: float


@dataclass(frozen=True, eq=False)
class Prepared:
    """A drawing in the renderer's square, ready for any number of variants."""

    frame: Frame
    square: Layers
    silhouette: Mask
    labels: NDArray[np.int32]
    flats: Flats


def render(layers: Layers, options: RenderOptions | None = None) -> Rendering:
    """Render a drawing. Raises `EmptyDrawing` without ink, `BadValue` beyond 4 : 1, `ModelUnavailable`."""
    options = options or RenderOptions()
    started = time.perf_counter()
    prepared = prepare(layers)
    scores = recognise(prepared)
    category = _chosen(options, layers) or _likeliest(scores)
    known = _chosen(options, layers) is not None or scores[category] >= LIKELY
    meant, painting = as_meant(layers, category, options) if known else (layers, options)
    made = garments_in(prepared if meant is layers else prepare(meant), meant, category, painting)
    garments = tuple(_garment(pixels, category, options, options.seed + offset) for offset, (pixels, _) in enumerate(made))
    seconds = time.perf_counter() - started
    return Rendering(garments, category, scores, options.refine, options.seed, options.size, made[0][1], seconds)


def as_meant(layers: Layers, category: str, options: RenderOptions) -> tuple[Layers, RenderOptions]:
    """The drawing at ℓ, and what to paint it with: as it is up to RECUT_FROM, from there on more and more the garment that was meant."""
    if options.refine <= RECUT_FROM:
        return layers, options
    share = (options.refine - RECUT_FROM) / (1 - RECUT_FROM)
    level = (1 - share) * RECUT_FROM + share * RECUT_LEVEL
    return recut(layers, category, share), replace(options, refine=level)


def prepare(layers: Layers, frame: Frame | None = None) -> Prepared:
    """Frame the drawing (around its own ink, if no frame is given) and fill its regions."""
    frame = frame or frame_of(layers)
    square = to_square(layers, frame, SIDE)
    filled = silhouette(square.lines)
    labels = regions(square.lines, square.borders, filled, square.gap)
    return Prepared(frame, square, filled, labels, flats(square, silhouette=filled, rooms=labels))


def category_of(layers: Layers, prepared: Prepared, options: RenderOptions) -> str:
    """What is rendered: what was asked for, what the drawing says, or, only then looked at, what it looks like."""
    return _chosen(options, layers) or _likeliest(recognise(prepared))


def garments_in(prepared: Prepared, layers: Layers, category: str, options: RenderOptions) -> list[tuple[Picture, Box]]:
    """All variants on the drawing's canvas, (H, W, 4) each, with the box of the ink in their pixels."""
    looks = looks_of(prepared, category, options)
    squares = painted_squares([prepared] * len(looks), looks)
    if options.size > SIDE:
        squares = upscaled(squares, square_lines(layers, prepared.frame, 2 * SIDE))
    return [to_canvas(square, prepared.frame, options.size) for square in squares]


def garments_of(
    drawings: Sequence[Prepared], layers: Sequence[Layers], looks: Sequence[Look], options: Sequence[RenderOptions]
) -> list[Garment]:
    """Several drawings, each in its own look, in one run of the network. Each of the `options` names a category."""
    garments = []
    for square, each, canvas, chosen in zip(painted_squares(drawings, looks), drawings, layers, options, strict=True):
        fine = square if chosen.size == SIDE else upscaled([square], to_square(canvas, each.frame, 2 * SIDE).lines)[0]
        garments.append(_garment(to_canvas(fine, each.frame, chosen.size)[0], chosen.category, chosen, chosen.seed))
    return garments


def _garment(pixels: Picture, category: str, options: RenderOptions, seed: int) -> Garment:
    if options.background == "white":
        pixels = np.dstack([on_white(pixels), np.full(pixels.shape[:2], 255, np.uint8)])
    backend = chosen_backend()
    maker = f"{'renderer' if backend is NETWORK else backend.name} {backend.version}"
    return Garment(pixels, category, maker, seed, options.refine)


def looks_of(prepared: Prepared, category: str, options: RenderOptions) -> list[Look]:
    """The look of each variant: its colours, its fabric and its noise. A seed has the same look, whichever variant it is."""
    style = options.own_style
    seeds = range(options.seed, options.seed + options.variants)
    return [look_of(category, options.refine, seed, fill_of(prepared, category, seed, style), style) for seed in seeds]


def fill_of(prepared: Prepared, category: str, seed: int, style: Style | None = None) -> Flats:
    """The flats that a seed gives: the user's colours; where no colour was asked for, the style's, or those that such garments have."""
    free = (prepared.labels > 0) & (prepared.flats[..., 3] == 0)
    if not free.any():
        return prepared.flats
    way = painted(prepared.labels, palette_of(category, seed, style), None if is_first(seed) else np.random.default_rng([seed, 2]))
    return np.where(free[..., None], way, prepared.flats).astype(np.uint8)


def painted_squares(drawings: Sequence[Prepared], looks: Sequence[Look]) -> list[Picture]:
    """Each drawing in its look, in the square, (256, 256, 4) each, in one run of the network."""
    pairs = list(zip(drawings, looks, strict=True))
    planes = np.stack([input_planes(each.square.lines, look.fill, each.silhouette, look.noise) for each, look in pairs])
    output = chosen_backend().paint(planes, np.stack([look.condition for look in looks]))
    pictures = np.rint(np.clip(output, 0, 1) * 255).astype(np.uint8).transpose(0, 2, 3, 1)
    around = {
        key: _Surroundings.of(each, refine)
        for key, (each, refine) in {_around(each, look): (each, look.refine) for each, look in pairs}.items()
    }
    return [
        _finished(np.ascontiguousarray(picture), look, around[_around(each, look)])
        for picture, (each, look) in zip(pictures, pairs, strict=True)
    ]


def _around(prepared: Prepared, look: Look) -> tuple[int, float]:
    return id(prepared), look.refine


def _chosen(options: RenderOptions, layers: Layers) -> str | None:
    return layers.category if options.category == "auto" else options.category


def _likeliest(scores: dict[str, float]) -> str:
    return max(scores, key=lambda name: scores[name])


def recognise(prepared: Prepared) -> dict[str, float]:
    """Category scores of the drawing's lines."""
    ink = np.rint((1 - prepared.square.lines) * 255).astype(np.uint8)
    return embed(cast(Rgb, np.repeat(ink[..., None], 3, axis=2))).category_scores


@dataclass(frozen=True, eq=False)
class _Surroundings:
    """What finishing needs to know of a drawing, found once for all its variants."""

    measured: Mask  # pixels far enough from ink to say a region's colour
    rim: NDArray[np.intp]  # pixels (places in a raveled plane) outside the cloth that is sure …
    near: NDArray[np.intp]  # … for each of them the nearest pixel of the silhouette, which knows its flat colour …
    cloth: NDArray[np.intp]  # … and the nearest pixel of sure cloth, which knows the light

    @classmethod
    def of(cls, prepared: Prepared, refine: float) -> _Surroundings:
        ink = ndimage.maximum_filter(prepared.square.lines > 0.3, size=2 * NEAR_INK + 1)
        inside = prepared.silhouette
        width = RIM * refine
        near = _nearest(inside)[1]
        rim, cloth = np.flatnonzero(~inside), near
        sure = ndimage.distance_transform_edt(inside) > width
        if width >= 1 and sure.any():
            away, cloth = _nearest(sure)
            cloth = np.where(away <= 2 * width + 1, cloth, near)  # what is thinner than two rims is not repainted from afar
            rim = np.flatnonzero(~sure)
        return cls(~ink, rim, near.ravel()[rim], cloth.ravel()[rim])


def _nearest(mask: Mask) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """For each pixel the distance to the nearest one of `mask`, and its place in a raveled plane."""
    distance, (rows, columns) = ndimage.distance_transform_edt(~mask, return_indices=True)
    return distance, (rows * mask.shape[1] + columns).astype(np.intp)


def _finished(picture: Picture, look: Look, around: _Surroundings) -> Picture:
    """Exact colours where the fill is known; fully clear pixels hold no colour."""
    fill = look.fill
    labels = np.where(fill[..., 3] >= 128, _by_colour(fill), 0)
    rgb = exact_colours(picture[..., :3], fill, labels, around.measured & (picture[..., 3] > 200))
    alpha = _clean_edge(picture[..., 3], EDGE_BLUR + REFINED_BLUR * look.refine)
    finished = np.dstack([rgb, alpha])
    _colours_to_the_edge(finished, fill, around)
    finished[alpha == 0] = 0
    return finished


def _clean_edge(alpha: NDArray[np.uint8], blur: float) -> NDArray[np.uint8]:
    """The cut-out's edge without stairs, and without haze: blurred, then made steep again around its middle."""
    soft = ndimage.gaussian_filter(alpha.astype(np.float32), blur)
    return np.asarray(np.clip((soft - 127.5) * (EDGE_STEEPNESS * blur / EDGE_BLUR) + 127.5, 0, 255), np.uint8)


def _colours_to_the_edge(picture: Picture, fill: Flats, around: _Surroundings) -> None:
    """In the rim the light of the nearest sure cloth on the flat colour that is there, so that the soft edge blends cloth with paper
    and nothing else; in place."""
    pixels, flat = picture.reshape(-1, 4), fill.reshape(-1, 4).astype(np.int16)
    seen = pixels[around.rim, 3] > 0
    rim, near, cloth = around.rim[seen], around.near[seen], around.cloth[seen]
    pixels[rim, :3] = np.clip(pixels[cloth, :3] + flat[near, :3] - flat[cloth, :3], 0, 255)


def _by_colour(fill: Flats) -> NDArray[np.int32]:
    """Pixels of one flat colour share a label. A narrow band lies in its own shade; measured alone, it would be lit up."""
    packed = np.ascontiguousarray(fill).view(np.uint32)[..., 0].astype(np.int64)
    row = packed.ravel()
    starts = row[np.flatnonzero(np.diff(row, prepend=row[0] - 1))]  # every value starts somewhere: sort those, not all pixels
    return (np.searchsorted(np.unique(starts), packed) + 1).astype(np.int32)
