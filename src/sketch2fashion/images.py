"""The one door for picture bytes from outside: `decode`. Nothing but `BadImage` (and its kin) escapes from it.

Format allow-list, size limits before decoding, one frame, EXIF turn, ICC profile to sRGB, 16-bit and CMYK to 8-bit sRGB.
Large photos are reduced on the way in, so that a 48 MP phone photo never stands in memory at full size for long.
"""

from __future__ import annotations

import io
import warnings
from typing import cast

import numpy as np
import pillow_heif
from PIL import Image, ImageCms, ImageOps, PngImagePlugin

from sketch2fashion.errors import BadImage, TooLarge, UnsupportedFormat
from sketch2fashion.garment import Picture, Rgb
from sketch2fashion.settings import settings

FORMATS = ("PNG", "JPEG", "WEBP", "HEIF", "AVIF")
_SAID_FORMATS = "PNG, JPEG, WebP, HEIC or AVIF"
LONGEST_SIDE = 2048  # px; nothing here looks at more

pillow_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = None  # our own limit below answers in one clear sentence


def decode(data: bytes, *, longest: int = LONGEST_SIDE) -> Picture:
    """The picture in `data` as (H, W, 4) uint8 sRGB with straight alpha, reduced so that no side passes `longest` px.

    Raises `TooLarge` (bytes), `UnsupportedFormat`, `BadImage` (empty, damaged, animated, too many pixels).
    """
    if not data:
        raise BadImage("The file is empty (0 bytes).", hint=f"Send a {_SAID_FORMATS} picture.")
    if len(data) > settings().max_bytes:
        raise TooLarge(f"The file has {len(data) / 1e6:.1f} MB; at most {settings().max_bytes / 1e6:.0f} MB are accepted.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of odd metadata; the pixels decide
            return _decode(data, longest)
    except BadImage:
        raise
    except Exception as problem:  # decoders raise almost anything on damaged bytes
        raise BadImage("The picture is damaged or cut off and cannot be read.", hint=f"Send a {_SAID_FORMATS} picture.") from problem


def _decode(data: bytes, longest: int) -> Picture:
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except Exception as problem:
        raise UnsupportedFormat(f"This is no picture in a format that is read here: {_SAID_FORMATS}.") from problem
    width, height = image.size
    limit = settings().max_pixels
    if width * height > limit:
        raise BadImage(
            f"The picture is {width} × {height} = {width * height / 1e6:.0f} MP; at most {limit / 1e6:.0f} MP are accepted.",
            hint="Make it smaller, or raise SKETCH2FASHION_MAX_PIXELS.",
        )
    if image.format != "HEIF" and getattr(image, "n_frames", 1) > 1:
        raise BadImage("The picture is animated; only still pictures are accepted.")
    if image.format == "JPEG":
        image.draft(None, (longest, longest))  # decodes at 1/2, 1/4 or 1/8 when that is still large enough
    image.load()
    image = ImageOps.exif_transpose(image)
    image = _eight_bit(image)
    image.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return np.asarray(_to_srgb(image).convert("RGBA"), dtype=np.uint8).copy()


def _eight_bit(image: Image.Image) -> Image.Image:
    """16-bit grey becomes 8-bit grey; Pillow itself would clip it to white."""
    if image.mode.startswith("I;16") or image.mode == "I":
        values = np.asarray(image, dtype=np.float64)
        return Image.fromarray(np.clip(values / 257, 0, 255).astype(np.uint8))
    if image.mode == "F":
        return Image.fromarray(np.clip(np.asarray(image), 0, 255).astype(np.uint8))
    return image


def _to_srgb(image: Image.Image) -> Image.Image:
    """Apply the embedded ICC profile; a profile that cannot be used is ignored, as browsers do."""
    profile = image.info.get("icc_profile")
    if not profile:
        return image
    alpha = image.getchannel("A") if "A" in image.getbands() else None
    colours = image.convert("RGB") if image.mode in ("RGBA", "P", "LA", "PA") else image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(colours, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    if converted is None:
        return image
    if alpha is not None:
        converted.putalpha(alpha)
    return converted


def on_white(picture: Picture) -> Rgb:
    """The picture laid on white, (H, W, 3) uint8."""
    alpha = picture[..., 3:].astype(np.float32) / 255
    return cast(Rgb, np.rint(picture[..., :3] * alpha + 255 * (1 - alpha)).astype(np.uint8))


def encode_png(pixels: Picture | Rgb, metadata: dict[str, str] | None = None) -> bytes:
    """PNG bytes of an RGB(A) or grey uint8 array; the same pixels give the same bytes. `metadata` goes into text chunks."""
    info = PngImagePlugin.PngInfo()
    for key, value in (metadata or {}).items():
        info.add_itxt(key, value)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", pnginfo=info, compress_level=3)
    return buffer.getvalue()


def resize(pixels: Picture | Rgb, width: int, height: int) -> Picture:
    """Resize with premultiplied alpha (no dark fringe at cut-out edges)."""
    if pixels.shape[:2] == (height, width):
        return pixels
    image = Image.fromarray(pixels)
    if image.mode == "RGBA":
        small = image.convert("RGBa").resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
        return np.asarray(small.convert("RGBA"), dtype=np.uint8).copy()
    return np.asarray(image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0), dtype=np.uint8).copy()
