"""A real server in a thread, drawings to send to it, and the check that every error passes."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import uvicorn
from PIL import Image, ImageDraw

START_S = 120.0  # on a busy machine; only what fails waits so long


@contextmanager
def serving(app: Any, **options: Any) -> Iterator[str]:
    """Run an ASGI application with uvicorn; yields its base URL."""
    usual: dict[str, Any] = {"log_config": None, "access_log": False, "ws": "none", "server_header": False}
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, **usual, **options))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    waited = time.monotonic() + START_S
    while not server.started and time.monotonic() < waited and thread.is_alive():
        time.sleep(0.01)
    assert server.started
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(START_S)
        assert not thread.is_alive()


def shirt(width: int = 480, height: int = 600, dot: tuple[int, int, int] | None = None) -> Image.Image:
    """A t-shirt's outline on white paper."""
    image = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(image)
    outline = [
        (150, 110),
        (210, 90),
        (240, 105),
        (270, 90),
        (330, 110),
        (410, 190),
        (360, 240),
        (330, 215),
        (330, 470),
        (150, 470),
        (150, 215),
    ]
    outline += [(120, 240), (70, 190), (150, 110)]
    pen.line([(x * width // 480, y * height // 600) for x, y in outline], fill="black", width=6, joint="curve")
    if dot:
        pen.ellipse((220, 300, 260, 340), fill=dot)
    return image


def png(image: Image.Image, **options: Any) -> bytes:
    """The image as a PNG file."""
    return encoded(image, "PNG", **options)


def encoded(image: Image.Image, format: str, **options: Any) -> bytes:
    """The image as a file."""
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def opened(data: bytes) -> Image.Image:
    """The picture in a file."""
    return Image.open(io.BytesIO(data))


def problem_of(reply: httpx.Response) -> dict[str, str]:
    """The error of a reply, after checking that it has the one shape."""
    body = reply.json()
    assert set(body) == {"error"}
    error: dict[str, str] = body["error"]
    assert set(error) == {"code", "message", "hint", "request_id"}
    assert error["message"].endswith(".")
    assert error["request_id"] == reply.headers["x-request-id"]
    assert "Traceback" not in reply.text
    return error
