"""The upscaler's network, data, loop and export, on pairs that the test draws."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
import torch.nn.functional as F

from sketch2fashion.errors import BadFeed
from sketch2fashion.training.dataset.packed import write_pack
from sketch2fashion.training.dataset.table import read_table
from sketch2fashion.training.export import count_macs
from sketch2fashion.training.loop import Budget, resume, train
from sketch2fashion.training.networks.upscaler import HOLD, Upscaler, doubled
from sketch2fashion.training.run import Run
from sketch2fashion.training.tasks import TrainOptions, build_task
from sketch2fashion.training.upscaler import UpscalerTask, pairs_of, reduced, ship
from tests.training.sets import without, write_set


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_set(tmp_path_factory.mktemp("upscaler") / "set")


def test_the_network_is_small() -> None:
    network = Upscaler()
    assert sum(weight.numel() for weight in network.parameters()) <= 50_000
    assert count_macs(network, torch.rand(1, 4, 256, 256), torch.rand(1, 1, 512, 512)) <= 2_500_000_000


def test_the_enlargement_is_the_bicubic_one() -> None:
    small = torch.rand(2, 4, 24, 16, generator=torch.Generator().manual_seed(0))
    want = F.interpolate(small, scale_factor=2.0, mode="bicubic", align_corners=False)
    assert (doubled(small) - want).abs().max() < 1e-5


def test_an_unlearned_network_holds_the_picture_colours() -> None:
    torch.manual_seed(0)
    network = Upscaler()
    torch.nn.init.normal_(network.head.weight, std=0.02)
    torch.nn.init.zeros_(network.head.weight[12:])  # alpha stays as it is
    rgba = torch.cat([torch.rand(1, 3, 1, 1).expand(1, 3, 64, 64) * 0.5 + 0.25, torch.ones(1, 1, 64, 64)], dim=1)
    with torch.no_grad():
        large = network(rgba, (torch.rand(1, 1, 128, 128) > 0.8).float())
    drawn = (large[:, :3] - rgba[:, :3, :1, :1]).abs().max()
    means = F.avg_pool2d(large[:, :3], 2 * HOLD)[..., 1:-1, 1:-1]
    assert drawn > 0.02
    assert (means - rgba[:, :3, :1, :1]).abs().max() < drawn / 4


def test_reduction_keeps_colours_free_of_what_is_transparent() -> None:
    large = torch.zeros(1, 4, 32, 32)
    large[:, 0], large[:, 3, :, 15:] = 1, 1
    small = reduced(large, soft=torch.tensor([False]))
    covered = small[:, 3] > 0
    assert (small[:, 0][covered] - 1).abs().max() < 1e-6
    assert small[0, 3, 0, 7] == 0.5


def test_training_beats_bicubic_on_drawn_garments_and_resumes(folder: Path, tmp_path: Path) -> None:
    run = Run.create(tmp_path, "upscaler", {})
    task = UpscalerTask(folder, batch=4)
    train(task, run, Budget(minutes=5, steps=60))
    figures = task.validate()
    assert figures["ssim_soft"] > figures["ssim_bicubic_soft"]
    other = UpscalerTask(folder, batch=4)
    first = resume(other, run)
    assert first == 60
    assert other.step(first) == task.step(first)
    card = ship(run, folder, tmp_path)
    assert (tmp_path / "upscaler.onnx").stat().st_size < 200_000
    assert card.figures["torch_onnx_difference"] < 4e-3


def test_a_pack_and_a_folder_give_the_same_garments(folder: Path, tmp_path: Path) -> None:
    write_pack(folder, read_table(folder), tmp_path / "pack")
    of_folder, of_pack = pairs_of(folder, "train", 9), pairs_of(tmp_path / "pack", "train", 9)
    assert len(of_folder) == len(of_pack) == 4
    for one, other in ((of_folder[:], of_pack[:]), (of_folder.lines, of_pack.lines)):
        covered = of_folder[:, 3:].expand_as(one) > 0
        assert (one.float() - other.float())[covered].abs().mean() < 6


def test_garments_without_drawings_are_refused(tmp_path: Path) -> None:
    bare = without(write_set(tmp_path / "set", 3), "lines")
    with pytest.raises(BadFeed, match="no train garments with line drawings"):
        build_task("upscaler", TrainOptions(data=bare, runs=tmp_path))
