"""Product pages."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import httpx
import pytest

from sketch2fashion.web.routes.pages import page_language, price_words


class Tags(HTMLParser):
    """Which tags and attributes a page has, and its visible text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, tag: str, attribute: str) -> list[str | None]:
        return [attributes[attribute] for name, attributes in self.tags if name == tag and attribute in attributes]


def test_a_demo_product_has_a_page_with_picture_price_and_a_note(client: httpx.Client) -> None:
    page = client.get("/products/demo-1")
    seen = Tags(page.text)
    assert page.headers["content-type"].startswith("text/html")
    assert "/api/v1/products/demo-1/image" in seen.values("img", "src")
    assert "Red t-shirt" in seen.text
    assert "₩39,000" in seen.text
    assert "demo product" in seen.text


def test_the_page_speaks_korean_to_a_korean_browser(client: httpx.Client) -> None:
    page = client.get("/products/demo-1", headers={"Accept-Language": "ko-KR,ko;q=0.9,en;q=0.8"})
    seen = Tags(page.text)
    assert seen.values("html", "lang") == ["ko"]
    assert "39,000원" in seen.text
    assert "데모 상품" in seen.text
    assert "티셔츠" in seen.text


def test_feed_text_never_becomes_markup(client: httpx.Client) -> None:
    seen = Tags(client.get("/products/hostile").text)
    assert "script" not in [tag for tag, _ in seen.tags]
    assert "<script>alert(1)</script>" in seen.text
    assert '"><img src=x onerror=alert(1)>' in seen.text
    assert not any("onerror" in attributes for _, attributes in seen.tags)


def test_a_real_shop_is_linked_and_its_name_shown(client: httpx.Client) -> None:
    seen = Tags(client.get("/products/shop%2F4%204").text)
    assert 'https://shop.example/x?a=1&b="2' in seen.values("a", "href")
    assert "Our <shop>" in seen.text
    assert "Sold out" in seen.text


def test_a_products_garment_can_be_changed_in_the_studio(client: httpx.Client) -> None:
    assert "/?change=demo-1" in Tags(client.get("/products/demo-1").text).values("a", "href")
    awkward = Tags(client.get("/products/shop%2F4%204").text)
    assert "/?change=shop%2F4%204" in awkward.values("a", "href"), "an id may hold anything"


def test_a_product_that_is_not_there_gets_a_page_that_says_so(client: httpx.Client) -> None:
    page = client.get("/products/none?lang=ko")
    assert page.status_code == 404
    assert "상품을 찾을 수 없습니다" in page.text


def test_everything_that_a_page_loads_comes_from_this_server(client: httpx.Client) -> None:
    html = client.get("/products/demo-1").text
    seen = Tags(html)
    for address in [*seen.values("link", "href"), *seen.values("img", "src"), *seen.values("script", "src")]:
        assert address is not None
        assert address.startswith("/")
        assert client.get(address).status_code == 200
    assert not re.search(r"\sstyle=|<style", html)  # the content policy would drop them


@pytest.mark.parametrize(
    ("wanted", "header", "language"),
    [
        (None, "", "en"),
        (None, "ko", "ko"),
        (None, "ko-KR,ko;q=0.9,en-US;q=0.8", "ko"),
        (None, "en-US,en;q=0.9,ko;q=0.8", "en"),
        (None, "fr,de;q=0.8", "en"),
        (None, "fr, ko;q=0.3", "ko"),
        (None, "ko;q=0", "en"),
        ("ko", "en", "ko"),
        ("en", "ko", "en"),
        ("xx", "ko", "ko"),
    ],
)
def test_the_language_is_the_asked_one_or_the_browsers_or_english(wanted: str | None, header: str, language: str) -> None:
    assert page_language(wanted, header) == language


@pytest.mark.parametrize(
    ("price", "currency", "language", "words"),
    [
        ("39000", "KRW", "ko", "39,000원"),
        ("39000", "KRW", "en", "₩39,000"),
        ("1234.50", "USD", "ko", "$1,234.50"),
        ("120.00", "SEK", "en", "120.00 SEK"),
        (None, None, "en", ""),
    ],
)
def test_prices_read_as_people_write_them(price: str | None, currency: str | None, language: str, words: str) -> None:
    assert price_words(price, currency, language) == words
