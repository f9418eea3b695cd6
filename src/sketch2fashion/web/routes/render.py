"""POST /api/v1/render: a drawing becomes a garment."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sketch2fashion.drawing import read_drawing
from sketch2fashion.errors import BadValue
from sketch2fashion.rendering.provenance import png_of
from sketch2fashion.rendering.renderer import Rendering, RenderOptions, render
from sketch2fashion.replies import rendering_fields
from sketch2fashion.web.forms import DrawingForm, RenderForm, content
from sketch2fashion.web.replies import FORM_PROBLEMS, base64_text, prefers_json, s2f_headers
from sketch2fashion.web.routes.styles import style_from
from sketch2fashion.web.schemas import RenderReply
from sketch2fashion.web.services import Services, services

router = APIRouter(prefix="/api/v1", tags=["drawing"])


@router.post(
    "/render",
    response_class=Response,
    responses={
        200: {
            "model": RenderReply,
            "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}},
            "description": "A PNG with the JSON's fields as `X-S2F-*` headers; with `Accept: application/json` the JSON.",
        },
        **FORM_PROBLEMS,
    },
)
async def render_drawing(
    request: Request,
    form: Annotated[RenderForm, Form(media_type="multipart/form-data")],
    services: Annotated[Services, Depends(services)],
) -> Response:
    """Turn a drawing into a garment.

    The picture is registered to the drawing: same aspect, the garment where it was drawn, RGBA with straight alpha unless
    `background` is `white`. Same drawing, options, seed and model: same bytes.
    """
    options = RenderOptions(**form.model_dump(exclude={*DrawingForm.model_fields, "style", "style_file"}))
    as_json = prefers_json(request)
    if options.variants > 1 and not as_json:
        raise BadValue(f"One PNG cannot hold {options.variants} variants.", hint="Send Accept: application/json, or variants=1.")
    return await services.infer(request, "render", lambda: _rendered(form, options, as_json), [form.sketch, form.hints])


def _rendered(form: RenderForm, options: RenderOptions, as_json: bool) -> Response:
    """Runs in the pool: decode, render and encode."""
    layers = read_drawing(content(form.sketch) or b"", content(form.hints))
    rendering = render(layers, replace(options, style=style_from(form.style, form.style_file)))
    if as_json:
        return JSONResponse({**rendering_fields(rendering), "images": _images(rendering)})
    return Response(png_of(rendering.garments[0]), media_type="image/png", headers=s2f_headers(rendering_fields(rendering)))


def _images(rendering: Rendering) -> list[dict[str, Any]]:
    box = rendering.box.as_list()
    return [{"png": base64_text(png_of(garment)), "seed": garment.seed, "box": box} for garment in rendering.garments]
