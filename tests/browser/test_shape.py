"""Guide lines under the pen, lines tidied by a slider, and styles of one's own: what the model of garment shapes gives the studio."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from playwright.sync_api import Page, Route, expect

from .studio import SHIRT, Studio

GUIDED = "studio.shadow.isShown"
PREVIEWED = "!document.querySelector('.tidy-preview').hidden"


def layers(studio: Studio) -> dict[str, Any]:
    """The strokes of each layer."""
    return cast(dict[str, Any], studio.page.evaluate("Object.fromEntries(studio.history.sketch.layers.map((l) => [l.id, l.strokes]))"))


def guided_pixels(page: Page) -> int:
    """How many pixels of the guide lines can be seen."""
    return cast(int, page.evaluate(_GUIDED_PIXELS))


def begin_a_shirt(studio: Studio) -> None:
    """Shoulder and sleeve, on both sides."""
    studio.choose("pen")
    studio.draw(SHIRT[0])


def test_guide_lines_follow_the_strokes_and_become_strokes_when_they_are_traced(studio: Studio) -> None:
    page = studio.page
    begin_a_shirt(studio)
    page.keyboard.press("j")
    expect(page.locator("#toasts")).to_contain_text("Guide lines on.")
    studio.wait_until(GUIDED)
    first = guided_pixels(page)
    assert first > 300
    assert studio.stroke_count() == 1  # guide lines are no ink
    assert "shadow" not in page.evaluate("JSON.stringify(studio.history.sketch)")
    page.keyboard.press("Shift+j")
    studio.wait_until("studio.history.sketch.layers.some(({ kind, strokes }) => kind === 'line' && strokes.length > 1)")
    page.keyboard.press("Control+z")
    studio.expect_strokes(1)
    page.keyboard.press("j")
    expect(page.locator(".shadow-lines")).to_be_hidden()


def test_guide_lines_rest_while_the_pen_is_down_and_stay_while_the_server_is_away(studio: Studio) -> None:
    page = studio.page
    studio.set("shadow", True)
    begin_a_shirt(studio)
    studio.wait_until(GUIDED)
    seen = guided_pixels(page)
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    page.route("**/api/v1/shadow", refuse)
    page.mouse.move(*studio.at(SHIRT[1][0]))
    page.mouse.down()
    for spot in SHIRT[1][1:]:
        page.mouse.move(*studio.at(spot), steps=4)
    page.wait_for_timeout(500)
    assert asked == []
    page.mouse.up()
    studio.wait_for(lambda: asked, "guide lines for the new stroke")
    page.wait_for_timeout(1500)
    assert len(asked) == 1
    assert guided_pixels(page) == seen


def test_guide_lines_are_pointed_out_once(studio: Studio) -> None:
    page = studio.page
    studio.choose("pen")
    studio.draw(SHIRT[0])
    studio.wait_for_garment()
    studio.draw(SHIRT[1])
    offer = page.locator(".toast.offer")
    expect(offer).to_contain_text("guide lines")
    offer.get_by_role("button").click()
    studio.wait_until(GUIDED)
    page.keyboard.press("j")
    studio.start_empty()
    studio.draw_shirt()
    studio.wait_for_garment()
    page.wait_for_timeout(1500)  # an offer that came a second time would be there by now
    expect(offer).to_have_count(0)


def test_an_offer_takes_away_no_message_and_no_message_an_offer(studio: Studio) -> None:
    shown = studio.page.evaluate("""() => {
      studio.toasts.say("toast.cleared");
      studio.toasts.offer("shadow.offer", "shadow.offer.yes", () => {});
      const first = document.querySelectorAll(".toast").length;
      studio.toasts.say("toast.undo");
      return [first, ...[...document.querySelectorAll(".toast")].map((toast) => toast.className)];
    }""")
    assert shown == [2, "toast offer", "toast "]


def test_tidied_lines_are_one_step_and_leave_colours_and_borders_alone(studio: Studio) -> None:
    page = studio.page
    studio.draw_shirt()
    studio.choose("border")
    studio.draw([(400, 500), (620, 520)])
    studio.choose("colour")
    studio.dot((512, 600))
    studio.wait_for_garment()
    before = layers(studio)
    page.keyboard.press("t")
    expect(page.locator(".tidy-parts input")).to_have_count(3)
    studio.wait_until(PREVIEWED)
    held = page.locator(".tidy [aria-pressed]")
    held.dispatch_event("keydown", {"key": " "})
    expect(page.locator(".tidy-preview")).to_be_hidden()
    held.dispatch_event("keyup", {"key": " "})
    page.locator(".tidy-parts input").first.uncheck()
    page.locator("#tidy-strength").fill("80")
    expect(page.locator(".tidy-percent")).to_have_text("80 %")
    expect(page.locator(".tidy")).to_have_attribute("aria-busy", "false")
    assert layers(studio) == before  # nothing is changed before Apply
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".tidy")).to_be_hidden()
    after = layers(studio)
    assert after["line"] != before["line"]
    assert after["line"]
    (details,) = set(after) - set(before)  # lines that nobody drew lie on a layer of their own
    assert after[details]
    assert list(after).index(details) < list(after).index("line")  # the pen still draws on the topmost
    assert {**after, "line": 0, details: 0} == {**before, "line": 0, details: 0}
    page.keyboard.press("Control+z")
    studio.wait_for(lambda: layers(studio) == before, "the drawing as it was")


def test_tidying_that_is_given_up_leaves_no_trace(studio: Studio) -> None:
    page = studio.page
    studio.draw_shirt()
    before = layers(studio)
    page.keyboard.press("t")
    studio.wait_until(PREVIEWED)
    page.locator("#tidy-strength").press("Escape")
    expect(page.locator(".tidy, .tidy-preview").first).to_be_hidden()
    assert layers(studio) == before
    assert not page.evaluate("studio.history.canRedo")
    assert studio.ink()["count"] > 1000  # the lines are to be seen again


def test_a_style_is_learned_kept_used_and_removed(open_studio: Callable[..., Studio]) -> None:
    studio = open_studio()
    page = studio.page
    studio.wait_for_garment()
    page.get_by_role("tab", name="My style").click()
    page.locator(".style-source").first.click()
    page.get_by_label("Name of the style").locator("visible=true").fill("Atelier")
    page.get_by_role("button", name="Learn").click()
    designs = page.locator(".style-grid .design")
    expect(designs).to_have_count(8, timeout=60_000)
    strokes = studio.strokes()
    designs.nth(2).click()
    studio.wait_until("studio.history.sketch.base !== undefined")
    assert studio.strokes() != strokes
    page.keyboard.press("Control+z")
    assert studio.strokes() == strokes
    with page.expect_response(lambda reply: reply.url.endswith("/render")) as reply:  # what goes with it: tests/studio/ui/styles.test.js
        page.get_by_label("Render my drawings in this style").check()
    assert reply.value.status == 200
    page.reload()
    page.wait_for_selector("body[data-ready]")
    page.get_by_role("tab", name="My style").click()
    expect(page.locator(".style-head select")).to_contain_text("Atelier")
    expect(page.get_by_label("Render my drawings in this style")).to_be_checked()
    for _ in range(2):
        page.locator(".style-making").get_by_role("button", name="Delete").click()
    expect(page.locator(".style-head select")).not_to_contain_text("Atelier")
    assert page.evaluate("studio.settings.values.style") == ""


_GUIDED_PIXELS = """() => {
  const canvas = document.querySelector(".shadow-lines");
  if (canvas.hidden) return 0;
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.reduce((sum, value, at) => sum + (at % 4 === 3 && value > 8 ? 1 : 0), 0);
}"""
