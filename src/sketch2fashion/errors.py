"""The one family of errors.

The library raises them, the command line prints `message` (and `hint`) and exits 2, the service answers
`{"error": {"code", "message", "hint", "request_id"}}` with `status`. A message says what was wrong and what is allowed.
"""

from __future__ import annotations

from collections.abc import Sequence


class Sketch2FashionError(Exception):
    """Base of everything that a user can cause or mend."""

    code = "error"
    status = 500

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class BadImage(Sketch2FashionError):
    """The bytes are no picture that we can read, or hold too much of one."""

    code = "bad_image"
    status = 422


class UnsupportedFormat(BadImage):
    """A picture, but in a format that is not on the list."""

    code = "unsupported_format"
    status = 415


class TooLarge(Sketch2FashionError):
    """More bytes than one request or file may have."""

    code = "too_large"
    status = 413


class BadSketch(Sketch2FashionError):
    """A `.s2f` or SVG file that does not say what it should."""

    code = "bad_sketch"
    status = 422


class EmptyDrawing(BadSketch):
    """There is no ink to work with."""

    code = "empty_drawing"


class BadValue(Sketch2FashionError):
    """An option outside its range."""

    code = "bad_value"
    status = 422


class UnknownCategory(BadValue):
    """A category that we do not know."""

    code = "unknown_category"

    def __init__(self, label: str, allowed: Sequence[str]) -> None:
        super().__init__(f'"{label}" is not a category.', hint=f"Allowed: auto, {', '.join(allowed)}.")


class BadFeed(Sketch2FashionError):
    """A product feed that cannot be read at all (a bad row is reported, never raised)."""

    code = "bad_feed"
    status = 422


class CatalogError(Sketch2FashionError):
    """The catalogue cannot be opened, read or written."""

    code = "catalog_unavailable"
    status = 503


class NotFound(Sketch2FashionError):
    """What was asked for is not there."""

    code = "not_found"
    status = 404


class BadRequest(Sketch2FashionError):
    """A malformed form or a missing part."""

    code = "bad_request"
    status = 400


class Unauthorized(Sketch2FashionError):
    """A write without the admin token."""

    code = "unauthorized"
    status = 401


class TooManyRequests(Sketch2FashionError):
    """One caller asks for too much."""

    code = "too_many_requests"
    status = 429


class Busy(Sketch2FashionError):
    """Every worker is taken and the queue is full."""

    code = "busy"
    status = 503


class ModelUnavailable(Sketch2FashionError):
    """A model file is missing or damaged."""

    code = "model_unavailable"
    status = 503


class ShopUnavailable(Sketch2FashionError):
    """A shop on the web does not answer, refuses, or has been asked often enough."""

    code = "shop_unavailable"
    status = 502


class MissingExtra(Sketch2FashionError):
    """A feature whose optional packages are not installed."""

    code = "missing_extra"
    status = 501

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(f"{feature} needs optional packages.", hint=f'Install them: pip install "sketch2fashion[{extra}]"')
