"""The canvas beyond the pen: shapes, selection, layers, colours, pictures to trace, paper, templates, keys."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from .studio import Spot, Studio
from .test_everywhere import violations

BLUE = "#2f6fd6"


def line(studio: Studio, *spots: Spot) -> None:
    """A stroke of the pen without its mirror image."""
    studio.choose("pen")
    studio.set("mirror", False)
    studio.draw(spots)


def box_of(stroke: dict[str, Any]) -> tuple[float, float, float, float]:
    xs, ys = zip(*(point[:2] for point in stroke["points"]), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def lasso(studio: Studio, left: float, top: float, right: float, bottom: float) -> None:
    studio.choose("select")
    studio.draw([(left, top), (right, top), (right, bottom), (left, bottom), (left, top + 8)])


# --- shapes -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", ["rectangle", "ellipse"])
def test_shift_makes_shapes_even(studio: Studio, shape: str) -> None:
    studio.choose("shape")
    studio.page.locator(f'.segments [data-value="{shape}"]').click()
    studio.page.keyboard.down("Shift")
    studio.draw([(560, 200), (760, 300)])
    studio.page.keyboard.up("Shift")
    (stroke,) = studio.strokes("line")
    left, top, right, bottom = box_of(stroke)
    assert right - left == pytest.approx(bottom - top, abs=1)
    assert right - left == pytest.approx(200, abs=4)
    assert stroke["mirror"] is True


def test_a_curve_is_drawn_and_then_pulled(studio: Studio) -> None:
    studio.choose("shape")
    studio.page.locator('.segments [data-value="curve"]').click()
    studio.draw([(560, 300), (800, 300)])
    assert studio.stroke_count() == 0
    studio.draw([(680, 380), (680, 420)])
    studio.expect_strokes(1)
    (stroke,) = studio.strokes("line")
    assert box_of(stroke)[3] == pytest.approx(420, abs=5)


# --- selection --------------------------------------------------------------------------------------------------------------


def test_what_a_loop_holds_can_be_moved_scaled_and_turned(studio: Studio) -> None:
    line(studio, (300, 300), (400, 300))
    line(studio, (700, 700), (800, 700))
    lasso(studio, 260, 260, 440, 340)
    studio.draw([(350, 300), (450, 400)])
    left, top, right, _ = box_of(studio.strokes("line")[0])
    assert (left, top) == pytest.approx((400, 400), abs=4)
    frame = studio.page.evaluate("studio.selection.box")
    corner = (frame["x"] + frame["width"], frame["y"] + frame["height"])
    width = right - left
    studio.draw([corner, (corner[0] + frame["width"], corner[1] + 2)])
    left, top, right, bottom = box_of(studio.strokes("line")[0])
    assert right - left == pytest.approx(2 * width, rel=0.05)
    assert box_of(studio.strokes("line")[1])[0] == pytest.approx(700, abs=4)
    handle = studio.page.locator(".selection .handle").last.bounding_box()
    assert handle
    middle, level = (left + right) / 2, (top + bottom) / 2
    studio.page.mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
    studio.page.mouse.down()
    studio.page.keyboard.down("Shift")
    studio.page.mouse.move(*studio.at((middle + 200, level)), steps=8)
    studio.page.mouse.up()
    studio.page.keyboard.up("Shift")
    left, top, right, bottom = box_of(studio.strokes("line")[0])
    assert bottom - top > 3 * (right - left)
    for _ in range(3):
        studio.page.keyboard.press("Control+z")
    assert box_of(studio.strokes("line")[0])[0] == pytest.approx(300, abs=4)


def test_with_the_mirror_on_both_sleeves_follow_one(studio: Studio) -> None:
    studio.draw([(700, 300), (800, 300)])
    lasso(studio, 660, 260, 840, 340)
    studio.draw([(750, 300), (790, 300)])
    (stroke,) = studio.strokes("line")
    assert stroke["mirror"] is True
    assert box_of(stroke)[0] == pytest.approx(740, abs=4)
    studio.settle()
    assert studio.ink()["left"] == pytest.approx(1024 - 840, abs=8)


def test_copy_paste_flip_and_delete_by_keyboard(studio: Studio) -> None:
    line(studio, (300, 300), (360, 420), (400, 300))
    lasso(studio, 240, 240, 460, 480)
    for key in ("Control+c", "Control+v", "Control+v"):
        studio.page.keyboard.press(key)
    studio.expect_strokes(3)
    lefts = [box_of(stroke)[0] for stroke in studio.strokes("line")]
    assert lefts[1] - lefts[0] == pytest.approx(28, abs=1)
    assert lefts[2] - lefts[0] == pytest.approx(56, abs=1)
    top = box_of(studio.strokes("line")[2])[1]
    lowest = max(studio.strokes("line")[2]["points"], key=lambda point: point[1])
    studio.page.keyboard.press("Shift+V")
    flipped = studio.strokes("line")[2]
    assert min(flipped["points"], key=lambda point: point[1])[0] == pytest.approx(lowest[0], abs=2)
    assert box_of(flipped)[1] == pytest.approx(top, abs=2)
    studio.page.keyboard.press("Delete")
    studio.expect_strokes(2)
    studio.page.keyboard.press("Control+a")
    studio.page.keyboard.press("Backspace")
    studio.expect_strokes(0)


def test_strokes_are_pasted_in_another_tab(open_studio: Callable[..., Studio]) -> None:
    studio = open_studio(permissions=["clipboard-read", "clipboard-write"]).start_empty()
    line(studio, (300, 300), (400, 400))
    studio.page.keyboard.press("Control+a")
    studio.page.keyboard.press("Control+c")
    page = studio.page.context.new_page()
    page.goto(studio.page.url)
    page.wait_for_selector("body[data-ready]")
    other = Studio(page).start_empty()
    page.keyboard.press("Control+v")
    other.expect_strokes(1)


def test_arrow_keys_nudge_as_one_step(studio: Studio) -> None:
    line(studio, (300, 300), (400, 300))
    studio.page.keyboard.press("Control+a")
    studio.page.evaluate(_PRESS_QUICKLY, [["ArrowRight", False], ["ArrowRight", False], ["ArrowDown", True]])
    studio.wait_until("studio.history.commands.at(-1).type === 'swap-strokes'")
    left, top, *_ = box_of(studio.strokes("line")[0])
    assert (left, top) == pytest.approx((302, 310), abs=3)
    studio.page.keyboard.press("Control+z")
    assert box_of(studio.strokes("line")[0])[1] == pytest.approx(300, abs=3)


def test_a_finger_selects_and_moves(open_studio: Callable[..., Studio]) -> None:
    studio = open_studio(390, 844, has_touch=True, is_mobile=True).start_empty()
    studio.set("mirror", False)
    studio.touch(*[[studio.at((300 + 40 * step, 500))] for step in range(6)])
    studio.choose("select")
    studio.touch(*[[studio.at(spot)] for spot in ((240, 420), (560, 420), (560, 580), (240, 580), (240, 440))])
    studio.wait_until("studio.selection.picks.length === 1")
    studio.touch([studio.at((400, 500))], [studio.at((420, 560))], [studio.at((450, 700))])
    studio.wait_until("studio.history.commands.at(-1).type === 'swap-strokes'")
    assert box_of(studio.strokes("line")[0])[1] == pytest.approx(700, abs=8)


# --- layers -----------------------------------------------------------------------------------------------------------------


def test_layers_are_added_drawn_on_hidden_and_merged(studio: Studio) -> None:
    page = studio.page
    page.keyboard.press("y")
    page.locator('.layers [data-action="addLayer"]').click()
    line(studio, (300, 300), (400, 300))
    assert [layer["id"] for layer in page.evaluate("studio.history.sketch.layers")] == ["colour", "border", "line", "line-2"]
    assert len(page.evaluate("studio.history.sketch.layers[3].strokes")) == 1
    page.locator('[data-layer="line-2"] [aria-label="Visible"]').click()
    expect(page.locator(".stack canvas").nth(3)).to_have_css("opacity", "0")
    line(studio, (300, 500), (400, 500))
    assert len(page.evaluate("studio.history.sketch.layers[2].strokes")) == 1  # the chosen one is hidden
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    page.locator('.layers [data-action="mergeDown"]').click()
    assert len(page.evaluate("studio.history.sketch.layers[2].strokes")) == 1
    page.keyboard.press("Control+z")
    assert page.evaluate("studio.history.sketch.layers.length") == 4


def test_a_locked_layer_takes_no_ink_and_says_so(studio: Studio) -> None:
    page = studio.page
    page.keyboard.press("y")
    page.locator('[data-layer="line"] [aria-label="Locked"]').click()
    line(studio, (300, 300), (400, 300))
    assert studio.stroke_count() == 0
    studio.expect_message("locked", "warning")


def test_opacity_name_and_order_of_a_layer(studio: Studio) -> None:
    page = studio.page
    page.keyboard.press("y")
    page.locator('[data-layer="colour"] .layer-name').click()
    page.get_by_label("Name", exact=True).fill("Cloth")
    page.get_by_label("Name", exact=True).press("Enter")
    page.get_by_role("slider", name="Opacity").fill("40")
    page.locator('.layers [data-action="layerUp"]').click()
    first, second = page.evaluate("studio.history.sketch.layers")[:2]
    assert (first["id"], second["id"], second["name"], second["opacity"]) == ("border", "colour", "Cloth", 0.4)
    expect(page.locator(".stack canvas").nth(1)).to_have_css("opacity", "0.4")


# --- colour -----------------------------------------------------------------------------------------------------------------


def test_alt_picks_the_colour_under_the_pointer(studio: Studio) -> None:
    studio.choose("colour")
    studio.choose_colour(BLUE)
    studio.dot((700, 500))
    studio.choose_colour("#d4202f")
    studio.page.keyboard.down("Alt")
    studio.dot((700, 500))
    studio.page.keyboard.up("Alt")
    assert studio.page.evaluate("studio.settings.values.colour") == BLUE
    assert len(studio.strokes("colour")) == 1


def test_a_resting_finger_picks_the_colour(open_studio: Callable[..., Studio]) -> None:
    studio = open_studio(390, 844, has_touch=True, is_mobile=True).start_empty()
    studio.set("colour", BLUE)
    studio.choose("colour")
    studio.touch([studio.at((700, 500))])
    studio.set("colour", "#d4202f")
    session = studio.devtools()
    x, y = studio.at((700, 500))
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y, "id": 0}]})
    expect(studio.page.locator(".drop-of-colour")).to_be_visible()
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    studio.wait_until(f"studio.settings.values.colour === '{BLUE}'")
    assert len(studio.strokes("colour")) == 1


def test_a_hex_code_is_a_colour_and_is_remembered(studio: Studio) -> None:
    studio.choose("colour")
    studio.page.locator(".colour-well").click()
    field = studio.page.get_by_label("Colour code")
    field.fill("0a7")
    field.press("Enter")
    assert studio.page.evaluate("studio.settings.values.colour") == "#00aa77"
    expect(studio.page.locator('.recent [data-colour="#00aa77"]')).to_be_visible()
    field.fill("no colour")
    expect(field).to_have_attribute("aria-invalid", "true")


def test_a_part_can_be_left_to_the_renderer(studio: Studio) -> None:
    studio.draw_shirt()
    studio.choose("fill")
    studio.page.keyboard.press("a")
    studio.dot((600, 600))
    (stroke,) = studio.strokes("colour")
    assert stroke["auto"] is True
    studio.settle()
    assert studio.colour_of_wash((600, 640))[3] == 255
    studio.wait_for_garment()


def test_a_wider_gap_tolerance_closes_a_wider_gap(studio: Studio) -> None:
    line(studio, (300, 300), (300, 700), (700, 700), (700, 300), (540, 300))
    line(studio, (300, 300), (460, 300))  # 80 px are open
    studio.choose("fill")
    studio.dot((500, 500))
    studio.settle()
    assert studio.colour_of_wash((600, 600))[3] == 0
    studio.page.get_by_label("Gaps").fill("100")
    studio.settle()
    assert studio.colour_of_wash((600, 600))[3] == 255
    assert studio.page.evaluate("studio.history.sketch.gap") > 80


# --- mirror, view, keys -----------------------------------------------------------------------------------------------------


def test_the_mirror_stands_where_it_is_put(studio: Studio) -> None:
    grip = studio.page.locator(".axis-grip")
    box = grip.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    studio.page.mouse.move(x, y)
    studio.page.mouse.down()
    studio.page.mouse.move(studio.at((400, 0))[0], y, steps=5)
    studio.page.mouse.up()
    axis = studio.page.evaluate("studio.history.sketch.axis")
    assert axis == pytest.approx(400, abs=3)
    studio.draw([(500, 300), (500, 500)])
    studio.settle()
    assert studio.ink()["left"] == pytest.approx(2 * axis - 500, abs=6)
    grip.dblclick()
    assert studio.page.evaluate("studio.history.sketch.axis ?? null") is None


def test_the_view_fits_the_selection(studio: Studio) -> None:
    line(studio, (300, 300), (340, 340))
    studio.page.keyboard.press("Control+a")
    before = studio.zoom()
    studio.page.keyboard.press("2")
    assert studio.zoom() > 3 * before
    studio.page.keyboard.press("1")
    assert studio.zoom() == pytest.approx(1)


def test_every_command_is_found_by_its_name(studio: Studio) -> None:
    page = studio.page
    page.keyboard.press("Control+k")
    page.keyboard.type("eras")
    page.keyboard.press("Enter")
    studio.wait_until("studio.settings.values.tool === 'eraser'")
    page.keyboard.press("Control+k")
    assert violations(page) == []


def test_a_right_click_offers_what_fits(studio: Studio) -> None:
    line(studio, (300, 300), (400, 300))
    studio.choose("select")
    studio.dot((350, 300))
    studio.page.mouse.click(*studio.at((350, 300)), button="right")
    studio.page.locator('#context-menu [data-action="duplicate"]').click()
    studio.expect_strokes(2)


def test_the_keyboard_alone_draws(studio: Studio) -> None:
    page = studio.page
    page.locator("#stage").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    for key in ("Shift+ArrowRight", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    (stroke,) = studio.strokes("line")
    left, top, right, bottom = box_of(stroke)
    assert right - left == pytest.approx(48, abs=2)
    assert bottom - top == pytest.approx(24, abs=2)


def test_left_handed_puts_the_tools_on_the_right(studio: Studio) -> None:
    studio.page.evaluate("studio.run('leftHanded')")
    studio.wait_until("document.body.classList.contains('left-handed')")
    studio.come_to_rest()
    rail = studio.page.locator("#rail").bounding_box()
    garment = studio.page.locator("#garment").bounding_box()
    assert rail
    assert garment
    assert garment["x"] < 100 < 1300 < rail["x"]


# --- pictures and drawings to start from ------------------------------------------------------------------------------------


def test_there_are_drawings_for_every_category(studio: Studio) -> None:
    page = studio.page
    page.keyboard.press("x")
    expect(page.locator(".chip")).to_have_count(14)
    page.get_by_role("button", name="Outerwear").click()
    page.locator('[data-example="outerwear-trench"]').click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert page.evaluate("studio.history.sketch.category") == "outerwear"
    assert len(studio.strokes("line")) > 20


def test_a_figure_lies_under_the_paper_and_is_never_rendered(studio: Studio) -> None:
    page = studio.page
    page.keyboard.press("x")
    expect(page.locator(".chip")).to_have_count(14)  # when all drawings are there they are laid out anew
    page.locator('[data-example="figure"]').click()
    expect(page.locator(".references img")).to_be_visible()
    assert page.evaluate("import('/studio/render/wire.js').then(({ forServer }) => forServer(studio.history.sketch))").find("svg") == -1
    studio.reload()
    expect(page.locator(".references img")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.locator(".references img")).to_have_count(0)


def photo_of_a_sheet(path: Path) -> None:
    """A rectangle in black ink and a red patch, on a sheet that lies aslant on a table, with a shadow."""
    picture = Image.new("RGB", (900, 700), (96, 74, 56))
    pen = ImageDraw.Draw(picture)
    pen.polygon([(180, 90), (780, 150), (820, 630), (90, 570)], fill=(236, 233, 226))
    pen.polygon([(600, 132), (780, 150), (820, 630), (640, 615)], fill=(196, 193, 188))  # shadow
    pen.line([(300, 200), (640, 225), (655, 500), (270, 470), (300, 200)], fill=(30, 30, 34), width=9, joint="curve")
    pen.ellipse([440, 320, 480, 360], fill=(205, 30, 40))
    picture.save(path, quality=90)


def test_a_photo_of_paper_is_pulled_flat_and_becomes_ink(studio: Studio, tmp_path: Path) -> None:
    page = studio.page
    photo_of_a_sheet(tmp_path / "sheet.jpg")
    with page.expect_file_chooser() as choosing:
        page.keyboard.press("Control+o")
    choosing.value.set_files(tmp_path / "sheet.jpg")
    corner = page.get_by_role("button", name="Top left corner")
    expect(corner).to_be_visible()
    studio.come_to_rest()
    picture = page.locator(".corners").bounding_box()
    found = corner.bounding_box()
    assert picture
    assert found
    assert (found["x"] + 16 - picture["x"]) / picture["width"] == pytest.approx(180 / 900, abs=0.03)
    assert violations(page) == []
    before = corner.bounding_box()
    corner.press("Shift+ArrowRight")
    corner.press("Shift+ArrowLeft")
    assert corner.bounding_box() == before
    page.locator(".choice").first.click()
    studio.wait_until("studio.history.sketch.layers.some((layer) => layer.strokes.length > 0)")
    lines = studio.strokes("line")
    left, _, right, bottom = box_of(max(lines, key=lambda stroke: len(stroke["points"])))
    width, height = page.evaluate("studio.history.sketch.canvas")
    assert 0.1 * width < left < 0.4 * width
    assert right < 0.95 * width
    assert bottom < 0.95 * height
    assert len(lines) <= 6  # neither the sheet's edge nor the shadow's
    (hint,) = studio.strokes("colour")
    red, green, blue = bytes.fromhex(hint["colour"][1:])
    assert red > 150 > 90 > max(green, blue)


def test_a_pasted_picture_can_lie_under_the_paper(studio: Studio) -> None:
    data = io.BytesIO()
    Image.new("RGB", (60, 40), (10, 120, 200)).save(data, "PNG")
    studio.page.evaluate(
        """(bytes) => {
          const clipboardData = new DataTransfer();
          clipboardData.items.add(new File([new Uint8Array(bytes)], "print.png", { type: "image/png" }));
          dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
        }""",
        list(data.getvalue()),
    )
    studio.page.get_by_role("button", name="Something to trace").click()
    expect(studio.page.locator(".references img")).to_be_visible()
    studio.come_to_rest()
    studio.page.keyboard.press("i")
    studio.dot((512, 512))
    red, green, blue = bytes.fromhex(studio.page.evaluate("studio.settings.values.colour")[1:])
    assert (red, green, blue) == pytest.approx((10, 120, 200), abs=6)
    assert studio.page.evaluate("studio.settings.values.tool") == "colour"


def test_two_garments_ask_which_one_is_meant(studio: Studio) -> None:
    studio.set("mirror", False)
    for left in (150, 650):
        studio.choose("shape")
        studio.page.locator('.segments [data-value="rectangle"]').click()
        studio.draw([(left, 300), (left + 220, 650)])
    bar = studio.page.locator(".which")
    expect(bar).to_be_visible()
    bar.get_by_role("button", name="Garment 2").click()
    x, _, width, _ = studio.page.evaluate("studio.history.sketch.focus")
    assert 600 < x < 650 < 850 < x + width < 920
    studio.wait_for_garment()
    box = studio.page.evaluate("studio.atelier.picture.box")
    assert box["x"] > 0.55
    assert violations(studio.page) == []
    bar.get_by_role("button", name="All together").click()
    expect(bar).to_be_hidden()
    assert studio.page.evaluate("studio.history.sketch.focus ?? null") is None


# --- lasting ----------------------------------------------------------------------------------------------------------------


def test_layers_and_moves_are_undone_over_a_reload(studio: Studio) -> None:
    page = studio.page
    line(studio, (300, 300), (400, 300))
    page.keyboard.press("Shift+N")
    page.keyboard.press("Control+a")
    page.keyboard.press("Shift+H")
    studio.reload()
    assert page.evaluate("studio.history.sketch.layers.length") == 4
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert page.evaluate("studio.history.sketch.layers.length") == 3
    assert studio.stroke_count() == 1


# as a hand does that does not wait between them: so slow a machine there is not
_PRESS_QUICKLY = """(keys) => {
  for (const [code, shiftKey] of keys) dispatchEvent(new KeyboardEvent("keydown", { key: code, code, shiftKey, cancelable: true }));
}"""
