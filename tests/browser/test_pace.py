"""How the page paces itself: a fine picture when the hand rests, nothing that makes a moving pen stutter."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from .studio import GARMENT_MS, Studio


def test_when_the_hand_rests_the_same_garment_comes_in_512_pixels(studio: Studio) -> None:
    # a slow machine must not look like a slow server
    studio.page.evaluate("Object.defineProperty(studio.atelier, 'tookMs', { get: () => 200, set: () => {} })")
    studio.page.evaluate(_FOLLOW, False)
    studio.draw_shirt()
    studio.wait_until("studio.atelier.picture?.size === 512")
    picture = studio.page.evaluate("(({ seed, size }) => ({ seed, size }))(studio.atelier.picture)")
    assert picture["seed"] == studio.page.evaluate("studio.settings.values.seed")
    image = studio.page.locator(".garment-image")
    studio.wait_until("document.querySelector('.garment-image').naturalWidth === 512")
    expect(studio.page.locator(".garment-sharper")).to_be_hidden()
    expect(image).to_be_visible()
    expect(studio.page.locator(".design:not(:disabled)")).to_have_count(4, timeout=GARMENT_MS)
    assert studio.page.evaluate("studio.atelier.picture.size") == 512  # the designs are small ones, the picture stays
    asked = studio.page.evaluate("asked")
    assert "512" in asked[:-1]
    assert asked[-1] == "256"  # the designs


def test_who_saves_data_keeps_the_coarse_picture(open_studio: Callable[..., Studio]) -> None:
    def saving(page: Page) -> None:
        page.add_init_script("Object.defineProperty(navigator, 'connection', { get: () => ({ saveData: true }) })")

    studio = open_studio(before=saving).start_empty()
    studio.page.evaluate(_FOLLOW, False)
    studio.draw_shirt()
    expect(studio.page.locator(".design:not(:disabled)")).to_have_count(4, timeout=GARMENT_MS)
    assert "512" not in studio.page.evaluate("asked")


def test_a_new_stroke_calls_the_fine_picture_off(studio: Studio) -> None:
    studio.page.evaluate("Object.defineProperty(studio.atelier, 'tookMs', { get: () => 200, set: () => {} })")
    studio.page.evaluate(_FOLLOW, True)
    studio.draw_shirt()
    studio.wait_until("['working', 'slow'].includes(studio.atelier.sharpened.status.phase)")
    studio.draw([(560, 400), (660, 420)])
    studio.wait_for_garment()
    assert studio.page.evaluate("studio.atelier.picture.size") == 256
    assert studio.page.evaluate("calledOff") >= 1


def test_the_stroke_under_the_pen_goes_over_to_its_layer_and_the_draft_is_wiped(studio: Studio) -> None:
    studio.draw([(300, 300), (600, 320)])
    studio.wait_until(f"{_INKED_DRAFT} === 0")
    assert studio.ink()["count"] > 0
    empty = "[...document.querySelectorAll('.stack canvas[data-kind=colour]')].every(canvas => canvas.hidden)"
    assert studio.page.evaluate(empty)  # an empty layer costs nothing


_INKED_DRAFT = """(() => {
  const draft = document.querySelector("canvas.draft");
  const { data } = draft.getContext("2d").getImageData(0, 0, draft.width, draft.height);
  return data.reduce((sum, value, index) => sum + (index % 4 === 3 && value > 0 ? 1 : 0), 0);
})()"""


# the sizes of the pictures that are asked for; with `hold` fine ones never come
_FOLLOW = """(hold) => {
  const send = window.fetch;
  Object.assign(window, { asked: [], calledOff: 0 });
  window.fetch = async (url, init) => {
    if (!String(url).endsWith("/render")) return send(url, init);
    const size = (await new Response(init.body, { headers: init.headers }).formData()).get("size");
    asked.push(size);
    if (!hold || size !== "512") return send(url, init);
    return new Promise((_, reject) => init.signal.addEventListener("abort", () => { calledOff++; reject(init.signal.reason); }));
  };
}"""
