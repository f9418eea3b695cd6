"""Measure the shipped embedder as a search meets it: drawings that it never saw, against every garment of the set.

Each garment of the catalogue has two vectors, one of its photo and one of the line drawing that `linework` makes of that photo; a query
is compared with the photo, with the drawing, and with both (fused as a search does). Queries are drawings of the val garments: as they
are ("aligned"), and as a hand would draw them (ℓ = 0.5, seed 0). Near-duplicates of the right garment count neither way. With one right
answer a query, mean average precision is the mean of 1 / place.

Beside it, in the same run: EfficientNet-Lite0 as ImageNet left it, histograms of oriented gradients, colour histograms, and any model of
open_clip by name, for who has it. Renders of the same garments are queries too, and their colours tell how often a search with colours
comes back with a wrong one. Categories are measured on photos and drawings. Where `sketches/human` and `catalogue` lie beside the set
(or in the folder `beside`), people's quick drawings and a real shop's products are measured as well.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from skimage.feature import hog

from sketch2fashion.catalog.palette import Palette, palette_of
from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.drawing.framing import frame_of, to_square
from sketch2fashion.drawing.hand import draw_by_hand
from sketch2fashion.errors import BadFeed, BadValue
from sketch2fashion.garment import HINT_ALPHA, Layers, Lines, Picture, Rgb
from sketch2fashion.models import registry
from sketch2fashion.photo.colours import hint_colours
from sketch2fashion.search.embedder import Embedding, embed_many, garment_square, model_id
from sketch2fashion.search.query import query_of_drawing
from sketch2fashion.search.ranking import PHOTO_SHARES
from sketch2fashion.training.evaluate_finding import evaluate_catalogue, evaluate_colours
from sketch2fashion.training.networks.embedder import Trunk, load_imagenet
from sketch2fashion.training.wardrobe import Piece, on_white, read_pieces

SIDE = 256  # px, what the garments are read at
HAND_LEVEL, HAND_SEED = 0.5, 0
CHUNK = 64  # garments at a time: the set never stands in memory
PLACES = (1, 5, 10)

COARSE = (("t-shirt", "long-sleeve", "outerwear"), ("pants", "shorts"), ("hat",))  # what any hand can draw apart
HUMAN = tuple(name for group in COARSE for name in group)

Features: TypeAlias = NDArray[np.float32]  # (N, D), rows of length 1
Describe: TypeAlias = Callable[[Sequence[Rgb]], Features]


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Every garment of the set as one method sees it."""

    photos: Features
    sketches: Features

    def scores(self, queries: Features, kind: str) -> NDArray[np.float32]:
        """(Q, N) similarity to the photo, to the line drawing, or to both, as a search fuses them for a drawing."""
        photo, sketch = queries @ self.photos.T, queries @ self.sketches.T
        share = PHOTO_SHARES["drawing"]
        return {"photo": photo, "sketch": sketch, "both": share * photo + (1 - share) * sketch}[kind]


@dataclass(frozen=True, eq=False)
class Queries:
    """Drawings of val garments: which garment each one shows."""

    places: NDArray[np.int64]  # in the catalogue
    aligned: list[Rgb]
    by_hand: list[Rgb]
    garments: list[Picture]


def evaluate(data: Path, cache: Path | None = None, *, beside: Path | None = None, clip: str | None = None) -> dict[str, Any]:
    """All figures as a JSON-ready dict; see the module's docstring. `clip` is MODEL or MODEL/PRETRAINED of open_clip.

    What a method sees in a picture is kept in `cache`, ours under its checksum. Raises `BadFeed` for a bad set, `BadValue` without
    open_clip, `ModelUnavailable`.
    """
    methods: dict[str, Describe] = {
        "embedder": vectors,
        "imagenet": ImageNetFeatures(),
        "hog": gradient_histograms,
        "colour": colour_histograms,
    }
    if clip is not None:
        methods[clip.replace("/", "-")] = ClipFeatures(clip)
    labels, catalogues, queries, shown = _read(data, methods, cache)
    figures: dict[str, Any] = {
        "garments": len(labels.kinds),
        "drawings": len(queries.places),
        "hand": {"level": HAND_LEVEL, "seed": HAND_SEED},
    }
    for name, describe in methods.items():
        drawn = {"aligned": describe(queries.aligned), "by_hand": describe(queries.by_hand)}
        figures[name] = {
            how: {kind: retrieval(catalogues[name].scores(seen, kind), queries.places, labels) for kind in ("photo", "sketch", "both")}
            for how, seen in drawn.items()
        }
    figures["error_against_best_baseline"] = _error_ratio(figures, [name for name in methods if name != "embedder"])
    figures["render"] = _of_renders(queries, catalogues["embedder"], labels)
    figures["category"] = {
        "photos": _accuracy(shown, [labels.kinds[place] for place in queries.places]),
        "drawings": _accuracy(embed_many(queries.aligned), [labels.kinds[place] for place in queries.places]),
        "drawings_by_hand": _accuracy(embed_many(queries.by_hand), [labels.kinds[place] for place in queries.places]),
    }
    beside = beside or data.resolve().parent
    if (beside / "sketches" / "human").is_dir():
        figures["human"] = evaluate_human(beside / "sketches" / "human")
    if (beside / "catalogue").is_dir():
        figures["catalogue"] = evaluate_catalogue(beside / "catalogue", cache)
    return figures


def _of_renders(queries: Queries, seen: Catalogue, labels: Labels) -> dict[str, Any]:
    """Val garments drawn, dotted with their colours and rendered: render → photo, and how often the first hit has a wrong colour.

    Empty where no renderer is installed.
    """
    if "renderer" not in registry.available():
        return {}
    drawings = [_with_colours(drawing, photo) for drawing, photo in zip(queries.aligned, queries.garments, strict=True)]
    asked = [query_of_drawing(layers, str(kind)) for layers, kind in zip(drawings, labels.kinds[queries.places], strict=True)]
    scores = vectors([query.picture for query in asked]) @ seen.photos.T
    return {
        "photo": retrieval(scores, queries.places, labels),
        "colour_wrong": evaluate_colours(asked, seen.photos, seen.sketches, labels.palettes),
    }


def _with_colours(drawing: Rgb, garment: Picture) -> Layers:
    """The drawing with the dots that a person would put on it to say the garment's colours."""
    lines: Lines = 1 - drawing[..., 0].astype(np.float32) / np.float32(255)
    return Layers(lines, hint_colours(garment, lines), np.zeros_like(lines))


# ------------------------------------------------------------------------------------------------------------ retrieval


@dataclass(frozen=True, eq=False)
class Labels:
    """What is known of each garment of the catalogue."""

    kinds: NDArray[np.str_]
    groups: NDArray[np.str_]
    palettes: Sequence[Palette] = ()


def retrieval(scores: NDArray[np.float32], places: NDArray[np.int64], labels: Labels) -> dict[str, Any]:
    """Recall and mean average precision of (Q, N) scores: among the garments of the right category, a category at a time, and among all."""
    right = scores[np.arange(len(places)), places][:, None]
    stranger = labels.groups[None] != labels.groups[places][:, None]
    better = (scores >= right) & stranger  # a tie is a miss
    kinds = labels.kinds[places]
    within = (better & (labels.kinds[None] == kinds[:, None])).sum(1)
    return {
        "within_category": _recalls(within),
        "all_mixed": _recalls(better.sum(1)),
        "by_category": {name: _recalls(within[kinds == name]) for name in CATEGORY_NAMES if (kinds == name).any()},
    }


def _recalls(rank: NDArray[np.int64]) -> dict[str, float]:
    """`rank` is how many garments came first."""
    recalls = {f"recall@{place}": float((rank < place).mean()) for place in PLACES}
    return {**recalls, "map": float((1 / (rank + 1)).mean()), "drawings": len(rank)}


def _error_ratio(figures: Mapping[str, Any], baselines: Sequence[str]) -> dict[str, float]:
    """1 − recall@1 of ours as a search fuses it, over that of the best baseline however it compares, drawings by hand."""

    def best_error(method: str, where: str) -> float:
        return min(1 - float(kind[where]["recall@1"]) for kind in figures[method]["by_hand"].values())

    return {
        where: (1 - float(figures["embedder"]["by_hand"]["both"][where]["recall@1"]))
        / max(min(best_error(name, where) for name in baselines), 1e-9)
        for where in ("within_category", "all_mixed")
    }


# ------------------------------------------------------------------------------------------------------ reading the set


def _read(data: Path, methods: Mapping[str, Describe], cache: Path | None) -> tuple[Labels, dict[str, Catalogue], Queries, list[Embedding]]:
    """Walk through the set once: describe every garment, keep the drawings of the val ones and what their photos look like."""
    kinds: list[str] = []
    groups: list[str] = []
    places: list[int] = []
    aligned: list[Rgb] = []
    by_hand: list[Rgb] = []
    shown: list[Embedding] = []
    garments: list[Picture] = []
    palettes: list[Palette] = []
    hand = np.random.default_rng(HAND_SEED)
    photos: dict[str, list[Features]] = {name: [] for name in methods}
    sketches: dict[str, list[Features]] = {name: [] for name in methods}
    for pieces in _chunks(read_pieces(data, "all", SIDE), CHUNK):
        pictures = [on_white(piece.picture) for piece in pieces]
        drawings = [_drawing(piece.lines if piece.lines is not None else piece.given) for piece in pieces]
        for name, describe in methods.items():
            kept = None if cache is None else cache / "baselines"
            version = model_id() if name == "embedder" else name
            photos[name].append(_described(describe, pictures, kept and kept / f"{version}-{_checksum(pictures)}.npy"))
            sketches[name].append(_described(describe, drawings, kept and kept / f"{version}-{_checksum(drawings)}.npy"))
        for piece, picture, drawing in zip(pieces, pictures, drawings, strict=True):
            if piece.row.split == "val":
                places.append(len(kinds))
                aligned.append(drawing if piece.given is None else _drawing(piece.given))
                by_hand.append(_by_hand(aligned[-1], hand))
                garments.append(piece.picture)
                shown += embed_many([picture])
            kinds.append(piece.row.category)
            groups.append(piece.row.group)
            palettes.append(palette_of(piece.picture[..., :3], piece.picture[..., 3] >= HINT_ALPHA))
        print(f"{len(kinds)} garments described", file=sys.stderr, flush=True)
    if not places:
        raise BadFeed(f"{data} has no val garments.")
    catalogues = {name: Catalogue(np.concatenate(photos[name]), np.concatenate(sketches[name])) for name in methods}
    return Labels(np.array(kinds), np.array(groups), palettes), catalogues, Queries(np.array(places), aligned, by_hand, garments), shown


def _described(describe: Describe, pictures: Sequence[Rgb], path: Path | None) -> Features:
    """What a method sees in the pictures; read from `path` if it was seen before."""
    if path is None:
        return describe(pictures)
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, describe(pictures))
    features: Features = np.load(path)
    return features


def _checksum(pictures: Sequence[Rgb]) -> str:
    digest = hashlib.sha256()
    for picture in pictures:
        digest.update(picture.tobytes())
    return digest.hexdigest()[:16]


def _drawing(ink: NDArray[np.uint8] | None) -> Rgb:
    if ink is None:
        raise BadFeed("A garment has no line drawing.", hint="Install the linework model, which draws what is missing.")
    return _paper(ink.astype(np.float32) / np.float32(255))


def _by_hand(drawing: Rgb, hand: np.random.Generator) -> Rgb:
    lines: Lines = 1 - drawing[..., 0].astype(np.float32) / np.float32(255)
    return _paper(draw_by_hand(lines, HAND_LEVEL, hand))


def _paper(lines: Lines) -> Rgb:
    """Lines as black ink on white, (H, W, 3) uint8."""
    grey = np.rint((1 - lines.clip(0, 1)) * 255).astype(np.uint8)
    return np.repeat(grey[..., None], 3, 2)


def _chunks(pieces: Iterator[Piece], size: int) -> Iterator[list[Piece]]:
    chunk: list[Piece] = []
    for piece in pieces:
        chunk.append(piece)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


# -------------------------------------------------------------------------------------------------------------- methods


def vectors(pictures: Sequence[Rgb]) -> Features:
    """What ships."""
    return np.stack([embedding.vector for embedding in embed_many(pictures)])


class ClipFeatures:
    """The picture side of an open_clip model, `MODEL` or `MODEL/PRETRAINED`, with the weights that open_clip finds for that name."""

    def __init__(self, name: str) -> None:
        try:
            open_clip = importlib.import_module("open_clip")
        except ImportError:
            raise BadValue(
                f'The baseline "{name}" needs open_clip, which is not installed.', hint="Install it: pip install open_clip_torch"
            ) from None
        model, _, pretrained = name.partition("/")
        self.model, _, self.look = open_clip.create_model_and_transforms(model, pretrained=pretrained or None)
        self.model.eval()

    @torch.inference_mode()
    def __call__(self, pictures: Sequence[Rgb]) -> Features:
        parts = []
        for start in range(0, len(pictures), 16):
            batch = torch.stack([self.look(Image.fromarray(garment_square(picture))) for picture in pictures[start : start + 16]])
            parts.append(self.model.encode_image(batch).float().numpy())
        return _unit(np.concatenate(parts))


class ImageNetFeatures:
    """EfficientNet-Lite0 untouched: the mean of its last map, length 1."""

    def __init__(self) -> None:
        self.trunk = Trunk().eval()
        load_imagenet(self.trunk)

    @torch.inference_mode()
    def __call__(self, pictures: Sequence[Rgb]) -> Features:
        parts = []
        for start in range(0, len(pictures), 16):
            squares = np.stack([garment_square(picture) for picture in pictures[start : start + 16]])
            rgb = torch.from_numpy(squares).permute(0, 3, 1, 2).float() / 255
            with torch.autocast("cpu", dtype=torch.bfloat16):  # three times as fast, and good for a cosine
                parts.append(self.trunk(rgb.contiguous(memory_format=torch.channels_last))[1].float().mean((2, 3)).numpy())
        return _unit(np.concatenate(parts))


def gradient_histograms(pictures: Sequence[Rgb]) -> Features:
    """Histograms of oriented gradients on 16 × 16 cells of a 128 px square."""
    return _unit(np.stack([hog(garment_square(picture, 128).mean(2), 9, (16, 16), (2, 2)) for picture in pictures]))


def colour_histograms(pictures: Sequence[Rgb]) -> Features:
    """Shares of 6 × 6 × 6 colours; white paper is left out."""
    return _unit(np.stack([_histogram(picture) for picture in pictures]))


def _histogram(picture: Rgb) -> NDArray[np.float64]:
    pixels = picture[picture.min(2) < 245]
    bins = (pixels.astype(np.int64) * 6 // 256) @ np.array([36, 6, 1])
    return np.bincount(bins, minlength=216).astype(np.float64)


def _unit(values: NDArray[Any]) -> Features:
    lengths = np.linalg.norm(values, axis=1, keepdims=True).clip(1e-9)
    return np.asarray(values / lengths, dtype=np.float32)


# ----------------------------------------------------------------------------------------------------------- categories


def _accuracy(seen: Iterable[Embedding], kinds: Sequence[str]) -> dict[str, float]:
    order = [sorted(embedding.category_scores, key=lambda name: -embedding.category_scores[name]) for embedding in seen]
    return {
        "top1": float(np.mean([names[0] == kind for names, kind in zip(order, kinds, strict=True)])),
        "top2": float(np.mean([kind in names[:2] for names, kind in zip(order, kinds, strict=True)])),
    }


def evaluate_human(folder: Path) -> dict[str, Any]:
    """Categories of drawings that people made in seconds, by `<category>/*.png` and `strokes.ndjson` (which has their key ids).

    Offsets a category are fitted on one half, and every figure is on the other, raw and with the offsets. The halves are even and odd
    key ids; where all ids are even, as in the original set (every id of Quick, Draw! is), even and odd checksums of the ids. Drawings of
    the original set that show no garment are left out (`human_keys.txt`); of another set, all are counted.
    """
    drawings = list(_human_drawings(folder))
    garments = _garment_keys()
    drawings = [one for one in drawings if one[0] in garments] or drawings
    keys = np.array([key for key, _, _ in drawings])
    truth = np.array([HUMAN.index(kind) for _, kind, _ in drawings])
    seen = embed_many([_framed(path) for _, _, path in drawings])
    logits = np.array([[_logit(embedding.category_scores[name]) for name in HUMAN] for embedding in seen])
    odd = keys % 2 == 1
    if not odd.any():
        odd = np.array([zlib.crc32(str(key).encode()) % 2 == 1 for key in keys])
    even = ~odd
    offsets = fitted_offsets(logits[even], truth[even])
    best_of_all = np.array([embedding.category for embedding in seen])
    return {
        "drawings": int(odd.sum()),
        "raw": _six_way(logits[odd], truth[odd]),
        "calibrated": _six_way(logits[odd] + offsets, truth[odd]),
        "thirteen_way_top1": float((best_of_all[odd] == np.array(HUMAN)[truth[odd]]).mean()),
        "offsets": {name: round(float(offset), 3) for name, offset in zip(HUMAN, offsets, strict=True)},
    }


def fitted_offsets(logits: NDArray[np.float64], truth: NDArray[np.int64]) -> NDArray[np.float64]:
    """What to add to each column of logits (N, C) so that softmax gives every class the share that it has in `truth`."""
    offsets = np.zeros(logits.shape[1])
    share = (np.bincount(truth, minlength=logits.shape[1]) + 0.5) / (len(truth) + 0.5 * logits.shape[1])  # no class is impossible
    for _ in range(300):
        chances = np.exp(logits + offsets - (logits + offsets).max(1, keepdims=True))
        chances /= chances.sum(1, keepdims=True)
        offsets += 0.5 * np.log(share / chances.mean(0))
    return np.asarray(offsets - offsets.mean())


def _six_way(logits: NDArray[np.float64], truth: NDArray[np.int64]) -> dict[str, float]:
    order = np.argsort(-logits, 1)
    group = np.array([index for index, names in enumerate(COARSE) for _ in names])
    return {
        "coarse": float((group[order[:, 0]] == group[truth]).mean()),
        "top1": float((order[:, 0] == truth).mean()),
        "top2": float((order[:, :2] == truth[:, None]).any(1).mean()),
    } | {f"top1_{name}": float((order[truth == index, 0] == index).mean()) for index, name in enumerate(HUMAN) if (truth == index).any()}


def _garment_keys() -> frozenset[int]:
    """The committed list of drawings that show what they should."""
    lines = resources.files("sketch2fashion.training").joinpath("human_keys.txt").read_text("utf-8").splitlines()
    return frozenset(int(line) for line in lines if not line.startswith("#"))


def _human_drawings(folder: Path) -> Iterator[tuple[int, str, Path]]:
    """Key id, category, picture."""
    for text in (folder / "strokes.ndjson").read_text("utf-8").splitlines():
        row = json.loads(text)
        path = next((folder / row["category"]).glob(f"*{row['key_id']}*.png"), None)
        if path is not None and row["category"] in HUMAN:
            yield int(row["key_id"]), row["category"], path


def _framed(path: Path) -> Rgb:
    """A drawing as the search sees it: framed, with lines of the usual width."""
    with Image.open(path) as image:
        lines: Lines = 1 - np.asarray(image.convert("L"), dtype=np.float32) / np.float32(255)
    blank = np.zeros((*lines.shape, 4), np.uint8)
    layers = Layers(lines, blank, np.zeros_like(lines))
    return _paper(to_square(layers, frame_of(layers), SIDE).lines)


def _logit(score: float) -> float:
    return float(np.log(max(score, 1e-6) / max(1 - score, 1e-6)))
