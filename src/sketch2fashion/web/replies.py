"""Small things that several routes answer with."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
from starlette.requests import Request

from sketch2fashion.garment import Lines
from sketch2fashion.images import encode_png
from sketch2fashion.web.schemas import ProblemReply

_WHAT = {
    400: "A malformed form, or a missing part.",
    401: "A write without the admin token, or a request without the read key that this server asks for.",
    404: "There is no such thing.",
    413: "More bytes than the server accepts.",
    415: "A picture in a format that is not accepted.",
    422: "Bad or empty content, too many pixels, an unknown category, a wrong value.",
    429: "More requests a minute than the key, or the address, may send; `Retry-After` says when to try again.",
    502: "A shop on the web does not answer, or refuses.",
    503: "All workers are taken, or something that is needed is not there; `Retry-After` says when to try again.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The error replies of a route, for the OpenAPI page."""
    return {status: {"model": ProblemReply, "description": _WHAT[status]} for status in sorted({*statuses, 401, 429})}


FORM_PROBLEMS = problems(400, 413, 415, 422, 503)


def base64_text(data: bytes) -> str:
    """Bytes for a JSON reply."""
    return base64.b64encode(data).decode("ascii")


def s2f_headers(fields: dict[str, Any]) -> dict[str, str]:
    """The fields of a JSON reply as `X-S2F-*` headers: text as it is, everything else as JSON."""
    return {f"X-S2F-{name.replace('_', '-').title()}": _header_value(value) for name, value in fields.items()}


def _header_value(value: Any) -> str:
    return value if isinstance(value, str) and value.isascii() else json.dumps(value)


def prefers_json(request: Request) -> bool:
    """Whether the client named JSON in `Accept`, and at least as warmly as a picture."""
    wishes = accepted(request.headers.get("accept", ""))
    json_wish, picture_wish = (max(wishes.get(name, 0.0) for name in names) for names in (("application/json",), ("image/png", "image/*")))
    return json_wish > 0 and json_wish >= picture_wish


def accepted(header: str) -> dict[str, float]:
    """An `Accept` or `Accept-Language` header as name → quality."""
    wishes: dict[str, float] = {}
    for entry in header.split(","):
        media_type, *parameters = (piece.strip().lower() for piece in entry.split(";"))
        wishes[media_type] = next((_quality(text) for text in parameters if text.startswith("q=")), 1.0)
    return wishes


def _quality(parameter: str) -> float:
    try:
        return float(parameter.removeprefix("q="))
    except ValueError:
        return 0.0


def ink_on_paper(lines: Lines) -> bytes:
    """A line drawing as a grey PNG, black on white."""
    return encode_png(np.rint(255 * (1 - lines)).astype(np.uint8))
