"""The studio at `/`, its files under `/studio/`, and the service's own style sheets under `/static/`."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

import sketch2fashion
from sketch2fashion.web.files import Files

_PACKAGE = Path(sketch2fashion.__file__).parent
STUDIO = _PACKAGE / "studio"
STATIC = _PACKAGE / "web" / "static"


def mount(app: FastAPI) -> None:
    """Serve the studio and the style sheets."""
    files = Files(STUDIO)

    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    async def studio(request: Request) -> Response:
        return await files.get_response("index.html", request.scope)

    app.mount("/studio", files, name="studio")
    app.mount("/static", Files(STATIC), name="static")
