"""Where a feed's bytes come from: a file, or one packed with gzip or zip. Readable many times, as a stream, unpacked on the fly.

A feed that unpacks to far more than any feed holds is refused while it is read: a small file must not fill a disk or a day.
"""

from __future__ import annotations

import codecs
import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO, BinaryIO, cast

from sketch2fashion.errors import BadFeed

_GZIP_SIGN, _ZIP_SIGN = b"\x1f\x8b", b"PK\x03\x04"
_PACKED_SUFFIXES = (".gz", ".zip")
_START = 64 * 1024  # bytes in which a format is recognised
_BLOCK = 1 << 20
_LARGEST_UNPACKED = 64 * 2**30  # bytes
_HARMLESS_UNPACKED = 256 * 2**20  # bytes up to which nobody asks how well the file was packed
_LARGEST_RATIO = 400  # of unpacked to packed bytes; feeds are text, which packs to a tenth
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True)
class Columns:
    """What the user says of a feed's columns: `names` (meaning → column), `values` (meaning → what rows without it get).

    A value may name columns in braces: `https://shop.example/products/{handle}`.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """A feed file, or a folder of pictures. Local pictures lie under `folder`."""

    path: Path
    columns: Columns = field(default_factory=Columns)

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def folder(self) -> Path:
        return self.path if self.path.is_dir() else self.path.parent

    @property
    def suffix(self) -> str:
        """The ending that tells the format: that of what is packed."""
        plain = self.path.with_suffix("") if self.path.suffix.lower() in _PACKED_SUFFIXES else self.path
        return plain.suffix.lower()

    def open(self) -> BinaryIO:
        """The feed's bytes from the start, unpacked. Raises `BadFeed`."""
        try:
            with self.path.open("rb") as file:
                sign = file.read(4)
            if sign.startswith(_GZIP_SIGN):
                return _reader(cast(IO[bytes], gzip.open(self.path)), self.path)
            if sign == _ZIP_SIGN:
                with zipfile.ZipFile(self.path) as archive:  # which stays open as long as its member does
                    return _reader(_only_member(archive, self.path), self.path)
            return self.path.open("rb")
        except (OSError, ValueError, IndexError, struct.error, zipfile.BadZipFile, RuntimeError, NotImplementedError) as problem:
            raise BadFeed(f"{self.name} cannot be opened: {problem}.") from problem

    def start(self) -> bytes:
        """The first bytes, in which a format is recognised."""
        with self.open() as file:
            return file.read(_START)

    @cached_property
    def encoding(self) -> str:
        """The encoding of a text feed: UTF-8, UTF-16 or CP949 (which holds EUC-KR). Raises `BadFeed` if it is none of them."""
        with self.open() as file:
            start = file.read(4)
        for mark, encoding in _MARKS:
            if start.startswith(mark):
                return encoding
        for encoding in ("utf-8", "cp949"):
            if self._decodes(encoding):
                return encoding
        raise BadFeed(f"{self.name} is no text in UTF-8, UTF-16 or CP949.", hint='Save it as "CSV UTF-8".')

    def text(self, encoding: str | None = None) -> io.TextIOWrapper:
        """The feed as text, line ends as they stand. Bytes that the encoding does not have become �."""
        chosen = encoding or self.encoding
        return io.TextIOWrapper(self.open(), chosen, errors="replace", newline="")

    def _decodes(self, encoding: str) -> bool:
        decoder = codecs.getincrementaldecoder(encoding)()
        with self.open() as file:
            try:
                while block := file.read(_BLOCK):
                    decoder.decode(block)
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                return False
        return True


def _only_member(archive: zipfile.ZipFile, path: Path) -> IO[bytes]:
    hidden = (".", "__MACOSX")
    files = [info for info in archive.infolist() if not info.filename.endswith("/")]  # is_dir() fails on an empty name
    members = [info for info in files if not Path(info.filename).name.startswith(hidden)]
    if len(members) != 1:
        names = ", ".join(info.filename for info in members[:4]) or "nothing"
        raise BadFeed(f"{path.name} holds {names}; one feed in a zip is read.", hint="Unpack it, and import the folder or the feed.")
    return archive.open(members[0])


def _reader(unpacked: IO[bytes], path: Path) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(_Unpacked(unpacked, path)))


class _Unpacked(io.RawIOBase):
    """A packed file's bytes, which end with `BadFeed` when they are damaged or suspiciously many."""

    def __init__(self, unpacked: IO[bytes], path: Path) -> None:
        self._unpacked = unpacked
        self._path = path
        self._packed_size = max(1, path.stat().st_size)
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._unpacked.read(len(buffer))
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as problem:
            raise BadFeed(f"{self._path.name} is damaged or cut off: {problem}.") from problem
        buffer[: len(data)] = data
        self._count += len(data)
        ratio = self._count / self._packed_size
        if self._count > _LARGEST_UNPACKED or (self._count > _HARMLESS_UNPACKED and ratio > _LARGEST_RATIO):
            raise BadFeed(
                f"{self._path.name} unpacks to more than {self._count / 2**20:.0f} MiB, {ratio:.0f} times its size; no feed does."
            )
        return len(data)

    def close(self) -> None:
        self._unpacked.close()
        super().close()
