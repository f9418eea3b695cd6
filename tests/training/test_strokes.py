"""The strokes model's data, network, loop and export, on garments that the test draws."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import pytest
import torch
from onnx import helper, numpy_helper
from scipy import ndimage

from sketch2fashion.drawing import inner_lines as runtime
from sketch2fashion.drawing.shapes import SIDE
from sketch2fashion.errors import BadFeed
from sketch2fashion.training.export import count_macs, pack_weights
from sketch2fashion.training.loop import Budget, resume, train
from sketch2fashion.training.networks import strokes as network
from sketch2fashion.training.networks.strokes import LEVELS, POINTS, Strokes, cell_of
from sketch2fashion.training.run import Run
from sketch2fashion.training.shape_data import Shapes
from sketch2fashion.training.stroke_data import StrokeSet, laid, stroke_set, turned
from sketch2fashion.training.strokes import StrokesTask, drawn_lines, example_inputs, ship
from sketch2fashion.training.tasks import TrainOptions, build_task
from tests.training.sets import write_set


def boxes(count: int) -> Shapes:
    """Garments that are boxes, each with a line across at a fifth of its height and one down its middle."""
    rows, columns = np.indices((128, 128))
    depths, inner = [], []
    for number in range(count):
        top, bottom, half = 12 + number % 5, 116 - number % 3, 30 + 2 * (number % 7)
        inside = np.minimum(np.minimum(rows - top, bottom - rows), half - np.abs(columns - 63.5))
        depths.append(np.rint(np.clip(inside / 24, -1, 1) * 127).astype(np.int8))
        across = np.array([[top + 20, 63.5 - half + 4], [top + 20, 63.5 + half - 4]])
        down = np.array([[top + 24, 63.5], [bottom - 4, 63.5]])
        inner.append((down, across))
    return Shapes(np.zeros(count, np.int64), np.stack(depths), ((),) * count, tuple(inner))


@pytest.fixture(scope="module")
def garments() -> StrokeSet:
    return stroke_set(boxes(24))


def test_the_network_is_small_and_agrees_with_the_library_about_its_strokes() -> None:
    net = Strokes()
    assert sum(weight.numel() for weight in net.parameters()) <= 4_000_000
    assert count_macs(net, *example_inputs().values()) <= 250_000_000
    assert (SIDE, runtime.PLANE, runtime.POINTS, runtime.MOST) == (network.SIDE, network.PLANE, network.POINTS, network.MOST)
    assert (runtime.CELLS, runtime.LEVELS, runtime.CODES) == (network.END, network.LEVELS, network.CODES)
    assert runtime.KNOWN == network.KNOWN


def test_lines_start_at_their_upper_end_and_level_ones_at_their_left() -> None:
    lines = torch.tensor([[[9.0, 5.0], [1.0, 5.0]], [[5.0, 9.0], [5.0, 1.0]], [[1.0, 5.0], [9.0, 5.0]]])
    assert turned(lines)[:, 0].tolist() == [[1.0, 5.0], [5.0, 1.0], [1.0, 5.0]]
    for line in lines.numpy():
        assert np.array_equal(runtime.turned(line), turned(torch.from_numpy(line)).numpy())


def test_lines_and_depths_are_moved_alike(garments: StrokeSet) -> None:
    rows = torch.arange(12)
    before = laid(garments, rows, None)
    after = laid(garments, rows, torch.Generator().manual_seed(4))
    assert (after.lines - before.lines).abs().max() > 4
    for number in range(12):
        depths = [
            ndimage.map_coordinates(of.depths[number, 0].numpy(), (of.lines[number, :2].reshape(-1, 2).numpy().T - 0.5) / 2, order=1)
            for of in (before, after)
        ]
        assert np.abs(np.sort(depths[0]) - np.sort(depths[1])).max() < 0.3  # a line near the edge stays near it


def test_codes_stand_for_nearly_the_strokes_that_they_were_made_from(garments: StrokeSet) -> None:
    net = StrokesTask(garments, garments).learner.net
    lines = laid(garments, torch.arange(24), None).lines[:, :2]
    cells, codes, coded = net.encoded(lines)
    assert torch.equal(cells, cell_of(lines[:, :, 0]))
    assert codes.shape == (24, 2, LEVELS)
    assert (coded - lines).norm(dim=-1).mean() < 1.5


def test_training_learns_and_resumes_to_the_same_next_step(garments: StrokeSet, tmp_path: Path) -> None:
    run = Run.create(tmp_path, "strokes", {})
    task = StrokesTask(garments, garments, batch=8)
    before = task.step(0)
    train(task, run, Budget(minutes=5, steps=25))
    other = StrokesTask(garments, garments, batch=8)
    assert resume(other, run) == 25
    after = task.step(25)
    assert other.step(25) == after
    assert after["place"] < 0.6 * before["place"]
    assert after["shape_1"] < 0.8 * before["shape_1"]
    assert set(task.validate()) == {"place", "shape_1", "shape_2", "shape_3", "total"}


def test_what_comes_later_does_not_change_what_is_known_before(garments: StrokeSet) -> None:
    net = Strokes().eval()
    given = laid(garments, torch.arange(2), None)
    features = net.outline(given.depths)
    none = torch.zeros(2, 2, dtype=torch.int64)
    states = net.states(features, given.categories, given.lines[:, :2], none)
    changed = given.lines[:, :2].clone()
    changed[:, 1] += 9
    again = net.states(features, given.categories, changed, none)
    assert torch.allclose(states[:, :2], again[:, :2], atol=1e-5)
    assert not torch.allclose(states[:, 2], again[:, 2], atol=1e-2)


def test_the_same_seed_draws_the_same_lines(garments: StrokeSet) -> None:
    net = StrokesTask(garments, garments).learner.net
    given = laid(garments, torch.arange(3), None)
    first, again, other = (drawn_lines(net, given.depths, given.categories, seed) for seed in (1, 1, 2))
    assert all(torch.equal(one, same) for one, same in zip(first, again, strict=True))
    assert not all(one.shape == another.shape and torch.equal(one, another) for one, another in zip(first, other, strict=True))
    assert all(lines.shape[1:] == (POINTS, 2) and len(lines) <= network.MOST for lines in first)


def test_a_shipped_run_answers_as_the_network_does(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "set")
    options = TrainOptions(data=folder, runs=tmp_path, batch=2)
    run = Run.create(tmp_path, "strokes", {})
    task = build_task("strokes", options)
    train(task, run, Budget(minutes=5, steps=2))
    card = ship(run, folder, tmp_path / "out")
    path = tmp_path / "out" / "strokes.onnx"
    assert path.stat().st_size < 3_300_000  # the base install has 450 MB
    assert card.parameters <= 4_000_000
    assert card.figures["torch_onnx_difference"] < 2e-2
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    feeds = {name: value.numpy() for name, value in example_inputs().items()}
    for count in (0, 3, network.MOST - 1):
        lines = {"lines": np.full((1, count, POINTS, 2), 40, np.float32), "drawn": np.zeros((1, count), np.int64)}
        stroke, end = session.run(["stroke", "end"], feeds | lines)
        assert stroke.shape == (1, POINTS, 2)
        assert 0 < float(end[0]) < 1


def test_weights_of_six_bits_come_back_within_half_a_step_and_take_less_than_a_quarter() -> None:
    values = np.random.default_rng(0).normal(size=(128, 64)).astype(np.float32)
    values[3] = 0
    model = helper.make_model(
        helper.make_graph(
            [helper.make_node("Identity", ["w"], ["out"])],
            "weights",
            [],
            [helper.make_tensor_value_info("out", onnx.TensorProto.FLOAT, values.shape)],
            [numpy_helper.from_array(values, "w")],
        ),
        opset_imports=[helper.make_opsetid("", 18)],
        ir_version=10,
    )
    pack_weights(model)
    onnx.checker.check_model(model)
    assert len(model.SerializeToString()) < values.nbytes / 4
    session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    (told,) = session.run(None, {})
    steps = np.abs(values).max(axis=1, keepdims=True) / 31
    assert (np.abs(told - values) <= 0.51 * steps + 1e-6).all()


def test_garments_without_drawings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFeed):
        build_task("strokes", TrainOptions(data=tmp_path, runs=tmp_path))
