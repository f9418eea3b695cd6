"""Every size, both languages, light and dark; keyboard and screen reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from .studio import Studio

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
SIZES = {"desktop": (1440, 900), "laptop": (1180, 720), "tablet": (820, 1180), "phone": (390, 844), "small phone": (360, 640)}


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe finds, shortened."""
    page.evaluate(AXE.read_text())  # as the devtools would; the page's own policy lets no foreign script in
    page.evaluate(_STILL)  # half faded in, a text has another contrast
    found = page.evaluate("axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] })")
    return [{"rule": each["id"], "nodes": [node["html"][:120] for node in each["nodes"]]} for each in found["violations"]]


_STILL = """Promise.all(document.getAnimations()
  .filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity)
  .map(({ finished }) => finished.catch(() => {})))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing(open_studio: Callable[..., Studio], size: str, scheme: str) -> None:
    studio = open_studio(*SIZES[size], color_scheme=scheme)
    studio.wait_for_garment()
    assert violations(studio.page) == []


def test_axe_finds_nothing_in_the_results_and_windows(open_studio: Callable[..., Studio]) -> None:
    studio = open_studio()
    studio.wait_for_garment()
    page = studio.page
    page.keyboard.press("Control+Enter")
    expect(page.locator(".product a").first).to_be_visible(timeout=30_000)
    assert violations(page) == []
    page.keyboard.press("Escape")
    for key in ("Shift+Slash", "x"):
        page.keyboard.press(key)
        expect(page.locator("dialog[open]")).to_be_visible()
        assert violations(page) == []
        page.keyboard.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)


DIALOGS = ("help", "examples", "export", "share", "drawings", "palette")
PANELS = {"layers": ".layers", "shadow": ".shadow-lines", "tidy": ".tidy-preview"}
PAGES = {  # what is there when the page has what it shows
    "candidates": ".candidate-tile:nth-child(16)",
    "morph": ".morph",
    "brushes": ".brushes",
    "recolour": ".choice-colours [data-colour]",
    "fabric": "[data-fabric]",
    "style": ".style-source",
}
POPOVERS = ("#save", '[data-action="settings"]', ".colour-well")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_window_panel_or_page(open_studio: Callable[..., Studio], scheme: str) -> None:
    studio = open_studio(color_scheme=scheme)
    page = studio.page
    page.locator("#tip-close").click()
    studio.wait_for_garment()
    found = {}
    for action in DIALOGS:
        page.evaluate("(id) => studio.run(id)", action)
        expect(page.locator("dialog[open]")).to_be_visible()
        found[action] = violations(page)
        page.keyboard.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)
    studio.choose("colour")
    for opener in POPOVERS:
        page.locator(opener).locator("visible=true").first.click()
        expect(page.locator(":popover-open")).to_be_visible()
        found[opener] = violations(page)
        page.keyboard.press("Escape")
    page.locator("#stage").click(button="right", position={"x": 200, "y": 300})
    expect(page.locator("#context-menu")).to_be_visible()
    found["menu"] = violations(page)
    page.keyboard.press("Escape")
    for action, shown in PANELS.items():
        page.evaluate("(id) => studio.run(id)", action)
        expect(page.locator(shown)).to_be_visible()
        found[action] = violations(page)
    page.locator("#tidy-strength").press("Escape")
    for tab, shown in PAGES.items():
        page.locator(f"#change-tab-{tab}").click()
        expect(page.locator(shown).locator("visible=true").first).to_be_visible()
        studio.come_to_rest()
        found[tab] = violations(page)
    assert page.locator(".change-tab").count() == len(PAGES)
    assert {where: broken for where, broken in found.items() if broken} == {}


@pytest.mark.parametrize("size", SIZES)
def test_everything_fits_the_window(open_studio: Callable[..., Studio], size: str) -> None:
    width, height = SIZES[size]
    studio = open_studio(width, height, has_touch=width < 900)
    studio.wait_for_garment()
    outside = studio.page.evaluate(
        """() => [...document.querySelectorAll("button, select, input, .garment-picture, .paper")]
          .filter((element) => element.checkVisibility() && !element.closest("[popover], dialog, #results"))
          .map((element) => [element.dataset.action ?? element.className, element.getBoundingClientRect()])
          .filter(([, box]) => box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1)
          .map(([name]) => name)"""
    )
    assert outside == []
    assert studio.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("size", "least"), [("desktop", 24), ("phone", 36)])
def test_targets_are_large_enough(open_studio: Callable[..., Studio], size: str, least: int) -> None:
    studio = open_studio(*SIZES[size], has_touch=size == "phone", is_mobile=size == "phone")
    studio.page.locator("#tip-close").click()
    small = studio.page.evaluate(
        """(least) => [...document.querySelectorAll("button, select, input:not([type=color])")]
          .filter((element) => element.checkVisibility() && !element.matches(".design"))
          .map((element) => [element.dataset.action ?? element.className, element.getBoundingClientRect()])
          .filter(([, box]) => box.width < least || box.height < least)
          .map(([name, box]) => `${name} ${box.width} × ${box.height}`)""",
        least,
    )
    assert small == []


def test_korean_is_complete_and_can_be_switched(open_studio: Callable[..., Studio]) -> None:
    studio = open_studio(locale="ko-KR")
    page = studio.page
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(page.locator(".garment > .primary")).to_have_text("비슷한 상품 찾기")
    studio.wait_for_garment()
    expect(page.locator(".status")).to_contain_text("최신 상태")
    page.get_by_role("button", name="English").click()
    expect(page.locator(".garment > .primary")).to_have_text("Find it in shops")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_no_key_of_the_translations_is_shown(open_studio: Callable[..., Studio]) -> None:
    for locale in ("en-US", "ko-KR"):
        text = open_studio(locale=locale).page.evaluate(
            """() => [document.body.innerText, ...[...document.querySelectorAll("*")].flatMap((element) =>
              ["aria-label", "placeholder", "alt", "data-tooltip"].map((name) => element.getAttribute(name) ?? ""))].join("\\n")"""
        )
        for prefix in ("action.", "tool.", "status.", "garment.", "option.", "colour.", "results.", "tip.", "undefined", "NaN"):
            assert prefix not in text


def test_tools_answer_their_keys_also_on_a_korean_keyboard(studio: Studio) -> None:
    page = studio.page
    for key, code, tool in [("ㅊ", "KeyC", "colour"), ("ㄷ", "KeyE", "eraser"), ("ㅔ", "KeyP", "pen")]:
        page.evaluate("([key, code]) => dispatchEvent(new KeyboardEvent('keydown', { key, code, cancelable: true }))", [key, code])
        studio.wait_until(f"studio.settings.values.tool === '{tool}'")
        expect(page.locator(f'#rail [data-action="{tool}"]')).to_have_attribute("aria-pressed", "true")


def test_everything_can_be_reached_with_the_tab_key(studio: Studio) -> None:
    studio.draw_shirt()
    studio.wait_for_garment()
    page = studio.page
    reached: set[str] = set()
    page.evaluate("document.activeElement.blur()")
    for _ in range(60):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.dataset?.action ?? document.activeElement.id")
        reached.add(name)
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring != "none" or page.evaluate("document.activeElement.matches('input[type=range], input[type=color], body')"), name
    assert {"pen", "colour", "fill", "border", "eraser", "undo", "mirror", "stage"} <= reached
    assert {"find", "shuffle", "language", "help", "category"} <= reached


def test_the_page_asks_nobody_else(open_studio: Callable[..., Studio], server: str) -> None:
    asked: list[str] = []
    open_studio(before=lambda page: page.on("request", lambda request: asked.append(request.url))).wait_for_garment()
    assert [url for url in asked if not url.startswith((server, "blob:", "data:"))] == []


def test_the_first_load_is_light(open_studio: Callable[..., Studio]) -> None:
    sizes: list[int] = []

    def note(request: Request) -> None:
        if "/api/" not in request.url:
            sizes.append(request.sizes()["responseBodySize"])

    def weigh(page: Page) -> None:
        page.on("requestfinished", note)

    open_studio(before=weigh).wait_for_garment()
    assert sum(sizes) < 1_500_000
