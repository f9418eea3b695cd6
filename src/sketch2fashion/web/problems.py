"""Every error leaves as one shape: `{"error": {"code", "message", "hint", "request_id"}}`. Never a traceback.

The library's own errors carry their code, status and sentence. Here are only the translations for what the framework finds
wrong by itself: paths, methods, forms and values.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sketch2fashion.errors import Sketch2FashionError

_log = structlog.get_logger("sketch2fashion.web")
_NO_SPACE = {errno.ENOSPC, errno.EFBIG, errno.EMFILE, errno.ENFILE, getattr(errno, "EDQUOT", errno.ENOSPC)}
CLIENT_LEFT_STATUS = 499  # nobody reads it; logs and metrics do

_CODES = {
    400: "bad_request",
    401: "unauthorized",
    404: "not_found",
    405: "method_not_allowed",
    408: "too_slow",
    413: "too_large",
    415: "unsupported_format",
    422: "bad_value",
    429: "too_many_requests",
    503: "busy",
}


class ClientLeft(Sketch2FashionError):
    """The caller closed the connection before its turn came (the studio does so when a newer stroke makes a request stale)."""

    code = "client_left"
    status = CLIENT_LEFT_STATUS


class NotReady(Sketch2FashionError):
    """The service is still starting, or something that it needs is not there."""

    code = "not_ready"
    status = 503


def install_problem_handlers(app: FastAPI) -> None:
    """Answer every error of the library and of the framework in the one shape."""
    app.add_exception_handler(Sketch2FashionError, library_error)
    app.add_exception_handler(HTTPException, _framework_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(OSError, _machine_error)


def problem(
    request: Request,
    status: int,
    code: str,
    message: str,
    hint: str = "",
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """One error reply."""
    body = {"code": code, "message": message, "hint": hint, "request_id": getattr(request.state, "request_id", "")}
    return JSONResponse({"error": body}, status, headers)


def unexpected(request: Request) -> JSONResponse:
    """The reply to a fault of ours; the log has the traceback under the same request id."""
    return problem(
        request,
        500,
        "internal_error",
        "Something went wrong on the server.",
        "Try again; if it stays, tell the operator the request id.",
    )


def library_error(request: Request, error: Exception) -> Response:
    """The reply to an error of the library's family."""
    assert isinstance(error, Sketch2FashionError)
    headers = dict(getattr(error, "headers", {}))
    if error.status in (429, 503):
        headers.setdefault("Retry-After", "1")
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return problem(request, error.status, error.code, error.message, error.hint, headers)


def _machine_error(request: Request, error: Exception) -> Response:
    """A full disk, or no file descriptor left: not the caller's fault, and over as soon as there is space again."""
    if not is_out_of_space(error):
        raise error
    _log.error("out of space", why=str(error))
    hint = "Try again later; the operator's log says what is full."
    return problem(request, 503, "out_of_space", "The server has no space left for this.", hint, {"Retry-After": "10"})


def is_out_of_space(error: BaseException | None) -> bool:
    """Whether this error, or what caused it, says that the machine has no room for a file."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _NO_SPACE:
            return True
        error = error.__cause__ or error.__context__
    return False


def _framework_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if is_out_of_space(error):
        return _machine_error(request, error)
    message, hint = _sentence(request, error)
    return problem(request, error.status_code, _CODES.get(error.status_code, "error"), message, hint, error.headers)


def _sentence(request: Request, error: HTTPException) -> tuple[str, str]:
    """The framework's phrases ("Not Found") as a sentence that says what was asked and what is allowed."""
    if error.status_code == 404:
        return f"There is nothing at {request.url.path}.", "The API is described at /docs."
    if error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "")
        return f"{request.method} is not allowed at {request.url.path}.", f"Allowed: {allowed}." if allowed else ""
    if error.status_code == 400:
        return f"The form cannot be read: {_lower_first(str(error.detail))}", "Send multipart/form-data, as described at /docs."
    plain = error.detail == HTTPStatus(error.status_code).phrase
    return f"{error.detail}." if plain else str(error.detail), ""


def _lower_first(text: str) -> str:
    sentence = text[:1].lower() + text[1:]
    return sentence if sentence.endswith(".") else sentence + "."


def _validation_error(request: Request, error: Exception) -> Response:
    """A missing part is a malformed form (400); a value of the wrong kind is 422."""
    assert isinstance(error, RequestValidationError)
    first: Mapping[str, Any] = error.errors()[0]
    place = [str(step) for step in first["loc"] if not isinstance(step, int)]
    name = place[-1] if len(place) > 1 else place[0]
    if first["type"] == "missing":
        if name == "body":
            return problem(request, 400, "bad_request", "The request has no form.", "Send multipart/form-data, as described at /docs.")
        where = "query value" if place[0] == "query" else "part"
        return problem(request, 400, "bad_request", f'The {where} "{name}" is missing.', _how_to_send(request))
    if first["type"] == "unknown_option":
        option = first["ctx"]
        return problem(request, 422, "bad_value", f'"{option["name"]}" is not an option of this request.', f"Options: {option['allowed']}.")
    return problem(request, 422, "bad_value", f"{name} {_expectation(first)}, not {_shown(first.get('input'))}.")


def _how_to_send(request: Request) -> str:
    kind = request.headers.get("content-type", "").split(";")[0].strip()
    return "" if kind == "multipart/form-data" else "Send multipart/form-data, as described at /docs."


_KINDS = {
    "int": "must be a whole number",
    "float": "must be a number",
    "finite_number": "must be a finite number",
    "bool": "must be true or false",
    "decimal": "must be a number",
}
_BOUNDS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}


def _expectation(error: Mapping[str, Any]) -> str:
    """What pydantic wanted, in the words of this service."""
    for key, words in _BOUNDS.items():
        if key in error.get("ctx", {}):
            return f"must be {words} {error['ctx'][key]}"
    for prefix, words in _KINDS.items():
        if str(error["type"]).startswith(prefix):
            return words
    return _lower_first(str(error["msg"]).removeprefix("Value error, ").replace("Input should", "must")).rstrip(".")


def _shown(value: Any) -> str:
    """What was sent, short enough for a sentence, and never a file's content."""
    if isinstance(value, (str, int, float)):
        text = str(value)
        return f'"{text[:40]}…"' if len(text) > 40 else f'"{text}"'
    return "what was sent"
