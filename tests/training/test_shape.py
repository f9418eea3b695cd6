"""The shape model's networks, its hand, its data, its loop and its export, on garments that the test draws."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from scipy import ndimage

from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.drawing import shapes as runtime
from sketch2fashion.drawing.shape_statistics import KEPT, STATISTICS
from sketch2fashion.errors import BadFeed
from sketch2fashion.training.evaluate_shape import EvaluateShapeOptions, evaluate, table
from sketch2fashion.training.export import count_macs
from sketch2fashion.training.loop import Budget, resume, train
from sketch2fashion.training.networks import shape as network
from sketch2fashion.training.networks.shape import Shape
from sketch2fashion.training.run import Run
from sketch2fashion.training.shape import CRITIC_FROM, ShapeTask, ship
from sketch2fashion.training.shape_data import LARGEST_MOVE, Placement, Shapes, by_hand, drawn_ink, load_shapes, traced_garment
from sketch2fashion.training.tasks import TrainOptions, build_task
from tests.training.garments import drawn_garment
from tests.training.sets import write_set


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_set(tmp_path_factory.mktemp("shape") / "set")


@pytest.fixture(scope="module")
def drawn(folder: Path) -> Shapes:
    return load_shapes(folder, "train")


def test_the_network_is_small_and_agrees_with_the_library_about_its_planes() -> None:
    net = Shape()
    assert sum(weight.numel() for weight in net.parameters()) <= 3_000_000
    examples = (torch.rand(1, 1, 128, 128), torch.zeros(1, dtype=torch.int64), torch.zeros(1, 64), torch.zeros(1))
    assert count_macs(net, *examples) <= 800_000_000
    assert (runtime.SIDE, runtime.CODE, runtime.REACH) == (network.SIDE, network.CODE, network.REACH)
    assert [tuple(part.shape) for part in net.eval()(*examples)] == [(1, 64), (1, 2, 128, 128), (1, 2, 128, 128)]


def test_a_traced_garment_is_its_outline_and_its_seam() -> None:
    garment, ink = drawn_garment(1)
    depth, outlines, inner = traced_garment(garment[..., 3], ink)
    inside = garment[::2, ::2, 3] > 127
    assert ((depth > 0) == inside).mean() > 0.99
    assert len(outlines) == 1
    edge = ndimage.distance_transform_edt(inside) + ndimage.distance_transform_edt(~inside)
    assert ndimage.map_coordinates(edge, outlines[0].T, order=1).max() < 2.5
    longest = inner[0]
    assert np.ptp(longest[:, 0]) < 3 < 20 < np.ptp(longest[:, 1])  # the seam runs across
    assert abs(longest[:, 0].mean() - ink[:, 128][30:230].nonzero()[0].mean() / 2 - 15) < 2


def test_a_hand_of_level_0_stays_on_the_outline_and_a_rough_one_leaves_it_within_its_reach(drawn: Shapes) -> None:
    outlines = drawn.outlines[0]
    distance = ndimage.distance_transform_edt(drawn_ink(outlines, 1.0) < 128)
    for seed in range(6):
        careful = by_hand(outlines, (), 0.0, np.random.default_rng(seed)) > 128
        assert distance[careful].max() < 4
        rough = by_hand(outlines, (), 1.0, np.random.default_rng(seed)) > 128
        assert 2 < distance[rough].max() < LARGEST_MOVE + 12


def test_the_same_generator_draws_the_same_drawing(drawn: Shapes) -> None:
    drawings = [by_hand(drawn.outlines[0], drawn.inner[0], 0.7, np.random.default_rng(seed)) for seed in (3, 3, 4)]
    assert np.array_equal(drawings[0], drawings[1])
    assert not np.array_equal(drawings[0], drawings[2])


@pytest.mark.parametrize("place", [Placement(True, 0.8, 5.0, -7.0), Placement(False, 1.05, -2.0, 1.0)])
def test_paths_and_depths_are_placed_alike(drawn: Shapes, place: Placement) -> None:
    depth = place.of_depth(drawn.depths[0])
    around = np.clip(np.concatenate([place.of(way) for way in drawn.outlines[0]]), 0, 127)
    assert np.abs(ndimage.map_coordinates(depth, around.T, order=1)).max() * network.REACH < 2
    assert depth.min() == -1
    assert depth.max() > 0.9


def test_traced_garments_come_back_from_the_cache_as_they_were(folder: Path, tmp_path: Path) -> None:
    made, kept = (load_shapes(folder, "train", tmp_path) for _ in range(2))
    assert len(list(tmp_path.glob("shapes-*.npz"))) == 1
    assert np.array_equal(made.depths, kept.depths)
    assert np.array_equal(made.categories, kept.categories)
    for one, other in zip((*made.outlines, *made.inner), (*kept.outlines, *kept.inner), strict=True):
        assert len(one) == len(other)
        assert all(np.allclose(first, second, atol=1e-4) for first, second in zip(one, other, strict=True))


def test_training_learns_and_resumes_to_the_same_next_step(folder: Path, tmp_path: Path) -> None:
    run = Run.create(tmp_path, "shape", {})
    task = ShapeTask(load_shapes(folder, "train"), load_shapes(folder, "val"), batch=4)
    before = task.step(0)["tidy_depth"]
    train(task, run, Budget(minutes=5, steps=8))
    other = ShapeTask(load_shapes(folder, "train"), load_shapes(folder, "val"), batch=4)
    assert resume(other, run) == 8
    assert other.step(8) == task.step(8)
    assert task.step(9)["tidy_depth"] < 0.8 * before
    judged = task.step(CRITIC_FROM)
    assert {"critic", "critic_loss", "features"} <= set(judged)
    assert set(task.validate()) == {"decoded_iou", "decoded_ink", "tidied_iou", "tidied_ink"}


def test_a_shipped_run_has_weights_statistics_and_a_card(folder: Path, tmp_path: Path) -> None:
    run = Run.create(tmp_path, "shape", {})
    train(ShapeTask(load_shapes(folder, "train"), load_shapes(folder, "val"), batch=2), run, Budget(minutes=5, steps=2))
    card = ship(run, folder, tmp_path / "out")
    assert (tmp_path / "out" / "shape.onnx").stat().st_size < 5_500_000
    assert card.parameters <= 3_000_000
    assert card.figures["torch_onnx_difference"] < 2e-2
    statistics = json.loads((tmp_path / "out" / STATISTICS).read_text("utf-8"))
    assert set(statistics) == set(CATEGORY_NAMES)
    assert np.array(statistics["t-shirt"]["axes"]).shape == (KEPT, network.CODE)


def test_garments_without_drawings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFeed):
        build_task("shape", TrainOptions(data=tmp_path, runs=tmp_path))


def test_evaluate_measures_drawings_before_and_after(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "human" / "t-shirt").mkdir(parents=True)
    for number in range(4):
        Image.fromarray(255 - drawn_garment(number)[1]).save(tmp_path / "human" / "t-shirt" / f"{number}.png")
    options = EvaluateShapeOptions(folder, tmp_path / "human", tmp_path / "cache", None, tmp_path / "sheet.png")
    figures = evaluate(options)
    assert figures["drawings"] == 4
    assert figures["left"]["0"]["outline_chamfer"] < 0.02  # tidied geometrically, a clean drawing stays
    assert figures["frechet_to_real"]["raw"] > 0
    assert any("raw" in line for line in table(figures))
    assert (tmp_path / "sheet.png").is_file()
