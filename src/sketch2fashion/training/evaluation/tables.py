"""The report for people: aligned tables, Markdown that can be pasted into docs/benchmarks.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sketch2fashion.training.evaluation.cases import HINT_COUNTS
from sketch2fashion.training.evaluation.contenders import OURS, PIX2PIX

COLUMNS: tuple[tuple[str, str, int], ...] = (  # figure, heading, decimals
    ("ssim", "SSIM", 3),
    ("ssim_mask", "in mask", 3),
    ("ms_ssim", "MS-SSIM", 3),
    ("lite1_frechet", "Fréchet", 1),
    ("lite1_kernel", "kernel", 4),
    *((f"hint_delta_e_{count}", f"ΔE {count}", 2) for count in HINT_COUNTS),
    ("leak", "leak", 2),
    ("iou", "IoU", 3),
)
PICTURES = (*COLUMNS[:3], *COLUMNS[5:])  # a category's table has no distances
BETTER = {"ssim": "+", "ssim_mask": "+", "ms_ssim": "+", "iou": "+", "hint_delta_e": "−", "leak": "−", "lite1_frechet": "−"}


def tables(figures: Mapping[str, Any]) -> list[str]:
    """Every figure of `evaluate_renderer.evaluate` as lines of Markdown."""
    real = figures["real"]
    head = f"{figures['garments']} val garments, {figures['dots']} hints, {figures['model']}, drawings by {figures['drawings']}"
    distances = f"Fréchet {_shown(real['lite1_frechet'], 1)}, kernel {_shown(real['lite1_kernel'], 4)}"
    floor = f"real against real ({real['pictures']} train photos): {distances}"
    return [
        f"{head}, {figures['seconds']:.0f} s",
        "",
        *_contenders("all", figures["all"], COLUMNS),
        floor,
        *_beside(figures["beside"]),
        "",
        *_gains(figures["gain"]),
        *_categories(figures["by_category"]),
        *_groups("colour", figures["by_colour"]),
        *_groups("kind", {kind: figures[kind] for kind in ("plain", "patterned")}),
        *_yardsticks(figures["yardsticks"], figures["by_category"], figures["all"]),
        *_hand(figures["hand"]),
        *_time(figures["time"], figures["bytes"]),
        *_targets(figures["targets"]),
    ]


def _contenders(title: str, rows: Mapping[str, Any], columns: Sequence[tuple[str, str, int]]) -> list[str]:
    body = [[name, *(_shown(row.get(key), digits) for key, _, digits in columns)] for name, row in rows.items() if isinstance(row, Mapping)]
    return _table([title, *(heading for _, heading, _ in columns)], body)


def _categories(by_category: Mapping[str, Any]) -> list[str]:
    lines = []
    for name, row in by_category.items():
        contenders = {key: value for key, value in row.items() if key not in ("garments", "distances")}
        lines += [*_contenders(f"{name} ({row['garments']})", contenders, PICTURES), ""]
    return lines


def _groups(title: str, groups: Mapping[str, Any]) -> list[str]:
    """One line a group, our figures only."""
    body = [
        [name, str(row["garments"]), *(_shown(row.get(OURS, {}).get(key), digits) for key, _, digits in PICTURES)]
        for name, row in groups.items()
    ]
    return [*_table([title, "garments", *(heading for _, heading, _ in PICTURES)], body), ""]


def _gains(gains: Mapping[str, Any]) -> list[str]:
    body = [
        [f"ours − {other}", name, BETTER[name], *(_signed(row[key]) for key in ("mean", "low", "high"))]
        for other, figures in gains.items()
        for name, row in figures.items()
    ]
    return [*_table(["paired", "figure", "better", "mean", "95 % from", "to"], body), ""]


def _yardsticks(rows: Mapping[str, Any], by_category: Mapping[str, Any], whole: Mapping[str, Any]) -> list[str]:
    names = next(iter(rows.values()))
    ours = {name: row[OURS]["ssim"] for name, row in by_category.items()} | {"all": whole[OURS]["ssim"]}
    body = [[name, _shown(ours[name], 3), *(_shown(row[key], 3) for key in names)] for name, row in rows.items()]
    return [*_table(["SSIM beside yardsticks", "ours", *(key.replace("_", " ") for key in names)], body), ""]


def _hand(levels: Mapping[str, Any]) -> list[str]:
    body = [[level, *(_shown(row[key], 3) for key in ("edge_f1_to_drawing", "edge_f1_to_clean", "iou"))] for level, row in levels.items()]
    return [*_table(["hand and refine at ℓ", "edge F1 to the drawing", "to the clean drawing", "IoU to the photo"], body), ""]


def _time(clocks: Mapping[str, Any], sizes: Mapping[str, int]) -> list[str]:
    body = [[f"{name}, network alone", *_milliseconds(row)] for name, row in clocks["network"].items()]
    body += [[name.replace("_", " "), *_milliseconds(clocks[name])] for name in ("render", "render_512", "render_8_variants")]
    body += [[f"{name}, file", f"{size / 2**20:.1f} MiB", ""] for name, size in sizes.items()]
    faster = [f"{clocks['times_faster']:.1f} times faster than pix2pix under the same runtime"] if "times_faster" in clocks else []
    return [*_table([f"{clocks['threads']} threads", "p50", "p95"], body), *faster, ""]


def _milliseconds(row: Mapping[str, float]) -> list[str]:
    return [f"{row['p50_ms']:.1f} ms", f"{row['p95_ms']:.1f} ms"]


def _targets(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    body = [[row["what"], _bound(row), _shown(row["measured"], 3), "yes" if row["met"] else "**no**"] for row in rows]
    return _table(["promise", "bound", "measured", "met"], body)


def _bound(row: Mapping[str, Any]) -> str:
    return f"≥ {row['at_least']:g}" if "at_least" in row else f"≤ {row['at_most']:g}"


def _beside(runs: Mapping[str, Mapping[str, Any]]) -> list[str]:
    lines = [f"{name}: {run['run']}, {run['minutes']:g} minutes, {run['step']} steps" for name, run in runs.items()]
    return lines if PIX2PIX in runs else [*lines, "pix2pix: no run found (sketch2fashion train pix2pix)"]


def _shown(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def _signed(value: float | None) -> str:
    return "" if value is None else f"{value:+.4f}"


def _table(head: Sequence[str], body: Sequence[Sequence[str]]) -> list[str]:
    """Markdown whose columns also line up in a terminal."""
    widths = [max(len(row[column]) for row in (head, *body)) for column in range(len(head))]
    rule = ["-" * width for width in widths]
    return ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in (head, rule, *body)]
