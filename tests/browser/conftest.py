"""A real server with the demo catalogue, and a real Chromium in front of it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from .studio import Studio

PATIENCE_MS = 90_000  # for a page on a machine that does other things too; only what fails waits so long
START_S = 300  # the first start fills the demo catalogue; the machine may be busy
CHROMIUM_NAMES = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SLOWED = float(os.environ.get("STUDIO_SLOWED", "1"))  # 4: pages as on a machine that is four times slower; finds tests that guess times
CHROMIUM_ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser; on the build machine what fails is tried once more, and counted as a rerun."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if os.environ.get("CI"):
                item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `sketch2fashion serve`, started as a user would on a fresh machine."""
    if address := os.environ.get("SKETCH2FASHION_TEST_SERVER"):
        yield address  # one that runs already
        return
    home = tmp_path_factory.mktemp("home")
    port = _free_port()
    log = home / "server.log"
    command = [sys.executable, "-c", "from sketch2fashion.cli import main; main()", "serve", "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=os.environ | {"XDG_DATA_HOME": str(home)})
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_ready(address, process, log)
        yield address
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium, or the one that CHROMIUM names."""
    path = next((found for name in CHROMIUM_NAMES if name and (found := shutil.which(name))), None)
    assert path, "The browser tests need Chromium: make chromium"
    browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGS)
    _slow_down(browser)
    yield browser
    browser.close()


@pytest.fixture
def open_studio(chromium: Browser, server: str) -> Iterator[Callable[..., Studio]]:
    """Opens studios, each as a first visit; at the end none of them may have reported an error."""
    studios: list[Studio] = []

    def open_one(width: int = 1440, height: int = 900, *, before: Callable[[Page], None] | None = None, **context: Any) -> Studio:
        page = chromium.new_context(viewport={"width": width, "height": height}, **{"locale": "en-US", **context}).new_page()
        page.set_default_timeout(PATIENCE_MS)
        studio = Studio(page)
        if before:
            before(page)
        page.goto(server)
        page.wait_for_selector("body[data-ready]")
        studios.append(studio)
        return studio

    yield open_one
    errors = [error for studio in studios for error in studio.errors]
    for studio in studios:
        studio.page.context.close()
    assert errors == []


@pytest.fixture
def studio(open_studio: Callable[..., Studio]) -> Studio:
    """The studio on a desktop with an empty paper."""
    return open_studio().start_empty()


def _slow_down(browser: Browser) -> None:
    """Every page of this browser gets only a share of the processor, where STUDIO_SLOWED asks for it."""
    if SLOWED <= 1:
        return

    def slow(page: Page) -> None:
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})

    browser.on("context", lambda context: context.on("page", slow))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        assert process.poll() is None, f"the server stopped:\n{log.read_text()}"
        try:
            if httpx.get(f"{address}/health/ready", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"the server is not ready after {START_S} s:\n{log.read_text()}")
