"""POST /api/v1/search: products for a drawing, a render or a photo."""

from __future__ import annotations

import asyncio
import functools
import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sketch2fashion.catalog.store import Catalog
from sketch2fashion.drawing import read_drawing
from sketch2fashion.errors import BadRequest, BadValue
from sketch2fashion.garment import Picture
from sketch2fashion.images import decode, sent_size
from sketch2fashion.replies import findings_fields, match_fields
from sketch2fashion.search.finder import Findings, Searchable, SearchOptions, ask_shop, find, understood
from sketch2fashion.search.shops import OWN, Shop, require_shop, shops
from sketch2fashion.search.shops.web import WebShop
from sketch2fashion.web.forms import SearchForm, content
from sketch2fashion.web.replies import FORM_PROBLEMS, problems
from sketch2fashion.web.routes.products import link_of
from sketch2fashion.web.schemas import SearchReply, ShopsReply
from sketch2fashion.web.services import Services, services

router = APIRouter(prefix="/api/v1", tags=["search"])
SMALLEST_CROP = 16  # px
_WHAT = {"image", "sketch", "product", "hints", "crop"}  # the other fields are how to search
_SHOP_THREADS = ThreadPoolExecutor(8, thread_name_prefix="shop")  # that wait for shops on the web
_CROP_HINT = "Send x,y,w,h: in pixels of the picture as sent, or as shares of it from 0 to 1."


@router.post("/search", response_class=JSONResponse, responses={200: {"model": SearchReply}, **FORM_PROBLEMS, **problems(502)})
async def search_products(
    request: Request,
    form: Annotated[SearchForm, Form(media_type="multipart/form-data")],
    services: Annotated[Services, Depends(services)],
) -> Response:
    """Find the products that look most like a drawing (its colours count where it has some), a render, a photo or a product."""
    options = SearchOptions(**form.model_dump(exclude=_WHAT))
    _refuse_contradictions(form)
    shop = require_shop(options.shop)
    if isinstance(shop, WebShop):
        return await _found_on_the_web(request, form, options, services, shop)
    return await services.infer(request, "search", lambda: _found(form, options, services.catalog), [form.image, form.sketch, form.hints])


async def _found_on_the_web(request: Request, form: SearchForm, options: SearchOptions, services: Services, shop: WebShop) -> Response:
    """The network looks in the pool, as for every search; the wait for the shop takes no place there from anybody."""
    shop.require_agreed(options.consent)
    started = time.perf_counter()
    parts = [form.image, form.sketch, form.hints]
    asked = await services.infer(request, "search", lambda: understood(_query(form), options, services.catalog), parts)
    waiting = functools.partial(ask_shop, asked, options, None, started=started)
    findings = await asyncio.get_running_loop().run_in_executor(_SHOP_THREADS, waiting)
    return JSONResponse(findings_fields(findings))


@router.get("/shops", response_model=ShopsReply)
def list_shops() -> dict[str, Any]:
    """Where one can search: which shops are on, what they are called, and what is sent to whom."""
    return {"shops": [_shop_fields(shop) for _, shop in sorted(shops().items(), key=lambda named: (named[0] != OWN, named[0]))]}


def _shop_fields(shop: Shop) -> dict[str, Any]:
    if isinstance(shop, WebShop):
        return {"name": shop.name, "title": shop.title, "on": shop.is_on, "web": True, "sends": shop.sends}
    return {"name": shop.name, "title": shop.name, "on": True, "web": False, "sends": ""}


def cropped(picture: Picture, crop: str, sent: tuple[int, int]) -> Picture:
    """The part of a picture, (h, w, 4), that `crop` names; `sent` is the size that its pixels are meant in. Raises `BadValue`."""
    x, y, width, height = _four_numbers(crop)
    shares = max(x + width, y + height) <= 1
    across, down = (1, 1) if shares else sent
    rows, columns = picture.shape[:2]
    left, right = (round(min(max(edge / across, 0), 1) * columns) for edge in (x, x + width))
    top, bottom = (round(min(max(edge / down, 0), 1) * rows) for edge in (y, y + height))
    if min(right - left, bottom - top) < SMALLEST_CROP:
        raise BadValue(f'The crop "{crop[:60]}" leaves less than {SMALLEST_CROP} px of the picture.', hint=_CROP_HINT)
    return picture[top:bottom, left:right]


def _refuse_contradictions(form: SearchForm) -> None:
    if sum(part is not None for part in (form.image, form.sketch, form.product)) != 1:
        hint = "image: a photo, render or picture of a drawing; sketch: a drawing; product: an id."
        raise BadRequest("Send either image, sketch or product.", hint=hint)
    if form.product is not None and form.crop is not None:
        raise BadValue("A product is not cropped.", hint="Send a picture as image to crop it.")
    if form.sketch is None and form.hints is not None:
        raise BadValue("Hints belong to a drawing.", hint="Send the drawing as sketch.")
    if form.sketch is not None and form.as_ == "photo":
        raise BadValue("A sketch is no photo.", hint="Send the photo as image.")
    if form.sketch is not None and form.crop is not None:
        raise BadValue("A sketch is not cropped: its ink says where it is.", hint="Send a picture as image to crop it.")


def _found(form: SearchForm, options: SearchOptions, catalog: Catalog) -> Response:
    """Runs in the pool."""
    return JSONResponse(_fields(find(_query(form), options, catalog=catalog)))


def _query(form: SearchForm) -> Searchable:
    if form.product is not None:
        return form.product
    if form.sketch is not None:
        return read_drawing(content(form.sketch) or b"", content(form.hints))
    data = content(form.image) or b""
    picture = decode(data)
    return cropped(picture, form.crop, sent_size(data)) if form.crop else picture


def _four_numbers(crop: str) -> list[float]:
    try:
        numbers = [float(number) for number in json.loads(f"[{crop.strip().strip('[]')}]")]
    except (ValueError, TypeError):
        numbers = []
    if len(numbers) != 4 or not np.isfinite(numbers).all() or min(numbers[2:]) <= 0:
        raise BadValue(f'The crop "{crop[:60]}" is no box.', hint=_CROP_HINT)
    return numbers


def _fields(findings: Findings) -> dict[str, Any]:
    matches = [{**match_fields(match), "link": link_of(match.id, match.link)} for match in findings.matches]
    return {**findings_fields(findings), "matches": matches}
