"""Who answers a task: our renderer as it ships, the same dots and regions without a network (`flats`), the peer `pix2pix`, and ours
after as much training as the peer had.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from sketch2fashion.drawing.framing import Frame, to_canvas
from sketch2fashion.garment import Layers, Mask, Picture, Rgb
from sketch2fashion.images import on_white
from sketch2fashion.models.registry import opened
from sketch2fashion.rendering.backends import Network, painting_with
from sketch2fashion.rendering.renderer import Prepared, RenderOptions, prepare, render
from sketch2fashion.training.evaluation.cases import DOTS, SIDE, Case, Colour, around
from sketch2fashion.training.evaluation.measures import garment_on_paper
from sketch2fashion.training.pix2pix_input import DOT_COUNT, canny_lines, input_picture, random_dots

OURS, FLATS, PIX2PIX, PIX2PIX_OWN = "ours", "flats", "pix2pix", "pix2pix_350"
OURS_AT = "ours_at"  # our renderer when it had been trained as long as the peer
Files = Mapping[str, Path]  # the ONNX files of those that do not ship: PIX2PIX, OURS_AT


@dataclass(frozen=True, eq=False)
class Answer:
    """A picture on the drawing's canvas."""

    rgb: Rgb  # on white
    mask: Mask  # where the garment is
    opaque: Mask  # where its colours can be judged


@dataclass(frozen=True, eq=False)
class Flat:
    """The flats of a drawing on its canvas, and which colour region each pixel belongs to."""

    answer: Answer
    regions: NDArray[np.int32]  # (256, 256); 0 outside. Hints that share what lines enclose make regions of their own


def our_answer(layers: Layers, refine: float = 0.0, file: Path | None = None) -> Answer:
    """What our renderer answers, the shipped one or that of a file, through the function that the command line and the service call."""
    if file is not None:
        with painting_with(Network(file)):
            return our_answer(layers, refine)
    return _with_alpha(render(layers, RenderOptions(refine=refine)).garments[0].pixels)


def flat_answer(layers: Layers) -> Flat:
    """The flats that our renderer starts from, cut out by the silhouette."""
    prepared = prepare(layers)
    cut = prepared.flats.copy()
    cut[..., 3] = np.where(prepared.silhouette, 255, 0)
    return Flat(_with_alpha(to_canvas(cut, prepared.frame, SIDE)[0]), _regions_on_canvas(prepared))


def _with_alpha(pixels: Picture) -> Answer:
    return Answer(on_white(pixels), pixels[..., 3] >= 128, pixels[..., 3] > 200)


def _regions_on_canvas(prepared: Prepared) -> NDArray[np.int32]:
    """A region is what lines enclose and one colour fills."""
    colours = prepared.flats[..., :3].astype(np.int64) @ np.array([65536, 256, 1])
    _, distinct = np.unique(prepared.labels.astype(np.int64) * 2**24 + colours, return_inverse=True)
    labels = np.where(prepared.labels > 0, distinct.reshape(colours.shape) + 1, 0)
    return np.asarray(labels[np.ix_(*_square_places(prepared.frame))], np.int32)


def _square_places(frame: Frame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The square's row and column below each row and column of the canvas."""

    def places(length: int, start: float) -> NDArray[np.int64]:
        return np.asarray(np.clip(np.floor((np.arange(length) + 0.5 - start) / frame.side * SIDE), 0, SIDE - 1), np.int64)

    return places(frame.height, frame.top), places(frame.width, frame.left)


# ----------------------------------------------------------------------------------------------------------------- peer


def peer_answer(model: Path, case: Case, dots: int = DOTS, first: Colour | None = None) -> Answer:
    """What pix2pix makes of its own Canny lines and the same dots as ours."""
    squares = [(around(place), case.colour_at(place)) for place in case.places[:dots]]
    if first is not None:
        squares[0] = (squares[0][0], first)
    return _peer_picture(model, input_picture(canny_lines(case.photo), squares))


def peer_answer_to_its_own_dots(model: Path, case: Case, seed: int) -> Answer:
    """Likewise with as many dots as it was trained on: 350 of 3 × 3 px."""
    dots = random_dots(case.photo, DOT_COUNT, np.random.default_rng(seed))
    return _peer_picture(model, input_picture(canny_lines(case.photo), dots))


def _peer_picture(model: Path, picture: Rgb) -> Answer:
    planes = (picture.astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)[None]
    (output,) = peer_session(model).run(["rgb"], {"picture": np.ascontiguousarray(planes)})
    rgb = np.rint((np.clip(output[0], -1, 1) + 1) * 127.5).astype(np.uint8).transpose(1, 2, 0)
    mask = garment_on_paper(rgb)
    return Answer(np.ascontiguousarray(rgb), mask, mask)


@functools.cache
def peer_session(model: Path) -> ort.InferenceSession:
    """pix2pix under the runtime and the options that ours runs under."""
    return opened(PIX2PIX, model)
