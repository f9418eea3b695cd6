"""A typed client for the HTTP API. Needs httpx: pip install "sketch2fashion[client]".

    from sketch2fashion.client import Client

    with Client("http://127.0.0.1:8000") as studio:
        garment = studio.render("t-shirt.png", refine=0.5).garments[0]     # .png: bytes
        matches = studio.search(garment.png, colour="red", top=5).matches  # .title, .price, .link, .score, .why

What goes wrong arrives as the family of `errors`, with the server's own code, sentence and request id. Over 429 and 503 the client
waits as long as `Retry-After` says and tries again, a few times; a connection that breaks is tried again where that is safe.
"""

from __future__ import annotations

import base64
import json
import os
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeAlias, cast
from urllib.parse import quote

from sketch2fashion.errors import MissingExtra, NotFound, Sketch2FashionError

try:
    import httpx
except ImportError:
    raise MissingExtra("The HTTP client", "client") from None

File: TypeAlias = str | os.PathLike[str] | bytes
TRIES = 4
LONGEST_WAIT_S = 30.0
_AGAIN = (429, 503)


class ServiceError(Sketch2FashionError):
    """What the server answered instead of a result. `code` and `status` are the server's."""

    def __init__(self, status: int, code: str, message: str, hint: str, request_id: str) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.code = code
        self.request_id = request_id


class Unreachable(Sketch2FashionError):
    """No answer came."""

    code = "unreachable"
    status = 503


@dataclass(frozen=True)
class GarmentPicture:
    """A garment: the PNG, its seed, and where the garment is in it, [x, y, w, h] in pixels."""

    png: bytes
    seed: int
    box: tuple[int, ...]


@dataclass(frozen=True)
class Rendered:
    """A rendered drawing."""

    garments: tuple[GarmentPicture, ...]
    category: str
    category_scores: Mapping[str, float]
    refine: float
    seed: int
    size: int
    seconds: float


@dataclass(frozen=True)
class Found:
    """A product that was found. `price` is a decimal in major units; `image` and `link` are addresses, the server's own in full."""

    id: str
    title: str
    price: str | None
    currency: str | None
    image: str
    link: str
    shop: str
    category: str | None
    score: float
    why: Mapping[str, float | None]


@dataclass(frozen=True)
class Search:
    """What a search found, best first. `as_` is what the picture was taken for."""

    matches: tuple[Found, ...]
    category: str | None
    as_: str
    seconds: float


@dataclass(frozen=True)
class PhotoLayers:
    """A photo as the layers a hand would have drawn: PNGs, and the `.s2f` sketch."""

    cutout: bytes
    lines: bytes
    hints: bytes
    sketch: Mapping[str, Any]
    category: str
    category_scores: Mapping[str, float]


@dataclass(frozen=True)
class Changed:
    """A changed picture, as a PNG; of a morph also its drawing, `.s2f` as JSON."""

    png: bytes
    sketch: Mapping[str, Any] | None


@dataclass(frozen=True)
class StyleInfo:
    """A style of the service: from how many sketches, or photos, it was learned."""

    name: str
    sketches: int
    photos: bool
    bytes: int


@dataclass(frozen=True)
class NewDesign:
    """A new garment of a style: the PNG, its drawing, `.s2f` as JSON, and its seed."""

    png: bytes
    sketch: Mapping[str, Any]
    seed: int
    category: str


@dataclass(frozen=True)
class JobItem:
    """One drawing of a job; `images` are the addresses of its garments, `error` the server's reason why there are none."""

    place: int
    name: str
    state: str
    images: tuple[str, ...]
    error: str | None


@dataclass(frozen=True)
class Job:
    """A batch job as it stands."""

    id: str
    state: str
    total: int
    done: int
    failed: int
    items: tuple[JobItem, ...]

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in ("done", "failed", "cancelled")


class Client:
    """A connection to one service. `key`: a read key; `token`: the admin token, for writes. Use it in a `with`, or call `close`."""

    def __init__(
        self,
        url: str = "http://127.0.0.1:8000",
        *,
        key: str | None = None,
        token: str | None = None,
        timeout: float = 60.0,
        tries: int = TRIES,
    ) -> None:
        headers = {"Accept": "application/json"}
        if key:
            headers["X-Api-Key"] = key
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self._tries = tries
        self._http = httpx.Client(base_url=url, timeout=timeout, headers=headers)

    def render(self, sketch: File, *, hints: File | None = None, style_file: File | None = None, **options: Any) -> Rendered:
        """A drawing as garments. `options` are the command line's: category, refine, variants, seed, size, background, style.

        `style_file`: a style of one's own, as `learn_style` gives it, instead of a `style` of the service.
        """
        reply = self._post("/api/v1/render", {"sketch": sketch, "hints": hints, "style_file": style_file}, options)
        garments = tuple(GarmentPicture(base64.b64decode(image["png"]), image["seed"], tuple(image["box"])) for image in reply["images"])
        names = ("category", "category_scores", "refine", "seed", "size", "seconds")
        return Rendered(garments, **{name: reply[name] for name in names})

    def search(self, image: File | None = None, *, sketch: File | None = None, hints: File | None = None, **options: Any) -> Search:
        """Products like a picture or a drawing. `options`: as_, crop, top, category, colour, price_min, price_max, in_stock, shop …"""
        reply = self._post("/api/v1/search", {"image": image, "sketch": sketch, "hints": hints}, options)
        return Search(tuple(self._found(match) for match in reply["matches"]), reply["category"], reply["as"], reply["seconds"])

    def photo(self, image: File) -> PhotoLayers:
        """A photo of a garment as layers."""
        reply = self._post("/api/v1/photo", {"image": image}, {})
        layers = {name: base64.b64decode(reply[name]) for name in ("cutout", "lines", "hints")}
        return PhotoLayers(**layers, sketch=reply["sketch"], category=reply["category"], category_scores=reply["category_scores"])

    def tidy(self, sketch: File, **options: Any) -> bytes:
        """The clean lines of a drawing, as a PNG. `options` are the command line's: strength, category, parts."""
        return base64.b64decode(self._post("/api/v1/tidy", {"sketch": sketch}, options)["png"])

    def shadow(self, sketch: File, *, category: str = "auto") -> bytes:
        """Faint guidance for the next strokes of an unfinished drawing, as an RGBA PNG of its proportions."""
        return base64.b64decode(self._post("/api/v1/shadow", {"sketch": sketch}, {"category": category})["image"])

    def flats(self, sketch: File, *, hints: File | None = None) -> bytes:
        """The filled regions of a drawing, as a PNG."""
        return base64.b64decode(self._post("/api/v1/flats", {"sketch": sketch, "hints": hints}, {})["png"])

    def modify(self, operation: Mapping[str, Any], image: File | None = None, **parts: File | None) -> tuple[Changed, ...]:
        """A garment, changed: `{"kind": "recolour", "colour": "#1c305c"}`. `parts`: mask, fabric, sketch, before, as it takes them.

        A morph has no image: `modify({"kind": "morph", "shares": [0.5]}, before="one.s2f", sketch="other.s2f")`.
        """
        reply = self._post("/api/v1/modify", {"image": image, **parts}, {"operation": json.dumps(operation)})
        return tuple(Changed(base64.b64decode(each["png"]), each.get("sketch")) for each in reply["images"])

    def styles(self) -> tuple[StyleInfo, ...]:
        """The styles that the service offers."""
        return tuple(StyleInfo(**style) for style in self._get("/api/v1/styles")["styles"])

    def learn_style(self, sketches: Sequence[File], *, photos: bool = False, name: str | None = None) -> bytes:
        """A style from 1 to 10 sketches, or photos, as the bytes of a file. The service keeps nothing."""
        files = [("sketch", _part(sketch)) for sketch in sketches]
        return self._asked("POST", "/api/v1/styles", files=files, data=_form({"photos": photos, "name": name}), safe=True).content

    def sample_style(self, style: str | bytes, *, count: int = 8, seed: int = 0, sliders: Sequence[float] = ()) -> tuple[NewDesign, ...]:
        """New garments of a style: one of `styles()` by name, or the bytes that `learn_style` gave."""
        named = isinstance(style, str)
        options = {
            "name": style if named else None,
            "count": count,
            "seed": seed,
            "sliders": ",".join(f"{value:g}" for value in sliders) or None,
        }
        reply = self._post("/api/v1/styles/sample", {"style": None if named else style}, options)
        designs = reply["designs"]
        return tuple(NewDesign(base64.b64decode(each["png"]), each["sketch"], each["seed"], each["category"]) for each in designs)

    def create_job(self, sketches: Sequence[File], *, idempotency_key: str | None = None, **options: Any) -> Job:
        """Have several drawings rendered in the background. With a key of your own, a repeated call makes no second job."""
        headers = {"Idempotency-Key": idempotency_key} if idempotency_key else {}
        files = [("sketch", _part(sketch)) for sketch in sketches]
        reply = self._asked("POST", "/api/v1/jobs", files=files, data=_form(options), headers=headers, safe=bool(idempotency_key))
        return _job(reply.json())

    def job(self, id: str) -> Job:
        """A job as it stands. Raises `ServiceError` with the code `not_found`."""
        return _job(self._get(f"/api/v1/jobs/{id}"))

    def follow(self, id: str) -> Iterator[JobItem]:
        """Each drawing of a job as it is settled, until the job is over. A connection that breaks is taken up where it ended."""
        seen = ""
        for attempt in range(1_000):
            try:
                with self._http.stream("GET", f"/api/v1/jobs/{id}/events", headers={"Last-Event-ID": seen} if seen else {}) as reply:
                    if reply.status_code >= 400:
                        reply.read()
                        raise _error(reply)
                    for name, number, data in _events(reply):
                        seen = number or seen
                        if name == "item":
                            yield _job_item(data)
                        elif name in ("end", "deleted"):
                            return
            except httpx.TransportError:
                pass
            time.sleep(min(0.2 * (attempt + 1), 2.0))

    def wait(self, id: str, seconds: float = 600.0) -> Job:
        """The job when it is over. Raises `Unreachable` after `seconds`."""
        deadline = time.monotonic() + seconds
        while not (job := self.job(id)).is_over:
            if time.monotonic() > deadline:
                raise Unreachable(f"The job {id} was not done within {seconds:g} s.")
            time.sleep(0.2)
        return job

    def picture(self, address: str) -> bytes:
        """The bytes of a picture of this service: a job's garment, a product's image."""
        return self._asked("GET", address).content

    def delete_job(self, id: str) -> None:
        """Cancel and forget a job."""
        self._asked("DELETE", f"/api/v1/jobs/{id}")

    def categories(self) -> list[str]:
        """The names of the kinds of garments."""
        return [category["name"] for category in self._get("/api/v1/categories")["categories"]]

    def products(self, *, category: str | None = None, page: int = 100) -> Iterator[Mapping[str, Any]]:
        """All products of the catalogue, fetched page by page."""
        cursor = ""
        while True:
            query = {"cursor": cursor, "limit": page} | ({"category": category} if category else {})
            reply = self._get("/api/v1/products", params=query)
            yield from reply["products"]
            if reply["next"] is None:
                return
            cursor = reply["next"]

    def product(self, id: str) -> Mapping[str, Any]:
        """One product."""
        return self._get(f"/api/v1/products/{_quoted(id)}")

    def add_product(self, image: File, product: Mapping[str, Any]) -> Mapping[str, Any]:
        """Store a product (needs the admin token); an id that is there is replaced."""
        form = {"product": json.dumps(product, default=str)}
        return cast(
            Mapping[str, Any], self._asked("POST", "/api/v1/products", files=[("image", _part(image))], data=form, safe=True).json()
        )

    def delete_product(self, id: str) -> None:
        """Remove a product (needs the admin token)."""
        self._asked("DELETE", f"/api/v1/products/{_quoted(id)}")

    def is_ready(self) -> bool:
        """Whether the service has loaded everything."""
        try:
            return self._http.get("/health/ready").status_code == 200
        except httpx.TransportError:
            return False

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _get(self, path: str, **options: Any) -> dict[str, Any]:
        return cast(dict[str, Any], self._asked("GET", path, **options).json())

    def _post(self, path: str, parts: Mapping[str, File | None], options: Mapping[str, Any]) -> dict[str, Any]:
        files = [(name, _part(part)) for name, part in parts.items() if part is not None]
        return cast(dict[str, Any], self._asked("POST", path, files=files, data=_form(options), safe=True).json())

    def _asked(self, method: str, path: str, *, safe: bool | None = None, **options: Any) -> httpx.Response:
        """The reply to a request, asked again as long as that is wise. `safe`: whether asking twice does what asking once does."""
        again = method in ("GET", "DELETE") if safe is None else safe
        for attempt in range(1, self._tries + 1):
            last = attempt == self._tries
            try:
                reply = self._http.request(method, path, **options)
            except httpx.TransportError as problem:
                if last or not again:
                    raise Unreachable(f"The service at {self._http.base_url} gives no answer: {problem}.") from problem
                time.sleep(_pause(attempt))
                continue
            if reply.status_code in _AGAIN and not last:
                time.sleep(_retry_after(reply, attempt))
                continue
            if reply.status_code >= 400:
                raise _error(reply)
            return reply
        raise AssertionError("the last try returns or raises")

    def _found(self, match: Mapping[str, Any]) -> Found:
        base = str(self._http.base_url).rstrip("/")
        fields = {name: match[name] for name in Found.__dataclass_fields__}
        for name in ("image", "link"):
            fields[name] = f"{base}{match[name]}" if match[name].startswith("/") else match[name]
        return Found(**fields)


def _part(file: File) -> tuple[str, bytes]:
    if isinstance(file, bytes):
        return "drawing", file
    path = Path(file)
    try:
        return path.name, path.read_bytes()
    except FileNotFoundError:
        raise NotFound(f'There is no file "{path}".') from None


def _form(options: Mapping[str, Any]) -> dict[str, str]:
    """Options by the names of the command line: `as_` is `as`, true is `true`; what is None is left out."""
    return {
        name.rstrip("_"): str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in options.items()
        if value is not None
    }


def _error(reply: httpx.Response) -> ServiceError:
    try:
        error = reply.json()["error"]
        return ServiceError(reply.status_code, error["code"], error["message"], error["hint"], error["request_id"])
    except (ValueError, KeyError, TypeError):  # a proxy answered
        return ServiceError(reply.status_code, "error", f"The answer was {reply.status_code} {reply.reason_phrase}.", "", "")


def _pause(attempt: int) -> float:
    return min(0.2 * 2.0**attempt, 5.0) * random.uniform(0.5, 1.0)


def _retry_after(reply: httpx.Response, attempt: int) -> float:
    said = reply.headers.get("retry-after", "")
    return min(float(said), LONGEST_WAIT_S) * random.uniform(1.0, 1.2) if said.isdecimal() else _pause(attempt)


def _events(reply: httpx.Response) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name, id and data of each server-sent event."""
    fields: dict[str, str] = {}
    for line in reply.iter_lines():
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
        else:
            if fields.get("event"):
                yield fields["event"], fields.get("id", ""), json.loads(fields["data"])
            fields = {}


def _job(reply: Mapping[str, Any]) -> Job:
    items = tuple(_job_item(item) for item in reply["items"])
    return Job(reply["id"], reply["state"], reply["total"], reply["done"], reply["failed"], items)


def _job_item(item: Mapping[str, Any]) -> JobItem:
    images = tuple(image["url"] for image in (item["result"] or {}).get("images", ()))
    return JobItem(item["place"], item["name"], item["state"], images, item["error"]["message"] if item["error"] else None)


def _quoted(id: str) -> str:

    return quote(id, safe="")
