"""POST /api/v1/photo: a garment photo becomes the layers that a hand would have drawn."""

from __future__ import annotations

import json
import time
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sketch2fashion.errors import BadRequest
from sketch2fashion.garment import Rgb
from sketch2fashion.images import decode, encode_png
from sketch2fashion.photo import photo_layers
from sketch2fashion.search.embedder import embed
from sketch2fashion.web.forms import PhotoForm, content
from sketch2fashion.web.replies import FORM_PROBLEMS, base64_text, ink_on_paper
from sketch2fashion.web.schemas import PhotoReply
from sketch2fashion.web.services import Services, services

router = APIRouter(prefix="/api/v1", tags=["photo"])


@router.post("/photo", response_class=JSONResponse, responses={200: {"model": PhotoReply}, **FORM_PROBLEMS})
async def photo_to_layers(
    request: Request,
    form: Annotated[PhotoForm, Form(media_type="multipart/form-data")],
    services: Annotated[Services, Depends(services)],
) -> Response:
    """Cut the garment out of a photo, draw its lines, and pick its colours."""
    image = form.image or form.photo
    if image is None:
        raise BadRequest('The part "image" is missing.', hint="Send multipart/form-data with the photo as image.")
    return await services.infer(request, "photo", lambda: _layers_of(image), [image])


def _layers_of(image: UploadFile) -> Response:
    """Runs in the pool."""
    started = time.perf_counter()
    found = photo_layers(decode(content(image) or b""), _recognise)
    reply: dict[str, Any] = {
        "cutout": base64_text(encode_png(found.cutout)),
        "lines": base64_text(ink_on_paper(found.layers.lines)),
        "hints": base64_text(encode_png(found.layers.hints)),
        "sketch": json.loads(found.sketch.to_json()),
        "category": found.category,
        "category_scores": {name: round(score, 4) for name, score in found.category_scores.items()},
        "seconds": round(time.perf_counter() - started, 3),
    }
    return JSONResponse(reply)


def _recognise(garment: Rgb) -> dict[str, float]:
    return embed(garment).category_scores
