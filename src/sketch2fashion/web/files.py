"""Files for the browser: the studio, the style sheets, the API page. Always asked about again (ETag), never taken from outside their
folder, and no hidden file leaves. Large libraries lie packed in the folder and go out so.
"""

from __future__ import annotations

import functools
import gzip
import mimetypes
import os
from pathlib import Path
from typing import Any

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from sketch2fashion.web.replies import accepted

PACKED = ".gz"
SMALL = 256 * 1024  # bytes: such files are read once and kept, because a page of the studio asks for more than a hundred of them

# What some systems' type tables lack or get wrong; nosniff makes a wrong type fatal for scripts.
_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".json": "application/json",
    ".s2f": "application/json",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}


class Files(StaticFiles):
    """One folder, served read-only with `Cache-Control: no-cache`: the browser keeps a copy and asks whether it is still good."""

    def __init__(self, directory: Path) -> None:
        for suffix, media_type in _TYPES.items():
            mimetypes.add_type(media_type, suffix)
        super().__init__(directory=directory, check_dir=False)
        self.config_checked = True  # a folder that is not there (yet) is a 404, not a fault

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, 304, or `HTTPException` 404/405."""
        if any(part.startswith(".") and part != "." for part in path.split(os.sep)):
            raise HTTPException(404)
        try:
            response = await super().get_response(path, scope)
        except HTTPException as problem:
            if problem.status_code != 404 or path.endswith(PACKED):
                raise
            response = await self._packed(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response

    def file_response(self, full_path: Any, stat_result: os.stat_result, scope: Scope, status_code: int = 200) -> Response:
        """A small file from memory, without a thread that reads it; a part of one, and a large one, from the disk."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        if not isinstance(response, FileResponse) or not _is_plain_and_small(str(full_path), stat_result, scope):
            return response
        body = _content(str(full_path), stat_result.st_mtime_ns, stat_result.st_size)
        return Response(body, status_code, dict(response.headers)) if len(body) == stat_result.st_size else response

    async def _packed(self, path: str, scope: Scope) -> Response:
        """A file that lies here as `path.gz`: sent as it is to who can unpack it (every browser), else unpacked."""
        response = await super().get_response(path + PACKED, scope)
        media_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
        if isinstance(response, FileResponse) and accepted(Headers(scope=scope).get("accept-encoding", "")).get("gzip", 0.0) <= 0:
            data = await to_thread.run_sync(lambda: gzip.decompress(Path(response.path).read_bytes()))
            return Response(data, media_type=media_type, headers={"Vary": "Accept-Encoding"})
        response.headers.update({"Content-Encoding": "gzip", "Content-Type": media_type, "Vary": "Accept-Encoding"})
        return response


def _is_plain_and_small(path: str, about: os.stat_result, scope: Scope) -> bool:
    whole = scope["method"] == "GET" and "range" not in Headers(scope=scope)
    return whole and about.st_size <= SMALL and not path.endswith(PACKED)


@functools.lru_cache(maxsize=512)
def _content(path: str, changed_ns: int, size: int) -> bytes:
    """What is in a file that was changed at that time and is so large; one that is changed is read again."""
    return Path(path).read_bytes()
