"""From a drawing to a product, as a first-time user goes it."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from .studio import GARMENT_MS, Studio

RED = "#d4202f"


def assert_red(colour: list[float]) -> None:
    red, green, blue, opaque = colour
    assert red > 110, colour
    assert red > 1.8 * max(green, blue), colour
    assert 0.1 < opaque < 0.75, colour


def test_the_example_is_a_garment_on_first_open(open_studio: Callable[..., Studio]) -> None:
    studio = open_studio()
    studio.wait_for_garment()
    expect(studio.page.locator(".garment-image")).to_be_visible()
    assert_red(studio.garment_colour())
    expect(studio.page.locator("#tip")).to_be_visible()


@pytest.mark.parametrize("window", [(1440, 900), (390, 844)], ids=["desktop", "phone"])
def test_a_drawn_t_shirt_dotted_red_leads_to_a_product_page(open_studio: Callable[..., Studio], window: tuple[int, int]) -> None:
    studio = open_studio(*window).start_empty()
    studio.draw_shirt()
    studio.choose("colour")
    studio.choose_colour(RED)
    studio.dot((512, 560))
    studio.wait_for_garment()
    assert_red(studio.garment_colour())

    page = studio.page
    page.locator('.garment > [data-action="find"]').click()
    products = page.locator(".product a")
    expect(products.first).to_be_visible(timeout=GARMENT_MS)
    assert products.count() >= 4
    expect(products.first.locator("img")).to_have_js_property("complete", True)
    assert page.locator(".product img").first.evaluate("image => image.naturalWidth") > 0
    expect(products.first.locator("strong")).to_contain_text("0")
    assert (products.first.get_attribute("rel") or "").find("noopener") >= 0
    with page.expect_popup() as opened:
        products.first.click()
    product = opened.value
    product.wait_for_load_state()
    assert "/products/" in product.url
    expect(product.locator("h1")).to_be_visible()


def test_the_garment_appears_while_the_pen_is_still_down(studio: Studio) -> None:
    studio.draw_shirt()
    studio.wait_for_garment()
    expect(studio.page.locator(".design:not(:disabled)")).to_have_count(4)  # no other picture is on its way
    before = studio.page.evaluate("studio.atelier.picture.url")
    mouse = studio.page.mouse
    mouse.move(*studio.at((540, 400)))
    mouse.down()
    places = itertools.cycle([(540 + 4 * step, 400 + 60 * (step % 2)) for step in range(40)])

    def has_changed() -> bool:
        mouse.move(*studio.at(next(places)))
        return bool(studio.page.evaluate("studio.atelier.picture.url") != before)

    studio.wait_for(has_changed, "another picture while the pen moves")
    assert studio.page.evaluate("studio.paper.isBusy")
    mouse.up()


def test_other_designs_come_when_the_hand_rests_and_one_can_be_picked(studio: Studio) -> None:
    studio.draw_shirt()
    designs = studio.page.locator(".design:not(:disabled)")
    expect(designs).to_have_count(4, timeout=GARMENT_MS)
    designs.nth(2).click()
    expect(designs.nth(2)).to_have_attribute("aria-pressed", "true")
    seed = studio.page.evaluate("studio.atelier.picture.seed")
    assert studio.page.evaluate("studio.settings.values.seed") == seed


def test_a_chosen_category_is_sent_and_recognising_comes_back(studio: Studio) -> None:
    studio.draw_shirt()
    studio.wait_for_garment()
    kind = studio.page.get_by_label("Kind of garment")
    kind.select_option("dress")
    studio.wait_for_garment()
    assert studio.page.evaluate("studio.atelier.category") == "dress"
    studio.page.keyboard.press("Control+z")
    expect(kind).to_have_value("")


def test_filters_narrow_what_is_found(studio: Studio) -> None:
    studio.draw_shirt()
    studio.wait_for_garment()
    page = studio.page
    page.keyboard.press("Control+Enter")
    expect(page.locator(".product a").first).to_be_visible(timeout=GARMENT_MS)
    with page.expect_response("**/api/v1/search") as reply:
        page.locator(".filters select").first.select_option("skirt")
    matches = reply.value.json()["matches"]
    assert matches
    assert {match["category"] for match in matches} == {"skirt"}
    page.keyboard.press("Escape")
    expect(page.locator("#results")).to_be_hidden()
