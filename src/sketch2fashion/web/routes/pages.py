"""GET /products/{id}: a product's own page, so that a result's link opens without the internet. English and Korean.

Drawn on the server and escaped by the template engine; it needs no script.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from sketch2fashion.catalog.product import OWN_SHOP, Product
from sketch2fashion.categories import CATEGORIES
from sketch2fashion.errors import NotFound
from sketch2fashion.search.shops.catalog import image_path
from sketch2fashion.web.replies import accepted
from sketch2fashion.web.services import Services, services

router = APIRouter(include_in_schema=False)
_TEMPLATES = Environment(
    loader=PackageLoader("sketch2fashion.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

_WORDS = {
    "en": {
        "language": "Language",
        "colour": "Colour",
        "stock": "Availability",
        "in_stock": "In stock",
        "sold_out": "Sold out",
        "shop": "Shop",
        "number": "Item",
        "no_price": "Price on request",
        "demo": "A demo product: drawn and rendered by Sketch2Fashion itself. It shows how a catalogue looks and is not for sale.",
        "to_shop": "See it in the shop",
        "change": "Change this one",
        "back": "Back to drawing",
        "missing": "This product is not here",
        "missing_why": "It may have been removed from the catalogue since the search found it.",
    },
    "ko": {
        "language": "언어",
        "colour": "색상",
        "stock": "재고",
        "in_stock": "구매 가능",
        "sold_out": "품절",
        "shop": "판매처",
        "number": "상품 번호",
        "no_price": "가격 문의",
        "demo": "데모 상품입니다. Sketch2Fashion이 직접 그리고 렌더링한 것으로, 카탈로그가 어떻게 보이는지 보여 줄 뿐 판매하지 않습니다.",
        "to_shop": "쇼핑몰에서 보기",
        "change": "이 옷 바꾸기",
        "back": "그림으로 돌아가기",
        "missing": "상품을 찾을 수 없습니다",
        "missing_why": "검색한 뒤에 카탈로그에서 삭제되었을 수 있습니다.",
    },
}
_SIGNS = {"KRW": "₩", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


@router.api_route("/products/{id:path}", methods=["GET", "HEAD"])
def product_page(
    request: Request,
    id: str,
    services: Annotated[Services, Depends(services)],
    lang: Annotated[str | None, Query()] = None,
) -> Response:
    """The page; a product that is not there gets a page that says so."""
    language = page_language(lang, request.headers.get("accept-language", ""))
    try:
        item = services.catalog.get(id)
    except NotFound:
        return _page("missing.html", language, 404)
    return _page("product.html", language, 200, **_facts(item.product, bool(item.pictures), language))


def page_language(wanted: str | None, accept_language: str) -> str:
    """`?lang=` if it is one of ours, else the browser's warmest wish among ours, else English."""
    if wanted in _WORDS:
        return str(wanted)
    wishes = {tag.split("-")[0]: quality for tag, quality in sorted(accepted(accept_language).items(), key=lambda wish: wish[1])}
    return max(_WORDS, key=lambda language: wishes.get(language, 0.0))


def price_words(price: str | None, currency: str | None, language: str) -> str:
    """A price as people write it: "₩39,000", "39,000원", "€19.90", "120.00 SEK"; empty when it is not known."""
    if price is None or currency is None:
        return ""
    amount = f"{Decimal(price):,}"
    if language == "ko" and currency == "KRW":
        return f"{amount}원"
    sign = _SIGNS.get(currency)
    return f"{sign}{amount}" if sign else f"{amount} {currency}"


def _facts(product: Product, has_picture: bool, language: str) -> dict[str, Any]:
    kind = next((kind for kind in CATEGORIES if kind.name == product.category), None)
    return {
        "product": product,
        "image": image_path(product.id) if has_picture else "",
        "change_link": f"/?change={quote(product.id, safe='')}" if has_picture else "",
        "category": (kind.ko if language == "ko" else kind.name) if kind else "",
        "price": price_words(product.price, product.currency, language),
        "shop": product.shop if product.shop != OWN_SHOP else "",
        "is_demo": bool(product.extra.get("demo")),
        "shop_link": product.link if product.link.startswith(("https://", "http://")) else "",
    }


def _page(template: str, language: str, status: int, **facts: Any) -> Response:
    html = _TEMPLATES.get_template(template).render(language=language, words=_WORDS[language], **facts)
    return HTMLResponse(html, status, {"Content-Language": language, "Vary": "Accept-Language", "Cache-Control": "no-cache"})
