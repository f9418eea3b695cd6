"""What the operator sees: a request id on every reply, one log line and the metrics of every request. No user data in any of them.

This is the outermost layer: a fault of ours ends here, as a 500 in the one error shape, with its traceback in the log only.
"""

from __future__ import annotations

import os
import re
import time
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, disable_created_metrics, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sketch2fashion.catalog.store import Catalog
from sketch2fashion.errors import CatalogError
from sketch2fashion.models import registry as registry_of_models
from sketch2fashion.web.pool import Pool
from sketch2fashion.web.problems import CLIENT_LEFT_STATUS, unexpected
from sketch2fashion.web.readiness import Readiness

_log = structlog.get_logger("sketch2fashion.web")
_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_STORE_CALLS = ("search", "get", "scan", "count", "stats", "upsert", "delete")
_QUIET = ("/health/", "/metrics", "/studio/", "/static/")  # logged at debug level only

disable_created_metrics()  # type: ignore[no-untyped-call]  # a time stamp beside every series, which nothing reads


class Metrics:
    """The Prometheus metrics of one application; with several workers each writes to the folder that prometheus-client shares."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self.requests = Counter("s2f_requests_total", "Requests by route and status.", labels, registry=registry)
        self.seconds = Histogram("s2f_request_seconds", "Seconds to answer.", ("route",), buckets=_SECONDS, registry=registry)
        self.stages = Histogram("s2f_stage_seconds", "Seconds of work in the pool.", ("stage",), buckets=_SECONDS, registry=registry)
        self.queue_seconds = Histogram("s2f_queue_seconds", "Seconds in the waiting line.", buckets=_SECONDS, registry=registry)
        self.model_seconds = Histogram("s2f_model_seconds", "Seconds in a network.", ("model",), buckets=_SECONDS, registry=registry)
        self.store_seconds = Histogram("s2f_store_seconds", "Seconds in the catalogue.", ("call",), buckets=_SECONDS, registry=registry)
        self.limited = Counter("s2f_limited_total", "Requests over a rate limit.", ("key",), registry=registry)
        self.store_up = Gauge("s2f_store_up", "1 when the catalogue answered last.", registry=registry, multiprocess_mode="min")
        self._running = Gauge("s2f_pool_running", "Inferences now running.", registry=registry, multiprocess_mode="livesum")
        self._waiting = Gauge("s2f_pool_waiting", "Requests that wait for an inference.", registry=registry, multiprocess_mode="livesum")
        ProcessCollector(registry=registry)  # memory and CPU; silent where several workers write to one folder
        registry_of_models.listeners.append(lambda model, seconds: self.model_seconds.labels(model).observe(seconds))
        self._ready = Gauge("s2f_ready", "1 when all is loaded.", registry=registry, multiprocess_mode="livemin")
        for gauge in (self._running, self._waiting, self._ready):
            gauge.set(0)  # not what a killed worker left in this worker's file

    def text(self) -> bytes:
        """The exposition of all workers (Prometheus text format)."""
        if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            return generate_latest(self.registry)
        everyone = CollectorRegistry()
        MultiProcessCollector(everyone)  # type: ignore[no-untyped-call]
        return generate_latest(everyone)

    def time_store(self, catalog: Catalog) -> Catalog:
        """The same catalogue, its calls timed, and `s2f_store_up` set by how the last one went."""
        for call in _STORE_CALLS:
            setattr(catalog, call, self._timed(call, getattr(catalog, call)))
        self.store_up.set(1)
        return catalog

    def _timed(self, call: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **options: Any) -> Any:
            started = time.perf_counter()
            try:
                result = function(*arguments, **options)
            except CatalogError:
                self.store_up.set(0)
                raise
            self.store_up.set(1)
            self.store_seconds.labels(call).observe(time.perf_counter() - started)
            return result

        return timed

    def watch(self, pool: Pool, readiness: Readiness) -> None:
        """Keep the gauges of the pool and of readiness up to date: any worker may be asked for all workers' figures at any time."""

        def note_pool() -> None:
            self._running.set(pool.running)
            self._waiting.set(pool.waiting)

        pool.changed = note_pool
        readiness.changed = lambda: self._ready.set(readiness.ready)


class Observe:
    """ASGI middleware: request id, log line, metrics, and the last catch."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id(Headers(scope=scope))
        scope.setdefault("state", {})["request_id"] = request_id
        status = 0

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive, send_and_note)
            except ClientDisconnect:  # in the middle of its own request; nobody is there to answer
                status = CLIENT_LEFT_STATUS
            except Exception:
                _log.exception("a fault of ours", method=scope["method"], path=scope["path"])
                if status:  # half a reply is out already; the server cuts the connection
                    raise
                await unexpected(Request(scope))(scope, receive, send_and_note)
            finally:
                self._note(scope, status, time.perf_counter() - started)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "") or "(none)"
        self.metrics.requests.labels(scope["method"], route, status).inc()
        self.metrics.seconds.labels(route).observe(seconds)
        say = _log.debug if scope["path"].startswith(_QUIET) else _log.info
        say("request", method=scope["method"], path=scope["path"], status=status, ms=round(seconds * 1000, 1))


def _request_id(headers: Headers) -> str:
    """The caller's id, so that it can be followed through several services, if it is harmless in a log; else a new one."""
    given = headers.get("x-request-id", "")
    return given if _SAFE_ID.fullmatch(given) else uuid.uuid4().hex
