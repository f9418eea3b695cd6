"""GET and POST /api/v1/styles, POST /api/v1/styles/sample: styles of one's own. What is learned is sent back, and not kept here."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sketch2fashion.drawing import read_drawing
from sketch2fashion.errors import BadValue
from sketch2fashion.images import decode
from sketch2fashion.rendering.learning import garments_of_designs, learn_from_photos, learn_from_sketches
from sketch2fashion.rendering.provenance import png_of
from sketch2fashion.rendering.shelf import kept_styles, style_named
from sketch2fashion.rendering.style import Style, numbers_in, require_count
from sketch2fashion.web.forms import LearnForm, SampleForm, content
from sketch2fashion.web.replies import FORM_PROBLEMS, base64_text, problems
from sketch2fashion.web.schemas import DesignsReply, StylesReply
from sketch2fashion.web.services import Services, services

router = APIRouter(prefix="/api/v1", tags=["drawing"])

_Services = Annotated[Services, Depends(services)]
_FILE = {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}, "description": "A safetensors file."}


@router.get("/styles", response_model=StylesReply, responses=problems())
def list_styles() -> JSONResponse:
    """The styles that this service offers."""
    return JSONResponse({"styles": [asdict(each) for each in kept_styles()]})


@router.post("/styles", response_class=Response, responses={200: _FILE, **FORM_PROBLEMS})
async def learn_style(
    request: Request, form: Annotated[LearnForm, Form(media_type="multipart/form-data")], services: _Services
) -> Response:
    """Learn a style from 1 to 10 sketches or photos. The style is the answer; this service keeps nothing."""
    require_count(len(form.sketch))
    return await services.infer(request, "style", lambda: _learned(form), form.sketch)


@router.post("/styles/sample", response_model=DesignsReply, responses=FORM_PROBLEMS)
async def sample_style(
    request: Request, form: Annotated[SampleForm, Form(media_type="multipart/form-data")], services: _Services
) -> Response:
    """New garments of a style, with their drawings."""
    return await services.infer(request, "design", lambda: _designs(form), [])


def style_from(name: str | None, file: UploadFile | None) -> Style | None:
    """A style of this service, or one that was sent; None for neither. Raises `BadValue`."""
    if name and file is not None:
        raise BadValue("A style was named and another one sent.", hint="Send one of both.")
    if file is not None:
        return Style.from_bytes(content(file) or b"", "own")
    return style_named(name) if name else None


def _learned(form: LearnForm) -> Response:
    files = [content(part) or b"" for part in form.sketch]
    if form.photos:
        made = learn_from_photos(form.name, [decode(file) for file in files])
    else:
        made = learn_from_sketches(form.name, [read_drawing(file) for file in files])
    return Response(made.to_bytes(), media_type="application/octet-stream", headers={"X-S2F-Sliders": str(made.sliders)})


def _designs(form: SampleForm) -> JSONResponse:
    style = style_from(form.name, form.style)
    if style is None:
        raise BadValue("No style was given.", hint="Send name, one of /api/v1/styles, or the file as style.")
    made = garments_of_designs(style, form.count, form.seed, numbers_in(form.sliders))
    designs: list[dict[str, Any]] = [
        {
            "png": base64_text(png_of(garment)),
            "sketch": json.loads(design.sketch.to_json()),
            "seed": design.seed,
            "category": design.category,
        }
        for design, garment in made
    ]
    return JSONResponse({"designs": designs, "sliders": style.sliders})
