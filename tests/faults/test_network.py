"""The network to the web shops is down: names do not resolve, and no address beyond this machine can be reached."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.web.helpers import problem_of

from .conftest import broken_service

pytestmark = pytest.mark.slow
KEY = "a-shop-key-that-nobody-may-see"
CUT = """
import socket
known = socket.getaddrinfo
def cut(host, *arguments, **options):
    if host not in (None, "127.0.0.1", "localhost"):
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    return known(host, *arguments, **options)
socket.getaddrinfo = cut
"""


def test_the_own_catalogue_answers_and_the_web_shop_says_what_is_wrong(tmp_path: Path, catalog_folder: Path, drawing: bytes) -> None:
    with broken_service(tmp_path, catalog_folder, before=CUT, SKETCH2FASHION_CHANNEL3_KEY=KEY) as service:
        service.wait_until(service.ready)
        started = time.monotonic()
        asked = service.client.post("/api/v1/search", files={"image": drawing}, data={"shop": "channel3", "consent": "true"})
        assert time.monotonic() - started < 30
        assert asked.status_code == 502
        problem = problem_of(asked)
        assert problem["code"] == "shop_unavailable"
        assert "cannot be reached" in problem["message"]
        own = service.client.post("/api/v1/search", files={"image": drawing})
        assert own.status_code == 200
        assert own.json()["matches"]
        assert service.client.post("/api/v1/render", files={"sketch": drawing}).status_code == 200
        assert service.client.get("/health/ready").status_code == 200
        assert KEY not in service.log
        assert "Traceback" not in service.log
