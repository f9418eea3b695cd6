"""Two processes that learn as one (gloo, CPU): equal weights everywhere, gradients averaged, one run folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="training needs the extra `train`")

import torch
from torch.multiprocessing.spawn import spawn

from sketch2fashion.errors import BadValue
from sketch2fashion.training.distributed import agreed, from_first, joined, parallel, rank, require_parallel, world
from sketch2fashion.training.folds import FoldsTask
from sketch2fashion.training.loop import _PROCESS_STRIDE, generator
from sketch2fashion.training.networks.renderer import CONDITIONS
from sketch2fashion.training.renderer import RendererConfig, RendererTask, regression_losses
from sketch2fashion.training.renderer_data import SIDE
from sketch2fashion.training.run import Run
from sketch2fashion.training.upscaler import UpscalerTask
from tests.training.garments import drawn_set
from tests.training.sets import write_set

TINY = RendererConfig(side=64, batch=2, critic_from=10**6)
CRITICAL = RendererConfig(side=64, batch=2, critic_from=0, critic_every=1)
CPU = torch.device("cpu")


def launch(number: int, port: int, folder: str) -> None:
    """One of two processes: a step without and a step with the critic, and what it has then."""
    os.environ |= {"RANK": str(number), "LOCAL_RANK": str(number), "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
    torch.set_num_threads(1)
    garments = drawn_set(4)
    with joined(CPU):
        assert (rank(), world()) == (number, 2)
        assert agreed(number == 0)  # the first says yes, the second no
        assert from_first(number) == 0
        plain = RendererTask(TINY, garments, garments, CPU)
        plain.step(0)
        critical = RendererTask(CRITICAL, garments, garments, CPU)
        for step in range(2):
            critical.step(step)
        folds = FoldsTask(fold_examples(), "1.0", batch=2, device=CPU)
        for step in range(2):  # the first with the critic's penalty
            folds.step(step)
        upscaler = UpscalerTask(write_set(Path(folder) / f"set-{number}"), batch=2)
        require_parallel("folds", vars(folds).values())
        require_parallel("upscaler", vars(upscaler).values())
        upscaler.step(0)
        found = {
            "plain": weights(plain.generator),
            "critical": weights(critical.generator),
            "critic": weights(critical.critic),
            "folds": weights(folds.generator),
            "critic of folds": weights(folds.critic),
            "upscaler": weights(upscaler.net),
        }
        torch.save(found, Path(folder) / f"{number}.pt")


def fold_examples() -> dict[str, torch.Tensor]:
    """Eight pictures of noise, as `training.folds.drawn` would give eight garments."""
    random = torch.Generator().manual_seed(0)
    half = SIDE // 2
    planes = {"guide": (8, 3, half, half), "real": (8, 1, half, half), "alpha": (8, 1, half, half), "condition": (8, CONDITIONS + 1)}
    return {name: torch.rand(shape, generator=random) for name, shape in planes.items()}


def weights(network: torch.nn.Module) -> torch.Tensor:
    """All parameters in one row."""
    return torch.cat([weight.detach().flatten() for weight in network.parameters()])


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, torch.Tensor]]:
    """What both processes have after their steps."""
    folder = tmp_path_factory.mktemp("two")
    spawn(launch, (free_port(), str(folder)), nprocs=2)  # type: ignore[no-untyped-call]
    return [torch.load(folder / f"{number}.pt", weights_only=True) for number in range(2)]


def free_port() -> int:
    import socket

    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])


def test_both_processes_have_the_same_weights_after_a_step(found: list[dict[str, torch.Tensor]]) -> None:
    first, second = found
    for name in first:
        assert torch.equal(first[name], second[name]), name


def test_a_step_of_two_equals_one_process_on_both_batches(found: list[dict[str, torch.Tensor]]) -> None:
    garments = drawn_set(4)
    alone = RendererTask(TINY, garments, garments, CPU)
    before = weights(alone.generator)
    alone.generator.train()
    losses = []
    for process in range(2):
        random = generator(TINY.seed, 0).manual_seed(TINY.seed * 1_000_003 + process * _PROCESS_STRIDE)
        batch = alone.train.batch(TINY.batch, random)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            output = alone.generator(batch.planes.contiguous(memory_format=torch.channels_last), batch.condition)
        losses.append(torch.stack(list(regression_losses(output.float(), batch).values())).sum())
    torch.stack(losses).mean().backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(alone.generator.parameters(), 5.0)
    alone.optimiser.step()
    moved = (weights(alone.generator) - before).abs().mean()
    apart = (weights(alone.generator) - found[0]["plain"]).abs().mean()
    assert moved > 1e-5
    assert apart < 0.01 * moved  # the order of sums differs, nothing else


def test_each_process_draws_a_batch_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = torch.rand(8, generator=generator(0, 3))
    monkeypatch.setattr("sketch2fashion.training.loop.rank", lambda: 1)
    assert not torch.equal(torch.rand(8, generator=generator(0, 3)), alone)


def test_one_process_needs_no_wrapper() -> None:
    network = torch.nn.Linear(2, 2)
    assert parallel(network) is network
    assert agreed(True)
    assert from_first("as it was") == "as it was"


def test_a_task_that_averages_nothing_refuses_company(monkeypatch: pytest.MonkeyPatch) -> None:
    require_parallel("some", [torch.nn.Linear(2, 2)])
    monkeypatch.setattr("sketch2fashion.training.distributed.world", lambda: 2)
    with pytest.raises(BadValue, match="one process only"):
        require_parallel("some", [torch.nn.Linear(2, 2)])


@pytest.mark.slow
def test_torchrun_writes_one_run_and_resumes_it(tmp_path: Path) -> None:
    data = write_set(tmp_path / "set")
    runs = tmp_path / "runs"
    started = torchrun(data, runs)
    assert started.returncode == 0, started.stderr
    assert [folder.name for folder in runs.glob("0*")] == ["0001-renderer"]
    run = Run.latest(runs, "renderer")
    assert run.config["processes"] == 2
    assert run.load()["step"] == 2
    resumed = torchrun(data, runs, "--resume")
    assert resumed.returncode == 0, resumed.stderr
    assert "from step 2" in resumed.stderr
    assert Run.latest(runs, "renderer").load()["step"] == 4


def torchrun(data: Path, runs: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Two steps of `sketch2fashion train renderer` in two processes."""
    command = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2", "--master-port", str(free_port())]
    command += ["--no-python", sys.executable, "-c", "import sys; from sketch2fashion.cli import main; main(sys.argv[1:])"]
    command += ["train", "renderer", "--data", str(data), "--runs", str(runs), "--steps", "2", "--side", "64", "--batch", "2", *more]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=environment)
