"""The brushes: dragging pieces of the garment, and drawing right on its picture."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any, cast

import pytest
from playwright.sync_api import expect

from .studio import Spot, Studio

CUFF = (840.0, 460.0)  # of the shirt's right sleeve, canvas pixels
BELOW = (900.0, 560.0)
HEM = (512.0, 895.0)  # below it
BLUE = "#2f6fd6"


@pytest.fixture
def sewn(studio: Studio) -> Studio:
    """The studio with a shirt and its garment."""
    studio.draw_shirt()
    studio.wait_for_garment()
    return studio


def on_garment(studio: Studio, spot: Spot) -> Spot:
    """Where a place of the canvas is in the window, on the picture of the garment."""
    box = studio.page.locator(".garment-picture").bounding_box()
    assert box
    view = studio.page.evaluate("studio.garmentInput.view")
    return box["x"] + view["x"] + spot[0] * view["scale"], box["y"] + view["y"] + spot[1] * view["scale"]


def wait_for_designs(studio: Studio) -> None:
    """Until the last picture has come, so that nothing else changes the page by itself."""
    expect(studio.page.locator(".design:not(:disabled)")).to_have_count(4)
    studio.wait_until("studio.atelier.rested.status.phase === 'ready'")


def wait_until_it_lies_still(studio: Studio) -> None:
    """Until the picture of the garment has scrolled to its place."""
    places: list[Any] = [None]

    def is_where_it_was() -> bool:
        studio.show()
        places.append(studio.page.locator(".garment-picture").bounding_box())
        return bool(places[-1] == places[-2])

    studio.wait_for(is_where_it_was, "the picture lies still")


def drag(studio: Studio, start: Spot, end: Spot) -> None:
    mouse = studio.page.mouse
    mouse.move(*start)
    mouse.down()
    mouse.move(*end, steps=8)
    mouse.up()


def garment_alpha(studio: Studio, spot: Spot) -> int:
    """Of the picture that is shown, or of the one that is dragged."""
    return cast(int, studio.page.evaluate(_ALPHA, list(spot)))


def lines(studio: Studio) -> list[dict[str, Any]]:
    return studio.strokes("line")


def test_a_drag_lengthens_both_sleeves_and_undo_brings_the_strokes_back(sewn: Studio) -> None:
    page, before = sewn.page, lines(sewn)
    page.keyboard.press("w")
    assert garment_alpha(sewn, (880, 530)) == 0
    page.mouse.move(*sewn.at(CUFF))
    page.mouse.down()
    page.mouse.move(*sewn.at(BELOW), steps=10)
    sewn.wait_until("document.querySelectorAll('.garment-picture .film').length === 1")
    sewn.wait_until("studio.paper.baseStack.standIns.size > 0")
    page.mouse.move(*sewn.at((BELOW[0] + 1, BELOW[1])))
    sewn.wait_for(lambda: sewn.ink()["right"] > 920, "the paper shows the longer sleeve")
    sewn.wait_for(lambda: garment_alpha(sewn, (880, 530)) > 200, "and so does the picture")
    assert lines(sewn) == before, "nothing is decided while the hand holds on"
    page.mouse.up()
    sewn.wait_until("studio.history.canUndo && studio.history.commands.at(-1).type === 'warp-strokes'")
    after = lines(sewn)
    assert [stroke["mirror"] for stroke in after] == [True] * 3
    assert max(point[0] for point in after[0]["points"]) > max(point[0] for point in before[0]["points"]) + 40
    assert after[2] == before[2], "the neckline was out of reach"
    ink = sewn.ink()
    assert ink["left"] == pytest.approx(1024 - ink["right"], abs=6)
    sewn.wait_until("document.querySelectorAll('.film').length === 0")
    sewn.wait_for_garment()
    assert garment_alpha(sewn, (880, 530)) > 200, "rendered again"
    page.keyboard.press("Control+z")
    assert lines(sewn) == before
    page.keyboard.press("Control+Shift+z")
    assert lines(sewn) == after


def test_under_the_widest_brush_a_worker_drags_the_whole_picture_as_finely_as_ever(sewn: Studio) -> None:
    page = sewn.page
    page.keyboard.press("w")
    page.evaluate("studio.setWidth(800)")
    page.evaluate(_COUNT_WIPES)
    assert garment_alpha(sewn, HEM) == 0
    page.mouse.move(*sewn.at((512, 600)))
    page.mouse.down()
    page.mouse.move(*sewn.at((512, 700)), steps=8)
    sewn.wait_for(lambda: garment_alpha(sewn, HEM) > 200, "the hem of the picture follows")
    assert page.evaluate("document.querySelector('.film').width") == 256
    assert any(worker.url.endswith("film-worker.js") for worker in page.workers)
    sewn.wait_until("document.querySelector('.garment-image').style.visibility === 'hidden'")
    wipes = page.evaluate("wipes")
    assert wipes["line"] > 0
    assert wipes["colour"] == wipes["border"] == 0, "layers without moved strokes are not painted"
    page.evaluate("studio.input.keyEnd(false)")
    page.mouse.up()
    expect(page.locator(".film")).to_have_count(0)
    assert page.locator(".garment-image").evaluate("image => image.style.visibility") == ""
    sewn.wait_for(lambda: sewn.ink()["bottom"] < HEM[1] - 10, "and the lines are back as well")


def test_a_second_drag_goes_on_from_the_picture_that_the_first_one_left(sewn: Studio) -> None:
    page = sewn.page
    page.evaluate(_HOLD_GARMENTS)
    page.keyboard.press("w")
    drag(sewn, sewn.at(CUFF), sewn.at(BELOW))
    sewn.wait_for(lambda: garment_alpha(sewn, (880, 530)) > 200, "the sleeve is longer, its garment still on its way")
    page.evaluate("studio.setWidth(800)")
    page.mouse.move(*sewn.at((512, 700)))
    page.mouse.down()
    page.mouse.move(*sewn.at((512, 780)), steps=8)
    sewn.wait_for(lambda: garment_alpha(sewn, HEM) > 200, "the hem follows")
    assert garment_alpha(sewn, (880, 530)) > 200, "and the sleeve stays long"
    page.evaluate("studio.input.keyEnd(false)")
    page.mouse.up()


def test_a_drag_on_the_picture_moves_the_drawing(sewn: Studio) -> None:
    before = lines(sewn)
    sewn.choose("warp")
    drag(sewn, on_garment(sewn, CUFF), on_garment(sewn, BELOW))
    sewn.wait_until("studio.history.commands.at(-1).type === 'warp-strokes'")
    warp = sewn.page.evaluate("studio.history.commands.at(-1).warp")
    assert (warp["from"]["x"], warp["from"]["y"]) == pytest.approx(CUFF, abs=4)
    assert (warp["to"]["x"], warp["to"]["y"]) == pytest.approx(BELOW, abs=4)
    assert lines(sewn) != before


def test_escape_and_a_drag_beside_the_garment_change_nothing(sewn: Studio) -> None:
    page, before = sewn.page, lines(sewn)
    page.keyboard.press("w")
    drag(sewn, sewn.at((60, 960)), sewn.at((90, 940)))
    sewn.expect_message("nothing to drag")
    page.mouse.move(*sewn.at(CUFF))
    page.mouse.down()
    page.mouse.move(*sewn.at(BELOW), steps=5)
    page.evaluate("studio.input.keyEnd(false)")
    page.mouse.up()
    sewn.show()
    assert lines(sewn) == before
    expect(page.locator(".film")).to_have_count(0)


def test_the_arrow_keys_drag_the_place_under_the_cross_hair(sewn: Studio) -> None:
    page, before = sewn.page, lines(sewn)
    page.keyboard.press("w")
    page.locator("#stage").focus()
    for _ in range(7):
        page.keyboard.press("Shift+ArrowRight")  # from the middle to 848, 512
    page.keyboard.press("Enter")
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    sewn.wait_until("studio.history.commands.at(-1).type === 'warp-strokes'")
    warp = page.evaluate("studio.history.commands.at(-1).warp")
    assert (warp["from"], warp["to"]) == ({"x": 848, "y": 512}, {"x": 848, "y": 560})
    assert lines(sewn) != before
    page.keyboard.press("Control+z")
    assert lines(sewn) == before


def test_the_bracket_keys_size_the_warp_and_its_strength_is_the_share_of_the_way(sewn: Studio) -> None:
    page = sewn.page
    page.get_by_role("tab", name="Brushes").click()
    page.locator('.brushes [data-action="warp"]').click()
    page.keyboard.press("]")
    page.get_by_role("slider", name="Strength").fill("37.5")  # half the way
    drag(sewn, sewn.at(CUFF), sewn.at((CUFF[0], CUFF[1] + 100)))
    sewn.wait_until("studio.history.commands.at(-1).type === 'warp-strokes'")
    warp = page.evaluate("studio.history.commands.at(-1).warp")
    assert warp["radius"] == pytest.approx(130 * 1.25)
    assert warp["to"]["y"] - warp["from"]["y"] == pytest.approx(50, abs=3)


def test_a_fixed_picture_is_dragged_itself_and_survives_undo_and_reload(sewn: Studio) -> None:
    page = sewn.page
    page.keyboard.press("Shift+K")
    sewn.wait_until("Boolean(studio.history.sketch.base)")
    fixed = page.evaluate("studio.history.sketch.base.picture")
    page.keyboard.press("w")
    drag(sewn, sewn.at(CUFF), sewn.at(BELOW))
    sewn.wait_until("studio.history.commands.at(-1).type === 'warp-strokes'")
    warped = page.evaluate("studio.history.sketch.base.picture")
    assert warped != fixed
    sewn.wait_until("studio.atelier.picture?.blob === studio.shelf.get(studio.history.sketch.base.picture)")
    assert page.evaluate(_DIFFERENCE, [fixed, warped, [300, 560, 400, 300]]) == 0, "the body keeps its very pixels"
    assert page.evaluate(_DIFFERENCE, [fixed, warped, [780, 400, 200, 200]]) > 500
    page.keyboard.press("Control+z")
    assert page.evaluate("studio.history.sketch.base.picture") == fixed
    page.keyboard.press("Control+Shift+z")
    sewn.reload()
    assert page.evaluate("studio.history.sketch.base.picture") == warped
    sewn.wait_until("studio.atelier.picture?.blob === studio.shelf.get(studio.history.sketch.base.picture)")


def test_colour_lines_and_rubbing_out_work_on_the_picture(sewn: Studio) -> None:
    sewn.choose("colour")
    sewn.choose_colour(BLUE)
    drag(sewn, on_garment(sewn, (480, 500)), on_garment(sewn, (560, 520)))
    sewn.expect_strokes(4)
    (stroke,) = sewn.strokes("colour")
    assert stroke["colour"] == BLUE
    assert stroke["points"][0][:2] == pytest.approx([480, 500], abs=5)
    sewn.wait_for_garment()
    red, _, blue, _ = sewn.garment_colour()
    assert blue > red + 60
    sewn.wait_until("studio.garmentInput.canvas.getContext('2d').getImageData(0, 0, 900, 500).data.every((value) => value === 0)")
    sewn.choose("pen")
    drag(sewn, on_garment(sewn, (420, 640)), on_garment(sewn, (600, 640)))
    sewn.wait_for(lambda: len(lines(sewn)) == 4, "the line on the picture is one of the drawing")
    sewn.choose("eraser")
    drag(sewn, on_garment(sewn, (400, 640)), on_garment(sewn, (620, 640)))
    sewn.wait_for(lambda: lines(sewn)[-1]["tool"] == "erase", "rubbed out on the picture, rubbed out in the drawing")
    sewn.page.get_by_role("tab", name="Brushes").click()
    sewn.page.get_by_label("Draw on the garment, too").uncheck()
    count = sewn.stroke_count()
    drag(sewn, on_garment(sewn, (420, 700)), on_garment(sewn, (600, 700)))
    sewn.show()
    assert sewn.stroke_count() == count


def test_the_picture_stays_under_the_hand_while_one_draws_on_it(sewn: Studio) -> None:
    page = sewn.page
    sewn.choose("pen")
    page.mouse.move(*on_garment(sewn, (512, 860)))
    page.mouse.down()
    page.mouse.move(*on_garment(sewn, (512, 990)), steps=5)
    place = page.locator(".garment-image").first.evaluate("image => image.style.transform")
    low: float = page.evaluate(_HEM)
    to_and_fro = itertools.cycle([(505, 1000), (500, 995)])

    def has_grown() -> bool:
        page.mouse.move(*on_garment(sewn, next(to_and_fro)), steps=4)  # a moving pen asks for pictures
        return bool(page.evaluate(_HEM) > low + 0.01)

    sewn.wait_for(has_grown, "a picture with the unfinished stroke")
    sewn.wait_until("document.querySelector('.garment-image').src === studio.atelier.picture.url")
    assert page.locator(".garment-image").first.evaluate("image => image.style.transform") == place, "though the garment has grown"
    page.mouse.move(*on_garment(sewn, (640, 1000)), steps=4)
    page.mouse.up()
    sewn.expect_strokes(4)
    assert lines(sewn)[-1]["points"][-1][:2] == pytest.approx([640, 1000], abs=6)
    sewn.wait_until("studio.garmentInput.heldBox === null")
    sewn.wait_for_garment()
    sewn.wait_until(f"document.querySelector('.garment-image').style.transform !== {place!r}")


def test_a_finger_drags_on_the_paper_and_on_the_picture_while_the_brushes_are_open(open_studio: Callable[..., Studio]) -> None:
    studio = open_studio(820, 1180, has_touch=True, is_mobile=True).start_empty()
    studio.draw_shirt()
    studio.wait_for_garment()
    before = lines(studio)
    studio.set("tool", "warp")

    def touch_drag(start: Spot, end: Spot) -> None:
        steps = [[(start[0] + (end[0] - start[0]) * part / 6, start[1] + (end[1] - start[1]) * part / 6)] for part in range(7)]
        studio.touch(*steps)

    touch_drag(studio.at(CUFF), studio.at(BELOW))
    studio.wait_until("studio.history.commands.at(-1).type === 'warp-strokes'")
    studio.page.keyboard.press("Control+z")
    wait_for_designs(studio)
    touch_drag(on_garment(studio, CUFF), on_garment(studio, BELOW))
    assert lines(studio) == before, "a finger on the picture scrolls"
    studio.page.get_by_role("tab", name="Brushes").click()
    expect(studio.page.locator(".garment-picture[data-touchable]")).to_be_visible()
    wait_until_it_lies_still(studio)
    touch_drag(on_garment(studio, CUFF), on_garment(studio, BELOW))
    studio.wait_until("studio.history.commands.at(-1).type === 'warp-strokes' && studio.history.cursor === studio.history.commands.length")
    assert lines(studio) != before


_HEM = "studio.atelier.picture.box.y + studio.atelier.picture.box.height"

_ALPHA = """async ([x, y]) => {
  const film = document.querySelector(".garment-picture .film");
  const source = film ?? await createImageBitmap(studio.atelier.picture.blob);
  const canvas = new OffscreenCanvas(source.width, source.height);
  const context = canvas.getContext("2d");
  context.drawImage(source, 0, 0);
  const scale = source.width / studio.history.sketch.canvas[0];
  return context.getImageData(Math.floor(x * scale), Math.floor(y * scale), 1, 1).data[3];
}"""

_DIFFERENCE = """async ([one, other, [x, y, width, height]]) => {
  const [first, second] = await Promise.all([one, other].map(async (name) => {
    const bitmap = await createImageBitmap(studio.shelf.get(name));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    context.drawImage(bitmap, 0, 0);
    const scale = bitmap.width / studio.history.sketch.canvas[0];
    return context.getImageData(...[x, y, width, height].map((value) => Math.floor(value * scale))).data;
  }));
  return first.filter((value, index) => value !== second[index]).length;
}"""

# how often each layer is wiped to be painted anew
_COUNT_WIPES = """() => {
  window.wipes = { line: 0, colour: 0, border: 0 };
  for (const { canvas } of studio.paper.baseStack.contexts()) {
    const context = canvas.getContext("2d");
    const clearRect = context.clearRect.bind(context);
    context.clearRect = (...box) => { wipes[canvas.dataset.kind]++; clearRect(...box); };
  }
}"""

_HOLD_GARMENTS = """() => {
  const send = window.fetch;
  window.fetch = (url, init) => (String(url).endsWith("/render") ? new Promise(() => {}) : send(url, init));
}"""
