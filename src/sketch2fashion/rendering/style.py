"""A style of one's own: one to ten sketches, or photos of one's products, become a space of garments that share their cut.

    sketches ─▶ outlines, paired point by point ─▶ mean and principal directions ┐
    what any cut may do: longer, wider at the hem, tighter at the waist ─────────┴▶ shrunken Gaussian ─▶ a new outline
    one of the sketches, and a way towards a point of that space ─▶ the sketch warped onto it: pockets, collars and seams come along
    photos ─▶ their colours and fabric as well, in which every drawing can be rendered

Nothing is trained: learning is a second or two of linear algebra, a style is a small safetensors file. (The wish is that of Wang, Bau
and Zhu, "Sketch Your Own GAN", 2021, who retrain a generator for it.) Sketches of several categories make one style with several cuts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.drawing.correspondence import POINTS, Places, Warp, outlines, paired
from sketch2fashion.drawing.framing import REFERENCE
from sketch2fashion.drawing.strokes import MOUSE_PRESSURE, Layer, Sketch, Stroke
from sketch2fashion.errors import BadValue
from sketch2fashion.garment import Flats, Layers, Lines, Mask
from sketch2fashion.photo.trace import trace
from sketch2fashion.rendering.colourway import Palette
from sketch2fashion.rendering.planes import STYLES

FORMAT, VERSION = "sketch2fashion-style", 1
SKETCHES_MAX = 10
BYTES_MAX = 2_000_000
STROKES_MAX, STROKE_POINTS_MAX = 5_000, 200_000  # of a file from outside
DIRECTIONS_MAX = 4  # principal directions that become sliders
CUTS = ("length", "flare", "waist")  # sliders that every style has
CUT_SPREAD = (0.10, 0.10, 0.06)  # one standard deviation, as a share of the garment's size
LEAST_SHRUNK, MOST_SHRUNK = 0.35, 0.75  # of CUT_SPREAD: with ten sketches, which say themselves how they vary, and with one
SPREAD = 0.7  # of the principal directions' own spread
WILDEST = 1.6  # standard deviations: farther a sample does not go by itself …
LEAST_AWAY = 0.3  # of the way from a sketch to a free point of the space: designs gather around the sketches, as their densities do
FARTHEST = 3.0  # … and so far by a slider
CANVAS = 1024  # px of the drawings that are made
MARGIN = 0.1  # of it
PEN = 3 / 512  # of the canvas
NAME = re.compile(r"[^\W_][\w .-]{0,63}")
COLOURS_MAX = 4
LEAST_AREA = 0.02  # of a garment: smaller colours are no part of its palette


@dataclass(frozen=True, eq=False)
class Cut:
    """One sketch of a style, in px of the renderer's square: its lines (N, 2) each, its borders, and its outline (M, 2).

    Outlines of one category have their points at the same places of the garment.
    """

    category: str
    lines: tuple[Places, ...]
    borders: tuple[Places, ...]
    outline: Places


@dataclass(frozen=True, eq=False)
class Fabric:
    """Mean (8,) and factor (8, 8) of the fabric styles of some photos; see `statistics.CategoryStatistics`."""

    mean: NDArray[np.float32]
    factor: NDArray[np.float32]

    def at(self, normal: NDArray[np.float32], strength: float = 1.0) -> NDArray[np.float32]:
        """A fabric style (8,) from standard `normal` numbers (8,), as `statistics.style_at`."""
        return np.clip(self.mean + strength * self.factor @ normal, -3, 3).astype(np.float32)


@dataclass(frozen=True, eq=False)
class Style:
    """What was learned. `palettes`: the sketches' own colours, the main one first; none where they have no colour."""

    name: str
    cuts: tuple[Cut, ...]
    palettes: tuple[Palette, ...] = ()
    fabric: Fabric | None = None
    photos: bool = False
    spaces: dict[str, Space] = field(init=False)

    def __post_init__(self) -> None:
        names = [cut.category for cut in self.cuts]
        object.__setattr__(self, "spaces", {name: Space.of([cut for cut in self.cuts if cut.category == name]) for name in names})

    @property
    def sliders(self) -> int:
        """How many sliders `designs` takes: principal directions of the sketches, then length, flare and waist."""
        return max(len(space.directions) for space in self.spaces.values()) + len(CUTS)

    def to_bytes(self) -> bytes:
        """As a file. The same style gives the same bytes."""
        return _to_bytes(self)

    @staticmethod
    def from_bytes(data: bytes, name: str | None = None) -> Style:
        """Read such a file. Raises `BadValue` where it is none, damaged, or of another version."""
        return _from_bytes(data, name)


@dataclass(frozen=True, eq=False)
class Design:
    """A new garment of a style: its drawing, and the seed that gives it colours and fabric."""

    sketch: Sketch
    category: str
    seed: int


@dataclass(frozen=True, eq=False)
class Space:
    """The outlines of one category: mean (M, 2), principal directions (K, M, 2) of one standard deviation each, and their sketches."""

    cuts: tuple[Cut, ...]
    mean: Places
    directions: NDArray[np.float64]

    @staticmethod
    def of(cuts: Sequence[Cut]) -> Space:
        """The space of cuts whose outlines are paired."""
        outlines = np.stack([cut.outline for cut in cuts])
        mean = outlines.mean(axis=0)
        _, sizes, rows = np.linalg.svd((outlines - mean).reshape(len(cuts), -1), full_matrices=False)
        count = min(len(cuts) - 1, DIRECTIONS_MAX)
        spread = SPREAD * sizes[:count] / np.sqrt(max(len(cuts) - 1, 1))
        return Space(tuple(cuts), mean, (rows[:count] * spread[:, None]).reshape(count, *mean.shape))

    def outline(self, places: NDArray[np.float64]) -> Places:
        """The outline at some standard deviations along the directions and CUTS, (K + 3,)."""
        moved = self.mean + np.tensordot(places[: len(self.directions)], self.directions, axes=1)
        shrunk = MOST_SHRUNK + (LEAST_SHRUNK - MOST_SHRUNK) * (len(self.cuts) - 1) / (SKETCHES_MAX - 1)
        return _cut_otherwise(moved, shrunk * places[len(self.directions) :] * CUT_SPREAD)


def learn(name: str, drawings: Sequence[Learned], *, photos: bool = False, fabrics: NDArray[np.float32] | None = None) -> Style:
    """A style from 1 to 10 drawings. `fabrics` (N, 8): the photos' fabric styles. Raises `BadValue`."""
    require_count(len(drawings))
    references: dict[str, Learned] = {}
    cuts = []
    for each in drawings:
        reference = references.setdefault(each.category, each)
        outline = _outline_like(reference.silhouette, each.silhouette)
        cuts.append(Cut(each.category, _traced(each.square.lines), _traced(each.square.borders), outline))
    palettes = tuple(palette for each in drawings if (palette := palette_in(each.flats)))
    return Style(require_name(name), tuple(cuts), palettes, None if fabrics is None else _fabric_of(fabrics), photos)


@dataclass(frozen=True, eq=False)
class Learned:
    """A drawing that a style is learned from, as the renderer prepares it: square layers, silhouette, flats (256, 256, …)."""

    category: str
    square: Layers
    silhouette: Mask
    flats: Flats


def designs(style: Style, count: int, seed: int = 0, sliders: Sequence[float] = ()) -> list[Design]:
    """New garments of a style, (count) of them. `sliders`: standard deviations, −3 … 3, fewer than there are stand for zeros.

    The same style, seed and sliders give the same ones. Raises `BadValue`.
    """
    if len(sliders) > style.sliders or not all(abs(value) <= FARTHEST for value in sliders):
        raise BadValue(f"sliders must be at most {style.sliders} numbers from -3 to 3.", hint="This style has so many.")
    return [_design(style, seed + number, np.array(sliders, np.float64)) for number in range(count)]


def numbers_in(text: str) -> list[float]:
    """Sliders from a comma list; empty for none. Raises `BadValue`."""
    try:
        return [float(part) for part in text.split(",") if part.strip()]
    except ValueError:
        raise BadValue(f'"{text[:40]}" is no list of sliders.', hint="Write numbers from -3 to 3, for example 0,1.5,-1.") from None


def _design(style: Style, seed: int, sliders: NDArray[np.float64]) -> Design:
    random = np.random.default_rng([seed, 3])
    category = style.cuts[int(random.integers(len(style.cuts)))].category  # as often as it was drawn
    space = style.spaces[category]
    given = np.zeros(style.sliders)
    given[: len(sliders)] = sliders
    own, most = len(space.directions), style.sliders - len(CUTS)
    wanted = np.concatenate([given[:own], given[most:]])
    cut = space.cuts[int(random.integers(len(space.cuts)))]
    away = max(LEAST_AWAY, 1 / len(space.cuts))
    free = space.outline(np.clip(random.standard_normal(own + len(CUTS)), -WILDEST, WILDEST))
    outline = (1 - away) * cut.outline + away * free + space.outline(wanted) - space.mean
    return Design(_drawn(cut, outline), category, seed)


def _drawn(cut: Cut, outline: Places) -> Sketch:
    """A sketch of the style, its outline moved to another one and everything in it with it, on a paper of CANVAS px."""
    warp = Warp((cut.outline,), (outline,))
    lines, borders = ([warp(line) for line in part] for part in (cut.lines, cut.borders))
    every = np.concatenate(lines)
    low, high = every.min(axis=0), every.max(axis=0)
    scale = CANVAS * (1 - 2 * MARGIN) / float((high - low).max())
    corner = CANVAS / 2 - scale * (low + high) / 2
    layers = [Layer("lines", "line", strokes=tuple(_stroke(line * scale + corner) for line in lines))]
    if borders:
        layers.append(Layer("borders", "border", strokes=tuple(_stroke(line * scale + corner) for line in borders)))
    return Sketch((CANVAS, CANVAS), cut.category, tuple(layers))


def _stroke(line: Places) -> Stroke:
    return Stroke(tuple((round(x, 1), round(y, 1), MOUSE_PRESSURE, 0.0) for x, y in line.tolist()), width=PEN * CANVAS)


def _cut_otherwise(outline: Places, amounts: NDArray[np.float64]) -> Places:
    """Longer, wider towards the hem, tighter in the middle; in shares of its size."""
    length, flare, waist = amounts
    low, high = outline.min(axis=0), outline.max(axis=0)
    down = (outline[:, 1] - low[1]) / max(high[1] - low[1], 1e-9)
    middle = (low[0] + high[0]) / 2
    wider = 1 + flare * (2 * down - 1) - waist * np.sin(np.pi * down)
    x = middle + (outline[:, 0] - middle) * wider
    y = low[1] + (outline[:, 1] - low[1]) * (1 + length)
    return np.stack([x, y], axis=1)


# --- what is learned ----------------------------------------------------------------------------------------------------------


def require_count(count: int) -> None:
    """Raises `BadValue` unless a style can be learned from so many sketches."""
    if not 1 <= count <= SKETCHES_MAX:
        raise BadValue(f"A style is learned from 1 to {SKETCHES_MAX} sketches; {count or 'none'} {'was' if count == 1 else 'were'} given.")


def require_name(name: str) -> str:
    """The name, if a style may be called so. Raises `BadValue`."""
    if not NAME.fullmatch(name) or name.endswith((".", " ")):
        raise BadValue(
            f'"{name[:40]}" cannot be the name of a style.', hint="Up to 64 letters, digits, spaces, dots and hyphens; no slashes."
        )
    return name


def _outline_like(reference: Mask, silhouette: Mask) -> Places:
    """The largest outline of a silhouette, its points at the places of the reference's points, (POINTS, 2)."""
    ours, theirs = outlines(reference), outlines(silhouette)
    if not ours or not theirs:
        raise BadValue("A sketch shows no garment.", hint="Draw the outline of one garment.")
    if reference is silhouette:
        return ours[0]
    first, second = paired(ours[0], theirs[0], len(reference))
    nearest = np.linalg.norm(ours[0][:, None] - first[None], axis=2).argmin(axis=1)
    found: Places = second[nearest]
    return found


def _traced(lines: Lines) -> tuple[Places, ...]:
    """The lines of a square as points in px of the renderer's square, longest first."""
    if not lines.any():
        return ()
    return tuple((points * (REFERENCE / len(lines))).astype(np.float64) for points, _ in trace(lines))


def palette_in(flats: Flats) -> Palette:
    """The colours of flats (H, W, 4) by area; empty where they have none."""
    coloured = flats[flats[..., 3] > 0][:, :3]
    if not len(coloured):
        return ()
    colours, counts = np.unique(coloured, axis=0, return_counts=True)
    kept = [place for place in np.argsort(-counts, kind="stable") if counts[place] >= LEAST_AREA * len(coloured)][:COLOURS_MAX]
    return tuple(cast(tuple[int, int, int], tuple(int(value) for value in colours[place])) for place in kept)


def _fabric_of(fabrics: NDArray[np.float32]) -> Fabric:
    """Mean and factor of fabric styles; few photos say little of how they vary, so a part is assumed."""
    assumed = 0.3**2 * np.eye(STYLES)
    spread = np.cov(fabrics.T) if len(fabrics) > 1 else np.zeros((STYLES, STYLES))
    share = 1 / len(fabrics)
    return Fabric(fabrics.mean(axis=0), np.linalg.cholesky((1 - share) * spread + (0.1 + 0.9 * share) * assumed).astype(np.float32))


# --- as a file ----------------------------------------------------------------------------------------------------------------


def _to_bytes(style: Style) -> bytes:
    strokes = [(at, kind, line) for at, cut in enumerate(style.cuts) for kind, part in enumerate((cut.lines, cut.borders)) for line in part]
    tensors: dict[str, NDArray[Any]] = {
        "outlines": np.stack([cut.outline for cut in style.cuts]).astype(np.float32),
        "points": np.concatenate([line for _, _, line in strokes]).astype(np.float32),
        "lengths": np.array([len(line) for _, _, line in strokes], np.int32),
        "owners": np.array([(at, kind) for at, kind, _ in strokes], np.uint8),
    }
    if style.fabric is not None:
        tensors |= {"fabric_mean": style.fabric.mean.astype(np.float32), "fabric_factor": style.fabric.factor.astype(np.float32)}
    about = {
        "format": FORMAT,
        "version": VERSION,
        "name": style.name,
        "categories": [cut.category for cut in style.cuts],
        "photos": style.photos,
        "palettes": [[list(colour) for colour in palette] for palette in style.palettes],
    }
    return save({name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}, {"style": json.dumps(about, ensure_ascii=False)})


def _from_bytes(data: bytes, name: str | None) -> Style:
    if len(data) > BYTES_MAX:
        raise BadValue(f"The style has {len(data) / 1e6:.1f} MB; at most {BYTES_MAX / 1e6:.0f} MB are accepted.")
    try:
        about = json.loads(_metadata(data)["style"])
        version = about["version"]
        if about["format"] != FORMAT:
            raise ValueError("another format")
    except (ValueError, KeyError, TypeError, RecursionError, SafetensorError):
        raise BadValue("This file is no style.", hint="Make one with: sketch2fashion style learn SKETCH… --name NAME") from None
    if version != VERSION:
        raise BadValue(f"This style has version {version!r:.20}; this program reads version {VERSION}.", hint="Learn it again.")
    try:
        return _style_of(about, load(data), name)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, SafetensorError, np.linalg.LinAlgError):
        raise BadValue("This style is damaged.", hint="Learn it again.") from None


def _metadata(data: bytes) -> dict[str, str]:
    """The header's own metadata; the format has its length in the first eight bytes."""
    length = int.from_bytes(data[:8], "little")
    found: dict[str, str] = json.loads(data[8 : 8 + length])["__metadata__"]
    return found


def _style_of(about: dict[str, Any], tensors: dict[str, NDArray[Any]], name: str | None) -> Style:
    categories = [str(each) for each in about["categories"]]
    outlines, points = (np.asarray(tensors[each], np.float64) for each in ("outlines", "points"))
    lengths, owners = tensors["lengths"].astype(np.int64), tensors["owners"].astype(np.int64)
    _require(1 <= len(categories) <= SKETCHES_MAX and all(each in CATEGORY_NAMES for each in categories))
    _require(outlines.shape == (len(categories), POINTS, 2) and points.shape[1:] == (2,))
    _require(_is_sane(outlines) and _is_sane(points) and owners.shape == (len(lengths), 2))
    _require(
        len(lengths) <= STROKES_MAX and len(points) <= STROKE_POINTS_MAX and bool((lengths > 0).all()) and lengths.sum() == len(points)
    )
    pieces = np.split(points, np.cumsum(lengths)[:-1])
    parts: dict[tuple[int, int], list[Places]] = {}
    for (at, kind), piece in zip(owners.tolist(), pieces, strict=True):
        parts.setdefault((at, kind), []).append(piece)
    _require(all((at, 0) in parts for at in range(len(categories))))
    cuts = tuple(Cut(category, tuple(parts[at, 0]), tuple(parts.get((at, 1), ())), outlines[at]) for at, category in enumerate(categories))
    fabric = None
    if "fabric_mean" in tensors:
        fabric = Fabric(tensors["fabric_mean"].astype(np.float32), tensors["fabric_factor"].astype(np.float32))
        _require(fabric.mean.shape == (STYLES,) and fabric.factor.shape == (STYLES, STYLES))
        _require(bool(np.isfinite(fabric.mean).all() and np.isfinite(fabric.factor).all()))
    palettes = tuple(tuple(_colour(colour) for colour in palette) for palette in about["palettes"][:SKETCHES_MAX])
    _require(all(1 <= len(palette) <= COLOURS_MAX for palette in palettes))
    return Style(require_name(name or str(about["name"])), cuts, palettes, fabric, bool(about["photos"]))


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError("not what a style has")


def _is_sane(places: NDArray[np.float64]) -> bool:
    return bool(np.isfinite(places).all() and (np.abs(places) <= 4 * REFERENCE).all())


def _colour(values: Any) -> tuple[int, int, int]:
    red, green, blue = (int(value) for value in values)
    _require(all(0 <= value <= 255 for value in (red, green, blue)))
    return red, green, blue
