"""What the routes work with, made once for each application and reached with `Depends(services)`."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable, Sequence
from typing import TypeVar

from fastapi import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from sketch2fashion.catalog.store import Catalog, open_catalog
from sketch2fashion.settings import Settings
from sketch2fashion.web.forms import content
from sketch2fashion.web.jobstore import JobStore
from sketch2fashion.web.keeping import HEADER, Keeper, digest_of, new_data_id
from sketch2fashion.web.observe import Metrics
from sketch2fashion.web.pool import Pool
from sketch2fashion.web.readiness import Readiness
from sketch2fashion.web.warmup import loading_steps

Result = TypeVar("Result")
_alive: weakref.WeakSet[Services] = weakref.WeakSet()


class Services:
    """Settings, the pool, the catalogue, metrics and readiness of one application."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.metrics = Metrics()
        self.pool = Pool(settings.concurrency, settings.queue, settings.timeout, settings.work_timeout)
        self.pool.waited = self.metrics.queue_seconds.observe
        _alive.add(self)
        self.readiness = Readiness(loading_steps(self))
        self.metrics.watch(self.pool, self.readiness)
        self.jobs = JobStore(settings.state, most_jobs=settings.jobs, hours=settings.job_hours)
        self.wake_jobs: Callable[[], None] = lambda: None  # the job runner's, once it runs
        self.streams = 0  # event streams that are open
        self.keeper = Keeper(settings.keep_drawings, settings.keep_days) if settings.keep_drawings else None
        self._catalog: Catalog | None = None
        self._opening = threading.Lock()

    @property
    def catalog(self) -> Catalog:
        """The catalogue, opened on first use. Raises `CatalogError`."""
        with self._opening:
            if self._catalog is None:
                self._catalog = self.metrics.time_store(open_catalog(self.settings.catalog, create=True))
            return self._catalog

    async def infer(self, request: Request, stage: str, work: Callable[[], Result], parts: Sequence[UploadFile | None] = ()) -> Result:
        """The result of `work`, done in the pool and timed as `stage`. Raises as `Pool.run`, and `NotReady` after a long start.

        `parts`: the drawings and photos that came with the request; they are kept only where the operator wants that.
        """
        if self.keeper is None:
            return await self.pool.run(request, lambda: self._timed(stage, work))
        data_id = request.headers.get(HEADER) or new_data_id()
        digest_of(data_id)  # refuses a bad one before any work

        def kept_and_done() -> Result:
            self._keep(request, parts, data_id)
            return self._timed(stage, work)

        result = await self.pool.run(request, kept_and_done)
        if isinstance(result, Response):
            result.headers[HEADER] = data_id
        return result

    def _keep(self, request: Request, parts: Sequence[UploadFile | None], data_id: str) -> None:
        for place, part in enumerate(parts):
            data = content(part)
            if data and self.keeper is not None:
                self.keeper.keep(data, data_id, f"{request.state.request_id}-{place}")

    def start(self) -> None:
        """Begin to load."""
        self.readiness.start()
        if self.keeper is not None:
            self.keeper.start()

    def close(self) -> None:
        """Finish what runs and let go of the catalogue."""
        self.readiness.stop()
        if self.keeper is not None:
            self.keeper.stop()
        self.pool.close()

    def _timed(self, stage: str, work: Callable[[], Result]) -> Result:
        self.readiness.wait_until_tried(self.settings.timeout)  # who opens the studio at once gets an answer, not an error
        started = time.perf_counter()
        try:
            return work()
        finally:
            self.metrics.stages.labels(stage).observe(time.perf_counter() - started)


def stuck_anywhere() -> bool:
    """Whether a pool of this process holds a job that will never end."""
    return any(each.pool.stuck for each in list(_alive))


def services(request: Request) -> Services:
    """The services of the application that got this request (a FastAPI dependency)."""
    found: Services = request.app.state.services
    return found
