"""POST /api/v1/modify: a garment in another colour or fabric, or with what its drawing changed."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sketch2fashion.drawing import read_drawing
from sketch2fashion.errors import BadRequest, BadValue
from sketch2fashion.garment import Layers, Picture
from sketch2fashion.images import decode
from sketch2fashion.rendering.modify import Colourways, Modification, Morph, Operation, mask_of, modify, operation_of
from sketch2fashion.rendering.provenance import png_of_changed
from sketch2fashion.web.forms import ModifyForm, content
from sketch2fashion.web.replies import FORM_PROBLEMS, base64_text, prefers_json, s2f_headers
from sketch2fashion.web.schemas import ModifyReply
from sketch2fashion.web.services import Services, services

router = APIRouter(prefix="/api/v1", tags=["drawing"])


@router.post(
    "/modify",
    response_class=Response,
    responses={
        200: {
            "model": ModifyReply,
            "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}},
            "description": "A PNG with the JSON's fields as `X-S2F-*` headers; with `Accept: application/json` the JSON.",
        },
        **FORM_PROBLEMS,
    },
)
async def modify_garment(
    request: Request,
    form: Annotated[ModifyForm, Form(media_type="multipart/form-data")],
    services: Annotated[Services, Depends(services)],
) -> Response:
    """Change a garment and leave the rest of its picture alone, pixel by pixel.

    Recolour a part with its folds, lay in a fabric, make up to 16 colourways, or render only what a drawing changed. A morph has no
    picture to change: it makes garments between two drawings, and the drawing of each.
    """
    operation = _operation(form.operation)
    if form.image is None and not isinstance(operation, Morph):
        raise BadRequest('The part "image" is missing.', hint=f"{operation.kind} changes a picture of a garment.")
    as_json = prefers_json(request)
    if isinstance(operation, Colourways) and len(operation.colours) > 1 and not as_json:
        raise BadValue(f"One PNG cannot hold {len(operation.colours)} colourways.", hint="Send Accept: application/json, or one colour.")
    if isinstance(operation, Morph) and len(operation.shares) > 1 and not as_json:
        raise BadValue(f"One PNG cannot hold {len(operation.shares)} steps.", hint="Send Accept: application/json, or one share.")
    parts = [form.image, form.sketch, form.before, form.mask, form.fabric]
    return await services.infer(request, "modify", lambda: _modified(form, operation, as_json), parts)


def _operation(text: str) -> Operation:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise BadValue("The operation is no JSON object.", hint='Send, for example, {"kind": "recolour", "colour": "#1c305c"}.')
    return operation_of(values)


def _modified(form: ModifyForm, operation: Operation, as_json: bool) -> Response:
    """Runs in the pool: decode, change and encode."""
    mask = _picture(form.mask)
    made = modify(
        _picture(form.image),
        operation,
        mask=None if mask is None else mask_of(mask),
        fabric=_picture(form.fabric),
        before=_layers(form.before),
        after=_layers(form.sketch),
    )
    files = [png_of_changed(picture, made.kind) for picture in made.pictures]
    if as_json:
        images = [{"png": base64_text(file)} for file in files]
        drawn = [{"sketch": json.loads(sketch.to_json())} for sketch in made.sketches] or [{}] * len(images)
        return JSONResponse({**_fields(made), "images": [image | sketch for image, sketch in zip(images, drawn, strict=True)]})
    return Response(files[0], media_type="image/png", headers=s2f_headers(_fields(made)))


def _fields(made: Modification) -> dict[str, Any]:
    height, width = made.pictures[0].shape[:2]
    return {"kind": made.kind, "size": [width, height], "seconds": round(made.seconds, 3)}


def _picture(part: UploadFile | None) -> Picture | None:
    return None if part is None else decode(content(part) or b"")


def _layers(part: UploadFile | None) -> Layers | None:
    return None if part is None else read_drawing(content(part) or b"")
