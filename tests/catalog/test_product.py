"""What may be a product, and what may not reach a page."""

from __future__ import annotations

from typing import Any

import pytest

from sketch2fashion.catalog.product import Product
from sketch2fashion.errors import BadValue


@pytest.mark.parametrize("link", ["", "https://shop.example/a?b=c#d", "http://[::1]:8000/x", "/products/demo-1", "https://한국.example/티"])
def test_links_that_a_page_may_open(link: str) -> None:
    assert Product("a", "A", link=link).link == link


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "mailto:a@b.example",
        "//evil.example",
        "/\\evil.example",
        "/a\nb",
        "shop.example",
        "https://",
        "https://a b",
        "https://[broken",
    ],
)
def test_links_that_no_page_may_open(link: str) -> None:
    with pytest.raises(BadValue, match="link"):
        Product("a", "A", link=link)


@pytest.mark.parametrize(
    "fields",
    [
        {"id": ""},
        {"id": " a"},
        {"id": "a\nb"},
        {"id": "x" * 201},
        {"title": "  "},
        {"title": "x" * 2001},
        {"price": "52"},
        {"currency": "USD"},
        {"price": "52", "currency": "USD"},  # not as the currency is written
        {"price": "NaN", "currency": "USD"},
        {"price": "abc", "currency": "USD"},
        {"price": "-1.00", "currency": "USD"},
        {"price": "5.0", "currency": "KRW"},
        {"price": "5.00", "currency": "usd"},
        {"category": "jacket"},
        {"shop": ""},
        {"extra": {"note": "a\0b"}},
    ],
)
def test_fields_that_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(BadValue):
        Product(**{"id": "a", "title": "A", **fields})


def test_the_digest_tells_any_two_products_apart() -> None:
    one = Product("a", "A", extra={"x": "1", "y": "2"})
    assert one.digest() == Product("a", "A", extra={"y": "2", "x": "1"}).digest()
    others = [Product("b", "A"), Product("a", "A"), Product("a", "A", extra={"x": "1", "y": "3"}), Product("a", "A", in_stock=False)]
    assert len({one.digest(), *(other.digest() for other in others)}) == 5
