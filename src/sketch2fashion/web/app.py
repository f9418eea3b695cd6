"""The application: middleware around, routes inside, services beside.

From outside in: `SecurityHeaders` → `Cors` → `Observe` (request id, log, metrics, last catch) → `Access` (keys, rates) → `BodyLimit`
→ the routes. CORS stays closed unless the operator names sites.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
from fastapi import FastAPI

from sketch2fashion import __version__
from sketch2fashion.settings import Settings
from sketch2fashion.settings import settings as process_settings
from sketch2fashion.web.access import Access, Cors
from sketch2fashion.web.headers import SecurityHeaders
from sketch2fashion.web.jobs import JobRunner
from sketch2fashion.web.keys import KeyRing
from sketch2fashion.web.limits import BodyLimit
from sketch2fashion.web.observe import Observe
from sketch2fashion.web.problems import install_problem_handlers
from sketch2fashion.web.routes import (
    categories,
    data,
    docs,
    drawing,
    fabrics,
    health,
    jobs,
    modify,
    pages,
    photo,
    products,
    render,
    search,
    studio,
    styles,
)
from sketch2fashion.web.services import Services

FORM_OVERHEAD_BYTES = 65_536  # boundaries and options, so that a file of exactly the limit still passes
TEXT_PART_BYTES = 8_000_000  # an `.s2f` drawing that is sent as a text field
OPTIONS_MAX = 64  # fields of a form besides its drawings
JOB_STOP_S = 8.0  # that the job item which runs has at the stop; uvicorn gives requests about as much
BLOCKING_THREADS = 8  # for catalogue reads; each costs memory

_DESCRIPTION = """
Draw a garment by hand, see it as a real one, and find where to buy it.

Options carry the names of the command line. Every error has one shape, `{"error": {"code", "message", "hint", "request_id"}}`,
and every reply an `X-Request-Id`. No endpoint takes a URL to fetch, and drawings are not stored unless the operator turns that
on (then replies carry an `X-Data-Id`, with which DELETE /api/v1/data deletes them).
"""


def create_app(settings: Settings | None = None) -> FastAPI:
    """The whole service as one ASGI application; without `settings`, those of this process."""
    chosen = settings or process_settings()
    app = FastAPI(
        title="Sketch2Fashion",
        version=__version__,
        description=_DESCRIPTION,
        docs_url=None,  # the framework's page loads scripts from elsewhere; ours is in routes/docs.py
        redoc_url=None,
        lifespan=_lifespan,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        form_limits={
            "max_fields": OPTIONS_MAX + 2 * chosen.job_items,  # a drawing may come as text
            "max_files": 2 * chosen.job_items + 6,
            "max_part_size": TEXT_PART_BYTES,
        },
    )
    app.state.services = Services(chosen)
    install_problem_handlers(app)
    keys = KeyRing(chosen.keys)
    app.add_middleware(BodyLimit, max_bytes=chosen.max_bytes + FORM_OVERHEAD_BYTES)
    app.add_middleware(Access, settings=chosen, keys=keys, metrics=app.state.services.metrics)
    app.add_middleware(Observe, metrics=app.state.services.metrics)
    app.add_middleware(Cors, settings=chosen, keys=keys)
    app.add_middleware(SecurityHeaders, origins=chosen.origins)
    for resource in (render, modify, search, photo, drawing, jobs, data, categories, fabrics, styles, products, pages, health, docs):
        app.include_router(resource.router)
    studio.mount(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = BLOCKING_THREADS
    running: Services = app.state.services
    runner = JobRunner(running.jobs, running.pool, running.readiness)
    running.wake_jobs = runner.wake
    running.start()
    if running.settings.jobs:
        runner.start()
    yield
    await runner.stop(JOB_STOP_S)
    running.close()
