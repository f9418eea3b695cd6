"""Rendering in the browser: the same garment without the server, also offline."""

from __future__ import annotations

import time

from playwright.sync_api import expect

from .studio import Studio

LOADING_S = 240  # the models and the runtime, on a machine that does other things too
KEPT = "caches.open('sketch2fashion-1').then((cache) => cache.match('/studio/models/upscaler.onnx')).then(Boolean)"


def wait_long(studio: Studio, expression: str) -> None:
    until = time.monotonic() + LOADING_S
    while not studio.page.evaluate(expression):
        assert time.monotonic() < until, f"never became true: {expression}"
        studio.page.wait_for_timeout(200)


def test_the_studio_renders_and_opens_without_its_server(studio: Studio) -> None:
    page = studio.page
    studio.draw_shirt()
    studio.wait_for_garment()
    studio.set("renderHere", True)
    wait_long(studio, "studio.atelier.madeAt === 'browser' && studio.atelier.status.phase === 'ready'")
    expect(page.locator(".garment-made")).to_contain_text("in this browser")
    wait_long(studio, KEPT)
    page.route("**/api/**", lambda route: route.abort())
    page.context.set_offline(True)
    page.reload()
    page.wait_for_selector("body[data-ready]")
    assert studio.stroke_count() == 3
    wait_long(studio, "studio.atelier.madeAt === 'browser' && studio.atelier.picture !== null")
    studio.draw([(560, 400), (700, 420)])
    assert studio.stroke_count() == 4
    page.context.set_offline(False)


def test_an_away_server_offers_to_render_here(studio: Studio) -> None:
    page = studio.page
    page.route("**/api/v1/render", lambda route: route.abort())
    studio.draw_shirt()
    button = page.get_by_role("button", name="Render here")
    expect(button).to_be_visible()
    button.click()
    wait_long(studio, "studio.atelier.madeAt === 'browser' && studio.atelier.picture !== null")
    assert page.evaluate("studio.settings.values.renderHere")


def test_the_slider_says_who_can_cut_a_doodle_anew(studio: Studio) -> None:
    page = studio.page
    far = page.locator(".refine .far")
    studio.draw_shirt()
    studio.wait_for_garment()
    expect(far).to_have_text("Recut")
    with page.expect_request(
        lambda request: request.url.endswith("/api/v1/render") and b"1" in _field(request.post_data_buffer, b"refine")
    ):
        page.locator(".refine input").press("End")
    studio.set("renderHere", True)
    expect(far).to_have_text("Refine")


def _field(body: bytes | None, name: bytes) -> bytes:
    """The value of a multipart field, empty where there is none."""
    return (body or b"").partition(b'name="' + name + b'"')[2].partition(b"--")[0].strip()
