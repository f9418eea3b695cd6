"""The studio on another site: a page of a shop at localhost, the studio at 127.0.0.1, which to a browser are two sites."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, Page

from sketch2fashion.catalog.demo import SHIPPED, ensure_demo
from sketch2fashion.catalog.store import open_catalog
from sketch2fashion.settings import load_settings
from sketch2fashion.web.app import create_app
from tests.web.helpers import serving

PATIENCE_MS = 90_000
POLICY = "default-src 'none'; script-src 'self' {studio}; frame-src {studio}; connect-src 'self'"

PAGE = """<!doctype html><meta charset="utf-8"><title>A shop</title>
<script src="/heard.js"></script>
<script type="module" src="{studio}/embed.js"></script>
<sketch-studio {attributes}></sketch-studio>"""

HEARD = """window.heard = [];
for (const name of ["ready", "render", "search", "choose"])
  document.addEventListener(`studio-${name}`, (event) => heard.push([name, event.detail]));"""


@pytest.fixture(scope="module")
def shop() -> Iterator[Any]:
    """A shop's own server with a strict policy of its own; `shop.page` is what it serves."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text, kind = (HEARD, "text/javascript") if self.path == "/heard.js" else (server.page, "text/html")  # type: ignore[attr-defined]
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Security-Policy", server.policy)  # type: ignore[attr-defined]
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def origin(shop: Any) -> str:
    return f"http://localhost:{shop.server_port}"


@pytest.fixture(scope="module")
def studio(origin: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that lets this one shop in."""
    folder = tmp_path_factory.mktemp("embed")
    with open_catalog(str(folder / "catalog"), create=True) as catalog:
        assert ensure_demo(catalog, SHIPPED)
    settings = load_settings(catalog=str(folder / "catalog"), state=Path(folder / "state"), origins=origin)
    with serving(create_app(settings)) as address:
        yield address


def visit(chromium: Browser, shop: Any, studio: str, address: str, attributes: str = "") -> Page:
    shop.page = PAGE.format(studio=studio, attributes=attributes)
    shop.policy = POLICY.format(studio=studio)
    page = chromium.new_context(viewport={"width": 1300, "height": 860}, locale="en-US").new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address)
    return page


def heard(page: Page, event: str) -> Any:
    """The detail of the first such event, as soon as it came. (`wait_for_function` needs eval, which the shop's policy forbids.)"""
    until = time.monotonic() + PATIENCE_MS / 1000
    while not (found := page.evaluate("(event) => heard.filter(([name]) => name === event).map(([, detail]) => detail)", event)):
        assert time.monotonic() < until, f"no studio-{event}"
        page.wait_for_timeout(100)
    return found[0]


def inside(page: Page, studio: str) -> Frame:
    heard(page, "ready")
    return next(frame for frame in page.frames if frame.url.startswith(studio))


def test_a_listed_site_shows_the_studio_and_hears_what_happens(chromium: Browser, shop: Any, studio: str, origin: str) -> None:
    page = visit(chromium, shop, studio, origin, 'lang="ko" category="dress" theme="dark"')
    frame = inside(page, studio)
    assert frame.evaluate("document.documentElement.lang") == "ko"
    assert frame.evaluate("getComputedStyle(document.body).getPropertyValue('--page')").strip() == "#161514"
    assert heard(page, "render")["category"] == "dress"
    assert page.evaluate("heard.find(([name]) => name === 'render')[1].png.slice(1, 4).text()") == "PNG"
    frame.click('[data-action="find"]')
    found = heard(page, "search")
    assert found["matches"]
    with page.context.expect_page():
        frame.click(".product a")
    chosen = heard(page, "choose")
    assert chosen["id"] in {match["id"] for match in found["matches"]}
    assert chosen["link"].startswith(studio)
    page.context.close()


def test_only_what_that_frame_says_counts(chromium: Browser, shop: Any, studio: str, origin: str) -> None:
    page = visit(chromium, shop, studio, origin)
    inside(page, studio)
    page.evaluate(
        """new Promise((done) => {
          addEventListener("message", ({ data }) => data === "the last one" && done());
          postMessage({ from: "sketch2fashion", event: "choose", detail: { id: "forged" } }, "*");
          postMessage("the last one", "*"); // messages keep their order
        })"""
    )
    assert not page.evaluate("heard.filter(([name]) => name === 'choose')")
    page.context.close()


def test_a_site_that_is_not_listed_gets_neither_script_nor_frame(chromium: Browser, shop: Any, studio: str) -> None:
    other = f"http://127.0.0.1:{shop.server_port}"
    page = visit(chromium, shop, studio, other)
    page.wait_for_load_state("networkidle")
    assert not page.evaluate("customElements.get('sketch-studio') !== undefined")
    page.evaluate(
        """(address) => new Promise((done) => {
          const frame = document.createElement("iframe");
          frame.addEventListener("load", done); // also of the page that says that it is refused
          frame.src = address;
          document.body.append(frame);
        })""",
        studio,
    )
    assert not any(frame.evaluate("document.body?.dataset.ready !== undefined") for frame in page.frames[1:] if not frame.is_detached())
    page.context.close()


def test_a_studio_that_stands_alone_tells_nobody(chromium: Browser, studio: str) -> None:
    page = chromium.new_context(locale="en-US").new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.add_init_script("window.heard = []; addEventListener('message', (event) => heard.push(event.data));")
    page.goto(f"{studio}/?embedded=https://elsewhere.example&embedded-lang=ko")
    page.wait_for_selector("body[data-ready]")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.evaluate("heard.filter((data) => data?.from === 'sketch2fashion')") == []
    page.context.close()
