"""The calendar stands still, or jumps by years, while the service runs."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from sketch2fashion.settings import load_settings
from sketch2fashion.web.app import create_app
from tests.web.helpers import serving

YEARS = 10 * 365 * 86_400.0
_real = time.time


@pytest.mark.parametrize(
    "clock",
    [lambda: 1_800_000_000.0, lambda: _real() + YEARS, lambda: _real() - YEARS, lambda: 0.0],
    ids=["stands still", "jumped ahead", "jumped back", "was never set"],
)
def test_requests_jobs_and_rates_take_no_notice(
    catalog_folder: Path, tmp_path: Path, drawing: bytes, monkeypatch: pytest.MonkeyPatch, clock: Callable[[], float]
) -> None:
    settings = load_settings(catalog=str(catalog_folder), state=tmp_path / "state", rate=6_000)
    with serving(create_app(settings)) as url, httpx.Client(base_url=url, timeout=60) as client:
        before = client.post("/api/v1/jobs", files={"sketch": drawing}).json()["id"]
        monkeypatch.setattr(time, "time", clock)
        assert client.get("/health/live").status_code == 200
        assert client.post("/api/v1/render", files={"sketch": drawing}).status_code == 200
        assert client.post("/api/v1/search", files={"image": drawing}).status_code == 200
        id = client.post("/api/v1/jobs", files={"sketch": drawing}).json()["id"]
        waited = time.monotonic() + 60
        while client.get(f"/api/v1/jobs/{id}").json()["state"] != "done":
            assert time.monotonic() < waited
            time.sleep(0.05)
        assert client.get(f"/api/v1/jobs/{before}").status_code in (200, 404), "a jump ahead ends its storage, as promised"
