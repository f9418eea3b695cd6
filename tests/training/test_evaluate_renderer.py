"""The renderer's figures: measures that know right from wrong, and a whole report on a set that the test draws."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

pytest.importorskip("torch", reason="training needs the extra `train`")

from sketch2fashion.cli.evaluate import evaluate as command
from sketch2fashion.errors import BadFeed, NotFound
from sketch2fashion.garment import Picture
from sketch2fashion.images import on_white
from sketch2fashion.models import registry
from sketch2fashion.training.evaluate_renderer import EvaluateOptions, evaluate, files_beside
from sketch2fashion.training.evaluation.cards import card_figures
from sketch2fashion.training.evaluation.cases import DOTS, HINT_COUNTS, Case, case_of, is_plain, spread_out
from sketch2fashion.training.evaluation.contenders import FLATS, OURS, OURS_AT, flat_answer, our_answer
from sketch2fashion.training.evaluation.measures import (
    colour_error,
    edge_agreement,
    garment_on_paper,
    movement,
    overlap,
    similarity,
    yardsticks,
)
from sketch2fashion.training.evaluation.sums import frechet_interval, interval, without_nan
from sketch2fashion.training.evaluation.tables import tables
from sketch2fashion.training.evaluation.trial import run_trial
from sketch2fashion.training.networks.renderer import Renderer
from sketch2fashion.training.perception import frechet, kernel_distance
from sketch2fashion.training.run import Run
from tests.training.garments import drawn_garment
from tests.training.sets import write_set

needs_models = pytest.mark.skipif(
    not {"renderer", "embedder", "linework"} <= set(registry.available()), reason="the renderer and its helpers are not installed"
)


def drawn_case(seed: int = 3) -> Case:
    """A trapezium in two colours, drawn with its seam."""
    garment, lines = drawn_garment(seed)
    return case_of("drawn", "skirt", garment, (lines / 255).astype(np.float32), seed)


def plain_picture() -> Picture:
    """A blue block on nothing."""
    picture = np.zeros((256, 256, 4), np.uint8)
    picture[40:220, 60:200] = (40, 60, 160, 255)
    return picture


# ------------------------------------------------------------------------------------------------------------- measures


def test_the_photo_itself_is_perfect_and_noise_is_not() -> None:
    photo = plain_picture()
    mask = photo[..., 3] > 0
    laid = on_white(photo)
    noisy = np.clip(laid + np.random.default_rng(0).normal(0, 40, laid.shape), 0, 255).astype(np.uint8)
    assert similarity(laid, laid, mask) == pytest.approx((1.0, 1.0))
    assert max(similarity(noisy, laid, mask)) < 0.6


def test_a_hint_is_held_when_its_region_has_its_colour() -> None:
    rgb = np.full((32, 32, 3), (200, 30, 40), np.uint8)
    region = np.ones((32, 32), bool)
    assert colour_error(rgb, region, region, (200, 30, 40)) == pytest.approx(0.0, abs=1e-3)
    assert (colour_error(rgb, region, region, (30, 60, 200)) or 0) > 30
    assert colour_error(rgb, ~region, region, (200, 30, 40)) is None


def test_a_region_that_changes_with_anothers_hint_leaks() -> None:
    still = np.full((32, 32, 3), 128, np.uint8)
    region = np.ones((32, 32), bool)
    assert movement(still, still, region) == pytest.approx(0.0, abs=1e-3)
    assert (movement(still, still + 20, region) or 0) > 5


def test_edges_agree_with_their_own_drawing_only() -> None:
    garment, lines = drawn_garment(3)
    drawing = (lines / 255).astype(np.float32)
    own, other = edge_agreement(on_white(garment), drawing), edge_agreement(on_white(garment), np.rot90(drawing).copy())
    assert own > 0.85
    assert other < own - 0.2
    assert edge_agreement(on_white(garment), np.zeros_like(drawing)) == 0.0


def test_a_garment_on_paper_is_found_without_alpha() -> None:
    photo = plain_picture()
    photo[100:120, 100:120, :3] = 255  # a white print
    assert overlap(garment_on_paper(on_white(photo)), photo[..., 3] > 0) > 0.97


def test_more_colours_come_nearer_and_the_blurred_photo_keeps_its_outline() -> None:
    garment, _ = drawn_garment(3)
    mask = garment[..., 3] > 0
    laid = on_white(garment)
    scores = {name: similarity(picture, laid, mask)[0] for name, picture in yardsticks(garment).items()}
    assert scores["flat_1"] < scores["flat_3"] <= scores["flat_6"] + 0.01
    assert all(overlap(garment_on_paper(picture), mask) > 0.97 for picture in yardsticks(garment).values())


def test_plain_means_one_colour_on_nine_pixels_of_ten() -> None:
    photo = plain_picture()
    assert is_plain(photo)
    photo[40:80, 60:200, :3] = (230, 220, 40)
    assert not is_plain(photo)
    assert not is_plain(np.zeros_like(photo))


def test_frechet_is_zero_for_the_same_and_knows_a_shift() -> None:
    random = np.random.default_rng(0)
    rows = random.standard_normal((60, 8))
    shifted = rows + 2.0
    assert frechet(rows, rows) == pytest.approx(0.0, abs=1e-6)
    assert frechet(rows, shifted) == pytest.approx(8 * 4.0)
    assert frechet(rows, 3 * rows) == pytest.approx(frechet_by_roots(rows, 3 * rows), rel=1e-6)
    assert kernel_distance(rows, shifted) > kernel_distance(rows, random.standard_normal((60, 8)))


def frechet_by_roots(first: np.ndarray[Any, Any], second: np.ndarray[Any, Any]) -> float:
    """The distance as it is usually written, with eigenvalues of the product of both covariances."""
    covariances = [np.cov(rows, rowvar=False) for rows in (first, second)]
    root = np.sqrt(np.linalg.eigvals(covariances[0] @ covariances[1]).real.clip(0)).sum()
    mean = first.mean(axis=0) - second.mean(axis=0)
    return float(mean @ mean + np.trace(covariances[0]) + np.trace(covariances[1]) - 2 * root)


def test_an_interval_holds_the_mean_and_a_clear_gain_excludes_zero() -> None:
    gains = np.random.default_rng(0).normal(0.05, 0.02, 100).tolist()
    found = interval(gains)
    assert 0 < found["low"] < found["mean"] < found["high"]
    assert interval([float("nan"), 1.0])["mean"] == 1.0
    random = np.random.default_rng(1)
    real = random.standard_normal((40, 4))
    assert frechet_interval(real + 0.1, real + 2, real)["high"] < 0


def test_a_report_has_no_number_that_json_lacks() -> None:
    assert without_nan({"a": [float("nan"), 1.0], "b": {"c": float("inf")}}) == {"a": [None, 1.0], "b": {"c": None}}


# ---------------------------------------------------------------------------------------------------------------- cases


def test_dots_lie_inside_apart_and_are_the_same_each_time() -> None:
    case, again = drawn_case(), drawn_case()
    assert case.places == again.places
    assert len(case.places) == max(HINT_COUNTS)
    assert all(case.mask[place] for place in case.places)
    assert len({case.hints(DOTS)[place].tobytes() for place in case.places[:DOTS]}) > 1
    assert (case.hints(3)[..., 3] > 0).sum() < (case.hints(7)[..., 3] > 0).sum()


def test_a_first_dot_takes_the_colour_that_is_asked_for() -> None:
    case = drawn_case()
    assert case.hints(DOTS, (200, 30, 40))[case.places[0]].tolist() == [200, 30, 40, 255]
    assert np.array_equal(case.hints(DOTS, (200, 30, 40))[case.places[1]], case.hints(DOTS)[case.places[1]])


def test_a_quick_look_takes_every_category_in_turn() -> None:
    labels = ["a"] * 5 + ["b"] * 3 + ["c"]
    assert spread_out(labels, 4) == [0, 1, 5, 8]
    assert spread_out(labels, None) == list(range(9))


# --------------------------------------------------------------------------------------------------------------- report


@needs_models
def test_ours_holds_hints_and_does_not_leak_where_flats_do_not() -> None:
    trial = run_trial(drawn_case(), 0, {})
    assert set(trial.figures) == {OURS, FLATS}
    assert trial.figures[OURS]["iou"] > 0.9
    assert np.median(trial.hint_errors[OURS][DOTS]) < 6
    assert all(error < 1.5 for error in trial.leaks[FLATS])
    assert trial.hand[0.0]["iou"] >= trial.hand[1.0]["iou"] - 0.05


@needs_models
def test_flats_and_ours_fill_the_same_outline() -> None:
    layers = drawn_case().layers(DOTS)
    assert overlap(flat_answer(layers).answer.mask, our_answer(layers).mask) > 0.97


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The whole report on a drawn set."""
    folder = tmp_path_factory.mktemp("evaluate")
    data, runs = write_set(folder / "set", 9), folder / "runs"
    untrained = untrained_run(runs)
    return evaluate(EvaluateOptions(data, runs, limit=2, workers=0, sheet=folder / "sheet.png", at=untrained)) | {"folder": str(folder)}


def untrained_run(runs: Path) -> Path:
    """A renderer's run whose weights are as they were drawn."""
    import torch

    torch.manual_seed(0)
    run = Run.create(runs, "renderer", {})
    for minutes in (20.0, 40.0):
        run.note_start(0, {"minutes": minutes})
    run.save({"average": Renderer().state_dict(), "step": 7})
    return run.folder


@needs_models
@pytest.mark.slow
def test_the_report_is_json_and_says_everything_of_the_issue(figures: dict[str, Any]) -> None:
    json.dumps(figures, allow_nan=False)
    assert figures["garments"] == 2
    for contender in (OURS, FLATS):
        row = figures["all"][contender]
        wanted = {"ssim", "ssim_mask", "ms_ssim", "iou", "leak", "lite1_frechet", "lite1_kernel"} | {
            f"hint_delta_e_{n}" for n in HINT_COUNTS
        }
        assert wanted <= set(row)
        assert 0 < row["ssim"] <= 1
    assert set(figures["gain"][FLATS]) >= {"ssim", "ssim_mask", "ms_ssim", "lite1_frechet", "leak", "hint_delta_e"}
    assert set(figures["yardsticks"]["t-shirt"]) == {"flat_1", "flat_3", "flat_6", "blurred"}
    assert set(figures["hand"]) == {"0", "0.5", "1"}
    assert figures["time"]["network"][OURS]["p50_ms"] > 0
    assert figures["beside"] == {OURS_AT: {"run": "0001-renderer", "step": 7, "minutes": 60, "batch": None}}, "and no peer"
    assert figures["all"][OURS_AT]["ssim"] < figures["all"][OURS]["ssim"] - 0.05, "it has learned nothing yet"
    assert figures["gain"][OURS_AT]["leak"]["mean"] is not None
    assert (Path(figures["folder"]) / "sheet.png").stat().st_size > 10_000


@needs_models
@pytest.mark.slow
def test_tables_and_card_are_made_of_the_same_figures(figures: dict[str, Any]) -> None:
    text = "\n".join(tables(figures))
    assert f"{figures['all'][OURS]['ssim']:.3f}" in text
    assert "| t-shirt (2)" in text
    card = card_figures(figures)
    assert card["by_category"]["t-shirt"]["garments"] == 2
    assert card["all"]["ssim"] == round(figures["all"][OURS]["ssim"], 4)
    assert card["bad_at"]


def test_a_set_without_val_garments_is_refused(tmp_path: Path) -> None:
    data = write_set(tmp_path / "set", 2)
    with pytest.raises(BadFeed, match="no val garments"):
        evaluate(EvaluateOptions(data, tmp_path / "runs", workers=0))


def test_a_folder_that_is_no_run_of_the_renderer_is_refused(tmp_path: Path) -> None:
    Run.create(tmp_path, "embedder", {}).save({"step": 1})
    with pytest.raises(NotFound, match="no run of renderer"):
        files_beside(EvaluateOptions(tmp_path, tmp_path, at=tmp_path / "0001-embedder"))


def test_the_embedders_evaluation_refuses_the_renderers_options(tmp_path: Path) -> None:
    outcome = CliRunner().invoke(command, ["embedder", "--data", str(tmp_path), "--limit", "4"])
    assert "are the renderer's" in str(outcome.exception)
