"""GET /api/v1/fabrics: the fabrics that a garment can be made of, each with a small picture."""

from __future__ import annotations

import base64
from functools import lru_cache

from fastapi import APIRouter
from starlette.responses import Response

from sketch2fashion.web.schemas import FabricsReply

router = APIRouter(prefix="/api/v1", tags=["drawing"])
_CACHED = {"Cache-Control": "public, max-age=3600"}


@router.get("/fabrics", response_model=FabricsReply)
def fabrics(response: Response) -> FabricsReply:
    """The patterns that `modify` lays in: names, their own colours and repeats, and a swatch of each."""
    response.headers.update(_CACHED)
    return _shelf()


@lru_cache(maxsize=1)
def _shelf() -> FabricsReply:
    from sketch2fashion.images import encode_png
    from sketch2fashion.rendering.fabric import swatch
    from sketch2fashion.rendering.patterns import FABRICS

    return FabricsReply.model_validate(
        {
            "fabrics": [
                {
                    "name": name,
                    "colours": ["#" + bytes(colour).hex() for colour in fabric.colours],
                    "scale": fabric.scale,
                    "swatch": base64.b64encode(encode_png(swatch(fabric))).decode(),
                }
                for name, fabric in FABRICS.items()
            ]
        }
    )
