"""POST /api/v1/render, with the shipped models."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

import httpx
import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageCms

from sketch2fashion.drawing.strokes import Layer, Sketch, Stroke
from sketch2fashion.models import registry

from .helpers import encoded, opened, png, problem_of, shirt

AS_JSON = {"Accept": "application/json"}


def render(client: httpx.Client, sketch: bytes, *, as_json: bool = False, hints: bytes | None = None, **options: Any) -> httpx.Response:
    files = {"sketch": ("drawing", sketch)}
    if hints is not None:
        files["hints"] = ("hints.png", hints)
    return client.post("/api/v1/render", files=files, data=options, headers=AS_JSON if as_json else {})


def rgba(reply: httpx.Response) -> Any:
    assert reply.status_code == 200, reply.text
    return np.asarray(opened(reply.content))


def test_a_drawing_becomes_a_garment_of_its_colour_where_it_was_drawn(ready: httpx.Client, drawing: bytes) -> None:
    reply = render(ready, drawing)
    assert reply.headers["content-type"] == "image/png"
    picture = rgba(reply)
    assert picture.shape == (256, 205, 4)
    x, y, width, height = json.loads(reply.headers["x-s2f-box"])
    assert (x, y, width, height) == pytest.approx((29, 37, 147, 165), abs=5)
    assert picture[y + height // 2, x + width // 2, 3] == 255
    assert picture[2, 2, 3] == 0
    red, green, blue = picture[y + height // 3 : y + height // 2, 80:120, :3].reshape(-1, 3).mean(0)
    assert red > 150
    assert red > 2 * max(green, blue)


def test_headers_and_json_say_the_same(ready: httpx.Client, drawing: bytes) -> None:
    headers = render(ready, drawing, category="t-shirt", seed=7, refine=0.5).headers
    body = render(ready, drawing, as_json=True, category="t-shirt", seed=7, refine=0.5).json()
    assert set(body) == {"category", "category_scores", "refine", "seed", "size", "box", "seconds", "images"}
    assert headers["x-s2f-category"] == body["category"] == "t-shirt"
    assert json.loads(headers["x-s2f-category-scores"]) == body["category_scores"]
    assert [json.loads(headers[f"x-s2f-{name}"]) for name in ("refine", "seed", "size", "box")] == [0.5, 7, 256, body["box"]]
    assert float(headers["x-s2f-seconds"]) > 0


def test_the_same_request_gives_the_same_bytes(ready: httpx.Client, drawing: bytes) -> None:
    assert render(ready, drawing, seed=3).content == render(ready, drawing, seed=3).content


def test_json_holds_the_very_same_picture(ready: httpx.Client, drawing: bytes) -> None:
    body = render(ready, drawing, as_json=True, seed=3).json()
    assert base64.b64decode(body["images"][0]["png"]) == render(ready, drawing, seed=3).content


def test_variants_differ_and_each_says_its_seed(ready: httpx.Client) -> None:
    images = render(ready, png(shirt()), as_json=True, variants=3, seed=5).json()["images"]
    assert [image["seed"] for image in images] == [5, 6, 7]
    assert len({image["png"] for image in images}) == 3
    assert all(set(image) == {"png", "seed", "box"} for image in images)


def test_many_variants_do_not_fit_into_one_png(ready: httpx.Client, drawing: bytes) -> None:
    reply = render(ready, drawing, variants=2)
    assert (reply.status_code, problem_of(reply)["code"]) == (422, "bad_value")
    assert "Accept: application/json" in problem_of(reply)["hint"]


def test_the_png_says_what_made_it(ready: httpx.Client, drawing: bytes) -> None:
    said = opened(render(ready, drawing, seed=9).content).info
    assert registry.card("renderer").version in said["Software"]
    assert said["Seed"] == "9"
    assert "model" in said["Description"]


def test_size_and_background_are_as_asked(ready: httpx.Client, drawing: bytes) -> None:
    picture = rgba(render(ready, drawing, size=512, background="white"))
    assert picture.shape == (512, 410, 4)
    assert picture[2, 2].tolist() == [255, 255, 255, 255]
    assert (picture[..., 3] == 255).all()


def test_an_s2f_sketch_is_rendered_as_a_file_or_as_text(ready: httpx.Client) -> None:
    outline = ((60.0, 60.0), (200.0, 60.0), (200.0, 220.0), (60.0, 220.0), (60.0, 60.0))
    stroke = Stroke(points=tuple((x, y, 0.5, 0.0) for x, y in outline), width=4)
    text = Sketch((256, 256), "skirt", (Layer("lines", "line", strokes=(stroke,)),)).to_json()
    as_file = render(ready, text.encode())
    as_text = ready.post("/api/v1/render", files={"sketch": (None, text)})
    assert as_file.headers["x-s2f-category"] == "skirt"
    assert rgba(as_file).shape[2] == 4
    assert as_text.content == as_file.content


def test_hints_colour_what_they_lie_in(ready: httpx.Client) -> None:
    hints = Image.new("RGBA", (480, 600), (0, 0, 0, 0))
    hints.paste((20, 60, 200, 255), (220, 280, 260, 320))
    picture = rgba(render(ready, png(shirt()), hints=png(hints)))
    red, _, blue = picture[110:150, 80:120, :3].reshape(-1, 3).mean(0)
    assert blue > 1.5 * red


@pytest.mark.parametrize(
    ("options", "status", "code", "words"),
    [
        ({"category": "sock"}, 422, "unknown_category", "t-shirt"),
        ({"refine": "much"}, 422, "bad_value", "must be a number"),
        ({"refine": "1.5"}, 422, "bad_value", "between 0"),
        ({"refine": "nan"}, 422, "bad_value", "refine"),
        ({"variants": "0"}, 422, "bad_value", "between 1"),
        ({"variants": "2.5"}, 422, "bad_value", "whole number"),
        ({"seed": "-1"}, 422, "bad_value", "between 0"),
        ({"size": "300"}, 422, "bad_value", "256 or 512"),
        ({"background": "pink"}, 422, "bad_value", "transparent or white"),
        ({"style": "none"}, 422, "bad_value", "none"),
        ({"colour": "red"}, 422, "bad_value", "refine, variants"),
    ],
)
def test_a_wrong_option_is_422_and_says_what_is_allowed(
    ready: httpx.Client, drawing: bytes, options: dict[str, Any], status: int, code: str, words: str
) -> None:
    reply = render(ready, drawing, **options)
    assert (reply.status_code, problem_of(reply)["code"]) == (status, code)
    assert words in problem_of(reply)["message"] + problem_of(reply)["hint"]


def test_an_empty_option_means_its_default(ready: httpx.Client, drawing: bytes) -> None:
    assert render(ready, drawing, category="", refine="", style="").content == render(ready, drawing).content


def _animated() -> bytes:
    return encoded(shirt(), "GIF", save_all=True, append_images=[shirt(dot=(1, 2, 3))])


def _animated_webp() -> bytes:
    return encoded(shirt(), "WEBP", save_all=True, append_images=[shirt(dot=(200, 2, 3))], duration=100)


def _header_of_900_megapixels() -> bytes:
    small = bytearray(png(Image.new("1", (8, 8))))
    small[16:24] = (30_000).to_bytes(4) * 2
    small[29:33] = zlib.crc32(small[12:29]).to_bytes(4)
    return bytes(small)


def _two_hints_sizes() -> bytes:
    return png(Image.new("RGBA", (10, 10), (255, 0, 0, 255)))


BAD = {
    "zero bytes": (b"", 422, "bad_sketch"),
    "not an image": (b"hello, this is no picture" * 20, 415, "unsupported_format"),
    "a GIF": (_animated(), 415, "unsupported_format"),
    "animated WebP": (_animated_webp(), 422, "bad_image"),
    "truncated": (png(shirt())[:700], 422, "bad_image"),
    "30,000 x 30,000": (_header_of_900_megapixels(), 422, "bad_image"),
    "empty paper": (png(Image.new("RGB", (300, 300), "white")), 422, "empty_drawing"),
    "broken s2f": (b'{"format":"s2f","version":1', 422, "bad_sketch"),
    "other JSON": (b'{"a": 1}', 422, "bad_sketch"),
    "empty s2f": (Sketch((100, 100), None, ()).to_json().encode(), 422, "empty_drawing"),
    "a strip of 10 : 1": (png(shirt().resize((1000, 100))), 422, "bad_value"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_clear_sentence_and_the_right_status(ready: httpx.Client, name: str) -> None:
    data, status, code = BAD[name]
    reply = render(ready, data)
    assert (reply.status_code, problem_of(reply)["code"]) == (status, code), reply.text


def test_hints_of_another_size_are_refused(ready: httpx.Client, drawing: bytes) -> None:
    reply = render(ready, drawing, hints=_two_hints_sizes())
    assert reply.status_code == 422
    assert "10" in problem_of(reply)["message"]


def _cmyk() -> bytes:
    return encoded(shirt().convert("CMYK"), "JPEG")


def _sixteen_bit() -> bytes:
    grey = np.asarray(shirt().convert("L"), np.uint16) * 257
    return png(Image.fromarray(grey))


def _alpha() -> bytes:
    """Black ink on nothing, as a drawing program exports a layer."""
    ink = 255 - np.asarray(shirt().convert("L"))
    return png(Image.fromarray(np.dstack([np.zeros((*ink.shape, 3), np.uint8), ink])))


def _heic() -> bytes:
    pillow_heif.register_heif_opener()
    return encoded(shirt(), "HEIF")


def _palette() -> bytes:
    return png(shirt().quantize(8))


def _wide_gamut() -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return encoded(shirt(), "JPEG", icc_profile=profile)


GOOD = {"CMYK JPEG": _cmyk, "16-bit PNG": _sixteen_bit, "alpha": _alpha, "HEIC": _heic, "palette": _palette, "ICC": _wide_gamut}


@pytest.mark.parametrize("name", GOOD)
def test_unusual_pictures_of_a_drawing_are_rendered_like_the_plain_one(ready: httpx.Client, name: str) -> None:
    expected = json.loads(render(ready, png(shirt()), category="t-shirt").headers["x-s2f-box"])
    reply = render(ready, GOOD[name](), category="t-shirt")
    assert reply.status_code == 200, reply.text
    assert json.loads(reply.headers["x-s2f-box"]) == pytest.approx(expected, abs=4)


def test_a_photo_of_a_drawing_is_turned_as_the_camera_was(ready: httpx.Client) -> None:
    turned = shirt().rotate(90, expand=True)
    exif = turned.getexif()
    exif[0x0112] = 6  # "rotate 90° clockwise to see it upright"
    reply = render(ready, encoded(turned, "JPEG", exif=exif), category="t-shirt")
    assert rgba(reply).shape[:2] == (256, 205)
