"""Layers to garments: frame, recognise, fill, run the network once for all variants, hold the colours, lay back on the canvas.

The same layers, options and model give the same bytes.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from sketch2fashion.categories import require_category
from sketch2fashion.drawing.flats import flats, regions, silhouette
from sketch2fashion.drawing.framing import Frame, frame_of, to_canvas, to_square
from sketch2fashion.errors import BadValue
from sketch2fashion.garment import Box, Flats, Garment, Layers, Mask, Picture, Rgb
from sketch2fashion.images import on_white
from sketch2fashion.rendering.backends import NETWORK, chosen_backend
from sketch2fashion.rendering.colourway import painted
from sketch2fashion.rendering.exact import exact_colours
from sketch2fashion.rendering.planes import SIDE, condition_vector, input_planes
from sketch2fashion.rendering.statistics import sample_palettes, sample_style
from sketch2fashion.rendering.upscale import upscaled
from sketch2fashion.search.embedder import embed

SIZES = (256, 512)
MAX_VARIANTS = 16
BACKGROUNDS = ("transparent", "white")
NEAR_INK = 2  # px at 256: pixels this near to a line do not say a region's colour
EDGE_BLUR = 1.3  # px at 256
EDGE_STEEPNESS = 2.0
FIRST_STYLE = 0.4  # the first picture keeps near the category's usual fabric; variants roam


@dataclass(frozen=True)
class RenderOptions:
    """How to render; the defaults are those of the command line. Raises `BadValue` or `UnknownCategory` when made."""

    category: str = "auto"
    refine: float = 0.3  # ℓ: 0 follows every line, 1 forgives them
    variants: int = 1
    seed: int = 0
    size: int = 256
    background: str = "transparent"
    style: str | None = None

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
        if self.style is not None:
            raise BadValue(f'There is no style named "{self.style}".', hint="This version has no styles yet; leave the option out.")


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
    backend = chosen_backend()
    maker = f"{'renderer' if backend is NETWORK else backend.name} {backend.version}"
    garments = []
    made = garments_in(prepared, layers, category, options)
    for offset, (pixels, _) in enumerate(made):
        if options.background == "white":
            pixels = np.dstack([on_white(pixels), np.full(pixels.shape[:2], 255, np.uint8)])
        garments.append(Garment(pixels, category, maker, options.seed + offset, options.refine))
    seconds = time.perf_counter() - started
    return Rendering(tuple(garments), category, scores, options.refine, options.seed, options.size, made[0][1], seconds)


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
    squares = _render_squares(prepared, category, options)
    if options.size > SIDE:
        squares = upscaled(squares, to_square(layers, prepared.frame, 2 * SIDE).lines)
    return [to_canvas(square, prepared.frame, options.size) for square in squares]


def _chosen(options: RenderOptions, layers: Layers) -> str | None:
    return layers.category if options.category == "auto" else options.category


def _likeliest(scores: dict[str, float]) -> str:
    return max(scores, key=lambda name: scores[name])


def recognise(prepared: Prepared) -> dict[str, float]:
    """Category scores of the drawing's lines."""
    ink = np.rint((1 - prepared.square.lines) * 255).astype(np.uint8)
    return embed(cast(Rgb, np.repeat(ink[..., None], 3, axis=2))).category_scores


def _render_squares(prepared: Prepared, category: str, options: RenderOptions) -> list[Picture]:
    """All variants in the square, (256, 256, 4) each, in one run of the network."""
    seeds = [options.seed + offset for offset in range(options.variants)]
    fills = _fills(prepared, category, options)
    sources = [np.random.default_rng(seed) for seed in seeds]
    styles = [sample_style(category, source, 1.0 if offset else FIRST_STYLE) for offset, source in enumerate(sources)]
    conditions = np.stack([condition_vector(category, options.refine, style) for style in styles])
    noisy = zip(fills, sources, strict=True)
    planes = np.stack([input_planes(prepared.square.lines, fill, prepared.silhouette, source) for fill, source in noisy])
    output = chosen_backend().paint(planes, conditions)
    pictures = np.rint(np.clip(output, 0, 1) * 255).astype(np.uint8).transpose(0, 2, 3, 1)
    surroundings = _Surroundings.of(prepared)
    return [_finished(np.ascontiguousarray(picture), fill, surroundings) for picture, fill in zip(pictures, fills, strict=True)]


@dataclass(frozen=True, eq=False)
class _Surroundings:
    """What finishing needs to know of a drawing, found once for all its variants."""

    measured: Mask  # pixels far enough from ink to say a region's colour
    outside: NDArray[np.intp]  # pixels (places in a raveled plane) outside the silhouette …
    cloth: NDArray[np.intp]  # … and the place of the nearest pixel inside, for each

    @classmethod
    def of(cls, prepared: Prepared) -> _Surroundings:
        ink = ndimage.maximum_filter(prepared.square.lines > 0.3, size=2 * NEAR_INK + 1)
        inside = prepared.silhouette
        rows, columns = ndimage.distance_transform_edt(~inside, return_distances=False, return_indices=True)
        outside = np.flatnonzero(~inside)
        return cls(~ink, outside, (rows * inside.shape[1] + columns).ravel()[outside].astype(np.intp))


def _finished(picture: Picture, fill: Flats, around: _Surroundings) -> Picture:
    """Exact colours where the fill is known; fully clear pixels hold no colour."""
    labels = np.where(fill[..., 3] >= 128, _by_colour(fill), 0)
    rgb = exact_colours(picture[..., :3], fill, labels, around.measured & (picture[..., 3] > 200))
    alpha = _clean_edge(picture[..., 3])
    finished = np.dstack([rgb, alpha])
    _colours_to_the_edge(finished, around)
    finished[alpha == 0] = 0
    return finished


def _clean_edge(alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The cut-out's edge without stairs, and without haze: blurred, then made steep again around its middle."""
    soft = ndimage.gaussian_filter(alpha.astype(np.float32), EDGE_BLUR)
    return np.asarray(np.clip((soft - 127.5) * EDGE_STEEPNESS + 127.5, 0, 255), np.uint8)


def _colours_to_the_edge(picture: Picture, around: _Surroundings) -> None:
    """Outside the silhouette the colour of the nearest cloth, so that the soft edge blends cloth with paper and nothing else; in place."""
    pixels = picture.reshape(-1, 4)
    seen = pixels[around.outside, 3] > 0
    pixels[around.outside[seen], :3] = pixels[around.cloth[seen], :3]


def _by_colour(fill: Flats) -> NDArray[np.int32]:
    """Pixels of one flat colour share a label. A narrow band lies in its own shade; measured alone, it would be lit up."""
    packed = np.ascontiguousarray(fill).view(np.uint32)[..., 0].astype(np.int64)
    row = packed.ravel()
    starts = row[np.flatnonzero(np.diff(row, prepend=row[0] - 1))]  # every value starts somewhere: sort those, not all pixels
    return (np.searchsorted(np.unique(starts), packed) + 1).astype(np.int32)


def _fills(prepared: Prepared, category: str, options: RenderOptions) -> list[Flats]:
    """The flats of each variant: the user's colours, and palettes that such garments have where no colour was asked for."""
    free = (prepared.labels > 0) & (prepared.flats[..., 3] == 0)
    if not free.any():
        return [prepared.flats] * options.variants
    random = np.random.default_rng([options.seed, 1])
    palettes = sample_palettes(category, options.variants, random)
    ways = [painted(prepared.labels, palette, random if offset else None) for offset, palette in enumerate(palettes)]
    return [np.where(free[..., None], way, prepared.flats).astype(np.uint8) for way in ways]
