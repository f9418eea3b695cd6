"""Every error of the family leaves in the one shape."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import Request

from sketch2fashion import errors
from sketch2fashion.errors import MissingExtra, Sketch2FashionError, UnknownCategory
from sketch2fashion.web import pool, problems
from sketch2fashion.web.headers import SecurityHeaders
from sketch2fashion.web.observe import Metrics, Observe
from sketch2fashion.web.problems import install_problem_handlers

from .helpers import problem_of, serving


def family(root: type[Sketch2FashionError] = Sketch2FashionError) -> Iterator[type[Sketch2FashionError]]:
    for child in root.__subclasses__():
        yield child
        yield from family(child)


FAMILY = {kind.__name__: kind for kind in family() if kind.__module__ in (errors.__name__, problems.__name__, pool.__name__)}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    app = FastAPI()
    install_problem_handlers(app)
    app.add_middleware(Observe, metrics=Metrics())
    app.add_middleware(SecurityHeaders)

    @app.get("/raise/{name}")
    async def raise_it(name: str) -> None:
        raise made(FAMILY[name])

    @app.get("/fault")
    async def fault() -> None:
        raise RuntimeError("secret inner workings")

    @app.get("/echo")
    async def echo(request: Request) -> str:
        return str(request.state.request_id)

    with serving(app) as base:
        yield base


def made(kind: type[Sketch2FashionError]) -> Sketch2FashionError:
    if issubclass(kind, UnknownCategory):
        return kind("sock", ("t-shirt", "hat"))
    if issubclass(kind, MissingExtra):
        return kind("Training", "train")
    if issubclass(kind, pool.Crowded):
        return kind("All 2 workers are taken.", 7)
    return kind("It is wrong.", hint="Do it right.")


@pytest.mark.parametrize("name", sorted(FAMILY))
def test_every_error_has_the_one_shape_and_its_own_status(url: str, name: str) -> None:
    reply = httpx.get(f"{url}/raise/{name}")
    expected = made(FAMILY[name])
    assert reply.status_code == expected.status
    error = problem_of(reply)
    assert (error["code"], error["message"], error["hint"]) == (expected.code, expected.message, expected.hint)


@pytest.mark.parametrize("name", sorted(name for name, kind in FAMILY.items() if kind.status in (429, 503)))
def test_try_again_errors_say_when(url: str, name: str) -> None:
    assert int(httpx.get(f"{url}/raise/{name}").headers["retry-after"]) >= 1


def test_a_crowded_pool_says_its_own_seconds(url: str) -> None:
    assert httpx.get(f"{url}/raise/Crowded").headers["retry-after"] == "7"


def test_unauthorized_names_the_scheme(url: str) -> None:
    assert httpx.get(f"{url}/raise/Unauthorized").headers["www-authenticate"] == "Bearer"


def test_a_fault_of_ours_tells_the_client_nothing_of_it(url: str) -> None:
    reply = httpx.get(f"{url}/fault")
    assert reply.status_code == 500
    assert problem_of(reply)["code"] == "internal_error"
    assert "secret" not in reply.text
    assert "content-security-policy" in reply.headers


def test_what_is_not_there_is_404_in_the_same_shape(url: str) -> None:
    reply = httpx.get(f"{url}/nothing")
    assert (reply.status_code, problem_of(reply)["code"]) == (404, "not_found")


def test_a_wrong_method_is_405_and_lists_the_allowed(url: str) -> None:
    reply = httpx.post(f"{url}/echo")
    assert (reply.status_code, problem_of(reply)["code"]) == (405, "method_not_allowed")
    assert "GET" in problem_of(reply)["hint"]


def test_a_harmless_request_id_is_kept(url: str) -> None:
    reply = httpx.get(f"{url}/echo", headers={"X-Request-Id": "order-66.a_b"})
    assert reply.json() == reply.headers["x-request-id"] == "order-66.a_b"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "new\tline", "<script>"])
def test_a_request_id_that_could_harm_a_log_is_replaced(url: str, given: str) -> None:
    assert httpx.get(f"{url}/echo", headers={"X-Request-Id": given}).json() not in ("", given)
