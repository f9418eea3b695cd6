"""Reading `Accept`, and fields as headers."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from sketch2fashion.web.replies import prefers_json, s2f_headers


def asking(accept: str) -> Request:
    return Request({"type": "http", "headers": [(b"accept", accept.encode())]})


@pytest.mark.parametrize(
    "accept",
    [
        "application/json",
        "application/json, text/plain, */*",
        "image/png;q=0.5, application/json",
        "APPLICATION/JSON",
        "application/json;q=0.1",
    ],
)
def test_json_is_sent_to_those_who_name_it(accept: str) -> None:
    assert prefers_json(asking(accept))


@pytest.mark.parametrize(
    "accept", ["", "*/*", "image/png", "image/png, application/json;q=0.5", "application/json;q=0", "application/json;q=x"]
)
def test_everyone_else_gets_the_picture(accept: str) -> None:
    assert not prefers_json(asking(accept))


def test_fields_become_headers() -> None:
    assert s2f_headers({"category": "t-shirt", "category_scores": {"t-shirt": 0.9}, "box": [1, 2, 3, 4]}) == {
        "X-S2F-Category": "t-shirt",
        "X-S2F-Category-Scores": '{"t-shirt": 0.9}',
        "X-S2F-Box": "[1, 2, 3, 4]",
    }
