"""/docs and /openapi.json."""

from __future__ import annotations

import json
import re

import httpx


def test_the_api_page_loads_nothing_from_elsewhere(client: httpx.Client) -> None:
    page = client.get("/docs").text
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(addresses) >= 4
    for address in addresses:
        assert address.startswith("/")
        assert client.get(address).status_code == 200
    assert "<script>" not in page


def test_every_operation_is_described_with_the_one_error_shape(client: httpx.Client) -> None:
    description = client.get("/openapi.json").json()
    assert "HTTPValidationError" not in description["components"]["schemas"]
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            assert operation.get("description"), (method, path)
            for status, reply in operation["responses"].items():
                if status >= "400" and not path.startswith("/health"):
                    assert reply["content"]["application/json"]["schema"]["$ref"].endswith("/ProblemReply"), (method, path, status)


def test_the_contract_is_all_there(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    operations = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    assert operations >= {
        "POST /api/v1/render",
        "POST /api/v1/modify",
        "POST /api/v1/search",
        "POST /api/v1/photo",
        "POST /api/v1/tidy",
        "POST /api/v1/flats",
        "GET /api/v1/categories",
        "GET /api/v1/products",
        "POST /api/v1/products",
        "GET /api/v1/products/{id}",
        "DELETE /api/v1/products/{id}",
        "GET /health/live",
        "GET /health/ready",
    }


def test_forms_are_described_part_by_part(client: httpx.Client) -> None:
    description = client.get("/openapi.json").json()
    body = description["paths"]["/api/v1/render"]["post"]["requestBody"]["content"]
    assert list(body) == ["multipart/form-data"]
    form = description["components"]["schemas"]["RenderForm"]
    assert set(form["properties"]) == {
        "sketch",
        "hints",
        "category",
        "refine",
        "variants",
        "seed",
        "size",
        "background",
        "style",
        "style_file",
    }
    assert form["required"] == ["sketch"]
    assert "binary" in json.dumps(form["properties"]["sketch"]) or "octet-stream" in json.dumps(form["properties"]["sketch"])
