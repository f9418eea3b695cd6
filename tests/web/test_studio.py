"""Files for the browser, and the headers around them."""

from __future__ import annotations

import socket
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from sketch2fashion.web.files import Files

from .helpers import problem_of, serving

STUDIO_FILE = "/studio/geometry/curve.js"


def test_the_studio_opens_at_the_root(client: httpx.Client) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert client.head("/").status_code == 200


def test_studio_files_are_kept_by_the_browser_but_asked_about(client: httpx.Client) -> None:
    first = client.get(STUDIO_FILE)
    assert first.headers["content-type"].startswith("text/javascript")
    assert first.headers["cache-control"] == "no-cache"
    again = client.get(STUDIO_FILE, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_changed_file_is_served_anew_and_a_part_of_it_alone(tmp_path: Path) -> None:
    path = tmp_path / "module.js"
    with serving(Files(tmp_path)) as url:
        for text in ("let a = 1;", "let b = 22;", "let c = 33;"):
            path.write_text(text)
            assert httpx.get(f"{url}/module.js").text == text
        part = httpx.get(f"{url}/module.js", headers={"Range": "bytes=4-4"})
        assert (part.status_code, part.text) == (206, "c")
        assert int(httpx.head(f"{url}/module.js").headers["content-length"]) == len("let c = 33;")


@pytest.mark.parametrize(
    "path",
    [
        "/studio/../web/app.py",
        "/studio/..%2fweb/app.py",
        "/studio/%2e%2e/web/app.py",
        "/studio/..%5cweb/app.py",
        "/studio//etc/passwd",
        "/studio/%2fetc/passwd",
        "/studio/.hidden",
        "/studio/geometry/.hidden",
        "/studio/%00",
        "/studio/" + "a" * 5_000,
        "/studio/geometry",
        "/static/../app.py",
        "/docs/..%2fmain.py",
        "/docs/favicon-32x32.png",
    ],
)
def test_nothing_outside_the_folder_leaves(base_url: str, path: str) -> None:
    status, body = _get_as_it_is(base_url, path)
    assert status == 404
    assert b'"error"' in body


def test_hidden_files_stay_hidden(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in ("seen.js", ".env", ".git/config"):
        (tmp_path / name).write_text("x")
    (tmp_path / "link.js").symlink_to(__file__)
    with serving(Files(tmp_path)) as url:
        assert httpx.get(f"{url}/seen.js").status_code == 200
        for name in (".env", ".git/config", "link.js", "%2eenv"):
            assert httpx.get(f"{url}/{name}").status_code != 200


def test_a_file_that_is_not_there_is_404_in_the_one_shape(client: httpx.Client) -> None:
    assert problem_of(client.get("/studio/none.js"))["code"] == "not_found"


def test_files_cannot_be_written(client: httpx.Client) -> None:
    assert client.post(STUDIO_FILE).status_code == 405
    assert client.delete(STUDIO_FILE).status_code == 405


@pytest.mark.parametrize("path", ["/", "/products/demo-1", "/docs", "/api/v1/categories", "/nothing", "/health/live"])
def test_every_reply_has_the_strict_headers(client: httpx.Client, path: str) -> None:
    headers = client.get(path, headers={"Origin": "https://elsewhere.example"}).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert not [name for name in headers if name.startswith("access-control-")]
    assert "server" not in headers


def test_a_preflight_from_elsewhere_is_not_answered(client: httpx.Client) -> None:
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    reply = client.options("/api/v1/render", headers=asked)
    assert reply.status_code == 405
    assert "access-control-allow-origin" not in reply.headers


def _get_as_it_is(base_url: str, path: str) -> tuple[int, bytes]:
    """GET without the path clean-up that clients do."""
    address = urlsplit(base_url)
    with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=60) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        reply = b"".join(iter(lambda: connection.recv(65_536), b""))
    return int(reply.split()[1]), reply.partition(b"\r\n\r\n")[2]


WASM = "/studio/vendor/onnxruntime-web/ort-wasm-simd-threaded.wasm"


def test_a_packed_library_goes_out_packed(client: httpx.Client) -> None:
    reply = client.get(WASM, headers={"Accept-Encoding": "gzip"})
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "application/wasm"
    assert reply.headers["content-encoding"] == "gzip"
    assert int(reply.headers["content-length"]) < 4_500_000 < len(reply.content)
    assert reply.content.startswith(b"\0asm")
    again = client.get(WASM, headers={"Accept-Encoding": "gzip", "If-None-Match": reply.headers["etag"]})
    assert again.status_code == 304


def test_who_cannot_unpack_gets_a_library_unpacked(client: httpx.Client) -> None:
    reply = client.get(WASM, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in reply.headers
    assert reply.content.startswith(b"\0asm")


def test_models_that_the_browser_runs_are_served_and_no_other_file(client: httpx.Client) -> None:
    for name in ("renderer.onnx", "renderer.json", "embedder.onnx", "renderer-statistics.json"):
        reply = client.get(f"/studio/models/{name}")
        assert reply.status_code == 200, name
        assert client.get(f"/studio/models/{name}", headers={"If-None-Match": reply.headers["etag"]}).status_code == 304
    for name in ("cutout.onnx", "registry.py", "__init__.py", "..%2fregistry.py"):
        assert client.get(f"/studio/models/{name}").status_code == 404, name
