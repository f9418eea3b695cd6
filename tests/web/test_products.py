"""/api/v1/products and /api/v1/categories."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.settings import load_settings
from sketch2fashion.web.app import create_app

from .conftest import ADMIN_TOKEN
from .helpers import opened, png, problem_of, serving, shirt

ADMIN = {"Authorization": f"Bearer {ADMIN_TOKEN}"}


def test_all_categories_are_listed_with_their_korean_names(client: httpx.Client) -> None:
    kinds = client.get("/api/v1/categories").json()["categories"]
    assert tuple(kind["name"] for kind in kinds) == CATEGORY_NAMES
    assert kinds[0] == {"name": "t-shirt", "ko": "티셔츠", "synonyms": ["tee", "tshirt", "t shirt"]}


def test_pages_of_products_are_complete_and_do_not_overlap(client: httpx.Client) -> None:
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get("/api/v1/products", params={"limit": 3, "cursor": cursor}).json()
        assert len(page["products"]) <= 3
        seen += [product["id"] for product in page["products"]]
        cursor = page["next"]
    assert len(seen) == len(set(seen))
    assert {"demo-1", "demo-2", "demo-3", "shop/4 4", "hostile", "한글"} <= set(seen)


def test_products_can_be_listed_by_category_or_its_synonym(client: httpx.Client) -> None:
    for name in ("skirt", "치마"):
        page = client.get("/api/v1/products", params={"category": name}).json()
        assert [product["id"] for product in page["products"]] == ["demo-3", "한글"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("category=sock", "unknown_category"),
        ("limit=0", "bad_value"),
        ("limit=101", "bad_value"),
        ("limit=ten", "bad_value"),
        ("cursor=%%%", "bad_value"),
        ("cursor=/etc/passwd", "bad_value"),
    ],
)
def test_a_wrong_question_is_422(client: httpx.Client, query: str, code: str) -> None:
    reply = client.get(f"/api/v1/products?{query}")
    assert (reply.status_code, problem_of(reply)["code"]) == (422, code)


def test_a_product_has_the_fields_of_a_match_and_its_own(client: httpx.Client) -> None:
    product = client.get("/api/v1/products/demo-1").json()
    assert product == {
        "id": "demo-1",
        "title": "Red t-shirt",
        "price": "39000",
        "currency": "KRW",
        "image": "/api/v1/products/demo-1/image",
        "link": "/products/demo-1",
        "category": "t-shirt",
        "colour": "red",
        "in_stock": True,
        "shop": "catalog",
        "extra": {"demo": "true"},
    }


@pytest.mark.parametrize("id", ["shop/4 4", "한글"])
def test_any_id_finds_its_product_and_picture(client: httpx.Client, id: str) -> None:
    product = next(product for product in client.get("/api/v1/products").json()["products"] if product["id"] == id)
    picture = client.get(product["image"])
    assert picture.headers["content-type"] == "image/webp"
    assert opened(picture.content).format == "WEBP"
    assert client.get(product["image"].removesuffix("/image")).json() == product


def test_a_picture_that_the_browser_has_is_not_sent_again(client: httpx.Client) -> None:
    first = client.get("/api/v1/products/demo-1/image")
    again = client.get("/api/v1/products/demo-1/image", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/api/v1/products/none", "/api/v1/products/none/image"])
def test_a_product_that_is_not_there_is_404(client: httpx.Client, path: str) -> None:
    reply = client.get(path)
    assert (reply.status_code, problem_of(reply)["code"]) == (404, "not_found")


@pytest.mark.parametrize("authorization", [None, "Bearer wrong", "Basic abc", ""])
def test_writes_need_the_admin_token(client: httpx.Client, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    for reply in (
        client.delete("/api/v1/products/demo-1", headers=headers),
        client.post("/api/v1/products", headers=headers, files={"image": b"x", "product": b"{}"}),
    ):
        assert (reply.status_code, problem_of(reply)["code"]) == (401, "unauthorized")
    assert client.get("/api/v1/products/demo-1").status_code == 200


def test_a_deleted_product_is_gone(client: httpx.Client) -> None:
    assert client.delete("/api/v1/products/zz-to-delete", headers=ADMIN).status_code == 204
    assert client.get("/api/v1/products/zz-to-delete").status_code == 404
    assert client.delete("/api/v1/products/zz-to-delete", headers=ADMIN).status_code == 404


def post(client: httpx.Client, product: dict[str, Any] | str, image: bytes | None = None) -> httpx.Response:
    text = product if isinstance(product, str) else json.dumps(product)
    picture = png(shirt(dot=(20, 60, 200))) if image is None else image
    return client.post("/api/v1/products", headers=ADMIN, files={"image": ("p.png", picture)}, data={"product": text})


def test_a_posted_product_is_stored_shown_and_can_be_replaced(ready: httpx.Client) -> None:
    reply = post(
        ready, {"id": "new/1", "title": "Blue t-shirt", "price": 19.90, "currency": "EUR", "category": "tee", "extra": {"size": "M"}}
    )
    assert reply.status_code == 201
    product = ready.get(reply.headers["location"]).json()
    assert product == reply.json()
    assert (product["price"], product["category"], product["extra"]) == ("19.90", "t-shirt", {"size": "M"})
    assert opened(ready.get(product["image"]).content).size[1] == 512
    assert post(ready, {"id": "new/1", "title": "Other"}).status_code == 200
    assert ready.get(reply.headers["location"]).json()["title"] == "Other"
    assert ready.delete(reply.headers["location"], headers=ADMIN).status_code == 204


def test_the_product_may_be_sent_as_a_file(ready: httpx.Client) -> None:
    text = json.dumps({"id": "from-a-file", "title": "빨간 티셔츠"}).encode()
    files = {"image": ("p.png", png(shirt(dot=(20, 60, 200)))), "product": ("product.json", text)}
    reply = ready.post("/api/v1/products", headers=ADMIN, files=files)
    assert (reply.status_code, reply.json()["title"]) == (201, "빨간 티셔츠")
    assert ready.delete("/api/v1/products/from-a-file", headers=ADMIN).status_code == 204


@pytest.mark.parametrize(
    ("product", "status", "words"),
    [
        ("{", 422, "JSON"),
        ("[]", 422, "product"),
        ({"title": "No id"}, 400, '"id" is missing'),
        ({"id": "a", "title": "T", "colr": "red"}, 422, '"colr" is not an option'),
        ({"id": "a", "title": "T", "price": "1.234", "currency": "EUR"}, 422, "two ways"),
        ({"id": "a", "title": "T", "price": "12"}, 422, "currency"),
        ({"id": "a", "title": "T", "category": "sock"}, 422, "sock"),
        ({"id": "a", "title": "T", "link": "javascript:alert(1)"}, 422, "link"),
        ({"id": "a", "title": "T", "in_stock": "perhaps"}, 422, "in_stock"),
        ({"id": "", "title": "T"}, 422, "id"),
    ],
)
def test_a_product_that_is_wrong_is_refused_in_a_sentence(
    ready: httpx.Client, product: dict[str, Any] | str, status: int, words: str
) -> None:
    reply = post(ready, product)
    assert reply.status_code == status
    assert words in problem_of(reply)["message"]


def test_a_product_without_a_readable_picture_is_refused(ready: httpx.Client) -> None:
    reply = post(ready, {"id": "bad-picture", "title": "T"}, b"no picture")
    assert (reply.status_code, problem_of(reply)["code"]) == (415, "unsupported_format")
    assert ready.get("/api/v1/products/bad-picture").status_code == 404


def test_without_a_configured_token_writes_say_why_not(tmp_path: Path) -> None:
    with serving(create_app(load_settings(catalog=str(tmp_path / "catalog")))) as url:
        reply = httpx.delete(f"{url}/api/v1/products/x", headers=ADMIN)
    assert reply.status_code == 401
    assert "no admin token is configured" in problem_of(reply)["message"]
