"""A model file is damaged: what needs it says so, the rest works, and a mended file needs no restart."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sketch2fashion.models import registry
from tests.web.helpers import problem_of

from .conftest import broken_service

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("damage", ["one bit", "half", "empty", "another program's"])
def test_a_damaged_model_is_never_run_and_a_mended_one_is_loaded(tmp_path: Path, catalog_folder: Path, drawing: bytes, damage: str) -> None:
    models = tmp_path / "models"
    models.mkdir()
    whole = registry.model_path("linework").read_bytes()
    middle = len(whole) // 2
    broken = {
        "one bit": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "half": whole[:middle],
        "empty": b"",
        "another program's": b"\x80\x04cos\nsystem\n(S'touch pwned'\ntR." * 100,
    }[damage]
    shutil.copy(registry.model_path("linework").with_suffix(".json"), models)
    (models / "linework.onnx").write_bytes(broken)
    with broken_service(tmp_path, catalog_folder, SKETCH2FASHION_MODELS=str(models)) as service:
        service.wait_until(lambda: "linework" in service.client.get("/health/ready").json()["missing"])
        service.wait_until(lambda: "damaged" in service.client.get("/health/ready").json()["missing"]["linework"])
        service.wait_until(lambda: set(service.client.get("/health/ready").json()["missing"]) == {"linework", "warm-up"})
        assert service.client.get("/health/ready").status_code == 503
        photo = service.client.post("/api/v1/photo", files={"image": drawing})
        assert photo.status_code == 503
        assert problem_of(photo)["code"] == "model_unavailable"
        assert service.client.post("/api/v1/render", files={"sketch": drawing}).status_code == 200
        (models / "linework.onnx").write_bytes(whole)
        assert service.wait_until(service.ready, 20) < 10
        assert service.client.post("/api/v1/photo", files={"image": drawing}).status_code in (200, 422)
