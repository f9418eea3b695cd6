"""The studio at `/`, its files under `/studio/`, and the service's own style sheets under `/static/`.

A studio that renders in the browser fetches the same models as the server uses from `/studio/models/`. Its service worker lies at
`/service-worker.js`, because a worker rules only over addresses below its own. Other sites load the `<sketch-studio>` element from
`/embed.js`.
"""

from __future__ import annotations

import os
from pathlib import Path

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

import sketch2fashion
from sketch2fashion.models.registry import model_path
from sketch2fashion.rendering.statistics import FILE as STATISTICS
from sketch2fashion.web.files import Files

_PACKAGE = Path(sketch2fashion.__file__).parent
STUDIO = _PACKAGE / "studio"
STATIC = _PACKAGE / "web" / "static"
MODELS = ("renderer", "embedder", "upscaler")  # what rendering in the browser needs


def mount(app: FastAPI) -> None:
    """Serve the studio and the style sheets."""
    files = Files(STUDIO)

    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    async def studio(request: Request) -> Response:
        return await files.get_response("index.html", request.scope)

    @app.api_route("/service-worker.js", methods=["GET", "HEAD"], include_in_schema=False)
    async def service_worker(request: Request) -> Response:
        return await files.get_response("service-worker.js", request.scope)

    @app.api_route("/embed.js", methods=["GET", "HEAD"], include_in_schema=False)
    async def embed(request: Request) -> Response:
        return await files.get_response("embed.js", request.scope)

    @app.api_route("/studio/models/{name}", methods=["GET", "HEAD"], include_in_schema=False)
    async def model(name: str, request: Request) -> Response:
        path = model_file(name)
        response = files.file_response(path, os.stat(path), request.scope)
        response.headers["Cache-Control"] = "no-cache"
        return response

    app.mount("/studio", files, name="studio")
    app.mount("/static", Files(STATIC), name="static")


def model_file(name: str) -> Path:
    """The file of that name which rendering in the browser needs. Raises `HTTPException` 404 for any other."""
    paths = [model_path(model).with_suffix(suffix) for model in MODELS for suffix in (".onnx", ".json")]
    known = {path.name: path for path in (*paths, model_path("renderer").with_name(STATISTICS))}
    if name not in known or not known[name].is_file():
        raise HTTPException(404)
    return known[name]
