"""/docs: Swagger UI from files that are installed with the package, so that it opens offline and under the strict content policy."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from sketch2fashion.web.files import Files

router = APIRouter(include_in_schema=False)
_SWAGGER = Files(Path(str(files("fastapi_swagger"))) / "resources")
_SHOWN = ("swagger-ui.css", "swagger-ui-bundle.js")

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sketch2Fashion API</title>
<link rel="icon" href="/studio/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="stylesheet" href="/static/docs.css">
<script src="/docs/swagger-ui-bundle.js" defer></script>
<script src="/static/docs.js" defer></script>
</head>
<body>
<main id="api">
<noscript>This page needs JavaScript; the description itself is at <a href="/openapi.json">/openapi.json</a>.</noscript>
</main>
</body>
</html>
"""


@router.api_route("/docs", methods=["GET", "HEAD"])
async def page() -> Response:
    """The API page."""
    return HTMLResponse(_PAGE, headers={"Cache-Control": "no-cache"})


@router.api_route("/docs/{name}", methods=["GET", "HEAD"])
async def asset(name: str, request: Request) -> Response:
    """A file of Swagger UI."""
    return await _SWAGGER.get_response(name if name in _SHOWN else "none", request.scope)
