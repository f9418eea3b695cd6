"""The process that serves: uvicorn with one worker or several on one socket, logs on standard error, memory kept small.

Workers are processes of their own (`supervisor.py`), so what they need to know reaches them by environment (`SKETCH2FASHION_*`), and
`worker_app` is the one place where a worker is set up.
"""

from __future__ import annotations

import asyncio
import ctypes
import logging
import os
import socket
import sys
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
import uvicorn

from sketch2fashion.settings import settings
from sketch2fashion.web.protocol import PatientProtocol
from sketch2fashion.web.stopping import stopping
from sketch2fashion.web.supervisor import STARTUP_FAILED, Slot, Supervisor, count_into_slot

if TYPE_CHECKING:
    from fastapi import FastAPI

GRACE_S = 10  # that running requests get at Ctrl-C or SIGTERM
SWITCH_S = 0.001  # for which a computing thread may keep the interpreter from the one that answers
ARENAS = 2
MMAP_THRESHOLD_BYTES = 16 << 20  # lower, and every plane of a render is mapped and cleared afresh
TRIM_THRESHOLD_BYTES = 64 << 20  # likewise for the end of the heap
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8  # mallopt(3)


def run(listener: socket.socket, *, workers: int = 1, tls_cert: str | None = None, tls_key: str | None = None) -> bool:
    """Serve on a bound, listening socket until SIGINT or SIGTERM, then let running requests finish. Returns whether it ever started."""
    configure_logging(as_json=settings().log_json)
    if workers == 1:
        server = Server(configuration(tls_cert=tls_cert, tls_key=tls_key))
        server.run(sockets=[listener])
        return server.started
    with tempfile.TemporaryDirectory(prefix="sketch2fashion-metrics-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder  # /metrics of any worker tells of all
        work = Work(dict(os.environ), tls_cert, tls_key)
        return Supervisor(listener, workers, work, GRACE_S).run()


class Server(uvicorn.Server):
    """uvicorn's server, which says `stopping` as soon as it is told to stop: what would run for ever (event streams) ends then."""

    def __init__(self, config: uvicorn.Config, slot: Slot | None = None) -> None:
        super().__init__(config)
        self._slot = slot

    def handle_exit(self, sig: int, frame: Any) -> None:
        """SIGINT or SIGTERM."""
        stopping.set()
        super().handle_exit(sig, frame)

    async def main_loop(self) -> None:
        """Serve, and say to the supervisor that we live."""
        if self._slot is None:
            await super().main_loop()
            return
        beating = asyncio.create_task(self._slot.beat_while(_healthy))
        try:
            await super().main_loop()
        finally:
            beating.cancel()


@dataclass(frozen=True)
class Work:
    """What a worker process does; the environment is the supervisor's, which the template process may have been made before."""

    environment: dict[str, str]
    tls_cert: str | None
    tls_key: str | None

    def __call__(self, slot: Slot) -> None:
        """Serve until told to stop."""
        os.environ.update(self.environment)
        settings.cache_clear()
        count_into_slot(slot.number)
        server = Server(configuration(tls_cert=self.tls_cert, tls_key=self.tls_key), slot)

        def stop() -> None:
            stopping.set()
            server.should_exit = True

        slot.watch(stop)
        server.run(sockets=[slot.listener])
        if not server.started:
            sys.exit(STARTUP_FAILED)


def _healthy() -> bool:
    from sketch2fashion.web.services import stuck_anywhere

    return not stuck_anywhere()


def configuration(*, tls_cert: str | None = None, tls_key: str | None = None) -> uvicorn.Config:
    """How uvicorn runs our workers."""
    return uvicorn.Config(
        "sketch2fashion.web.server:worker_app",
        factory=True,
        ssl_certfile=tls_cert,
        ssl_keyfile=tls_key,
        timeout_graceful_shutdown=GRACE_S,
        access_log=False,  # the application logs requests itself, with their ids
        server_header=False,
        http=PatientProtocol,
        loop="asyncio",
        ws="none",
        log_config=None,  # as `configure_logging` has it
    )


def worker_app() -> FastAPI:
    """Set this process up for serving and return its application (uvicorn calls this in each worker)."""
    configure_logging(as_json=settings().log_json)
    keep_memory_small()
    sys.setswitchinterval(SWITCH_S)
    from sketch2fashion.web.app import create_app  # not in a parent of workers, which would hold the libraries for nothing

    return create_app(settings())


def configure_logging(*, as_json: bool) -> None:
    """One line an event on standard error, uvicorn's own included: readable, or JSON for machines."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    plain = structlog.dev.plain_traceback  # the usual one shows local variables, and they hold drawings
    console = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), sort_keys=False, exception_formatter=plain)
    last = _json_lines() if as_json else [console]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
            foreign_pre_chain=shared,
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)


def keep_memory_small() -> None:
    """glibc gives each thread an arena of its own and keeps what large pictures leave behind; two arenas, and large blocks that go
    back to the system at once, keep a worker at its models' size. Elsewhere than on glibc this does nothing.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    mallopt(_M_ARENA_MAX, ARENAS)
    mallopt(_M_MMAP_THRESHOLD, MMAP_THRESHOLD_BYTES)
    mallopt(_M_TRIM_THRESHOLD, TRIM_THRESHOLD_BYTES)


def _json_lines() -> list[structlog.types.Processor]:
    without_locals = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)  # they hold drawings
    return [structlog.processors.ExceptionRenderer(without_locals), structlog.processors.JSONRenderer(ensure_ascii=False)]
