"""Finding: what is looked for stands in the address; crop, more like this, favourites."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from .studio import GARMENT_MS, Studio

# a browser does not show tests what a form with files holds, so the page's own fetch is listened to
REMEMBER_CROPS = """() => {
  const real = window.fetch;
  window.sentCrops = [];
  window.fetch = (address, options) => {
    if (options?.body instanceof FormData && options.body.has("crop")) window.sentCrops.push(options.body.get("crop"));
    return real(address, options);
  };
}"""


@pytest.fixture
def found(studio: Studio) -> Studio:
    """The studio with products for a shirt."""
    studio.draw_shirt()
    studio.wait_for_garment()
    studio.page.keyboard.press("Control+Enter")
    expect(studio.page.locator(".product a").first).to_be_visible(timeout=GARMENT_MS)
    return studio


def test_filters_stand_in_the_address_and_back_takes_them_off(found: Studio) -> None:
    page = found.page
    colour = page.get_by_label("Colour", exact=True).and_(page.locator("select"))
    colour.select_option("blue")
    page.wait_for_url("**/?*colour=blue*")
    expect(page.locator(".results")).not_to_have_attribute("aria-busy", "true", timeout=GARMENT_MS)
    page.go_back()
    expect(colour).to_have_value("")
    page.wait_for_url(lambda url: "colour" not in url)
    page.go_back()
    expect(page.locator(".results")).to_be_hidden()


def test_a_reload_comes_back_to_the_same_search(found: Studio) -> None:
    page = found.page
    page.get_by_label("Lowest price").fill("20000")
    page.wait_for_url("**/?*from=20000*")
    page.reload()
    page.wait_for_selector("body[data-ready]")
    expect(page.locator(".product a").first).to_be_visible(timeout=GARMENT_MS)
    expect(page.get_by_label("Lowest price")).to_have_value("20000")


def test_more_like_a_product_and_back(found: Studio) -> None:
    page = found.page
    page.locator(".results").get_by_role("button", name="More like").first.click()
    expect(page.locator("#results-title")).to_have_text("More like this")
    page.wait_for_url("**/?*like=*")
    expect(page.locator(".product a").first).to_be_visible(timeout=GARMENT_MS)
    page.go_back()
    expect(page.locator("#results-title")).to_have_text("In the shops")


def test_favourites_stay_after_a_reload_and_leave_as_csv(found: Studio, tmp_path: Path) -> None:
    page = found.page
    heart = page.get_by_role("button", name="as a favourite").first
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Favourites", exact=True).click()
    expect(page.locator(".product")).to_have_count(1)
    page.reload()
    page.wait_for_selector("body[data-ready]")
    expect(page.locator(".product")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as CSV").click()
    path = tmp_path / "favourites.csv"
    download.value.save_as(path)
    head, row = path.read_text("utf-8-sig").strip().splitlines()
    assert head.startswith("id,title,price,currency")
    assert "http://" in row


def test_crop_handles_work_by_keyboard_and_narrow_the_query(found: Studio) -> None:
    page = found.page
    page.evaluate(REMEMBER_CROPS)
    page.get_by_role("button", name="Crop, upper left").focus()
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    page.wait_for_function("() => window.sentCrops.length > 0", timeout=GARMENT_MS)
    left, top, width, height = (float(share) for share in page.evaluate("() => window.sentCrops.at(-1)").split(","))
    assert (left, width) == (0, 1)
    assert 0 < top < 0.5
    assert top + height == pytest.approx(1)
    expect(page.locator(".results")).not_to_have_attribute("aria-busy", "true", timeout=GARMENT_MS)


def test_prices_are_written_as_people_write_them(open_studio: Callable[..., Studio]) -> None:
    studio = open_studio(locale="ko-KR")
    studio.wait_for_garment()
    studio.page.keyboard.press("Control+Enter")
    expect(studio.page.locator(".product strong").first).to_contain_text("₩", timeout=GARMENT_MS)


def test_a_search_that_is_slow_says_so_and_a_newer_one_wins(found: Studio) -> None:
    page: Page = found.page
    held: list[Route] = []
    page.route("**/api/v1/search", lambda route: held.append(route) if not held else route.continue_())
    colour = page.get_by_label("Colour", exact=True).and_(page.locator("select"))
    colour.select_option("red")
    expect(page.locator(".results-summary")).to_contain_text("Looking")
    colour.select_option("green")
    page.wait_for_url("**/?*colour=green*")
    expect(page.locator(".results")).not_to_have_attribute("aria-busy", "true", timeout=GARMENT_MS)
