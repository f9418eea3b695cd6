"""POST /api/v1/tidy, /flats and /shadow: what happens to a drawing before it is rendered, each step alone."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sketch2fashion.drawing import read_canvas, read_drawing, read_sketch
from sketch2fashion.drawing.flats import fill
from sketch2fashion.drawing.framing import INK
from sketch2fashion.drawing.parts import require_parts
from sketch2fashion.drawing.shadow import shadow
from sketch2fashion.drawing.tidy import cleaned
from sketch2fashion.errors import BadValue
from sketch2fashion.images import encode_png
from sketch2fashion.rendering.recognising import category_or_recognised
from sketch2fashion.web.forms import DrawingForm, ShadowForm, TidyForm, content
from sketch2fashion.web.replies import FORM_PROBLEMS, base64_text, ink_on_paper, prefers_json, s2f_headers
from sketch2fashion.web.schemas import DrawingReply, ShadowReply, TidyReply
from sketch2fashion.web.services import Services, services

router = APIRouter(prefix="/api/v1", tags=["drawing"])


def _png_or(reply: type[DrawingReply]) -> dict[int | str, dict[str, Any]]:
    """The replies of an endpoint that gives a PNG or JSON."""
    return {
        200: {
            "model": reply,
            "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}},
            "description": "A PNG; with `Accept: application/json` the JSON.",
        },
        **FORM_PROBLEMS,
    }


_Form = Annotated[DrawingForm, Form(media_type="multipart/form-data")]
_TidyForm = Annotated[TidyForm, Form(media_type="multipart/form-data")]
_ShadowForm = Annotated[ShadowForm, Form(media_type="multipart/form-data")]
_Services = Annotated[Services, Depends(services)]


@router.post("/tidy", response_class=Response, responses=_png_or(TidyReply))
async def tidy_lines(request: Request, form: _TidyForm, services: _Services) -> Response:
    """Clean up the lines of a rough drawing: black ink on white paper, of the drawing's size; as JSON also as strokes to go on with."""
    return await services.infer(request, "tidy", lambda: _tidied(form, prefers_json(request)), [form.sketch, form.hints])


@router.post("/flats", response_class=Response, responses=_png_or(DrawingReply))
async def fill_flats(request: Request, form: _Form, services: _Services) -> Response:
    """Fill the regions of a drawing with the colours that its hints ask for: RGBA, alpha 0 where nothing decides the colour."""
    return await services.infer(request, "flats", lambda: _filled(form, prefers_json(request)), [form.sketch, form.hints])


@router.post("/shadow", response_model=ShadowReply, responses=FORM_PROBLEMS)
async def shadow_guidance(request: Request, form: _ShadowForm, services: _Services) -> Response:
    """Guidance for an unfinished drawing: where the lines of such a garment usually run, faint, and empty where something is drawn."""
    return await services.infer(request, "shadow", lambda: _shadow(form), [form.sketch])


def _tidied(form: TidyForm, as_json: bool) -> Response:
    """Runs in the pool."""
    started = time.perf_counter()
    parts = require_parts(form.parts)
    data = content(form.sketch) or b""
    layers = read_drawing(data, content(form.hints), form.category)
    if form.strength > 0:
        layers = replace(layers, category=category_or_recognised(layers, form.category))
    clean = cleaned(layers, form.strength, parts)
    png = ink_on_paper(clean.layers().lines)
    fields = {"size": list(layers.size), "seconds": round(time.perf_counter() - started, 3)}
    if not as_json:
        return _png(png, fields)
    given = read_sketch(data)
    sketch = json.loads(clean.sketch(given).to_json())
    details = clean.details_id(given)
    return JSONResponse({"png": base64_text(png), **fields, "category": layers.category, "sketch": sketch, "details": details})


def _filled(form: DrawingForm, as_json: bool) -> Response:
    """Runs in the pool."""
    started = time.perf_counter()
    layers = read_drawing(content(form.sketch) or b"", content(form.hints))
    png = encode_png(fill(layers))
    fields = {"size": list(layers.size), "seconds": round(time.perf_counter() - started, 3)}
    return JSONResponse({"png": base64_text(png), **fields}) if as_json else _png(png, fields)


def _shadow(form: ShadowForm) -> Response:
    """Runs in the pool."""
    started = time.perf_counter()
    layers = read_canvas(content(form.sketch) or b"", form.category)
    if layers.category is None and not (layers.lines > INK).any():
        raise BadValue("Nothing is drawn yet and no category is given.", hint="Send a category of /api/v1/categories.")
    guidance = shadow(layers, category_or_recognised(layers, form.category))
    height, width = guidance.picture.shape[:2]
    return JSONResponse(
        {
            "category": guidance.category,
            "box": guidance.box.as_list(),
            "image": base64_text(encode_png(guidance.picture)),
            "size": [width, height],
            "seconds": round(time.perf_counter() - started, 3),
        }
    )


def _png(png: bytes, fields: dict[str, Any]) -> Response:
    return Response(png, media_type="image/png", headers=s2f_headers(fields))
