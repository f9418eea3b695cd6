"""Changing a garment: candidates, mixing, morphing, and the picture that is fixed."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from playwright.sync_api import Page, expect

from .studio import Studio
from .test_everywhere import violations

NECKLACE = ((440, 560), (500, 600), (560, 560))
_SHOWN = """async () => {
  const { picture } = studio.atelier;
  const bytes = new Uint8Array(await picture.blob.arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}"""
_FAR_FROM = """async ([before, after, box]) => {
  const pixels = async (text) => {
    const image = new Image();
    image.src = `data:image/png;base64,${text}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height);
  };
  const [one, two] = await Promise.all([pixels(before), pixels(after)]);
  let [inside, outside] = [0, 0];
  for (let at = 0; at < one.data.length; at += 4) {
    if ([0, 1, 2, 3].every((part) => one.data[at + part] === two.data[at + part])) continue;
    const [x, y] = [((at / 4) % one.width) / one.width, Math.floor(at / 4 / one.width) / one.height];
    if (x > box[0] && x < box[2] && y > box[1] && y < box[3]) inside++;
    else outside++;
  }
  return { inside, outside, same: one.width === two.width };
}"""


_NOTE_WHAT_IS_SENT = """() => {
  const send = window.fetch;
  window.fetch = async (url, init) => {
    if (String(url).endsWith("/search")) {
      const bytes = new Uint8Array(await init.body.get("image").arrayBuffer());
      window.sentPicture = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    }
    return send(url, init);
  };
}"""


def shown(studio: Studio) -> str:
    """The bytes of the picture that is shown, as base64."""
    return cast(str, studio.page.evaluate(_SHOWN))


def fix(studio: Studio) -> str:
    """Fix the garment by its key; the picture as it is then."""
    studio.page.keyboard.press("Shift+K")
    expect(studio.page.locator(".fixed-chip")).to_be_visible()
    studio.wait_until("studio.atelier.picture === null || studio.shelf.get(studio.atelier.base?.picture) === studio.atelier.picture.blob")
    return shown(studio)


def rest(studio: Studio) -> None:
    """Until the garment belongs to the drawing and lies among the earlier ones."""
    studio.wait_for_garment()
    studio.wait_until("studio.atelier.moments[0]?.picture === studio.atelier.picture")


def test_a_fixed_picture_changes_only_where_it_is_drawn_on(open_studio: Callable[..., Studio]) -> None:
    studio = open_studio()
    rest(studio)
    before = fix(studio)
    studio.choose("pen")
    studio.draw(NECKLACE)
    studio.wait_for_garment()
    studio.wait_until("studio.shelf.get(studio.atelier.base.picture) !== studio.atelier.picture.blob")
    change = studio.page.evaluate(_FAR_FROM, [before, shown(studio), [0.36, 0.48, 0.64, 0.66]])
    assert change["inside"] > 0
    assert change["outside"] == 0
    assert change["same"]
    studio.page.keyboard.press("Control+z")
    studio.wait_until("studio.shelf.get(studio.atelier.base.picture) === studio.atelier.picture.blob")
    assert shown(studio) == before


def test_a_fixed_picture_survives_reload_undo_and_its_file(open_studio: Callable[..., Studio], tmp_path: Path) -> None:
    studio = open_studio()
    page = studio.page
    rest(studio)
    before = fix(studio)
    studio.reload()
    studio.wait_until("studio.atelier.picture !== null")
    assert shown(studio) == before
    with page.expect_download() as saved:
        page.keyboard.press("Control+s")
    file = tmp_path / "fixed.s2f"
    saved.value.save_as(file)
    held = json.loads(file.read_text())["base"]["picture"]
    assert base64.b64decode(held.partition(",")[2]) == base64.b64decode(before)
    page.keyboard.press("Control+z")
    expect(page.locator(".fixed-chip")).to_be_hidden()
    studio.start_empty()
    page.locator('input[type="file"]').first.set_input_files(file)
    expect(page.locator(".fixed-chip")).to_be_visible()
    assert shown(studio) == before


def test_releasing_a_picture_renders_the_drawing_again(open_studio: Callable[..., Studio]) -> None:
    studio = open_studio()
    rest(studio)
    fix(studio)
    studio.page.locator(".fixed-chip").get_by_role("button").click()
    expect(studio.page.locator(".fixed-chip")).to_be_hidden()
    studio.wait_for_garment()
    studio.wait_until("studio.atelier.designs.length === 4")
    studio.page.keyboard.press("Control+z")
    expect(studio.page.locator(".fixed-chip")).to_be_visible()


def test_with_the_server_away_the_fixed_picture_stays_and_nothing_is_lost(open_studio: Callable[..., Studio]) -> None:
    studio = open_studio()
    page = studio.page
    rest(studio)
    before = fix(studio)
    page.route("**/api/v1/modify", lambda route: route.abort())
    studio.choose("pen")
    studio.draw(NECKLACE)
    expect(page.locator(".status")).to_contain_text("needs the server")
    assert shown(studio) == before
    assert page.locator('[data-action="renderHere"]').first.is_hidden()  # no engine in the page can do this
    page.unroute("**/api/v1/modify")
    studio.wait_for_garment()
    assert shown(studio) != before


def test_what_is_searched_for_and_exported_is_the_fixed_picture(open_studio: Callable[..., Studio]) -> None:
    studio = open_studio()
    page = studio.page
    rest(studio)
    before = base64.b64decode(fix(studio))
    with page.expect_download() as saved:
        page.keyboard.press("Control+Shift+s")
    assert hashlib.sha256(saved.value.path().read_bytes()).digest() == hashlib.sha256(before).digest()
    page.evaluate(_NOTE_WHAT_IS_SENT)
    page.keyboard.press("Control+Enter")
    studio.wait_until("window.sentPicture !== undefined")
    assert base64.b64decode(page.evaluate("sentPicture")) == before


def test_sixteen_candidates_differ_and_the_picked_one_becomes_the_design(open_studio: Callable[..., Studio]) -> None:
    studio = open_studio()
    page = studio.page
    studio.wait_for_garment()
    page.keyboard.press("d")
    tiles = page.locator(".candidate")
    studio.wait_until("document.querySelectorAll('.candidate').length === 16")
    seeds = page.evaluate("[...document.querySelectorAll('.candidate img')].map((image) => image.src)")
    assert len(set(seeds)) == 16
    tiles.nth(6).click()
    expect(tiles.nth(6)).to_have_attribute("aria-pressed", "true")
    seed = page.evaluate("studio.settings.values.seed")
    assert seed == page.evaluate("studio.atelier.picture.seed") == 6
    studio.choose("pen")
    studio.draw(NECKLACE)
    sources = "[...document.querySelectorAll('.candidate img')].map((image) => image.src)"
    studio.wait_until(f"{sources}.length === 16 && !{sources}.some((src) => {json.dumps(seeds)}.includes(src))")  # of the new drawing
    assert page.evaluate("studio.atelier.picture.seed") == seed


def test_two_candidates_mix_and_the_mix_can_be_picked_and_undone(open_studio: Callable[..., Studio]) -> None:
    studio = open_studio()
    page = studio.page
    studio.wait_for_garment()
    page.keyboard.press("d")
    studio.wait_until("document.querySelectorAll('.candidate').length === 16")
    lines, colours = studio.strokes("line"), studio.strokes("colour")
    for index in (2, 9):
        page.locator(".candidate-tile").nth(index).hover()
        page.locator(".candidate-mark").nth(index).click()
    page.get_by_role("button", name="Mix two").click()
    mix = page.locator(".candidate-tile.mixed .candidate")
    expect(mix).to_be_visible(timeout=30_000)
    mix.click()
    expect(page.locator(".fixed-chip")).to_be_visible()
    assert studio.strokes("line") == lines  # one drawing, so the own lines stay
    assert studio.strokes("colour") != colours
    page.locator("#stage").focus()
    page.keyboard.press("Control+z")
    assert studio.strokes("colour") == colours
    assert page.evaluate("studio.history.sketch.base === undefined")


def test_a_morph_is_scrubbed_and_gone_on_from(open_studio: Callable[..., Studio]) -> None:
    studio = open_studio()
    page = studio.page
    _two_garments(studio)
    page.keyboard.press("Shift+D")
    slider = page.get_by_role("slider", name="Between the two garments")
    studio.wait_until("!document.querySelector('.morph .slider').disabled")
    studio.wait_until("document.querySelectorAll('.morph-versions .moment').length === studio.atelier.moments.length")
    slider.focus()
    for _ in range(5):
        page.keyboard.press("PageDown")
    expect(page.locator(".morph-stage")).to_be_visible()
    expect(slider).to_have_attribute("aria-valuetext", "50 % of the way")
    studio.wait_for(lambda: page.evaluate(_OPAQUE_OF_STAGE) > 0.1, "the garment between the two is shown")
    strokes = studio.strokes()
    page.get_by_role("button", name="Use this one").click()
    expect(page.locator(".fixed-chip")).to_be_visible(timeout=30_000)
    expect(page.locator(".morph-stage")).to_be_hidden()
    assert studio.strokes() != strokes
    page.locator("#stage").focus()
    page.keyboard.press("Control+z")
    assert studio.strokes() == strokes


def test_a_morph_plays_and_pauses(open_studio: Callable[..., Studio]) -> None:
    studio = open_studio()
    page = studio.page
    _two_garments(studio)
    page.keyboard.press("Shift+D")
    studio.wait_until("!document.querySelector('.morph .slider').disabled")
    page.get_by_role("button", name="Play").click()
    value = "Number(document.querySelector('.morph .slider').value)"
    studio.wait_until(f"{value} > 5 && {value} < 95")
    page.get_by_role("button", name="Pause").click()
    still = page.evaluate(value)
    page.wait_for_timeout(300)
    assert page.evaluate(value) == still
    page.keyboard.press("Escape")
    expect(page.locator(".morph-stage")).to_be_hidden()


def test_tabs_open_close_and_walk_by_the_keyboard(studio: Studio) -> None:
    page = studio.page
    sheet = page.locator("#change-sheet")
    expect(sheet).to_be_hidden()
    first, second = page.locator(".change-tab").nth(0), page.locator(".change-tab").nth(1)
    first.focus()
    page.keyboard.press("ArrowRight")
    expect(second).to_be_focused()
    expect(sheet).to_be_hidden()
    page.keyboard.press("Enter")
    expect(second).to_have_attribute("aria-selected", "true")
    expect(sheet).to_be_visible()
    page.keyboard.press("Home")
    expect(first).to_be_focused()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(second).to_be_focused()
    expect(second).to_have_attribute("aria-selected", "false")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_axe_finds_nothing_in_the_change_panel(open_studio: Callable[..., Studio], size: tuple[int, int], scheme: str) -> None:
    studio = open_studio(*size, color_scheme=scheme)
    rest(studio)
    fix(studio)
    for page_id in ("candidates", "morph"):
        studio.page.evaluate("(id) => studio.panel.change.show(id)", page_id)
        studio.come_to_rest()
        assert violations(studio.page) == []
        assert _small_targets(studio.page) == []


def _two_garments(studio: Studio) -> None:
    """An earlier garment and another one after a stroke."""
    rest(studio)
    studio.choose("pen")
    studio.draw(NECKLACE)
    rest(studio)
    studio.wait_until("studio.atelier.moments.length > 1")


def _small_targets(page: Page) -> list[str]:
    """Buttons of the panel that a finger would miss."""
    return cast(
        list[str],
        page.evaluate(
            """() => [...document.querySelectorAll("#change-sheet button, .change-tab, .fixed-chip button")]
              .filter((each) => each.checkVisibility())
              .filter((each) => each.getBoundingClientRect().width < 24 || each.getBoundingClientRect().height < 24)
              .map((each) => each.className)"""
        ),
    )


_OPAQUE_OF_STAGE = """() => {
  const canvas = document.querySelector(".morph-stage");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let opaque = 0;
  for (let at = 3; at < data.length; at += 4) if (data[at] > 200) opaque++;
  return opaque / (data.length / 4);
}"""
