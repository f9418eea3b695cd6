"""Inference in a bounded pool of threads: so many at a time, so many waiting, everyone else is told when to come back.

A caller that leaves while it waits loses its place at once, so the newest of a stream of requests (each stroke of a drawing
makes the one before it stale) is the one that runs. What has started is finished: a thread cannot be taken out of a network.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from starlette.requests import Request

from sketch2fashion.errors import Busy
from sketch2fashion.web.problems import ClientLeft

Result = TypeVar("Result")

_FIRST_GUESS_S = 0.2  # of one job, before any has been timed
_MEMORY = 0.9  # how much of the running mean the past keeps at each job


class Crowded(Busy):
    """`Busy` that says in how many seconds a new try is worth it."""

    def __init__(self, message: str, retry_after_s: int) -> None:
        super().__init__(message, hint=f"Try again in {retry_after_s} s.")
        self.headers = {"Retry-After": str(retry_after_s)}


class Pool:
    """`concurrency` threads and a waiting line of at most `queue` requests, each of which waits at most `timeout` seconds."""

    def __init__(self, concurrency: int, queue: int, timeout: float) -> None:
        self.concurrency = concurrency
        self.queue = queue
        self.timeout = timeout
        self.waiting = 0
        self.running = 0
        self._usual_s = _FIRST_GUESS_S
        self._places = asyncio.Semaphore(concurrency)
        self._threads = ThreadPoolExecutor(concurrency, thread_name_prefix="inference")

    async def run(self, request: Request, work: Callable[[], Result]) -> Result:
        """The result of `work`, done in a thread of the pool when its turn comes.

        Raises `Busy` (line full, or waited too long), `ClientLeft`, and whatever `work` raises.
        """
        await self._wait_for_place(request)
        return await self._finish(work)

    def close(self) -> None:
        """Let the running jobs finish and take no new ones."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    async def _wait_for_place(self, request: Request) -> None:
        if not self._places.locked():
            await self._places.acquire()
            return
        if self.waiting >= self.queue:
            raise Crowded(f"All {self.concurrency} workers are taken and {self.waiting} requests are waiting.", self._retry_after_s())
        self.waiting += 1
        try:
            await self._place_or_leave(request)
        finally:
            self.waiting -= 1

    async def _place_or_leave(self, request: Request) -> None:
        place = asyncio.create_task(self._places.acquire())
        leaving = asyncio.create_task(_client_leaves(request))
        left = kept = False
        try:
            await asyncio.wait({place, leaving}, timeout=self.timeout, return_when=asyncio.FIRST_COMPLETED)
            left = leaving.done()
            kept = place.done() and not left
        finally:
            await _cancelled(leaving)
            if not kept:
                await self._give_up(place)
        if left:
            raise ClientLeft("The client left before its turn came.")
        if not kept:
            raise Crowded(f"No worker became free within {self.timeout:g} s.", self._retry_after_s())

    async def _give_up(self, place: asyncio.Task[bool]) -> None:
        """Leave the line; a place that was handed over in the same instant goes to the next one."""
        await _cancelled(place)
        if not place.cancelled():
            self._places.release()

    async def _finish(self, work: Callable[[], Result]) -> Result:
        self.running += 1
        started = time.perf_counter()

        def free_place(_: asyncio.Future[Result]) -> None:
            self.running -= 1
            self._usual_s = _MEMORY * self._usual_s + (1 - _MEMORY) * (time.perf_counter() - started)
            self._places.release()

        job = asyncio.get_running_loop().run_in_executor(self._threads, work)
        job.add_done_callback(free_place)
        return await asyncio.shield(job)  # a cancelled request must not free the place of a thread that still works

    def _retry_after_s(self) -> int:
        return max(1, math.ceil(self._usual_s * (self.waiting + self.running) / self.concurrency))


async def _client_leaves(request: Request) -> None:
    """Return when the client has closed the connection; the body has been read, so nothing else can come."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _cancelled(task: asyncio.Task[object]) -> None:
    """Cancel a task and wait until it has taken notice."""
    task.cancel()
    await asyncio.wait({task})
