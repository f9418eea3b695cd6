"""POST /api/v1/tidy and /api/v1/flats: what happens to a drawing before it is rendered, each step alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sketch2fashion.drawing import read_drawing
from sketch2fashion.drawing.flats import fill
from sketch2fashion.drawing.tidy import tidy
from sketch2fashion.garment import Layers
from sketch2fashion.images import encode_png
from sketch2fashion.web.forms import DrawingForm, content
from sketch2fashion.web.replies import FORM_PROBLEMS, base64_text, ink_on_paper, prefers_json, s2f_headers
from sketch2fashion.web.schemas import DrawingReply
from sketch2fashion.web.services import Services, services

router = APIRouter(prefix="/api/v1", tags=["drawing"])

_PNG_OR_JSON = {
    200: {
        "model": DrawingReply,
        "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}},
        "description": "A PNG; with `Accept: application/json` the JSON.",
    },
    **FORM_PROBLEMS,
}
_Form = Annotated[DrawingForm, Form(media_type="multipart/form-data")]
_Services = Annotated[Services, Depends(services)]


@router.post("/tidy", response_class=Response, responses=_PNG_OR_JSON)
async def tidy_lines(request: Request, form: _Form, services: _Services) -> Response:
    """Clean up the lines of a rough drawing: black ink on white paper, of the drawing's size."""
    return await services.infer(request, "tidy", lambda: _reply(form, prefers_json(request), _tidied), [form.sketch, form.hints])


@router.post("/flats", response_class=Response, responses=_PNG_OR_JSON)
async def fill_flats(request: Request, form: _Form, services: _Services) -> Response:
    """Fill the regions of a drawing with the colours that its hints ask for: RGBA, alpha 0 where nothing decides the colour."""
    return await services.infer(request, "flats", lambda: _reply(form, prefers_json(request), _filled), [form.sketch, form.hints])


def _reply(form: DrawingForm, as_json: bool, step: Callable[[Layers], bytes]) -> Response:
    """Runs in the pool."""
    started = time.perf_counter()
    layers = read_drawing(content(form.sketch) or b"", content(form.hints))
    png = step(layers)
    fields = {"size": list(layers.size), "seconds": round(time.perf_counter() - started, 3)}
    if as_json:
        return JSONResponse({"png": base64_text(png), **fields})
    return Response(png, media_type="image/png", headers=s2f_headers(fields))


def _tidied(layers: Layers) -> bytes:
    return ink_on_paper(tidy(layers).lines)


def _filled(layers: Layers) -> bytes:
    return encode_png(fill(layers))
