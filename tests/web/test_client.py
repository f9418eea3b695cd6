"""The typed client, against the real service."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.responses import JSONResponse

from sketch2fashion.client import Client, ServiceError, Unreachable
from sketch2fashion.errors import NotFound, Sketch2FashionError

from .conftest import ADMIN_TOKEN
from .helpers import opened, png, serving, shirt


@pytest.fixture(scope="module")
def studio(base_url: str, ready: httpx.Client) -> Iterator[Client]:
    with Client(base_url, token=ADMIN_TOKEN) as client:
        assert client.is_ready()
        yield client


def test_a_drawing_is_rendered_and_searched_for(studio: Client, drawing: bytes, tmp_path: Path) -> None:
    (tmp_path / "shirt.png").write_bytes(drawing)
    rendered = studio.render(tmp_path / "shirt.png", category="t-shirt", variants=2, background="white")
    assert (rendered.category, len(rendered.garments)) == ("t-shirt", 2)
    assert opened(rendered.garments[0].png).size == (205, 256)
    found = studio.search(rendered.garments[0].png, as_="photo", top=3, in_stock=True)
    assert found.as_ == "photo"
    assert 1 <= len(found.matches) <= 3
    assert studio.picture(found.matches[0].image)[8:12] == b"WEBP"


def test_tidy_flats_and_photo_give_pictures(studio: Client, drawing: bytes) -> None:
    assert opened(studio.tidy(drawing)).size == opened(studio.flats(drawing)).size == (480, 600)


def test_a_job_is_followed_to_its_end(studio: Client, drawing: bytes) -> None:
    job = studio.create_job([drawing, drawing], idempotency_key="client-test", seed=3)
    assert studio.create_job([drawing, drawing], idempotency_key="client-test", seed=3).id == job.id
    assert sorted(item.place for item in studio.follow(job.id)) == [1, 2]
    over = studio.wait(job.id)
    assert (over.state, over.done) == ("done", 2)
    assert opened(studio.picture(over.items[0].images[0])).size == (205, 256)
    studio.delete_job(job.id)
    with pytest.raises(ServiceError, match="There is no job"):
        studio.job(job.id)


def test_products_are_listed_added_and_removed(studio: Client) -> None:
    product = {"id": "client/1", "title": "Made by the client", "price": "9.50", "currency": "EUR", "category": "hat"}
    assert studio.add_product(png(shirt()), product)["id"] == "client/1"
    assert studio.product("client/1")["price"] == "9.50"
    assert {"client/1", "demo-1"} <= {each["id"] for each in studio.products(page=2)}
    assert [each["id"] for each in studio.products(category="hat", page=1)].count("client/1") == 1
    studio.delete_product("client/1")
    assert "client/1" not in {each["id"] for each in studio.products()}
    assert "t-shirt" in studio.categories()


def test_an_error_of_the_service_keeps_its_code_sentence_and_request_id(studio: Client, drawing: bytes) -> None:
    with pytest.raises(ServiceError) as problem:
        studio.render(drawing, category="sock")
    assert (problem.value.status, problem.value.code) == (422, "unknown_category")
    assert "t-shirt" in problem.value.hint
    assert len(problem.value.request_id) == 32
    assert isinstance(problem.value, Sketch2FashionError)


def test_a_file_that_is_not_there_is_named(studio: Client) -> None:
    with pytest.raises(NotFound, match="nowhere"):
        studio.render("nowhere.png")


def test_a_service_that_is_not_there_is_unreachable() -> None:
    with Client("http://127.0.0.1:9", tries=1) as client:
        assert not client.is_ready()
        with pytest.raises(Unreachable, match="gives no answer"):
            client.categories()


def test_it_waits_as_long_as_it_is_told_and_tries_again() -> None:
    app, moments = FastAPI(), []

    @app.get("/api/v1/categories")
    async def categories() -> JSONResponse:
        moments.append(time.monotonic())
        if len(moments) < 3:
            return JSONResponse({"error": {"code": "busy", "message": "Busy.", "hint": "", "request_id": "x"}}, 503, {"Retry-After": "1"})
        return JSONResponse({"categories": [{"name": "hat"}]})

    with serving(app) as url, Client(url) as client:
        assert client.categories() == ["hat"]
    assert len(moments) == 3
    assert moments[1] - moments[0] >= 1


def test_a_refusal_that_stays_is_raised_after_the_last_try() -> None:
    app = FastAPI()

    @app.get("/api/v1/categories")
    async def categories() -> JSONResponse:
        return JSONResponse("a proxy's page", 503, {"Retry-After": "0"})

    with serving(app) as url, Client(url, tries=2) as client, pytest.raises(ServiceError, match="The answer was 503"):
        client.categories()
