"""What the routes work with, made once for each application and reached with `Depends(services)`."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable
from typing import TypeVar

from starlette.requests import Request

from sketch2fashion.catalog.store import Catalog, open_catalog
from sketch2fashion.settings import Settings
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
        self._catalog: Catalog | None = None
        self._opening = threading.Lock()

    @property
    def catalog(self) -> Catalog:
        """The catalogue, opened on first use. Raises `CatalogError`."""
        with self._opening:
            if self._catalog is None:
                self._catalog = open_catalog(self.settings.catalog, create=True)
            return self._catalog

    async def infer(self, request: Request, stage: str, work: Callable[[], Result]) -> Result:
        """The result of `work`, done in the pool and timed as `stage`. Raises as `Pool.run`, and `NotReady` after a long start."""
        return await self.pool.run(request, lambda: self._timed(stage, work))

    def start(self) -> None:
        """Begin to load."""
        self.readiness.start()

    def close(self) -> None:
        """Finish what runs and let go of the catalogue."""
        self.readiness.stop()
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
