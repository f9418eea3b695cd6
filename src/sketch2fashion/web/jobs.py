"""The worker's side of batch jobs: one drawing at a time, and only while no person waits.

Each worker has a runner. It takes a place in the pool only if one is free and the waiting line is empty, so that a batch of sixty
drawings never makes anyone at a drawing board wait; with several places it leaves all but one to people.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import structlog
from starlette.concurrency import run_in_threadpool

from sketch2fashion.drawing import read_drawing
from sketch2fashion.errors import Sketch2FashionError
from sketch2fashion.rendering.provenance import png_of
from sketch2fashion.rendering.renderer import RenderOptions, render
from sketch2fashion.replies import rendering_fields
from sketch2fashion.web.jobstore import CLAIM_S, JobStore, Task
from sketch2fashion.web.pool import Pool
from sketch2fashion.web.readiness import Readiness
from sketch2fashion.web.stopping import stopping

_log = structlog.get_logger("sketch2fashion.web")
LOOK_S = 0.5  # for jobs that another worker accepted, or left behind
CROWDED_S = 0.05


class JobRunner:
    """Claims and renders the items of jobs until `stop`."""

    def __init__(self, store: JobStore, pool: Pool, readiness: Readiness) -> None:
        self._store = store
        self._pool = pool
        self._readiness = readiness
        self._woken = asyncio.Event()
        self._stopping = False
        self._running: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look for work (on the running event loop)."""
        self._running = asyncio.create_task(self._run())

    def wake(self) -> None:
        """A job has just been accepted here."""
        self._woken.set()

    async def stop(self, seconds: float) -> None:
        """Claim nothing more; let the item that runs be finished, if it is within `seconds`."""
        self._stopping = True
        self._woken.set()
        if self._running is not None:
            await asyncio.wait({self._running}, timeout=seconds)
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running

    async def _run(self) -> None:
        while not self._over:
            try:
                task = await self._next()
                if task is not None:
                    await self._work(task)
            except Sketch2FashionError as problem:  # a full disk, a folder that is gone: it may come back
                _log.warning("jobs wait", why=str(problem))
                await asyncio.sleep(2 * LOOK_S)
            except Exception:
                _log.exception("a fault of ours in a job")
                await asyncio.sleep(2 * LOOK_S)

    @property
    def _over(self) -> bool:
        return self._stopping or stopping.is_set()

    async def _next(self) -> Task | None:
        """A claimed task, after a pause if there was none."""
        if self._readiness.ready and self._store.exists() and self._pool.has_spare:
            task = await run_in_threadpool(self._store.claim)
            if task is not None:
                return task
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), LOOK_S)
        self._woken.clear()
        return None

    async def _work(self, task: Task) -> None:
        renewing = asyncio.create_task(self._renew(task))
        try:
            while (outcome := await self._pool.run_if_idle(lambda: _outcome(task))) is None:
                if self._over:
                    await run_in_threadpool(self._store.release, task)
                    return
                await asyncio.sleep(CROWDED_S)
        finally:
            renewing.cancel()
        reply, pngs = outcome
        await run_in_threadpool(lambda: self._store.settle(task, reply, pngs, failed="error" in reply))

    async def _renew(self, task: Task) -> None:
        while True:
            await asyncio.sleep(CLAIM_S / 3)
            with contextlib.suppress(Sketch2FashionError):
                await run_in_threadpool(self._store.renew, task)


def _outcome(task: Task) -> tuple[dict[str, Any], list[bytes]]:
    """Runs in the pool: the rendering's JSON and its pictures, or the error and none."""
    try:
        rendering = render(read_drawing(task.sketch, task.hints), RenderOptions(**task.options))
    except Sketch2FashionError as problem:
        return {"error": {"code": problem.code, "message": problem.message, "hint": problem.hint}}, []
    except Exception:
        _log.exception("a fault of ours in a job", job=task.job, place=task.place)
        return {"error": {"code": "internal_error", "message": "Something went wrong on the server.", "hint": ""}}, []
    box = rendering.box.as_list()
    images = [{"seed": garment.seed, "box": box} for garment in rendering.garments]
    return {**rendering_fields(rendering), "images": images}, [png_of(garment) for garment in rendering.garments]
