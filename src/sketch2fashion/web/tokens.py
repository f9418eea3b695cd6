"""The admin token that writes need. The setting holds the token itself or, so that no file holds it in clear, `sha256:` and its
hash in hex; either way only hashes are compared, in constant time.
"""

from __future__ import annotations

import hashlib
import hmac

from sketch2fashion.errors import Unauthorized

_HASHED = "sha256:"


def require_admin(configured: str | None, given: str | None) -> None:
    """Raise `Unauthorized` unless the given token is the configured one."""
    if not configured:
        raise Unauthorized(
            "This server accepts no writes, because no admin token is configured.",
            hint="Start it with SKETCH2FASHION_ADMIN_TOKEN set, or use: sketch2fashion catalog import.",
        )
    if not given:
        raise Unauthorized("Writes need the admin token.", hint="Send the header: Authorization: Bearer <token>.")
    if not is_admin(configured, given):
        raise Unauthorized("The admin token is wrong.")


def is_admin(configured: str | None, given: str) -> bool:
    """Whether the given token is the configured one."""
    return bool(configured) and hmac.compare_digest(_digest(given), _configured_digest(configured or ""))


def _configured_digest(configured: str) -> bytes:
    if not configured.startswith(_HASHED):
        return _digest(configured)
    try:
        return bytes.fromhex(configured.removeprefix(_HASHED))
    except ValueError:
        return b""  # equal to no digest


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
