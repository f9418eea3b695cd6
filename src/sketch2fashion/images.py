"""The one door for picture bytes from outside: `decode`. Nothing but `BadImage` (and its kin) escapes from it.

Format allow-list, size limits before decoding, one frame, EXIF turn, ICC profile to sRGB, 16-bit and CMYK to 8-bit sRGB.
Large photos are reduced on the way in, so that a 48 MP phone photo never stands in memory at full size for long.
"""

from __future__ import annotations

import io
import warnings
import zlib
from typing import cast

import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageCms, ImageOps, PngImagePlugin
from scipy import ndimage

from sketch2fashion.errors import BadImage, TooLarge, UnsupportedFormat
from sketch2fashion.garment import Picture, Plane, Rgb
from sketch2fashion.settings import settings

FORMATS = ("PNG", "JPEG", "WEBP", "HEIF", "AVIF")
_SAID_FORMATS = "PNG, JPEG, WebP, HEIC or AVIF"
_STILL_WITH_MORE_INSIDE = ("HEIF", "MPO")  # phones put depth maps and previews beside the photo; the first picture is the photo
LONGEST_SIDE = 2048  # px; nothing here looks at more
BROAD = 4.0  # px: a Gaussian of this σ loses nothing that a plane of its size shows

pillow_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = None  # our own limit below answers in one clear sentence


def decode(data: bytes, *, longest: int = LONGEST_SIDE) -> Picture:
    """The picture in `data` as (H, W, 4) uint8 sRGB with straight alpha, reduced so that no side passes `longest` px.

    Raises `TooLarge` (bytes), `UnsupportedFormat`, `BadImage` (empty, damaged, animated, too many pixels).
    """
    if not data:
        raise BadImage("The file is empty (0 bytes).", hint=f"Send a {_SAID_FORMATS} picture.")
    if len(data) > settings().max_bytes:
        raise TooLarge(f"The file has {len(data) / 1e6:.3g} MB; at most {settings().max_bytes / 1e6:.3g} MB are accepted.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of odd metadata; the pixels decide
            return _decode(data, longest)
    except BadImage:
        raise
    except Exception as problem:  # decoders raise almost anything on damaged bytes
        raise BadImage("The picture is damaged or cut off and cannot be read.", hint=f"Send a {_SAID_FORMATS} picture.") from problem


def sent_size(data: bytes) -> tuple[int, int]:
    """Width and height of a picture that `decode` has read, as it was sent: upright, but not reduced."""
    image = _opened(data)
    width, height = image.size
    try:
        lies_on_its_side = image.getexif().get(ExifTags.Base.Orientation) in (5, 6, 7, 8)
    except Exception:  # as in `_upright`
        lies_on_its_side = False
    return (height, width) if lies_on_its_side else (width, height)


def _decode(data: bytes, longest: int) -> Picture:
    image = _opened(data)
    _refuse_too_many_pixels(image.size)
    if image.format not in _STILL_WITH_MORE_INSIDE and getattr(image, "n_frames", 1) > 1:
        raise BadImage("The picture is animated; only still pictures are accepted.")
    if image.format in ("JPEG", "MPO"):
        image.draft(None, (longest, longest))  # decodes at 1/2, 1/4 or 1/8 when that is still large enough
    image.load()
    image = _blendable(_upright(image))
    image.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return np.asarray(_to_srgb(image).convert("RGBA"), dtype=np.uint8).copy()


def _opened(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS)
    except Exception as problem:
        if _has_our_signature(data):
            raise  # damaged, not foreign
        raise UnsupportedFormat(f"This is no picture in a format that is read here: {_SAID_FORMATS}.") from problem


def _refuse_too_many_pixels(size: tuple[int, int]) -> None:
    width, height = size
    limit = settings().max_pixels
    if width * height > limit:
        raise BadImage(
            f"The picture is {width} × {height} = {width * height / 1e6:.0f} MP; at most {limit / 1e6:.0f} MP are accepted.",
            hint="Make it smaller, or raise SKETCH2FASHION_MAX_PIXELS.",
        )


def _has_our_signature(data: bytes) -> bool:
    """Whether the first bytes are those of a format on the list."""
    return data.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff")) or data[8:12] == b"WEBP" or data[4:8] == b"ftyp"


def _upright(image: Image.Image) -> Image.Image:
    """The picture as the camera was held; damaged EXIF data is ignored, since the pixels are sound."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # Pillow's EXIF reader raises almost anything
        return image


def _blendable(image: Image.Image) -> Image.Image:
    """In a mode whose values can be averaged: Pillow reduces palettes by nearest neighbour, and clips 16-bit grey to white."""
    if image.mode.startswith("I"):
        return _grey(np.asarray(image, dtype=np.float64) / 257)
    if image.mode == "F":
        return _grey(np.asarray(image, dtype=np.float64))
    if image.mode == "1":
        return image.convert("L")
    if image.mode in ("P", "PA") or "transparency" in image.info:
        return image.convert("RGBA")
    return image


def _grey(values: NDArray[np.float64]) -> Image.Image:
    return Image.fromarray(np.clip(np.rint(values), 0, 255).astype(np.uint8))


def _to_srgb(image: Image.Image) -> Image.Image:
    """Apply the embedded ICC profile; a profile that cannot be used is ignored, as browsers do."""
    profile = image.info.get("icc_profile")
    if not profile:
        return image
    alpha = image.getchannel("A") if "A" in image.getbands() else None
    colours = image.convert("RGB") if alpha is not None else image
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
    Image.fromarray(pixels).save(buffer, "PNG", pnginfo=info, compress_type=zlib.Z_RLE)  # cloth: a fifth smaller, and in half the time
    return buffer.getvalue()


def resize(pixels: Picture | Rgb, width: int, height: int) -> Picture:
    """Resize an RGB(A) or grey uint8 array. Transparent pixels lend no colour to their neighbours (no fringe at cut-out edges)."""
    if pixels.shape[:2] == (height, width):
        return pixels
    if pixels.ndim == 3 and pixels.shape[2] == 4 and pixels[..., 3].min() < 255:
        return _resize_premultiplied(pixels, width, height)
    image = Image.fromarray(pixels)
    return np.asarray(image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0), dtype=np.uint8).copy()


def blurred(plane: Plane, sigma: float) -> Plane:
    """A plane (H, W) under a Gaussian of `sigma` px. A broad one is taken on a smaller plane, where nothing of it is lost."""
    step = int(sigma / BROAD)
    if step < 2:
        return cast(Plane, ndimage.gaussian_filter(plane, sigma))
    height, width = plane.shape
    small = np.asarray(Image.fromarray(np.ascontiguousarray(plane, np.float32)).reduce(step))
    soft = Image.fromarray(ndimage.gaussian_filter(small, sigma / step))
    whole = (0, 0, width / step, height / step)
    return np.asarray(soft.resize((width, height), Image.Resampling.BILINEAR, box=whole), np.float32)


def _resize_premultiplied(picture: Picture, width: int, height: int) -> Picture:
    """In float: Lanczos overshoots at edges, and 8 bits would clip alpha there but not colour, which leaves a bright seam."""
    alpha = picture[..., 3:].astype(np.float32) / 255
    planes = np.concatenate([picture[..., :3] * alpha, alpha], axis=2)  # (H, W, 4): colour 0 … 255, alpha 0 … 1
    resized = np.stack([_resize_plane(planes[..., index], width, height) for index in range(4)], axis=2)
    colour = resized[..., :3] / np.maximum(resized[..., 3:], 1e-3)
    out = np.concatenate([colour, resized[..., 3:] * 255], axis=2)
    return cast(Picture, np.rint(np.clip(out, 0, 255)).astype(np.uint8))


def _resize_plane(plane: Plane, width: int, height: int) -> Plane:
    image = Image.fromarray(np.ascontiguousarray(plane))
    return np.asarray(image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0), dtype=np.float32)
