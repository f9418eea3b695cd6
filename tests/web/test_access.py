"""Read keys, rates, CORS, and what is kept of drawings, each on a service of its own."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from sketch2fashion.errors import BadValue
from sketch2fashion.settings import load_settings
from sketch2fashion.web import keys as keys_module
from sketch2fashion.web.app import create_app
from sketch2fashion.web.keeping import Keeper
from sketch2fashion.web.keys import KeyRing, new_key, read_keys
from sketch2fashion.web.rates import Rates

from .conftest import ADMIN_TOKEN
from .helpers import problem_of, serving

CATEGORIES = "/api/v1/categories"
SHOP, ELSEWHERE = "https://shop.example", "https://elsewhere.example"


@contextmanager
def service(catalog: Path, **settings: Any) -> Iterator[httpx.Client]:
    chosen = load_settings(catalog=str(catalog), admin_token=ADMIN_TOKEN, state=catalog.parent / "access-state", **settings)
    with serving(create_app(chosen)) as url, httpx.Client(base_url=url, timeout=60) as client:
        yield client


def key_file(folder: Path, *changes: tuple[str, str]) -> tuple[str, Path]:
    text, lines = new_key("shop")
    for old, new in changes:
        lines = lines.replace(old, new)
    path = folder / "keys.toml"
    path.write_text(lines, "utf-8")
    return text, path


def test_a_server_that_is_not_public_answers_only_with_a_key(catalog_folder: Path, tmp_path: Path) -> None:
    key, path = key_file(tmp_path)
    with service(catalog_folder, keys=path, public=False) as client:
        assert problem_of(client.get(CATEGORIES))["code"] == "unauthorized"
        assert client.get(CATEGORIES, headers={"X-Api-Key": key}).status_code == 200
        assert client.get(CATEGORIES, headers={"Authorization": f"Bearer {key}"}).status_code == 200
        assert client.get(CATEGORIES, headers={"Authorization": f"Bearer {ADMIN_TOKEN}"}).status_code == 200
        assert client.get(CATEGORIES, headers={"X-Api-Key": f"{key}x"}).status_code == 401
        assert client.get("/health/live").status_code == 200


def test_a_key_gives_no_right_to_write(catalog_folder: Path, tmp_path: Path) -> None:
    key, path = key_file(tmp_path)
    with service(catalog_folder, keys=path) as client:
        assert client.delete("/api/v1/products/demo-1", headers={"Authorization": f"Bearer {key}"}).status_code == 401


def test_each_key_has_its_own_rate_and_health_has_none(catalog_folder: Path, tmp_path: Path) -> None:
    key, path = key_file(tmp_path, ("per_minute = 120", "per_minute = 12"))
    with service(catalog_folder, keys=path) as client:
        replies = [client.get(CATEGORIES, headers={"X-Api-Key": key}) for _ in range(4)]
        assert [reply.status_code for reply in replies] == [200, 200, 429, 429]
        assert problem_of(replies[2])["code"] == "too_many_requests"
        assert 1 <= int(replies[2].headers["retry-after"]) <= 5
        assert client.get(CATEGORIES).status_code == 200, "who has no key does not pay for the key's haste"
        assert all(client.get("/health/live").status_code == 200 for _ in range(20))
        assert 's2f_limited_total{key="shop"} 2.0' in client.get("/metrics").text


def test_an_address_without_a_key_has_the_rate_of_the_setting(catalog_folder: Path) -> None:
    with service(catalog_folder, rate=6) as client:
        statuses = [client.get(CATEGORIES).status_code for _ in range(3)]
    assert statuses == [200, 429, 429]


def test_cors_is_closed_without_an_allow_list(client: httpx.Client) -> None:
    reply = client.get(CATEGORIES, headers={"Origin": SHOP})
    assert "access-control-allow-origin" not in reply.headers
    asked = client.options(CATEGORIES, headers={"Origin": SHOP, "Access-Control-Request-Method": "POST"})
    assert "access-control-allow-origin" not in asked.headers


def test_cors_opens_to_the_sites_on_the_list_only(catalog_folder: Path, tmp_path: Path) -> None:
    key, path = key_file(tmp_path, ("origins = []", 'origins = ["https://keyed.example"]'))
    with service(catalog_folder, origins=(SHOP,), keys=path) as client:
        allowed = client.get(CATEGORIES, headers={"Origin": SHOP})
        assert allowed.headers["access-control-allow-origin"] == SHOP
        assert "access-control-allow-credentials" not in allowed.headers
        assert "access-control-allow-origin" not in client.get(CATEGORIES, headers={"Origin": ELSEWHERE}).headers
        asked = client.options(
            "/api/v1/render",
            headers={"Origin": SHOP, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-api-key"},
        )
        assert asked.status_code == 200
        assert asked.headers["access-control-allow-origin"] == SHOP
        missing = client.get("/api/v1/products/none", headers={"Origin": SHOP})
        assert missing.status_code == 404
        assert missing.headers["access-control-allow-origin"] == SHOP, "a page can read why it failed"
        assert client.get("/").headers["content-security-policy"].endswith("form-action 'self'")
        assert f"frame-ancestors 'self' {SHOP}" in client.get("/").headers["content-security-policy"]
        keyed = client.get(CATEGORIES, headers={"Origin": "https://keyed.example", "X-Api-Key": key})
        assert keyed.headers["access-control-allow-origin"] == "https://keyed.example"
        assert client.get(CATEGORIES, headers={"Origin": ELSEWHERE, "X-Api-Key": key}).status_code == 401


@pytest.mark.parametrize("wrong", ["*", "shop.example", "https://shop.example/path", "javascript:alert(1)", "https://"])
def test_only_whole_origins_are_allowed(wrong: str) -> None:
    with pytest.raises(BadValue, match="origin"):
        load_settings(origins=wrong)


def test_drawings_are_kept_only_where_asked_and_deleted_on_request(catalog_folder: Path, tmp_path: Path, drawing: bytes) -> None:
    kept = tmp_path / "kept"
    with service(catalog_folder, keep_drawings=kept) as client:
        first = client.post("/api/v1/tidy", files={"sketch": drawing})
        id = first.headers["x-data-id"]
        client.post("/api/v1/tidy", files={"sketch": drawing}, headers={"X-Data-Id": id}).raise_for_status()
        client.post("/api/v1/tidy", files={"sketch": drawing}).raise_for_status()
        files = [path for path in kept.glob("*/*")]
        assert len(files) == 3
        assert all(path.read_bytes() == drawing for path in files)
        assert all(path.stat().st_mode & 0o077 == 0 for path in files)
        assert id not in str(files)
        assert client.delete("/api/v1/data", headers={"X-Data-Id": id}).json() == {"jobs": 0, "drawings": 2}
        assert len(list(kept.glob("*/*"))) == 1
        assert client.post("/api/v1/tidy", files={"sketch": drawing}, headers={"X-Data-Id": "short"}).status_code == 422


def test_a_jobs_drawings_are_kept_and_deleted_like_any(catalog_folder: Path, tmp_path: Path, drawing: bytes) -> None:
    kept = tmp_path / "kept"
    with service(catalog_folder, keep_drawings=kept) as client:
        job = client.post("/api/v1/jobs", files=[("sketch", ("a.png", drawing)), ("sketch", ("b.png", drawing))])
        assert [path.read_bytes() for path in kept.glob("*/*")] == [drawing, drawing]
        gone = client.delete("/api/v1/data", headers={"X-Data-Id": job.headers["x-data-id"]})
        assert gone.json() == {"jobs": 1, "drawings": 2}
        assert client.get(job.headers["location"]).status_code == 404


def test_by_default_no_drawing_is_kept_and_no_data_id_made(ready: httpx.Client, drawing: bytes) -> None:
    assert "x-data-id" not in ready.post("/api/v1/tidy", files={"sketch": drawing}).headers


def test_old_drawings_are_swept_away(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path, days=1)
    for name in ("old", "new"):
        keeper.keep(b"x", f"a-data-id-of-someone-{name}", name)
    old = next(path for path in tmp_path.glob("*/*") if path.name.endswith("old"))
    os.utime(old, (time.time() - 90_000,) * 2)
    assert keeper.sweep() == 1
    assert [path.name.partition("-")[2] for path in tmp_path.glob("*/*")] == ["new"]
    assert len(list(tmp_path.glob("*"))) == 1


def test_keys_are_read_again_when_their_file_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys_module, "LOOK_AGAIN_S", 0.0)
    key, path = key_file(tmp_path)
    ring = KeyRing(path)
    assert ring.find(key) is not None
    path.write_text("[[key]]\nname = ", "utf-8")
    assert ring.find(key) is not None, "a file that is being written is no reason to lock everyone out"
    path.write_text("", "utf-8")
    assert ring.find(key) is None


@pytest.mark.parametrize(
    "text",
    ["key = 3", "[[key]]\nname = 'a'", "[[key]]\nname='a'\nsha256='zz'", "[[key]]\nname='a'\nsha256='00'\nx=1", "not toml"],
)
def test_a_wrong_file_of_keys_is_one_clear_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(BadValue, match=r"keys\.toml"):
        read_keys(path)


class TestRates:
    """The counters, on a clock of their own."""

    def test_a_burst_passes_and_then_the_pace_holds(self, monkeypatch: pytest.MonkeyPatch) -> None:
        now = 1000.0
        monkeypatch.setattr(time, "monotonic", lambda: now)
        rates = Rates()
        admitted = sum(rates.wait_s("a", 60) == 0 for _ in range(50))
        assert admitted == 10  # ten seconds' worth
        assert rates.wait_s("a", 60) == pytest.approx(1.0)
        assert rates.wait_s("b", 60) == 0
        now += 3.0
        assert sum(rates.wait_s("a", 60) == 0 for _ in range(50)) == 3

    def test_two_workers_count_together(self, tmp_path: Path) -> None:
        one, other = Rates(tmp_path / "rates"), Rates(tmp_path / "rates")
        admitted = sum(rates.wait_s("a", 60) == 0 for _ in range(10) for rates in (one, other))
        assert admitted == 10

    def test_a_moment_from_before_the_machine_started_anew_does_not_lock_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(time, "monotonic", lambda: 1e6)
        rates = Rates()
        assert rates.wait_s("a", 1) == 0
        monkeypatch.setattr(time, "monotonic", lambda: 5.0)
        assert rates.wait_s("a", 1) == 0
