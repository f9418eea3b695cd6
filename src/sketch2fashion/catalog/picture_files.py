"""The pictures of a distributed catalogue, as files of any store that fsspec knows: a shared folder, S3, Google Cloud Storage, Azure …"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from sketch2fashion.errors import CatalogError


class PictureFiles:
    """WebP files below `address`, for example file:///mnt/share or s3://bucket/folder. Raises `CatalogError` if it is no address."""

    def __init__(self, address: str) -> None:
        import fsspec

        self.address = address
        try:
            self._files, self._root = fsspec.url_to_fs(address)
        except (ImportError, OSError, ValueError) as problem:
            raise CatalogError(f"The pictures at {address} cannot be reached: {problem}.") from problem

    def path_of(self, owner: str, webp: bytes) -> str:
        """Where a product's picture goes; other bytes go elsewhere, so that a file never changes."""
        folder = hashlib.sha256(owner.encode()).hexdigest()[:32]
        return f"{folder[:2]}/{folder}/{hashlib.sha256(webp).hexdigest()[:32]}.webp"

    def write(self, pictures: Mapping[str, bytes]) -> None:
        """Keep pictures by path."""
        try:
            for folder in {self._whole(path).rpartition("/")[0] for path in pictures}:
                self._files.makedirs(folder, exist_ok=True)
            self._files.pipe({self._whole(path): webp for path, webp in pictures.items()})
        except OSError as problem:
            raise CatalogError(f"The pictures at {self.address} cannot be written: {problem}.") from problem

    def read(self, paths: Iterable[str]) -> dict[str, bytes]:
        """Pictures by path; one that is not there is empty, so that its product can still be shown and removed."""
        wanted = {self._whole(path): path for path in paths}
        if not wanted:
            return {}
        try:
            found: Any = self._files.cat(list(wanted), on_error="return")
        except OSError as problem:
            raise CatalogError(f"The pictures at {self.address} cannot be read: {problem}.") from problem
        return {path: data if isinstance(data := found.get(whole), bytes) else b"" for whole, path in wanted.items()}

    def remove(self, paths: Iterable[str]) -> None:
        """Let go of pictures; those that are gone already are passed over."""
        for path in paths:
            try:
                self._files.rm_file(self._whole(path))
            except FileNotFoundError:
                continue
            except OSError as problem:
                raise CatalogError(f"The pictures at {self.address} cannot be removed: {problem}.") from problem

    def _whole(self, path: str) -> str:
        return f"{self._root.rstrip('/')}/{path}"
