"""Milliseconds, warm: the networks alone under onnxruntime, and our whole way from a drawing to a picture."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from sketch2fashion.garment import Layers
from sketch2fashion.models.registry import session, thread_count
from sketch2fashion.rendering.renderer import RenderOptions, render
from sketch2fashion.training.evaluation.contenders import OURS, PIX2PIX, peer_session

WARM_UP = 5
SIDE = 256


def timings(peer: Path | None) -> dict[str, Any]:
    """Ours alone, ours whole (also eight variants, also 512 px) and, where there is one, the peer.

    By turns, so that all meet the same machine.
    """
    sessions: dict[str, Callable[[], object]] = {OURS: _once(session("renderer"))}
    if peer is not None:
        sessions[PIX2PIX] = _once(peer_session(peer))
    clocks: dict[str, Any] = {"threads": thread_count(), "network": _by_turns(sessions, runs=100)}
    if peer is not None:
        clocks["times_faster"] = clocks["network"][PIX2PIX]["p50_ms"] / clocks["network"][OURS]["p50_ms"]
    drawing = _drawing()
    whole = {
        "render": RenderOptions(),
        "render_512": RenderOptions(size=512),
        "render_8_variants": RenderOptions(variants=8),
    }
    return clocks | _by_turns({name: _render(drawing, options) for name, options in whole.items()}, runs=9)


def time_model(runs: int = 40) -> dict[str, float]:
    """Milliseconds of our network alone at 256²: median and 95th percentile."""
    return _by_turns({OURS: _once(session("renderer"))}, runs)[OURS]


def _by_turns(actions: dict[str, Callable[[], object]], runs: int) -> dict[str, dict[str, float]]:
    times: dict[str, list[float]] = {name: [] for name in actions}
    for number in range(runs + WARM_UP):
        for name, action in actions.items():
            started = time.perf_counter()
            action()
            if number >= WARM_UP:
                times[name].append(1000 * (time.perf_counter() - started))
    return {name: {"p50_ms": float(np.median(row)), "p95_ms": float(np.percentile(row, 95))} for name, row in times.items()}


def _once(network: Any) -> Callable[[], object]:
    """One run of a session on zeros of its own input shapes, a batch of one at 256 px."""
    inputs = {}
    for value in network.get_inputs():
        sizes = [1 if axis == 0 else side if isinstance(side, int) else SIDE for axis, side in enumerate(value.shape)]
        inputs[value.name] = np.zeros(sizes, np.float32)
    return lambda: network.run(None, inputs)


def _render(drawing: Layers, options: RenderOptions) -> Callable[[], object]:
    return lambda: render(drawing, options)


def _drawing() -> Layers:
    """A t-shirt of straight lines with two hints."""
    lines = np.zeros((SIDE, SIDE), np.float32)
    left = [(40, 90), (30, 60), (90, 15), (115, 45), (95, 70), (235, 70)]
    corners = left + [(row, SIDE - column) for row, column in reversed(left)]
    for (row, column), (next_row, next_column) in zip(corners, corners[1:] + corners[:1], strict=True):
        steps = max(abs(next_row - row), abs(next_column - column)) * 2
        rows, columns = np.linspace(row, next_row, steps), np.linspace(column, next_column, steps)
        for offset in (0, 1):
            lines[np.rint(rows).astype(int) + offset, np.rint(columns).astype(int)] = 1
            lines[np.rint(rows).astype(int), np.rint(columns).astype(int) + offset] = 1
    lines[150:152, 70:186] = 1
    hints = np.zeros((SIDE, SIDE, 4), np.uint8)
    hints[100:107, 120:127] = (200, 40, 50, 255)
    hints[190:197, 120:127] = (40, 60, 150, 255)
    return Layers(lines, hints, np.zeros_like(lines), "t-shirt")
