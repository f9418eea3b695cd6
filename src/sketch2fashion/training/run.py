"""A run is a folder: `runs/0007-renderer/` holds all that one needs to judge, repeat or go on with a training.

config.json      every option, the seed, the commit
metrics.jsonl    one JSON object a line: step, seconds, losses; validations carry "val"
samples/         sheets to look at, by step
checkpoint.pt    networks, EMA, optimisers, step (torch.load with weights_only)
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from torch import nn

from sketch2fashion.errors import BadValue, NotFound
from sketch2fashion.garment import Rgb


@dataclass(frozen=True)
class Run:
    """One training run on disk."""

    folder: Path

    @classmethod
    def create(cls, root: Path, name: str, config: Mapping[str, Any]) -> Run:
        """A new numbered folder with its `config.json`."""
        root.mkdir(parents=True, exist_ok=True)
        run = cls(root / f"{_next_number(root):04d}-{name}")
        (run.folder / "samples").mkdir(parents=True)
        _write(run.folder / "config.json", json.dumps({**config, "commit": _commit()}, indent=2, default=str))
        return run

    @classmethod
    def latest(cls, root: Path, name: str) -> Run:
        """The newest run of that name that has a checkpoint. Raises `NotFound`."""
        found = sorted(folder for folder in root.glob(f"[0-9][0-9][0-9][0-9]-{name}") if (folder / "checkpoint.pt").is_file())
        if not found:
            raise NotFound(f"There is no run of {name} with a checkpoint in {root}.", hint="Start one without --resume.")
        return cls(found[-1])

    @classmethod
    def at(cls, folder: Path, name: str) -> Run:
        """The run of that name in a folder. Raises `NotFound` where the folder is none, or has no checkpoint."""
        run = cls(folder)
        if not (folder / "checkpoint.pt").is_file() or run.name != name:
            raise NotFound(f"{folder} is no run of {name} with a checkpoint.", hint=f"Name a folder such as runs/0001-{name}.")
        return run

    @property
    def name(self) -> str:
        """What is trained, such as `renderer`."""
        return self.folder.name.partition("-")[2]

    @property
    def config(self) -> dict[str, Any]:
        """What the run was started with."""
        loaded: dict[str, Any] = json.loads((self.folder / "config.json").read_text("utf-8"))
        return loaded

    def log(self, **values: Any) -> None:
        """Append one line to `metrics.jsonl`."""
        with (self.folder / "metrics.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps({"time": round(time.time(), 1), **values}) + "\n")

    def note_start(self, step: int, plan: Mapping[str, Any]) -> None:
        """Say in `metrics.jsonl` when the run was started or resumed, and how."""
        self.log(step=step, start={key: plan[key] for key in ("minutes", "threads", "device", "command") if key in plan})

    def minutes(self) -> float:
        """What it was given to train, over all its starts."""
        return float(sum(row["start"].get("minutes", 0) for row in self._rows() if "start" in row))

    def last_validation(self) -> dict[str, float]:
        """The figures of the newest validation; empty before the first."""
        return next((row["val"] for row in reversed(self._rows()) if "val" in row), {})

    def _rows(self) -> list[dict[str, Any]]:
        path = self.folder / "metrics.jsonl"
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.is_file() else []

    def save(self, state: Mapping[str, Any]) -> None:
        """Replace the checkpoint in one step, so that a kill leaves the old one or the new one."""
        temporary = self.folder / "checkpoint.tmp"
        torch.save(dict(state), temporary)
        os.replace(temporary, self.folder / "checkpoint.pt")

    def load(self) -> dict[str, Any]:
        """The checkpoint. Raises `BadValue` when it is damaged."""
        try:
            state: dict[str, Any] = torch.load(self.folder / "checkpoint.pt", map_location="cpu", weights_only=True)
        except Exception as problem:  # torch raises several families on a damaged archive
            raise BadValue(f"The checkpoint of {self.folder.name} is damaged.", hint="Start a new run.") from problem
        return state

    def fill(self, network: nn.Module, part: str = "average") -> None:
        """Give a network the checkpoint's weights. Raises `BadValue` for a damaged one, and for a run of another version's network."""
        try:
            network.load_state_dict(self.load()[part])
        except (KeyError, RuntimeError) as problem:
            raise self.of_another_version() from problem

    def of_another_version(self) -> BadValue:
        """What to say of a checkpoint whose networks are not this version's."""
        return BadValue(f"The checkpoint of {self.folder.name} is of another version: its networks are not these.", hint="Start a new run.")

    def save_sheet(self, sheet: Rgb, step: int) -> None:
        """Keep a sample sheet for the eye."""
        Image.fromarray(sheet).save(self.folder / "samples" / f"{step:07d}.png")


def _next_number(root: Path) -> int:
    numbers = [int(folder.name[:4]) for folder in root.glob("[0-9][0-9][0-9][0-9]-*")]
    return max(numbers, default=0) + 1


def _write(path: Path, text: str) -> None:
    path.write_text(text + "\n", "utf-8")


def _commit() -> str | None:
    try:
        answer = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=True, cwd=Path(__file__).parent)
    except (OSError, subprocess.CalledProcessError):
        return None
    return answer.stdout.strip()
