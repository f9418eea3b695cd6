"""Other colours and fabrics, a sheet of colourways, and a photo or a product as the start."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import Download, Page, expect

from .studio import Studio
from .test_everywhere import violations

Pixels = NDArray[np.uint8]
BLUE, GREEN = "#2f6fd6", "#2f8a57"
OPEN_FILE = "input[type=file][accept*='s2f']"


def png_of(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def shirt_photo() -> bytes:
    """A red t-shirt with folds on a grey wall."""
    shape = Image.new("L", (300, 400), 0)
    outline = [(90, 100), (125, 90), (175, 90), (210, 100), (260, 160), (225, 190), (205, 170), (205, 320), (95, 320), (95, 170)]
    ImageDraw.Draw(shape).polygon([*outline, (75, 190), (40, 160)], fill=255)
    inside = np.asarray(shape.filter(ImageFilter.GaussianBlur(0.8)), np.float32)[..., None] / 255
    folds = 1 + 0.2 * np.sin(np.arange(300) / 11)[None, :, None]
    rgb = inside * np.array((170, 30, 40)) * folds + (1 - inside) * np.array((186, 180, 170))
    rgb += np.random.default_rng(3).normal(0, 2, (400, 300, 1))
    return png_of(Image.fromarray(np.clip(rgb, 0, 255).astype(np.uint8)))


def shown(studio: Studio) -> Pixels:
    """The pixels of the garment that is shown."""
    text = studio.page.evaluate(_PICTURE)
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(text))).convert("RGBA"))


def wait_for_marks(studio: Studio, colours: list[str]) -> None:
    """Until the drawing has marks of these colours and no others."""
    marks = "studio.history.sketch.layers.filter((layer) => layer.kind === 'colour').flatMap((layer) => layer.strokes)"
    studio.wait_until(f"{marks}.map((mark) => mark.colour).join() === '{','.join(colours)}'")


def open_page(page: Page, name: str) -> None:
    page.locator(f"#change-tab-{name}").click()
    expect(page.locator(".parts:visible .part").first).to_be_visible()


def undo(studio: Studio) -> None:
    studio.page.keyboard.press("Control+z")
    studio.settle()


def changed_from(studio: Studio, before: Pixels) -> Pixels:
    """The picture, once it is another one."""
    studio.wait_for(lambda: not np.array_equal(shown(studio), before), "another picture")
    return shown(studio)


def start_with_photo(studio: Studio, photo: bytes) -> None:
    page = studio.page
    page.set_input_files(OPEN_FILE, {"name": "shirt.png", "mimeType": "image/png", "buffer": photo})
    page.get_by_role("button", name="Change this garment").click()
    studio.wait_until("studio.history.sketch.base !== undefined && studio.atelier.picture !== null")
    studio.settle()


def test_a_colour_becomes_a_mark_of_the_drawing_that_undo_takes_away(studio: Studio) -> None:
    studio.set("mirror", True)
    studio.draw_shirt()
    studio.wait_for_garment()
    open_page(studio.page, "recolour")
    strokes = studio.stroke_count()
    studio.page.locator(f'.choice-colours [data-colour="{BLUE}"]').click()
    wait_for_marks(studio, [BLUE])
    studio.wait_for_garment()
    studio.page.locator(f'.choice-colours [data-colour="{GREEN}"]').click()
    wait_for_marks(studio, [GREEN])  # in place of the one that was there
    studio.wait_for_garment()

    def is_green() -> bool:
        red, green, blue, _ = studio.garment_colour()
        return green > 1.3 * red and green > 1.2 * blue

    studio.wait_for(is_green, "a green garment")
    undo(studio)
    undo(studio)
    assert studio.stroke_count() == strokes


def test_eight_colourways_are_a_sheet_to_pick_from_and_to_save(studio: Studio) -> None:
    page = studio.page
    studio.set("mirror", True)
    studio.draw_shirt()
    studio.wait_for_garment()
    page.keyboard.press("Shift+K")
    studio.wait_until("studio.history.sketch.base !== undefined")
    before = shown(studio)
    page.keyboard.press("Shift+W")
    expect(page.locator(".way img")).to_have_count(8)
    page.locator('.colourways [data-source="winter"]').click()
    expect(page.locator(".colourways .way-words strong").first).to_have_text("Midnight")
    save = page.get_by_role("button", name="Save the sheet")
    expect(save).to_be_enabled()
    with page.expect_download() as saving:
        save.click()
    sheet = saved(saving.value)
    assert sheet.width > 4 * 200
    assert "compositeWithTrainedAlgorithmicMedia" in sheet.info["DigitalSourceType"]
    assert sheet.info["Colourways"].startswith("#1b2742 #3a3d43")
    page.locator(".way").nth(4).click()
    picked = changed_from(studio, before)
    inside = picked[..., 3] == 255
    assert np.abs(np.median(picked[inside][:, :3], axis=0) - (23, 98, 74)).max() <= 4, "exactly emerald"
    undo(studio)
    assert np.array_equal(shown(studio), before)


def saved(download: Download) -> Image.Image:
    image = Image.open(io.BytesIO(download.path().read_bytes()))
    image.load()
    return image


def shirt_on_the_fabric_page(studio: Studio) -> Page:
    """A t-shirt that has its garment, and the shelf of fabrics beside it."""
    studio.set("mirror", True)
    studio.draw_shirt()
    studio.wait_for_garment()
    open_page(studio.page, "fabric")
    return studio.page


def test_a_fabric_is_looked_at_first_and_then_laid_in(studio: Studio) -> None:
    page = shirt_on_the_fabric_page(studio)
    page.locator('[data-fabric="tartan"]').click()
    expect(page.locator(".fabric-preview")).to_be_visible()
    assert page.evaluate("studio.history.sketch.base === undefined"), "a preview changes nothing"
    page.get_by_role("slider", name="Angle").fill("45")
    use = page.get_by_role("button", name="Use it")
    expect(use).to_be_enabled()
    use.click()
    studio.wait_until("studio.history.sketch.base !== undefined")
    tartan = shown(studio)
    inside = tartan[..., 3] == 255
    assert tartan[inside][:, 0].std() > 25, "there is a pattern on it"
    undo(studio)
    assert page.evaluate("studio.history.sketch.base === undefined")


def test_a_fabric_is_laid_in_though_its_preview_is_still_on_its_way(studio: Studio) -> None:
    page = shirt_on_the_fabric_page(studio)
    expect(page.locator('[data-fabric="tartan"]')).to_be_visible()
    page.evaluate("document.querySelector('[data-fabric=tartan]').click(); document.querySelector('.fabric-page .accent').click()")
    studio.wait_until("studio.history.sketch.base !== undefined")
    expect(page.locator(".fabric-preview")).to_be_hidden()
    tartan = shown(studio)
    assert tartan[tartan[..., 3] == 255][:, 0].std() > 25, "there is a pattern on it"


def test_a_picture_of_a_fabric_can_be_laid_in(studio: Studio) -> None:
    page = shirt_on_the_fabric_page(studio)
    tile = png_of(Image.new("RGB", (16, 16), (20, 130, 60)))
    page.set_input_files(".fabric-page input[type=file]", {"name": "green.png", "mimeType": "image/png", "buffer": tile})
    expect(page.locator('[data-fabric="own"]')).to_have_attribute("aria-pressed", "true")
    use = page.get_by_role("button", name="Use it")
    expect(use).to_be_enabled()
    use.click()
    studio.wait_until("studio.history.sketch.base !== undefined")
    picture = shown(studio)
    assert np.abs(np.median(picture[picture[..., 3] == 255][:, :3], axis=0) - (20, 130, 60)).max() < 8


def test_a_photo_is_itself_until_it_is_changed_and_then_only_there(studio: Studio) -> None:
    photo = shirt_photo()
    start_with_photo(studio, photo)
    pixels = np.asarray(Image.open(io.BytesIO(photo)).convert("RGBA"))
    assert np.array_equal(shown(studio), pixels), "untouched it is the photo"
    assert len(studio.strokes("line")) > 0, "its lines can be changed"
    open_page(studio.page, "recolour")
    studio.page.locator(f'.choice-colours [data-colour="{BLUE}"]').click()
    blue = changed_from(studio, pixels)
    assert np.array_equal(blue[:60], pixels[:60]), "the wall stays"
    assert np.array_equal(blue[360:], pixels[360:])
    assert blue[200:300, 120:180, 2].mean() > 2 * blue[200:300, 120:180, 0].mean()
    undo(studio)
    assert np.array_equal(shown(studio), pixels)
    studio.choose("pen")
    studio.draw([(420, 560), (580, 560), (580, 660), (420, 660), (420, 560)])
    studio.wait_for_garment()
    pocket = changed_from(studio, pixels)
    differ = (pocket != pixels).any(axis=-1)
    assert differ[210:260, 160:230].any(), "the pocket is there"
    assert not differ[:150].any(), "the rest stays"
    assert not differ[320:].any()


def test_a_photo_start_survives_a_reload(studio: Studio) -> None:
    photo = shirt_photo()
    start_with_photo(studio, photo)
    studio.reload()
    studio.wait_until("studio.atelier.picture !== null")
    assert np.array_equal(shown(studio), np.asarray(Image.open(io.BytesIO(photo)).convert("RGBA")))


def test_a_found_product_can_be_changed(studio: Studio) -> None:
    page = studio.page
    studio.set("mirror", True)
    studio.draw_shirt()
    studio.wait_for_garment()
    page.keyboard.press("Control+Enter")
    card = page.locator(".product").first
    card.hover()
    card.get_by_role("button", name="Change this one").click()
    studio.wait_until("studio.history.sketch.base !== undefined")
    assert len(studio.strokes("line")) > 0
    expect(page.locator("#results")).to_be_hidden()


def test_a_products_page_opens_it_in_the_studio(open_studio: Callable[..., Studio], server: str) -> None:
    studio = open_studio()
    product = studio.page.evaluate("fetch('/api/v1/products?limit=1').then((reply) => reply.json())")["products"][0]["id"]
    studio.page.goto(f"{server}/products/{product}")
    studio.page.get_by_role("link", name="Change this one").click()
    studio.page.wait_for_selector("body[data-ready]")
    studio.wait_until("studio.history.sketch.base !== undefined")
    assert "change=" not in studio.page.url


@pytest.mark.parametrize("context", [{}, {"color_scheme": "dark", "locale": "ko-KR", "width": 390, "height": 844, "has_touch": True}])
def test_the_pages_are_accessible(open_studio: Callable[..., Studio], context: dict[str, Any]) -> None:
    studio = open_studio(**context)
    studio.wait_until("studio.atelier.picture !== null")
    for name in ("recolour", "fabric"):
        studio.page.evaluate(f"studio.panel.change.show('{name}')")
        expect(studio.page.locator(".parts:visible .part").first).to_be_visible()
        studio.come_to_rest()
        assert violations(studio.page) == []
    studio.page.evaluate("studio.run('colourways')")
    expect(studio.page.locator(".way img")).to_have_count(8)
    assert violations(studio.page) == []
    assert studio.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


_PICTURE = """async () => {
  const bytes = new Uint8Array(await studio.atelier.picture.blob.arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}"""
