"""The bounded pool, with real threads and a stand-in for the connection."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, cast

import pytest
from starlette.requests import Request

from sketch2fashion.errors import BadValue, Busy
from sketch2fashion.web.pool import WORK_NICE, Crowded, Pool
from sketch2fashion.web.problems import ClientLeft


class Connection:
    """As much of a request as the pool looks at: the client stays until `leave`."""

    def __init__(self) -> None:
        self._left = asyncio.Event()

    def leave(self) -> None:
        self._left.set()

    async def receive(self) -> dict[str, Any]:
        await self._left.wait()
        return {"type": "http.disconnect"}


def connection() -> tuple[Connection, Request]:
    client = Connection()
    return client, cast(Request, client)


def held(gate: threading.Event) -> Callable[[], bool]:
    """A job that lasts until the gate opens (and no longer than a failing test should)."""
    return lambda: gate.wait(60)


async def until(condition: Any) -> None:
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.001)


def test_a_job_gives_its_result_and_its_error() -> None:
    async def scene() -> None:
        pool = Pool(1, 1, 1.0)
        _, request = connection()
        assert await pool.run(request, lambda: 6 * 7) == 42

        def fail() -> None:
            raise BadValue("no")

        with pytest.raises(BadValue):
            await pool.run(request, fail)
        assert await pool.run(request, lambda: 1) == 1  # the failure gave its place back

    asyncio.run(scene())


def test_no_more_jobs_run_at_once_than_the_pool_has_places() -> None:
    running, most = 0, 0
    lock = threading.Lock()

    def job() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.01)
        with lock:
            running -= 1

    async def scene() -> None:
        pool = Pool(2, 20, 5.0)
        await asyncio.gather(*(pool.run(connection()[1], job) for _ in range(10)))

    asyncio.run(scene())
    assert most == 2


def test_a_full_line_is_refused_with_the_seconds_to_wait() -> None:
    async def scene() -> None:
        pool, gate = Pool(1, 1, 5.0), threading.Event()
        first = asyncio.create_task(pool.run(connection()[1], held(gate)))
        await until(lambda: pool.running == 1)
        second = asyncio.create_task(pool.run(connection()[1], held(gate)))
        await until(lambda: pool.waiting == 1)
        with pytest.raises(Crowded) as refusal:
            await pool.run(connection()[1], held(gate))
        assert int(refusal.value.headers["Retry-After"]) >= 1
        gate.set()
        assert await first
        assert await second

    asyncio.run(scene())


def test_a_client_that_leaves_while_it_waits_frees_its_place_in_the_line() -> None:
    async def scene() -> None:
        pool, gate = Pool(1, 1, 5.0), threading.Event()
        first = asyncio.create_task(pool.run(connection()[1], held(gate)))
        await until(lambda: pool.running == 1)
        stale_client, stale_request = connection()
        stale = asyncio.create_task(pool.run(stale_request, lambda: "stale"))
        await until(lambda: pool.waiting == 1)
        stale_client.leave()
        with pytest.raises(ClientLeft):
            await stale
        newest = asyncio.create_task(pool.run(connection()[1], lambda: "newest"))  # would be refused if the line were still full
        await until(lambda: pool.waiting == 1)
        gate.set()
        assert await newest == "newest"
        assert await first

    asyncio.run(scene())


def test_waiting_longer_than_the_timeout_is_refused() -> None:
    async def scene() -> None:
        pool, gate = Pool(1, 5, 0.05), threading.Event()
        first = asyncio.create_task(pool.run(connection()[1], held(gate)))
        await until(lambda: pool.running == 1)
        with pytest.raises(Busy, match=r"within 0\.05 s"):
            await pool.run(connection()[1], held(gate))
        gate.set()
        await first
        assert await pool.run(connection()[1], lambda: 1) == 1

    asyncio.run(scene())


def test_a_cancelled_request_keeps_its_place_until_its_thread_is_done() -> None:
    async def scene() -> None:
        pool, gate = Pool(1, 0, 1.0), threading.Event()
        first = asyncio.create_task(pool.run(connection()[1], held(gate)))
        await until(lambda: pool.running == 1)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        with pytest.raises(Crowded):
            await pool.run(connection()[1], lambda: 1)
        gate.set()
        await until(lambda: pool.running == 0)
        assert await pool.run(connection()[1], lambda: 1) == 1

    asyncio.run(scene())


def test_many_that_come_and_go_leave_every_place_free() -> None:
    async def scene() -> None:
        pool = Pool(2, 100, 0.02)
        clients = [connection() for _ in range(60)]
        tasks = [asyncio.create_task(pool.run(request, lambda: time.sleep(0.002))) for _, request in clients]
        for place, (client, _) in enumerate(clients):
            if place % 3 == 0:
                client.leave()
                await asyncio.sleep(0)
            if place % 5 == 0:
                tasks[place].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await until(lambda: pool.running == 0)
        assert pool.waiting == 0
        gate = threading.Event()
        both = [asyncio.create_task(pool.run(connection()[1], held(gate))) for _ in range(2)]
        await until(lambda: pool.running == 2)
        gate.set()
        await asyncio.gather(*both)

    asyncio.run(scene())


@pytest.mark.skipif(sys.platform != "linux", reason="priorities of threads are Linux's")
def test_a_service_with_a_low_priority_computes_below_it() -> None:
    found: list[int] = []

    def start_low() -> None:
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, 5)
        asyncio.run(compute())

    async def compute() -> None:
        _, request = connection()
        found.append(await Pool(1, 1, 5.0).run(request, lambda: os.getpriority(os.PRIO_PROCESS, threading.get_native_id())))

    starter = threading.Thread(target=start_low)
    starter.start()
    starter.join()
    assert found == [5 + WORK_NICE]
