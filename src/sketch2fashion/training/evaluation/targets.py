"""What the renderer promises, beside what was measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sketch2fashion.training.evaluation.contenders import FLATS, OURS, PIX2PIX

AIMS = {"t-shirt": 0.79, "pants": 0.88, "skirt": 0.76, "hat": 0.81}  # SSIM over the picture
MIB = 2**20


def targets(figures: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One row a promise: what, the bound, what was measured, whether it holds."""
    ours, flats, real = figures["all"][OURS], figures["all"][FLATS], figures["real"]
    gain, clocks = figures["gain"], figures["time"]
    floor = real["lite1_frechet"]
    rows = [
        _least("SSIM above flats", 0.02, gain[FLATS]["ssim"]["mean"]),
        _least("SSIM in the mask above flats", 0.08, gain[FLATS]["ssim_mask"]["mean"]),
        _most("Lite1 Fréchet above the floor, share of the flats'", 0.5, _share(ours["lite1_frechet"], flats["lite1_frechet"], floor)),
        _most("hint ΔE00 at 7 hints, plain garments, median", 3.0, figures["plain"].get(OURS, {}).get("hint_delta_e_7")),
        _most("leak, mean ΔE00", 2.0, ours.get("leak")),
        _least("silhouette IoU, clean lines", 0.97, ours["iou"]),
        _most("network at 256², p50 ms", 60.0, clocks["network"][OURS]["p50_ms"]),
        _most("eight variants, p50 ms", 450.0, clocks["render_8_variants"]["p50_ms"]),
        _most("512 px, p50 ms", 250.0, clocks["render_512"]["p50_ms"]),
        _most("file, MiB", 16.0, figures["bytes"][OURS] / MIB),
    ]
    rows += [_least(f"SSIM {name}", aim, figures["by_category"].get(name, {}).get(OURS, {}).get("ssim")) for name, aim in AIMS.items()]
    return rows + (_against_peer(figures) if PIX2PIX in gain else [])


def _against_peer(figures: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Above pix2pix at 7 dots on every figure: the whole interval lies on our side of zero."""
    gain = figures["gain"][PIX2PIX]
    higher = [_least(f"{name} above pix2pix, low end", 0.0, gain[name]["low"]) for name in ("ssim", "ssim_mask", "ms_ssim", "iou")]
    lower = [_most(f"{name} below pix2pix, high end", 0.0, gain[name]["high"]) for name in ("hint_delta_e", "leak", "lite1_frechet")]
    return [*higher, *lower, _least("times faster than pix2pix", 3.0, figures["time"]["times_faster"])]


def _share(ours: float, theirs: float, floor: float) -> float:
    return (ours - floor) / (theirs - floor) if theirs != floor else float("nan")


def _least(what: str, bound: float, measured: float | None) -> dict[str, Any]:
    return {"what": what, "at_least": bound, "measured": measured, "met": measured is not None and measured >= bound}


def _most(what: str, bound: float, measured: float | None) -> dict[str, Any]:
    return {"what": what, "at_most": bound, "measured": measured, "met": measured is not None and measured <= bound}
