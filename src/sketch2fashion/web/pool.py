"""Inference in a bounded pool of threads: so many at a time, so many waiting, everyone else is told when to come back.

A caller that leaves while it waits loses its place at once, so the newest of a stream of requests (each stroke of a drawing
makes the one before it stale) is the one that runs. What has started is finished: a thread cannot be taken out of a network.
"""

from __future__ import annotations

import asyncio
import math
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from starlette.requests import Request

from sketch2fashion.errors import Busy
from sketch2fashion.web.problems import ClientLeft

Result = TypeVar("Result")

STUCK_FACTOR = 2
WORK_NICE = 1  # of threads that compute: they hold the interpreter now and then, and one that waits for a processor with it delays replies
NETWORK_NICE = 10  # of the networks' own threads, which never hold it
_FIRST_GUESS_S = 0.2  # of one job, before any has been timed
_MEMORY = 0.9  # how much of the running mean the past keeps at each job


class Crowded(Busy):
    """`Busy` that says in how many seconds a new try is worth it."""

    def __init__(self, message: str, retry_after_s: int) -> None:
        super().__init__(message, hint=f"Try again in {retry_after_s} s.")
        self.headers = {"Retry-After": str(retry_after_s)}


class Pool:
    """`concurrency` threads and a waiting line of at most `queue` requests, each of which waits at most `timeout` seconds.

    A job that takes longer than `work_timeout` seconds is answered with `Busy`; its thread keeps its place until it is done, and
    when it is not done after `STUCK_FACTOR` times that long the pool says that it is `stuck`. Places change hands between two
    `await`s, never across one: a request that is cancelled at any moment loses none.
    """

    def __init__(self, concurrency: int, queue: int, timeout: float, work_timeout: float = 60.0) -> None:
        self.work_timeout = work_timeout
        self.waited: Callable[[float], object] = lambda seconds: None  # told how long each request stood in line
        self.changed: Callable[[], object] = lambda: None  # told when something begins, ends, or the line grows or shrinks
        self._begun: dict[object, float] = {}  # of each running job, on the monotonic clock
        self.concurrency = concurrency
        self.queue = queue
        self.timeout = timeout
        self._free = concurrency
        self._line: deque[asyncio.Future[None]] = deque()
        self._usual_s = _FIRST_GUESS_S
        self._threads = ThreadPoolExecutor(concurrency, thread_name_prefix="inference", initializer=yield_to_replies)

    @property
    def running(self) -> int:
        """Jobs that have a place."""
        return self.concurrency - self._free

    @property
    def waiting(self) -> int:
        """Requests in the line."""
        return len(self._line)

    @property
    def has_spare(self) -> bool:
        """Whether a place is free and nobody waits for one."""
        return self._free > 0 and not self._line

    @property
    def stuck(self) -> bool:
        """Whether a job runs that will never end, as far as anyone can tell."""
        limit = time.monotonic() - STUCK_FACTOR * self.work_timeout
        return any(begun < limit for begun in self._begun.values())

    async def run_if_idle(self, work: Callable[[], Result]) -> Result | None:
        """The result of `work` if a place is free and nobody waits for one; else None at once. No time limit but `stuck`."""
        if not self.has_spare:
            return None
        self._take_place()
        return await asyncio.shield(self._begin(work))  # who is cancelled must not free the place of a thread that still works

    async def run(self, request: Request, work: Callable[[], Result]) -> Result:
        """The result of `work`, done in a thread of the pool when its turn comes.

        Raises `Busy` (line full, or waited too long), `ClientLeft`, and whatever `work` raises.
        """
        started = time.monotonic()
        if self._free:
            self._take_place()
        else:
            await self._stand_in_line(request)
        self.waited(time.monotonic() - started)
        return await self._finish(work)

    def close(self) -> None:
        """Let the running jobs finish and take no new ones."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    async def _stand_in_line(self, request: Request) -> None:
        """Return with a place, or raise without one."""
        if self.waiting >= self.queue:
            raise Crowded(f"All {self.concurrency} workers are taken and {self.waiting} requests are waiting.", self._retry_after_s())
        turn = asyncio.get_running_loop().create_future()
        self._line.append(turn)
        self.changed()
        leaving = asyncio.create_task(_client_leaves(request))
        try:
            await asyncio.wait({turn, leaving}, timeout=self.timeout, return_when=asyncio.FIRST_COMPLETED)
            if leaving.done():
                raise ClientLeft("The client left before its turn came.")
            if not turn.done():
                raise Crowded(f"No worker became free within {self.timeout:g} s.", self._retry_after_s())
        except BaseException:
            self._leave_line(turn)
            raise
        finally:
            leaving.cancel()

    def _leave_line(self, turn: asyncio.Future[None]) -> None:
        if turn.done():  # a place was handed over in the same instant: it goes to the next one
            self._pass_on_place()
        else:
            self._line.remove(turn)
            self.changed()

    def _take_place(self) -> None:
        self._free -= 1
        self.changed()

    def _pass_on_place(self) -> None:
        if self._line:
            self._line.popleft().set_result(None)
        else:
            self._free += 1
        self.changed()

    async def _finish(self, work: Callable[[], Result]) -> Result:
        job = self._begin(work)
        done, _ = await asyncio.wait({job}, timeout=self.work_timeout)  # `wait` does not cancel: the thread still works, in its place
        if not done:
            raise Crowded(f"The work was not done within {self.work_timeout:g} s.", self._retry_after_s())
        return job.result()

    def _begin(self, work: Callable[[], Result]) -> asyncio.Future[Result]:
        """Start `work` in the place that the caller holds; the place is passed on when the thread is done."""
        started = time.monotonic()
        token = object()

        def done(job: asyncio.Future[Result]) -> None:
            del self._begun[token]
            self._usual_s = _MEMORY * self._usual_s + (1 - _MEMORY) * (time.monotonic() - started)
            self._pass_on_place()
            if not job.cancelled():
                job.exception()  # seen: whoever asked may have left

        self._begun[token] = started
        job = asyncio.get_running_loop().run_in_executor(self._threads, work)
        job.add_done_callback(done)
        return job

    def _retry_after_s(self) -> int:
        return max(1, math.ceil(self._usual_s * (self.waiting + self.running) / self.concurrency))


def yield_to_replies(nice: int = WORK_NICE) -> None:
    """Let the event loop's thread, which answers `/health`, have a processor before this thread does (Linux; elsewhere nothing).

    It is `nice` above what the thread has: a service that was itself started with a low priority may not go below that.
    """
    if sys.platform == "linux":
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + nice)


async def _client_leaves(request: Request) -> None:
    """Return when the client has closed the connection; the body has been read, so nothing else can come."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
