"""The styles that the operator keeps: one safetensors file each, in the folder of the setting `styles`. The file's name is the style's."""

from __future__ import annotations

import functools
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sketch2fashion.errors import BadValue, NotFound
from sketch2fashion.rendering.style import BYTES_MAX, Style, require_name
from sketch2fashion.settings import settings

SUFFIX = ".safetensors"


@dataclass(frozen=True)
class Kept:
    """A style on the shelf: from how many sketches, or photos, and how large it is."""

    name: str
    sketches: int
    photos: bool
    bytes: int


def kept_styles() -> list[Kept]:
    """All of them by name. A file that is no style is left out."""
    return [kept for path in sorted(_folder().glob(f"*{SUFFIX}")) if (kept := _kept(path)) is not None]


def style_named(name: str) -> Style:
    """The style of that name. Raises `BadValue`, which lists what is there."""
    path = _path(name)
    try:
        changed = path.stat()
    except OSError:
        known = ", ".join(each.name for each in kept_styles()[:10])
        raise BadValue(
            f'There is no style named "{name}".', hint=f"Styles: {known or 'none yet; sketch2fashion style learn makes one'}."
        ) from None
    return _read(path, changed.st_mtime_ns, changed.st_size)


def keep(style: Style) -> Path:
    """Put a style on the shelf, whole or not at all; one of the same name is replaced. Raises `BadValue` where the folder takes nothing."""
    path = _path(style.name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".style-", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(style.to_bytes())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except OSError as problem:
        raise BadValue(
            f'"{path.parent}" cannot be written: {problem.strerror}.', hint="Set SKETCH2FASHION_STYLES to another folder."
        ) from None
    return path


def remove(name: str) -> None:
    """Take a style off the shelf. Raises `NotFound`."""
    path = _path(name)
    try:
        path.unlink()
    except OSError:
        raise NotFound(f'There is no style named "{name}".') from None


def _folder() -> Path:
    return settings().styles


def _path(name: str) -> Path:
    return _folder() / f"{require_name(name)}{SUFFIX}"


@functools.lru_cache(maxsize=32)
def _read(path: Path, changed: int, size: int) -> Style:
    """Read again when the file has changed."""
    if size > BYTES_MAX:
        raise BadValue(f'The style "{path.stem}" has {size / 1e6:.1f} MB; at most {BYTES_MAX / 1e6:.0f} MB are accepted.')
    return Style.from_bytes(path.read_bytes(), path.stem)


def _kept(path: Path) -> Kept | None:
    try:
        size = path.stat().st_size
        style = style_named(path.stem)
    except (BadValue, OSError):
        return None
    return Kept(path.stem, len(style.cuts), style.photos, size)
