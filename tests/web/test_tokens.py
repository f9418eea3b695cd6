"""The admin token."""

from __future__ import annotations

import hashlib

import pytest

from sketch2fashion.errors import Unauthorized
from sketch2fashion.web.tokens import require_admin

HASHED = "sha256:" + hashlib.sha256(b"s3cret").hexdigest()


@pytest.mark.parametrize("configured", ["s3cret", HASHED])
def test_the_right_token_passes(configured: str) -> None:
    require_admin(configured, "s3cret")


@pytest.mark.parametrize("configured", ["s3cret", HASHED, "sha256:not hex", "sha256:"])
@pytest.mark.parametrize("given", [None, "", "wrong", "S3cret", HASHED, "sha256:", "비밀"])
def test_anything_else_is_refused(configured: str, given: str | None) -> None:
    with pytest.raises(Unauthorized):
        require_admin(configured, given)


@pytest.mark.parametrize("configured", [None, ""])
@pytest.mark.parametrize("given", [None, "", "None"])
def test_without_a_configured_token_nobody_writes(configured: str | None, given: str | None) -> None:
    with pytest.raises(Unauthorized, match="no admin token is configured"):
        require_admin(configured, given)
