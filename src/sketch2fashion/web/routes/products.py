"""/api/v1/products: the catalogue, a page at a time; writes need the admin token."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Query
from fastapi.exceptions import RequestValidationError
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sketch2fashion.catalog.ingest import import_picture
from sketch2fashion.catalog.money import parse_price
from sketch2fashion.catalog.product import Product
from sketch2fashion.catalog.store import Catalog, Filter
from sketch2fashion.categories import require_category
from sketch2fashion.errors import BadValue, NotFound
from sketch2fashion.search.shops.catalog import image_path
from sketch2fashion.web.forms import ProductFields, ProductForm, content
from sketch2fashion.web.replies import FORM_PROBLEMS, problems
from sketch2fashion.web.schemas import ProductPage, ProductReply
from sketch2fashion.web.services import Services, services
from sketch2fashion.web.tokens import require_admin

router = APIRouter(prefix="/api/v1/products", tags=["catalogue"])
LARGEST_PAGE = 100
_Services = Annotated[Services, Depends(services)]
_TOKEN = HTTPBearer(auto_error=False, scheme_name="admin token", description="The server's admin token.")


def admin(services: _Services, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_TOKEN)]) -> None:
    """A dependency of every write. Raises `Unauthorized`."""
    require_admin(services.settings.admin_token, given.credentials if given else None)


@router.get("", response_model=ProductPage, responses=problems(422, 503))
def list_products(
    services: _Services,
    cursor: Annotated[str, Query(description="`next` of the page before; empty for the first page.")] = "",
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 50,
    category: Annotated[str | None, Query(description="Only this kind of garment.")] = None,
) -> dict[str, Any]:
    """Products in the order of their ids."""
    where = Filter(category=require_category(category) if category else None)
    items = services.catalog.scan(after=_id_of(cursor), limit=limit + 1, where=where)
    shown = [item.product for item in items[:limit]]
    return {
        "products": [product_fields(product) for product in shown],
        "next": _cursor_of(shown[-1].id) if len(items) > limit else None,
    }


@router.post(
    "",
    status_code=201,
    response_class=JSONResponse,
    dependencies=[Depends(admin)],
    responses={
        201: {"model": ProductReply, "description": "Stored: found by every search from now on."},
        200: {"model": ProductReply, "description": "Replaced the product of that id."},
        **problems(401),
        **FORM_PROBLEMS,
    },
)
async def add_product(
    request: Request,
    form: Annotated[ProductForm, Form(media_type="multipart/form-data")],
    services: _Services,
) -> Response:
    """Store a product with its picture; an id that is there is replaced."""
    return await services.infer(request, "import", lambda: _stored(services.catalog, form))


@router.get("/{id:path}/image", response_class=Response, responses={200: {"content": {"image/webp": {}}}, **problems(404, 422, 503)})
def product_image(request: Request, id: str, services: _Services) -> Response:
    """The product's main picture, WebP."""
    pictures = services.catalog.get(id).pictures
    if not pictures:
        raise NotFound(f'The product "{id}" has no picture.')
    webp = pictures[0].webp
    headers = {"ETag": f'"{hashlib.sha256(webp).hexdigest()[:32]}"', "Cache-Control": "public, max-age=300"}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(webp, media_type="image/webp", headers=headers)


@router.get("/{id:path}", response_model=ProductReply, responses=problems(404, 422, 503))
def get_product(id: str, services: _Services) -> dict[str, Any]:
    """One product."""
    return product_fields(services.catalog.get(id).product)


@router.delete("/{id:path}", status_code=204, dependencies=[Depends(admin)], responses=problems(401, 404, 422, 503))
def delete_product(id: str, services: _Services) -> Response:
    """Remove a product with its pictures; no search finds it from then on."""
    if services.catalog.delete([id]) == 0:
        raise NotFound(f'There is no product "{id}".')
    return Response(status_code=204)


def _stored(catalog: Catalog, form: ProductForm) -> Response:
    """Runs in the pool."""
    product = _product_of(form.product)
    is_new = not _is_there(catalog, product.id)
    item = import_picture(catalog, product, content(form.image) or b"")
    location = {"Location": f"/api/v1/products/{quote(product.id, safe='')}"}
    return JSONResponse(product_fields(item.product), 201 if is_new else 200, location)


def _product_of(text: str) -> Product:
    """The product in a JSON object. Raises `BadValue`, and what pydantic finds wrong as the framework's own error."""
    try:
        fields = ProductFields.model_validate_json(text)
    except ValidationError as problem:
        raise RequestValidationError([{**error, "loc": ("body", "product", *error["loc"])} for error in problem.errors()]) from None
    price, currency = parse_price("" if fields.price is None else str(fields.price), fields.currency or "")
    given = fields.model_dump(exclude={"price", "currency", "category"})
    return Product(**given, price=price, currency=currency, category=require_category(fields.category) if fields.category else None)


def _is_there(catalog: Catalog, id: str) -> bool:
    try:
        catalog.get(id)
    except NotFound:
        return False
    return True


def product_fields(product: Product) -> dict[str, Any]:
    """A product as JSON."""
    return {
        "id": product.id,
        "title": product.title,
        "price": product.price,
        "currency": product.currency,
        "image": image_path(product.id),
        "link": link_of(product.id, product.link),
        "category": product.category,
        "colour": product.colour,
        "in_stock": product.in_stock,
        "shop": product.shop,
        "extra": dict(product.extra),
    }


def link_of(id: str, link: str) -> str:
    """Where a product's link leads: to its shop, or to the page that this service has for every product."""
    return link or f"/products/{quote(id, safe='')}"


def _cursor_of(id: str) -> str:
    return base64.urlsafe_b64encode(id.encode()).decode("ascii")


def _id_of(cursor: str) -> str:
    try:
        return base64.b64decode(cursor.encode(), altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeError):
        raise BadValue("The cursor is none of this service's.", hint='Send the "next" of the page before, or none.') from None
