"""The admin token."""

from __future__ import annotations

import hashlib

import pytest

from sketch2fashion.errors import Unauthorized
from sketch2fashion.web.tokens import require_admin

HASHED = "sha256:" + hashlib.sha256(b"s3cret").hexdigest()


@pytest.mark.parametrize("configured", ["s3cret", HASHED])
@pytest.mark.parametrize("header", ["Bearer s3cret", "bearer s3cret", "Bearer  s3cret "])
def test_the_right_token_passes(configured: str, header: str) -> None:
    require_admin(configured, header)


@pytest.mark.parametrize("configured", ["s3cret", HASHED, "sha256:not hex"])
@pytest.mark.parametrize(
    "header", [None, "", "s3cret", "Basic s3cret", "Bearer", "Bearer ", "Bearer wrong", f"Bearer {HASHED}", "Bearer 비밀"]
)
def test_anything_else_is_refused(configured: str, header: str | None) -> None:
    with pytest.raises(Unauthorized):
        require_admin(configured, header)


@pytest.mark.parametrize("configured", [None, ""])
def test_without_a_configured_token_nobody_writes(configured: str | None) -> None:
    with pytest.raises(Unauthorized, match="no admin token is configured"):
        require_admin(configured, "Bearer ")
