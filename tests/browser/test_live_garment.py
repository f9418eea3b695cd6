"""The garment beside the drawing: lines over it, wiping, earlier garments, more of the same, waiting."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from .studio import GARMENT_MS, Studio


@pytest.fixture
def sewn(studio: Studio) -> Studio:
    """The studio with a shirt and its designs."""
    studio.draw_shirt()
    expect(studio.page.locator(".design:not(:disabled)")).to_have_count(4, timeout=GARMENT_MS)
    return studio


def test_my_lines_lie_over_the_garment_and_a_handle_wipes_between_them(sewn: Studio) -> None:
    page = sewn.page
    page.keyboard.press("Alt+2")
    expect(page.locator(".garment-lines")).to_be_visible()
    page.keyboard.press("Alt+3")
    wipe = page.get_by_role("slider", name="Between drawing and garment")
    expect(wipe).to_be_visible()
    wipe.focus()
    before = page.locator(".garment-window").evaluate("window => getComputedStyle(window).clipPath")
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    assert page.locator(".garment-window").evaluate("window => getComputedStyle(window).clipPath") != before
    page.keyboard.press("Alt+1")
    expect(page.locator(".garment-lines")).to_be_hidden()


def test_an_earlier_garment_comes_back_with_its_drawing(sewn: Studio) -> None:
    page = sewn.page
    sewn.draw([(560, 400), (700, 420)])
    expect(page.locator(".moment")).to_have_count(2, timeout=GARMENT_MS)
    page.locator(".moment").nth(1).click()
    sewn.expect_strokes(3)
    page.keyboard.press("Control+z")
    sewn.expect_strokes(4)


def test_more_like_this_keeps_the_colour_as_a_dot_that_undo_takes_away(sewn: Studio) -> None:
    page = sewn.page
    page.keyboard.press("Shift+R")
    sewn.wait_until("studio.history.sketch.layers.some(({ kind, strokes }) => kind === 'colour' && strokes.length === 1)")
    seed = page.evaluate("studio.settings.values.seed")
    expect(page.locator(".design:not(:disabled)")).to_have_count(4, timeout=GARMENT_MS)
    assert page.evaluate("studio.settings.values.seed") == seed
    page.keyboard.press("Control+z")
    sewn.wait_for(lambda: sewn.strokes("colour") == [], "the dot is gone")


def test_the_garment_says_which_model_made_it_and_where(sewn: Studio) -> None:
    expect(sewn.page.locator(".garment-made")).to_contain_text("renderer")
    expect(sewn.page.locator(".garment-made")).to_contain_text("server")


def test_a_slow_picture_can_be_stopped(sewn: Studio) -> None:
    page = sewn.page
    held: list[Route] = []
    page.route("**/api/v1/render", lambda route: held.append(route))
    sewn.draw([(560, 400), (700, 420)])
    stop = page.get_by_role("button", name="Stop")
    expect(stop).to_be_visible()
    expect(page.locator(".status")).to_contain_text("longer than usual")
    stop.click()
    expect(stop).to_be_hidden()
    sewn.expect_strokes(4)
