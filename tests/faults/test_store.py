"""The catalogue is cut off under a running service, and its derived files are damaged."""

from __future__ import annotations

import shutil
from pathlib import Path

import httpx
import pytest

from tests.web.helpers import problem_of

from .conftest import broken_service

pytestmark = pytest.mark.slow


@pytest.fixture
def catalogue(tmp_path: Path, catalog_folder: Path) -> Path:
    """A copy that may be broken."""
    return Path(shutil.copytree(catalog_folder, tmp_path / "catalogue"))


def matches(client: httpx.Client, drawing: bytes) -> list[tuple[str, float]]:
    reply = client.post("/api/v1/search", files={"image": drawing}, data={"top": 5}).raise_for_status()
    return [(match["id"], match["score"]) for match in reply.json()["matches"]]


def test_rendering_goes_on_without_the_store_which_is_found_again(tmp_path: Path, catalogue: Path, drawing: bytes) -> None:
    with broken_service(tmp_path, catalogue) as service:
        service.wait_until(service.ready)
        before = matches(service.client, drawing)
        files = [path for path in catalogue.iterdir() if path.name.startswith("catalog.sqlite")]
        whole = {path: path.read_bytes() for path in files}
        for path in files:
            with path.open("r+b") as file:
                file.write(b"\xff" * path.stat().st_size)

        def cut() -> bool:
            return service.client.get("/api/v1/products/demo-2").status_code == 503

        service.wait_until(cut, 10)
        refused = service.client.get("/api/v1/products", params={"cursor": "", "limit": 7})
        assert refused.status_code == 503
        assert problem_of(refused)["code"] == "catalog_unavailable"
        assert int(refused.headers["retry-after"]) >= 1
        assert service.client.post("/api/v1/render", files={"sketch": drawing}).status_code == 200
        assert service.client.get("/health/live").status_code == 200
        assert "s2f_store_up 0.0" in service.client.get("/metrics").text

        for path, content in whole.items():
            path.write_bytes(content)
        service.wait_until(lambda: service.client.get("/api/v1/products/demo-2").status_code == 200, 10)
        assert matches(service.client, drawing) == before
        assert "s2f_store_up 1.0" in service.client.get("/metrics").text


@pytest.mark.parametrize("damage", ["flip", "cut", "remove"])
def test_a_damaged_segment_changes_no_answer(tmp_path: Path, catalogue: Path, drawing: bytes, damage: str) -> None:
    with broken_service(tmp_path, catalogue) as service:
        service.wait_until(service.ready)
        before = matches(service.client, drawing)
    segments = [path for path in (catalogue / "vectors").rglob("*") if path.suffix in (".f16", ".i8", ".bin")]
    assert segments or damage, "a small catalogue may have none"
    for path in segments:
        _damage(path, damage)
    with broken_service(tmp_path, catalogue) as service:
        service.wait_until(service.ready)
        assert matches(service.client, drawing) == before


def _damage(path: Path, how: str) -> None:
    if how == "remove":
        path.unlink()
    elif how == "cut":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    else:
        path.write_bytes(bytes(255 - byte for byte in path.read_bytes()))
