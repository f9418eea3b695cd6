"""Linework's data, loss, loop and export, on pairs that the test draws."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import onnxruntime as ort
import pytest
import torch

from sketch2fashion.errors import BadFeed
from sketch2fashion.training.dataset.packed import write_pack
from sketch2fashion.training.dataset.table import read_table
from sketch2fashion.training.export import count_macs
from sketch2fashion.training.linework import (
    CROP,
    SIDE,
    LineworkTask,
    augment,
    crisp_target,
    evaluate,
    load_pairs,
    loss_terms,
    pairs_of,
    rows_of,
    ship,
)
from sketch2fashion.training.loop import Budget, generator, resume, train
from sketch2fashion.training.networks.linework import LineworkNet
from sketch2fashion.training.run import Run
from sketch2fashion.training.tasks import TrainOptions, build_task
from tests.training.sets import gradient, without, write_set


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_set(tmp_path_factory.mktemp("linework") / "set")


def task(folder: Path) -> LineworkTask:
    return LineworkTask(folder, batch=2, steps=10)


def test_the_network_is_within_its_budget() -> None:
    net = LineworkNet()
    assert sum(weight.numel() for weight in net.parameters()) <= 500_000
    assert count_macs(net, torch.zeros(1, 3, 256, 256)) <= 700_000_000


def test_garment_and_drawing_stay_on_top_of_each_other(folder: Path) -> None:
    garments, ink = load_pairs(folder, rows_of(folder, "train"))
    assert garments.shape[1:] == (4, SIDE, SIDE)
    rgb, lines = augment(garments, ink, generator(0, 3))
    assert rgb.shape == (len(garments), 3, CROP, CROP)
    outside = (rgb > 0.995).all(1, keepdim=True)
    assert float(lines[outside].mean()) < 0.02  # no ink on empty paper
    assert float(lines.mean()) > 0.005


def test_the_cloth_s_colour_changes_but_its_lines_do_not(folder: Path) -> None:
    garments, ink = load_pairs(folder, rows_of(folder, "train")[:1])
    views = [augment(garments, ink, generator(0, step)) for step in range(6)]
    colours = torch.stack([rgb.flatten(2).median(2).values[0] for rgb, _ in views])
    assert float(colours.std(0).max()) > 0.05


def test_smears_count_little_and_sure_lines_fully() -> None:
    target, weight = crisp_target(torch.tensor([0.0, 0.1, 0.4, 0.7, 1.0]))
    assert target.tolist() == pytest.approx([0, 0, 0.3125, 1, 1])
    assert weight.tolist() == pytest.approx([1, 1, 0.15, 1, 1])


def test_the_loss_is_smallest_for_the_right_answer() -> None:
    ink = torch.zeros(1, 1, 32, 32)
    ink[..., 10:13, :] = 1
    sure = (ink * 2 - 1) * 20
    right, blurred, wrong = (float(loss_terms(logits, ink)["total"]) for logits in (sure, sure / 20, -sure))
    assert right < 0.01 < blurred < wrong


def test_lines_two_pixels_off_still_count_and_five_do_not() -> None:
    garments = torch.zeros(1, 4, 64, 64, dtype=torch.uint8)
    ink = torch.zeros(1, 1, 64, 64, dtype=torch.uint8)
    ink[..., 30:32, :] = 255

    class Moved(torch.nn.Module):
        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = torch.nn.Parameter(torch.tensor(float(by)))

        def forward(self, rgb: torch.Tensor) -> torch.Tensor:
            return torch.roll((ink.float() / 255 - 0.5) * 40, int(self.by), 2)

    assert evaluate(Moved(2), garments, ink)["f1"] == pytest.approx(1)
    assert evaluate(Moved(5), garments, ink)["f1"] == pytest.approx(0)


def test_a_resumed_run_reaches_the_same_loss(folder: Path, tmp_path: Path) -> None:
    unbroken = task(folder)
    losses = [unbroken.step(number)["total"] for number in range(4)]
    run = Run.create(tmp_path, "linework", {})
    train(task(folder), run, Budget(minutes=5, steps=2))
    second = task(folder)
    assert resume(second, run) == 2
    assert [second.step(number)["total"] for number in (2, 3)] == pytest.approx(losses[2:], rel=1e-4)


def test_a_short_run_leaves_figures_a_sheet_and_a_file_for_any_size(folder: Path, tmp_path: Path) -> None:
    run = Run.create(tmp_path, "linework", {})
    train(task(folder), run, Budget(minutes=5, steps=3, log_seconds=0))
    assert 0 <= run.last_validation()["f1"] <= 1
    assert list((run.folder / "samples").iterdir())
    card = ship(run, folder, tmp_path)
    assert card.figures["torch_onnx_difference"] < 4e-3
    session = ort.InferenceSession(str(tmp_path / "linework.onnx"), providers=["CPUExecutionProvider"])
    for side in (256, 144):
        (lines,) = session.run(["lines"], {"rgb": gradient(side)[None]})
        assert lines.shape == (1, 1, side, side)
        assert np.isfinite(lines).all()


def test_a_pack_is_learned_from_through_the_drawings_that_its_source_brought(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "set")
    (tmp_path / "set/lines-given").mkdir()
    shutil.copyfile(folder / "lines/g1.webp", tmp_path / "set/lines-given/g1.webp")
    write_pack(tmp_path / "set", read_table(folder), tmp_path / "pack")
    garments, ink = pairs_of(tmp_path / "pack", "train")
    assert garments.shape == (1, 4, SIDE, SIDE)
    same, drawing = (part[1:2] for part in load_pairs(folder, rows_of(folder, "train")))
    assert float((garments.float() - same.float()).abs().mean()) < 8
    assert float((ink.float() - drawing.float()).abs().mean()) < 8
    assert len(pairs_of(tmp_path / "pack", "val")[0]) == 0


def test_a_set_without_drawings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFeed, match="no train drawings"):
        task(without(write_set(tmp_path / "set"), "lines"))


def test_the_recipe_is_known_by_name(folder: Path, tmp_path: Path) -> None:
    made = build_task("linework", TrainOptions(data=folder, runs=tmp_path, batch=3, device="cpu"))
    assert (made.name, made.batch) == ("linework", 3)
