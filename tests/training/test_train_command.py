"""`sketch2fashion train renderer` as a user types it: the plan, a run that gets better, a resume that goes on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

pytest.importorskip("torch", reason="training needs the extra `train`")

import torch

from sketch2fashion.cli.train import train as command
from sketch2fashion.training.renderer import RendererConfig, RendererTask
from sketch2fashion.training.renderer_set import renderer_sets
from sketch2fashion.training.run import Run
from tests.training.sets import write_set

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
needs_shared = pytest.mark.skipif(not (SHARED / "garments.csv").is_file(), reason="the shared garments are not beside the checkout")


def run_train(*arguments: str) -> str:
    """The command's standard output. A mistake is raised, not swallowed."""
    outcome = CliRunner().invoke(command, ["renderer", *arguments], catch_exceptions=False)
    assert outcome.exit_code == 0, outcome.output
    return outcome.stdout


def validations(run: Run) -> list[dict[str, float]]:
    """Figures on the val split, oldest first."""
    rows = [json.loads(line) for line in (run.folder / "metrics.jsonl").read_text("utf-8").splitlines()]
    return [row["val"] for row in rows if "val" in row]


def start_of(data: Path, runs: Path, side: int, limit: int | None = None) -> float:
    """SSIM of the untrained network that such a run starts from."""
    train, val = renderer_sets(data, runs / "cache", limit)
    return RendererTask(RendererConfig(side=side), train, val, torch.device("cpu")).validate()["ssim"]


def test_the_plan_says_sizes_speed_and_how_far_it_will_come(tmp_path: Path) -> None:
    data = write_set(tmp_path / "set")
    plan: dict[str, Any] = json.loads(run_train(*common(data, tmp_path / "runs", 64), "--minutes", "2", "--dry-run").splitlines()[-1])
    assert plan["networks"]["generator"]["parameters"] > 1e6
    assert 0 < plan["networks"]["generator"]["gmac_a_picture"] < 1
    assert plan["images_per_second"] == pytest.approx(2 / plan["seconds_a_step"], rel=0.05)
    assert plan["expected_steps"] == pytest.approx(120 / plan["seconds_a_step"], rel=0.05, abs=1)
    assert not list((tmp_path / "runs").glob("0*"))


@pytest.mark.slow
def test_a_short_run_improves_on_its_own_start_and_a_resume_continues_it(tmp_path: Path) -> None:
    data, runs = write_set(tmp_path / "set", 9), tmp_path / "runs"
    run_train(*common(data, runs, 64, batch=4), "--steps", "40")
    run = Run.latest(runs, "renderer")
    first = validations(run)[-1]["ssim"]
    assert first > start_of(data, runs, 64)
    run_train(*common(data, runs, 64, batch=4), "--steps", "10", "--resume")
    assert [folder.name for folder in runs.glob("0*")] == ["0001-renderer"]
    assert run.load()["step"] == 50
    assert len(validations(run)) == 2


@needs_shared
@pytest.mark.shared
@pytest.mark.slow
def test_three_minutes_on_a_cpu_improve_on_the_start_and_a_resume_continues(tmp_path: Path) -> None:
    limit = ("--limit", "120")  # preparing all of them would take longer than the training
    run_train(*common(SHARED, tmp_path, 128, batch=8), *limit, "--minutes", "3")
    run = Run.latest(tmp_path, "renderer")
    steps = run.load()["step"]
    assert validations(run)[-1]["ssim"] > start_of(SHARED, tmp_path, 128, 120)
    run_train(*common(SHARED, tmp_path, 128, batch=8), *limit, "--steps", "5", "--resume")
    assert run.load()["step"] == steps + 5


def common(data: Path, runs: Path, side: int, batch: int = 2) -> list[str]:
    """Options of every run here."""
    return ["--data", str(data), "--runs", str(runs), "--side", str(side), "--batch", str(batch)]
