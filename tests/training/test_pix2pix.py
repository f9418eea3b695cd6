"""The peer: the recipe's sizes, its input picture, its steps, and how the evaluation finds it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

pytest.importorskip("torch", reason="training needs the extra `train`")

import torch

from sketch2fashion.cli.train import train as command
from sketch2fashion.errors import BadValue
from sketch2fashion.training.evaluate_renderer import EvaluateOptions, files_beside
from sketch2fashion.training.evaluation.cases import case_of
from sketch2fashion.training.evaluation.contenders import PIX2PIX, peer_answer, peer_answer_to_its_own_dots
from sketch2fashion.training.loop import Budget, resume, train
from sketch2fashion.training.networks.pix2pix import PatchGan, UNet
from sketch2fashion.training.pix2pix import Pix2PixConfig, Pix2PixTask
from sketch2fashion.training.pix2pix_input import DOT_COUNT, canny_lines, input_picture, random_dots
from sketch2fashion.training.plan import counted
from sketch2fashion.training.renderer_data import GarmentSet
from sketch2fashion.training.run import Run
from sketch2fashion.training.tasks import ship
from tests.training.garments import drawn_garment, drawn_set

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def garments() -> GarmentSet:
    return drawn_set(4)


def task(garments: GarmentSet) -> Pix2PixTask:
    return Pix2PixTask(Pix2PixConfig(batch=2), garments, garments.subset(np.array([True, False, False, False])), CPU)


def weight_count(network: torch.nn.Module) -> int:
    return sum(weight.numel() for weight in network.parameters())


def test_the_networks_have_the_published_sizes() -> None:
    assert weight_count(UNet()) == 54_414_531
    assert weight_count(PatchGan()) == 2_768_705
    with torch.no_grad():
        assert PatchGan()(torch.zeros(1, 3, 256, 256), torch.zeros(1, 3, 256, 256)).shape == (1, 1, 30, 30)


def test_a_patch_is_seventy_pixels_wide() -> None:
    critic = PatchGan().eval()
    pictures = [torch.zeros(1, 3, 256, 256, requires_grad=True) for _ in range(2)]
    critic(*pictures)[0, 0, 15, 15].backward()
    assert pictures[1].grad is not None
    seen = torch.nonzero(pictures[1].grad.abs().sum((0, 1)))
    assert ((seen.amax(0) - seen.amin(0)) + 1).tolist() == [70, 70]


def test_the_input_is_black_lines_and_coloured_dots_on_white() -> None:
    photo, _ = drawn_garment(3)
    lines = canny_lines(photo)
    dots = random_dots(photo, DOT_COUNT, np.random.default_rng(0))
    picture = input_picture(lines, dots)
    assert 0.005 < lines.mean() < 0.2
    assert len(dots) == 350
    assert (picture[~lines] == 255).all(axis=1).mean() > 0.5
    square, colour = next(dot for dot in dots if all(part.stop - part.start == 3 for part in dot[0]))
    assert input_picture(np.zeros_like(lines), [(square, colour)])[square].reshape(-1, 3).tolist() == [list(colour)] * 9


@pytest.mark.slow
def test_a_resumed_peer_takes_the_same_next_step_and_answers_the_evaluation(garments: GarmentSet, tmp_path: Path) -> None:
    whole = task(garments)
    with counted(whole) as counters:
        losses = [whole.step(0)]
    assert counters["generator"].figures()["gmac_a_picture"] == pytest.approx(6.05, abs=0.01)
    losses.append(whole.step(1))
    run = Run.create(tmp_path, "pix2pix", {"minutes": 1})
    assert train(task(garments), run, Budget(minutes=5, steps=1)) == 1
    resumed = task(garments)
    assert resume(resumed, run) == 1
    assert resumed.step(1)["l1"] == pytest.approx(losses[1]["l1"], rel=1e-3)
    model = files_beside(EvaluateOptions(tmp_path, tmp_path))[PIX2PIX]
    assert model.parent == run.folder
    photo, lines = drawn_garment(3)
    case = case_of("drawn", "skirt", photo, (lines / 255).astype(np.float32), 3)
    seven, own = peer_answer(model, case), peer_answer_to_its_own_dots(model, case, 0)
    assert seven.rgb.shape == own.rgb.shape == (256, 256, 3)
    assert not np.array_equal(seven.rgb, own.rgb)


def test_without_a_run_there_is_no_peer(tmp_path: Path) -> None:
    assert files_beside(EvaluateOptions(tmp_path, tmp_path)) == {}


def test_the_peer_never_ships(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="never ships"):
        ship("pix2pix", Run(tmp_path), tmp_path, tmp_path)


def test_a_limit_is_refused_where_it_means_nothing(tmp_path: Path) -> None:
    outcome = CliRunner().invoke(command, ["cutout", "--data", str(tmp_path), "--limit", "5"])
    assert "--limit is for" in str(outcome.exception)
