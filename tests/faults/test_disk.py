"""The disk is full: no file of the service may grow beyond a limit, which the kernel says as it says that a disk is full."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import Image

from tests.web.conftest import ADMIN_TOKEN
from tests.web.helpers import png, problem_of, shirt

from .conftest import broken_service

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="needs resource limits")]
FULL = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))"


def noisy_png(side: int) -> bytes:
    """A picture that does not get smaller."""
    pixels = np.random.default_rng(0).integers(0, 256, (side, side, 3), np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def test_what_needs_no_disk_goes_on_and_what_does_says_so(tmp_path: Path, catalog_folder: Path, drawing: bytes) -> None:
    with broken_service(tmp_path, catalog_folder, before=FULL) as service:
        service.wait_until(service.ready)
        client = service.client
        assert client.post("/api/v1/render", files={"sketch": drawing}).status_code == 200
        assert client.post("/api/v1/search", files={"image": drawing}).status_code == 200

        upload = client.post("/api/v1/search", files={"image": noisy_png(900)})  # 2.4 MB: spooled to disk
        assert upload.status_code == 503
        assert problem_of(upload)["code"] == "out_of_space"
        assert int(upload.headers["retry-after"]) > 0

        job = client.post("/api/v1/jobs", files=[("sketch", ("a.png", noisy_png(500)))])  # 0.75 MB: to be stored
        assert job.status_code == 503
        assert problem_of(job)["code"] in ("jobs_unavailable", "out_of_space")

        assert client.get("/health/live").status_code == 200
        assert client.post("/api/v1/render", files={"sketch": drawing}).status_code == 200
        assert "Traceback" not in service.log


def test_a_product_that_does_not_fit_is_refused_whole(tmp_path: Path, catalog_folder: Path, drawing: bytes) -> None:
    token = {"Authorization": f"Bearer {ADMIN_TOKEN}"}
    with broken_service(tmp_path, tmp_path / "catalogue", before=FULL) as service:
        service.wait_until(service.ready)
        stored, refused = [], None
        for number in range(60):
            photo = png(shirt(dot=(number * 4, 90, 200 - number)).resize((512, 512)))
            product = f'{{"id": "p{number}", "title": "T-shirt {number}"}}'
            reply = service.client.post("/api/v1/products", files={"image": photo}, data={"product": product}, headers=token)
            if reply.status_code != 201:
                refused = reply
                break
            stored.append(f"p{number}")
        assert stored, "something fits"
        assert refused is not None, "and then nothing more does"
        assert refused.status_code == 503
        problem_of(refused)
        listed = service.client.get("/api/v1/products", params={"limit": 100}).json()["products"]
        assert sorted(product["id"] for product in listed) == sorted(stored)
        assert service.client.post("/api/v1/render", files={"sketch": drawing}).status_code == 200
    with broken_service(tmp_path, tmp_path / "catalogue") as service:  # there is space again
        service.wait_until(service.ready)
        files = {"image": png(shirt())}
        reply = httpx.post(f"{service.url}/api/v1/products", files=files, data={"product": '{"id": "x", "title": "x"}'}, headers=token)
        assert reply.status_code == 201
