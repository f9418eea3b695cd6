"""Where an import prepares its products: in this process, or in a pool of processes, one for each core.

A native decoder may take its whole process down on bytes that somebody made for that. What was under way is
then prepared again apart from the rest, so that the guilty one is found and reported and the import goes on.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Self

from sketch2fashion.catalog.prepare import Chunk, Executor, PrepareChunk, PreparedProduct, RawProduct
from sketch2fashion.errors import BadValue

_AHEAD = 2  # chunks that wait for a worker: it never does
_WORTH_A_POOL = 4  # chunks; starting processes costs about as much as preparing so many
MOST_WORKERS = 256


class InProcess:
    """Prepare in this process, a chunk at a time."""

    def map(self, prepare: PrepareChunk, chunks: Iterator[Chunk]) -> Iterator[list[PreparedProduct]]:
        """As `Executor.map`; results come in the order of the chunks."""
        return map(prepare, chunks)


class ProcessPool:
    """Prepare in `workers` processes, each with one thread for its networks."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def map(self, prepare: PrepareChunk, chunks: Iterator[Chunk]) -> Iterator[list[PreparedProduct]]:
        """As `Executor.map`. A feed that ends within a few chunks starts no process."""
        first = list(itertools.islice(chunks, _WORTH_A_POOL))
        if len(first) < _WORTH_A_POOL:
            yield from InProcess().map(prepare, iter(first))
            return
        yield from self._map(prepare, itertools.chain(first, chunks))

    def _map(self, prepare: PrepareChunk, chunks: Iterator[Chunk]) -> Iterator[list[PreparedProduct]]:
        pool = _pool(self.workers)
        under_way: dict[Future[list[PreparedProduct]], Chunk] = {}
        try:
            while True:
                for chunk in itertools.islice(chunks, self.workers + _AHEAD - len(under_way)):
                    under_way[pool.submit(prepare, chunk)] = chunk
                if not under_way:
                    return
                done, _ = wait(under_way, return_when=FIRST_COMPLETED)
                try:
                    for future in done:
                        result = future.result()
                        del under_way[future]
                        yield result
                except BrokenProcessPool:
                    pool.shutdown(wait=False, cancel_futures=True)
                    suspects = list(under_way.values())
                    under_way.clear()
                    with _Quarantine(prepare) as quarantine:
                        for chunk in suspects:
                            yield quarantine.prepared(chunk)
                    pool = _pool(self.workers)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def executor_of(workers: int) -> Executor:
    """The executor for `--workers`: 0 is one process for each core that may be used, 1 is this process. Raises `BadValue`."""
    if not 0 <= workers <= MOST_WORKERS:
        raise BadValue(f"workers is {workers}; it must be between 0 and {MOST_WORKERS}, where 0 means one for each core.")
    from sketch2fashion.models.registry import threads

    count = workers or threads().count
    return InProcess() if count == 1 else ProcessPool(count)


class _Quarantine:
    """One process that prepares what was under way when the pool broke, and is replaced when that breaks it too."""

    def __init__(self, prepare: PrepareChunk) -> None:
        self._prepare = prepare
        self._pool = _pool(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self._pool.shutdown(cancel_futures=True)

    def prepared(self, chunk: Chunk) -> list[PreparedProduct]:
        """A chunk's results; one that ends the process is halved, down to the picture that does it."""
        try:
            return self._pool.submit(self._prepare, chunk).result()
        except BrokenProcessPool:
            self._pool.shutdown(wait=False)
            self._pool = _pool(1)
        if len(chunk) > 1:
            middle = len(chunk) // 2
            return self.prepared(chunk[:middle]) + self.prepared(chunk[middle:])
        (product,) = chunk
        if len(product.pictures) == 1:
            return [PreparedProduct(product.number, ("Reading the picture ends the process that reads it.",))]
        alone = [self.prepared([RawProduct(product.number, (data,), product.category)])[0] for data in product.pictures]
        return [PreparedProduct(product.number, tuple(picture for result in alone for picture in result.pictures))]


def _pool(workers: int) -> ProcessPoolExecutor:
    """Fresh processes ("spawn"): a fork of a process with threads and networks in it may hang."""
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_one_thread_each)


def _one_thread_each() -> None:
    """Runs in a worker before anything is imported that reads the settings."""
    os.environ["SKETCH2FASHION_THREADS"] = "1"
    os.environ.setdefault("OMP_NUM_THREADS", "1")
