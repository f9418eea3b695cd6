"""Files for the browser: the studio, the style sheets, the API page. Always asked about again (ETag), never taken from outside their
folder, and no hidden file leaves.
"""

from __future__ import annotations

import mimetypes
import os
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

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
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response
