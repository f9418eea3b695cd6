"""The cut-out's data, loss, loop and export, on photos that the test makes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime as ort
import pytest
import torch

from sketch2fashion.errors import BadFeed
from sketch2fashion.models.registry import ModelCard
from sketch2fashion.training import cutout_views
from sketch2fashion.training.cutout import CutoutTask, figures, loss_terms, ship
from sketch2fashion.training.cutout_views import BACKGROUND_SIDE, VIEW, camera, free_piece, load_photo, pasted, photo_view, procedural
from sketch2fashion.training.dataset.table import read_table
from sketch2fashion.training.export import count_macs
from sketch2fashion.training.learner import pace
from sketch2fashion.training.loop import Budget, generator, resume, train
from sketch2fashion.training.networks.cutout import CutoutNet
from sketch2fashion.training.run import Run
from sketch2fashion.training.tasks import TrainOptions, build_task
from tests.training.sets import gradient, without, write_set

QUICK = Budget(minutes=5, steps=3, log_seconds=0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_set(tmp_path_factory.mktemp("cutout") / "set")


@pytest.fixture(autouse=True)
def small_views(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutout_views, "VIEW", 64)
    monkeypatch.setattr(cutout_views, "VALIDATED_AT", 64)


def task(folder: Path, seed: int = 0) -> CutoutTask:
    return CutoutTask(folder, batch=2, seed=seed, steps=10, pretrained=False)


def test_the_network_is_within_its_budget() -> None:
    net = CutoutNet()
    assert sum(weight.numel() for weight in net.parameters()) <= 3_000_000
    assert count_macs(net, torch.zeros(1, 3, 256, 256)) <= 1_000_000_000


def test_the_alpha_lies_where_the_table_says(folder: Path) -> None:
    photo = load_photo(folder, read_table(folder)[0]).float()
    table, garment = photo[:3, 2, 2], photo[:3][:, photo[3] > 250]
    assert (photo[3] > 250).float().mean() > 0.2
    assert ((garment - table[:, None]).abs().amax(0) > 12).float().mean() > 0.9  # what is inside is no table


def test_the_background_of_a_photo_is_not_blackened(folder: Path) -> None:
    photo = load_photo(folder, read_table(folder)[0])
    assert photo[:3, photo[3] == 0].float().mean() > 80


def test_a_free_piece_shows_the_table_alone(folder: Path) -> None:
    photo = torch.full((4, 200, 300), 90, dtype=torch.uint8)
    photo[:, 50:150, 150:280] = 255
    photo[3, :, :150] = photo[3, :50] = photo[3, 150:] = photo[3, :, 280:] = 0
    piece = free_piece(photo)
    assert piece is not None
    assert piece.shape == (3, BACKGROUND_SIDE, BACKGROUND_SIDE)
    assert (piece == 90).all()
    assert free_piece(torch.full((4, 100, 100), 255, dtype=torch.uint8)) is None


def test_every_view_is_a_picture_with_its_alpha(folder: Path) -> None:
    photo = load_photo(folder, read_table(folder)[0])
    garment = cutout_views.load_garments(folder, read_table(folder)[:1])[0]
    for step in range(12):
        random = generator(1, step)
        for picture, alpha in (photo_view(photo, random), pasted(garment, procedural(random), random, sizes=(0.4, 0.9))):
            assert picture.shape == (3, 64, 64)
            assert alpha.shape == (1, 64, 64)
            assert 0 <= float(alpha.min()) <= float(alpha.max()) <= 1
            seen = camera(picture[None], random)
            assert torch.isfinite(seen).all()
            assert seen.shape == (1, 3, 64, 64)
    assert VIEW == 224  # the shipped recipe's own


def test_the_loss_is_smallest_for_the_right_answer() -> None:
    alpha = torch.zeros(1, 1, 16, 16)
    alpha[..., 4:12, 4:12] = 1
    sure = (alpha * 2 - 1) * 20
    right, blurred, wrong = (float(loss_terms(logits, alpha)["total"]) for logits in (sure, sure / 20, -sure))
    assert right < 0.01 < blurred < wrong


def test_figures_of_a_perfect_network_are_perfect() -> None:
    alpha = torch.zeros(3, 1, 32, 32)
    alpha[..., 8:24, 8:24] = 1

    class Perfect(torch.nn.Module):
        def forward(self, rgb: torch.Tensor) -> torch.Tensor:
            return (rgb[:, :1] - 0.5) * 40

    perfect = {"iou": 1, "iou_median": 1, "under_0.8": 0, "mae": 0}
    assert figures(Perfect(), alpha.repeat(1, 3, 1, 1), alpha) == pytest.approx(perfect, abs=1e-6)


def test_the_encoder_keeps_its_weights_and_statistics(folder: Path) -> None:
    one = task(folder)
    before = {key: value.clone() for key, value in one.net.encoder().state_dict().items()}
    head = next(one.net.head.parameters()).detach().clone()
    one.step(0)
    assert all(torch.equal(value, before[key]) for key, value in one.net.encoder().state_dict().items())
    assert not torch.equal(head, next(one.net.head.parameters()))


def test_a_resumed_run_reaches_the_same_loss(folder: Path, tmp_path: Path) -> None:
    unbroken = task(folder)
    losses = [unbroken.step(number)["total"] for number in range(4)]
    first = task(folder)
    run = Run.create(tmp_path, "cutout", {})
    train(first, run, Budget(minutes=5, steps=2))
    second = task(folder)
    start = resume(second, run)
    assert start == 2
    assert [second.step(number)["total"] for number in (2, 3)] == pytest.approx(losses[2:], rel=1e-4)


def test_a_short_run_leaves_figures_a_sheet_and_a_file_that_ships(folder: Path, tmp_path: Path) -> None:
    run = Run.create(tmp_path, "cutout", {})
    assert train(task(folder), run, QUICK) == 3
    assert set(run.last_validation()) == {"iou", "iou_median", "under_0.8", "mae"}
    assert list((run.folder / "samples").iterdir())
    card = ship(run, folder, tmp_path)
    assert isinstance(card, ModelCard)
    assert card.figures["torch_onnx_difference"] < 4e-3
    session = ort.InferenceSession(str(tmp_path / "cutout.onnx"), providers=["CPUExecutionProvider"])
    side = 256  # what the service gives it
    (alpha,) = session.run(["alpha"], {"rgb": gradient(side)[None]})
    assert alpha.shape == (1, 1, side, side)
    assert np.isfinite(alpha).all()


def test_the_pace_warms_up_and_comes_down() -> None:
    rates = [pace(number, 1000, rate=1e-3, warm_up=100) for number in (0, 99, 600, 1000, 5000)]
    assert rates[0] < rates[1] > rates[2] > rates[3] == rates[4] > 0


def test_a_set_without_photos_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFeed, match="no train photos"):
        task(without(write_set(tmp_path / "set"), "photo"))


def test_a_pack_is_refused_as_it_holds_no_photos(tmp_path: Path) -> None:
    (tmp_path / "pack.json").write_text("{}")
    with pytest.raises(BadFeed, match="no photos"):
        task(tmp_path)


def test_the_recipe_is_known_by_name(folder: Path, tmp_path: Path) -> None:
    made = build_task("cutout", TrainOptions(data=folder, runs=tmp_path, batch=3, device="cpu"))
    assert (made.name, made.batch) == ("cutout", 3)
