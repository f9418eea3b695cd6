"""A server that is slow, busy or gone: nothing drawn is lost, the page says what is going on, and recovers."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable

from playwright.sync_api import Error, Page, Route, expect

from .studio import GARMENT_MS, Studio

RENDER = "**/api/v1/render"


# the studio's own next try comes too late for a test: only the button is left
NO_RETRIES = """() => {
  const { clock } = studio.atelier.quick;
  studio.atelier.quick.clock = { ...clock, after: (ms, run) => clock.after(ms < 500 ? ms : 1e9, run) };
}"""


def test_while_the_server_is_away_drawing_goes_on_and_the_garment_comes_when_it_is_back(studio: Studio) -> None:
    page = studio.page
    page.evaluate(NO_RETRIES)
    page.route(RENDER, lambda route: route.abort())
    studio.draw_shirt()
    expect(page.locator(".status")).to_contain_text("Your drawing is safe")
    studio.draw([(560, 400), (660, 420)])
    studio.expect_strokes(4)
    page.unroute(RENDER)
    page.get_by_role("button", name="Try now").click()
    studio.wait_for_garment()
    expect(page.locator(".status")).to_contain_text("Up to date")
    expect(page.get_by_role("button", name="Try now")).to_be_hidden()


def test_the_garment_comes_by_itself_when_the_server_is_back(studio: Studio) -> None:
    studio.page.route(RENDER, lambda route: route.abort())
    studio.draw_shirt()
    expect(studio.page.locator(".status")).to_contain_text("Your drawing is safe")
    studio.page.unroute(RENDER)
    studio.wait_for_garment()


def test_a_page_that_opens_without_its_server_still_draws(open_studio: Callable[..., Studio]) -> None:
    def without_api(page: Page) -> None:
        page.route("**/api/**", lambda route: route.abort())

    studio = open_studio(before=without_api).start_empty()
    studio.draw_shirt()
    studio.expect_strokes(3)
    expect(studio.page.locator(".status")).to_contain_text("away")


def test_a_busy_server_is_asked_again_when_it_said(studio: Studio) -> None:
    asked: list[float] = []
    waited: list[float] = []
    seen = threading.Event()

    def busy_until_seen(route: Route) -> None:
        asked.append(time.monotonic())
        if seen.is_set():
            waited.append(asked[-1] - asked[-2])
            return route.continue_()
        error = {"error": {"code": "busy", "message": "Every worker is taken.", "hint": "", "request_id": "1"}}
        return route.fulfill(status=503, headers={"Retry-After": "1"}, content_type="application/json", body=json.dumps(error))

    studio.page.route(RENDER, busy_until_seen)
    studio.draw([(600, 180), (880, 430), (730, 850), (512, 870)])
    expect(studio.page.locator(".status")).to_contain_text("busy")
    seen.set()
    studio.wait_for_garment()
    assert waited[0] >= 0.95


def test_only_the_newest_drawing_counts(studio: Studio) -> None:
    studio.draw_shirt()
    studio.wait_for_garment()
    held: list[Route] = []
    studio.page.route(RENDER, lambda route: held.append(route))
    for y in (300, 400, 500):
        studio.draw([(560, y), (680, y)])
    studio.wait_for(lambda: held, "a picture is asked for")
    studio.page.unroute(RENDER)
    for route in held:
        with contextlib.suppress(Error):  # the page has cancelled most of them itself
            route.abort()
    studio.draw([(560, 600), (680, 600)])
    studio.wait_until("studio.atelier.status.phase === 'ready'")
    assert studio.stroke_count() == 7


def test_search_that_fails_says_so_and_can_be_tried_again(studio: Studio) -> None:
    studio.draw_shirt()
    studio.wait_for_garment()
    page = studio.page
    page.route("**/api/v1/search", lambda route: route.abort())
    page.keyboard.press("Control+Enter")
    expect(page.locator(".results-summary")).to_contain_text("Nothing is lost")
    page.unroute("**/api/v1/search")
    page.locator(".nothing button").click()
    expect(page.locator(".product a").first).to_be_visible(timeout=GARMENT_MS)
