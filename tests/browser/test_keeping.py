"""Keeping and sharing: exports that say where they come from, links, named drawings."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from .studio import GARMENT_MS, Studio


def png_facts(path: Path) -> tuple[tuple[int, int], dict[str, str]]:
    """Size and text entries of a PNG, read by hand."""
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG")
    size = struct.unpack(">II", data[16:24])
    texts = {}
    at = 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        if data[at + 4 : at + 8] in (b"tEXt", b"iTXt"):
            name, _, text = data[at + 8 : at + 8 + length].partition(b"\0")
            texts[name.decode("latin-1")] = text.split(b"\0")[-1].decode()
        at += 12 + length
    return (size[0], size[1]), texts


def saved(studio: Studio, action: str, folder: Path) -> Path:
    """The file that an action downloads."""
    with studio.page.expect_download() as download:
        studio.page.evaluate("id => studio.run(id)", action)
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_an_exported_garment_says_which_model_made_it_and_reopens_as_its_drawing(studio: Studio, tmp_path: Path) -> None:
    studio.draw_shirt()
    studio.wait_for_garment()
    studio.page.keyboard.press("Control+e")
    expect(studio.page.locator(".export-picture")).to_be_visible()
    studio.page.locator('[data-value="4"]').click()
    studio.page.locator('[data-value="white"]').click()
    with studio.page.expect_download() as download:
        studio.page.locator(".export-buttons .primary").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    size, texts = png_facts(path)
    assert size == (2048, 2048)
    assert texts["Software"].startswith("Sketch2Fashion renderer")
    assert texts["DigitalSourceType"].endswith("trainedAlgorithmicMedia")
    assert texts["Seed"] == str(studio.page.evaluate("studio.atelier.picture.seed"))
    assert len(json.loads(texts["s2f"])["layers"]) >= 3

    studio.start_empty()
    studio.page.evaluate(
        """async (data) => {
      const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
      await studio.files.open(new File([bytes], "shirt.png", { type: "image/png" }));
    }""",
        base64.b64encode(path.read_bytes()).decode(),
    )
    studio.expect_strokes(3)


def test_the_quick_garment_is_saved_fine_and_with_its_seed(studio: Studio, tmp_path: Path) -> None:
    studio.draw_shirt()
    studio.wait_for_garment()
    size, texts = png_facts(saved(studio, "saveGarment", tmp_path))
    assert max(size) == 512
    assert texts["Seed"] == "0"


def test_layers_are_saved_as_a_photoshop_file(studio: Studio, tmp_path: Path) -> None:
    studio.draw_shirt()
    studio.wait_for_garment()
    data = saved(studio, "savePsd", tmp_path).read_bytes()
    assert data.startswith(b"8BPS\0\1")
    assert struct.unpack(">II", data[14:22]) == (2048, 2048)
    for name in ("Paper", "Garment", "Lines"):
        assert name.encode("utf-16-be") in data
    assert b"trainedAlgorithmicMedia" in data


def test_svg_has_every_stroke_as_a_shape(studio: Studio, tmp_path: Path) -> None:
    studio.draw_shirt()
    text = saved(studio, "saveSvg", tmp_path).read_text()
    assert text.count("<path") == 6  # three strokes and their mirror images


def test_a_link_opens_the_drawing_beside_the_own_one(open_studio: Callable[..., Studio]) -> None:
    studio = open_studio().start_empty()
    studio.draw_shirt()
    studio.settle()
    page = studio.page
    page.evaluate("studio.run('share')")
    link = page.locator("#share-link")
    expect(link).to_be_visible()
    address = link.input_value()
    assert len(address) < 32 * 1024
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    studio.start_empty()
    studio.draw([(300, 300), (400, 500)])
    studio.settle()
    with studio.reloading():
        page.evaluate("address => { location.href = address; }", address)
    studio.expect_message("shared")
    assert studio.stroke_count() == 3
    assert "#" not in page.url
    page.evaluate("studio.run('drawings')")
    expect(page.locator(".drawing")).to_have_count(2)
    with studio.reloading():
        page.locator(".drawing-open:not([aria-current])").click()
    assert studio.stroke_count() == 1


def test_a_key_counts_as_soon_as_a_window_has_closed(studio: Studio) -> None:
    studio.draw_shirt()
    studio.page.evaluate("studio.run('share')")
    expect(studio.page.locator("#share-link")).to_be_focused()
    studio.page.evaluate(_CLOSE_AND_PRESS, {"code": "KeyN", "key": "n", "altKey": True})
    studio.expect_strokes(0)


def test_a_link_that_is_damaged_says_so_and_changes_nothing(studio: Studio) -> None:
    studio.draw_shirt()
    studio.settle()
    with studio.reloading():
        studio.page.evaluate("location.hash = '#drawing=AAAA'")
    studio.expect_message("damaged")
    assert studio.stroke_count() == 3


def test_a_drawing_too_large_for_a_link_is_offered_as_a_file(studio: Studio) -> None:
    studio.page.evaluate("""() => {
      const layer = studio.history.sketch.layers.find(({ kind }) => kind === "line");
      const noise = () => Math.round(Math.random() * 10240) / 10;
      for (let i = 0; i < 400; i++)
        layer.strokes.push({ tool: "pen", width: 4, colour: "#000000", mirror: false,
                             points: Array.from({ length: 40 }, () => [noise(), noise(), Math.random(), 0]) });
    }""")
    studio.page.evaluate("studio.run('share')")
    expect(studio.page.locator(".share-note")).to_contain_text("Send the file instead")
    expect(studio.page.locator("#share-link")).to_be_hidden()


def test_a_named_drawing_stays_when_a_new_one_begins(studio: Studio) -> None:
    page = studio.page
    studio.draw_shirt()
    page.keyboard.press("Control+Shift+O")
    page.locator("#drawing-name").fill("Summer shirt")
    page.locator(".drawings-form button").click()
    studio.expect_message("Summer shirt")
    page.keyboard.press("Escape")
    assert "Summer shirt" in page.title()
    studio.start_empty()
    studio.draw([(300, 300), (400, 500)])
    studio.settle()
    page.keyboard.press("Control+Shift+O")
    card = page.locator(".drawing", has_text="Summer shirt")
    expect(card.locator("img")).to_be_visible()
    with studio.reloading():
        card.locator(".drawing-open").click()
    assert studio.stroke_count() == 3
    assert page.evaluate("studio.history.canUndo")


def test_two_tabs_keep_their_drawings_apart(open_studio: Callable[..., Studio]) -> None:
    first = open_studio().start_empty()
    first.draw_shirt()
    first.settle()
    page = first.page.context.new_page()
    page.goto(first.page.url)
    page.wait_for_selector("body[data-ready]", timeout=GARMENT_MS)
    second = Studio(page).start_empty()
    second.draw([(300, 300), (400, 500)])
    second.settle()
    for studio, strokes in ((first, 3), (second, 1)):
        studio.reload()
        assert studio.stroke_count() == strokes


_CLOSE_AND_PRESS = """(press) => {
  document.querySelector("dialog[open]").close();
  const field = document.activeElement; // until the next frame: no longer to be seen, but what keys are sent to
  field.dispatchEvent(new KeyboardEvent("keydown", { ...press, bubbles: true, cancelable: true }));
}"""
