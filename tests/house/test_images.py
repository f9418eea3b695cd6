"""The one door for picture bytes: whatever comes in, out comes a picture or one clear sentence."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib
from typing import Any

import numpy as np
import pillow_heif
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from scipy import ndimage

from sketch2fashion import images
from sketch2fashion.errors import BadImage, Sketch2FashionError, TooLarge, UnsupportedFormat
from sketch2fashion.garment import Picture
from sketch2fashion.images import LONGEST_SIDE, blurred, decode, encode_png, on_white, resize
from sketch2fashion.settings import Settings

RED = (220, 30, 40)


def encoded(image: Image.Image, form: str = "PNG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def red(width: int = 40, height: int = 30, mode: str = "RGB") -> Image.Image:
    return Image.new("RGB", (width, height), RED).convert(mode)


def is_red(picture: Picture, tolerance: int = 6) -> bool:
    return bool(np.abs(picture[..., :3].astype(int) - RED).max() <= tolerance)


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header claims a huge picture (a decompression bomb)."""
    return raw_png(width, height, depth=8, rows=b"\0" * 100)


def sixteen_bit_png(colour: tuple[int, int, int]) -> bytes:
    """Pillow writes no 16-bit RGB, so this does."""
    row = b"\0" + struct.pack(">3H", *(value * 257 for value in colour)) * 8
    return raw_png(8, 8, depth=16, rows=row * 8)


def raw_png(width: int, height: int, *, depth: int, rows: bytes) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, depth, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class TestRefused:
    """Each with one sentence that says what was wrong and what is allowed."""

    def test_zero_bytes(self) -> None:
        with pytest.raises(BadImage, match="empty"):
            decode(b"")

    @pytest.mark.parametrize("data", [b"hello", b"%PDF-1.7 ...", b"\x00" * 1000, b"<svg/>", b"\x89PNG\r\n\x1a\n"], ids=str)
    def test_what_is_no_picture(self, data: bytes) -> None:
        with pytest.raises(BadImage) as caught:
            decode(data)
        assert "PNG" in str(caught.value)

    @pytest.mark.parametrize("form", ["GIF", "BMP", "TIFF", "ICO", "PPM"])
    def test_a_format_that_is_not_on_the_list(self, form: str) -> None:
        with pytest.raises(UnsupportedFormat, match="PNG, JPEG, WebP, HEIC or AVIF"):
            decode(encoded(red(), form))

    @pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
    def test_a_truncated_file(self, form: str) -> None:
        noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (80, 80, 3), np.uint8))
        data = encoded(noise, form)
        with pytest.raises(BadImage, match="damaged or cut off"):
            decode(data[: len(data) // 2])

    def test_a_picture_of_30000_by_30000_before_it_is_decoded(self) -> None:
        with pytest.raises(BadImage, match="30000 × 30000 = 900 MP; at most 52 MP") as caught:
            decode(png_that_claims(30_000, 30_000))
        assert "SKETCH2FASHION_MAX_PIXELS" in caught.value.hint

    def test_more_bytes_than_allowed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(images, "settings", lambda: Settings(max_bytes=1_000))
        with pytest.raises(TooLarge, match=r"at most 0\.001 MB"):
            decode(b"\xff" * 1_001)

    @pytest.mark.parametrize("form", ["PNG", "WEBP"])
    def test_an_animation(self, form: str) -> None:
        data = encoded(red(), form, save_all=True, append_images=[Image.new("RGB", (40, 30), "blue")])
        with pytest.raises(BadImage, match="animated"):
            decode(data)


class TestRead:
    """As a person would expect."""

    @pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "HEIF", "AVIF"])
    def test_each_format_on_the_list(self, form: str) -> None:
        picture = decode(encoded(red(), form, quality=95))
        assert picture.shape == (30, 40, 4)
        assert picture.dtype == np.uint8
        assert is_red(picture)
        assert (picture[..., 3] == 255).all()

    @pytest.mark.parametrize("mode", ["L", "LA", "1", "P", "RGBA", "I;16"])
    def test_each_kind_of_png(self, mode: str) -> None:
        white = Image.new(mode, (8, 8), {"1": 1, "P": 0, "I;16": 65535}.get(mode, "white"))
        if mode == "P":
            white.putpalette([255, 255, 255])
        assert (decode(encoded(white)) == 255).all()

    def test_16_bit_grey_keeps_its_tone(self) -> None:
        grey = Image.fromarray(np.full((8, 8), 128 * 257, np.uint16))
        assert set(decode(encoded(grey))[..., 0].ravel()) == {128}

    def test_16_bit_colour_keeps_its_colour(self) -> None:
        assert is_red(decode(sixteen_bit_png(RED)))

    def test_cmyk_becomes_rgb(self) -> None:
        picture = decode(encoded(red(mode="CMYK"), "JPEG", quality=98))
        assert is_red(picture)

    def test_a_picture_that_lies_on_its_side_is_turned(self) -> None:
        exif = Image.Exif()
        exif[0x0112] = 6  # turn a quarter clockwise to stand upright
        left_half_red = Image.new("RGB", (40, 20), "white")
        left_half_red.paste(RED, (0, 0, 20, 20))
        picture = decode(encoded(left_half_red, "JPEG", exif=exif, quality=95))
        assert picture.shape[:2] == (40, 20)
        assert is_red(picture[4:14], tolerance=20)
        assert (picture[26:36, :, :3] > 235).all()

    def test_a_heic_phone_photo_with_several_pictures_inside_gives_the_main_one(self) -> None:
        container = pillow_heif.from_pillow(red())
        container.add_from_pillow(Image.new("RGB", (16, 16), "blue"))
        buffer = io.BytesIO()
        container.save(buffer)
        picture = decode(buffer.getvalue())
        assert picture.shape[:2] == (30, 40)
        assert is_red(picture)

    def test_a_phone_jpeg_with_a_second_picture_inside_is_no_animation(self) -> None:
        data = encoded(red(), "MPO", save_all=True, append_images=[Image.new("RGB", (20, 20), "blue")], quality=95)
        picture = decode(data)
        assert picture.shape[:2] == (30, 40)
        assert is_red(picture)

    def test_damaged_exif_data_does_not_cost_the_picture(self) -> None:
        data = encoded(red(), "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\xff\xff\x12\x01", quality=95)
        assert is_red(decode(data))

    def test_thin_lines_of_a_palette_drawing_survive_reduction(self) -> None:
        drawing = Image.new("P", (2 * LONGEST_SIDE, 16), 0)
        drawing.putpalette([255, 255, 255, 0, 0, 0])
        drawing.putdata([x % 7 == 0 for _ in range(16) for x in range(2 * LONGEST_SIDE)])
        tones = decode(encoded(drawing))[..., 0]
        assert (tones[0] < 240).sum() >= 2 * LONGEST_SIDE // 7, "no line vanishes"
        assert tones.min() > 100, "none stays black by chance: a line of half a pixel is grey"

    def test_alpha_survives_and_is_laid_on_white(self) -> None:
        half = red(mode="RGBA")
        half.putalpha(128)
        picture = decode(encoded(half))
        assert (picture[..., 3] == 128).all()
        expected = np.rint(np.array(RED) * 128 / 255 + 255 * 127 / 255)
        assert (on_white(picture) == expected).all()

    def test_a_transparent_palette_entry_is_transparent(self) -> None:
        image = Image.new("P", (8, 8), 0)
        image.putpalette([255, 0, 0, 0, 0, 255])
        assert (decode(encoded(image, transparency=0))[..., 3] == 0).all()

    def test_a_wide_gamut_profile_is_turned_into_srgb(self) -> None:
        swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
        plain = decode(encoded(red(), icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()))
        unusable = decode(encoded(red(), icc_profile=swapped.tobytes()))
        assert is_red(plain, tolerance=2)
        assert is_red(unusable, tolerance=2), "a profile that cannot be used is ignored"

    def test_a_48_megapixel_photo_is_reduced(self) -> None:
        picture = decode(encoded(red(8064, 6048), "JPEG"))
        assert picture.shape == (1536, LONGEST_SIDE, 4)
        assert is_red(picture)

    def test_a_small_picture_is_never_enlarged(self) -> None:
        assert decode(encoded(red(3, 2))).shape == (2, 3, 4)

    def test_a_line_of_one_pixel_survives_reduction(self) -> None:
        assert decode(encoded(red(5_000, 1))).shape == (1, LONGEST_SIDE, 4)


class TestFuzz:
    """Damage at random places: nothing but the error family escapes."""

    @given(data=st.binary(max_size=300))
    @hypothesis_settings(max_examples=150, deadline=None, derandomize=True)
    def test_random_bytes(self, data: bytes) -> None:
        check(data)

    @pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "HEIF", "AVIF"])
    @given(seed=st.integers(0, 2**32 - 1), cut=st.floats(0.05, 1), flips=st.integers(0, 8))
    @hypothesis_settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def test_damaged_pictures(self, form: str, seed: int, cut: float, flips: int) -> None:
        random = np.random.default_rng(seed)
        data = bytearray(SOUND[form])
        for place in random.integers(0, len(data), flips):
            data[place] = random.integers(0, 256)
        check(bytes(data[: int(len(data) * cut)]))


def check(data: bytes) -> None:
    with contextlib.suppress(Sketch2FashionError):  # anything else that is raised fails the test
        picture = decode(data)
        assert picture.ndim == 3
        assert picture.shape[2] == 4


def textured() -> Image.Image:
    return Image.fromarray(np.random.default_rng(1).integers(0, 255, (24, 24, 3), np.uint8))


SOUND = {form: encoded(textured(), form) for form in ("PNG", "JPEG", "WEBP", "HEIF", "AVIF")}


class TestOut:
    def test_the_same_pixels_give_the_same_bytes(self) -> None:
        picture = decode(encoded(textured()))
        assert encode_png(picture) == encode_png(picture.copy())

    def test_a_png_comes_back_as_it_went(self) -> None:
        picture = decode(encoded(textured()))
        assert (decode(encode_png(picture, {"seed": "7", "title": "티셔츠"})) == picture).all()

    @pytest.mark.parametrize("size", [(10, 10), (100, 60)], ids=str)
    def test_resizing_a_cut_out_makes_no_dark_fringe(self, size: tuple[int, int]) -> None:
        picture = np.zeros((40, 40, 4), np.uint8)
        picture[10:30, 10:30] = (*RED, 255)
        small = resize(picture, *size)
        assert small.shape == (size[1], size[0], 4)
        assert is_red(small[small[..., 3] > 32][None], tolerance=4)


def test_a_broad_blur_is_the_gaussian_in_a_fraction_of_its_time() -> None:
    plane = np.zeros((413, 602), np.float32)
    plane[90:300, 200:450] = 1
    assert np.abs(blurred(plane, 24.0) - ndimage.gaussian_filter(plane, 24.0)).max() < 0.02
    assert np.array_equal(blurred(plane, 2.0), ndimage.gaussian_filter(plane, 2.0))
