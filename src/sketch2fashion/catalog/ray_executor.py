"""Prepare products on a Ray cluster: `catalog import SOURCE --ray ADDRESS`, for catalogues past one machine.

This process reads the feed and writes the catalogue; the cluster decodes, cuts out and embeds. Every node needs this package of the same
version; nothing is read from their disks. Ray does a task again elsewhere when its worker or its node dies; a task that ends every
worker it is given to is halved until the picture is found that does it.
"""

from __future__ import annotations

import itertools
import logging
import os
from collections.abc import Iterator
from typing import Any

from sketch2fashion.catalog.prepare import Chunk, PrepareChunk, PreparedProduct, RawProduct
from sketch2fashion.errors import CatalogError, MissingExtra

DEADLY = "Reading the picture ends the process that reads it."
_AHEAD = 2  # chunks that wait for a worker: it never does
_RETRIES = 3  # deaths of a worker or a node that one task may see: machines come and go
_RETRIES_ALONE = 1  # of a single picture, before it is blamed
_WORKER_ENVIRONMENT = {"SKETCH2FASHION_THREADS": "1", "OMP_NUM_THREADS": "1"}  # a task has one core


class RayExecutor:
    """Prepare on the cluster at `address`: host:port, ray://host:port, auto (this machine's), or local (one just for this).

    Raises `MissingExtra`, and `CatalogError` if no cluster answers.
    """

    def __init__(self, address: str) -> None:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nobody is told of an import
        try:
            import ray
        except ImportError:
            raise MissingExtra("Importing on Ray", "ray") from None
        self._ray: Any = ray
        environment = {"env_vars": _WORKER_ENVIRONMENT}
        try:
            ray.init(address, runtime_env=environment, log_to_driver=False, logging_level=logging.ERROR, ignore_reinit_error=True)
        except (ConnectionError, ValueError, RuntimeError, OSError) as problem:
            first = str(problem).strip().splitlines()[:1]
            raise CatalogError(f"No Ray cluster answers at {address}: {' '.join(first)}", hint="Start one: ray start --head") from problem

    def map(self, prepare: PrepareChunk, chunks: Iterator[Chunk]) -> Iterator[list[PreparedProduct]]:
        """As `Executor.map`."""
        under_way: dict[Any, Chunk] = {}
        while True:
            for chunk in itertools.islice(chunks, max(0, self._cores() + _AHEAD - len(under_way))):
                under_way[self._started(prepare, chunk, _RETRIES)] = chunk
            if not under_way:
                return
            done, _ = self._ray.wait(list(under_way), num_returns=1)
            for task in done:
                yield self._result(prepare, task, under_way.pop(task))

    def close(self) -> None:
        """Leave the cluster."""
        self._ray.shutdown()

    def _cores(self) -> int:
        """Of the whole cluster, now: nodes may join and leave while an import runs."""
        return max(1, int(self._ray.cluster_resources().get("CPU", 1)))

    def _started(self, prepare: PrepareChunk, chunk: Chunk, retries: int) -> Any:
        remote = self._ray.remote(num_cpus=1, max_retries=retries)(_prepared)
        return remote.remote(prepare, list(chunk))

    def _result(self, prepare: PrepareChunk, task: Any, chunk: Chunk) -> list[PreparedProduct]:
        """What a task returned; one that ends its workers is halved, down to the picture that does it."""
        dead = (self._ray.exceptions.WorkerCrashedError, self._ray.exceptions.NodeDiedError, self._ray.exceptions.OutOfMemoryError)
        try:
            result: list[PreparedProduct] = self._ray.get(task)
        except dead:
            return self._apart(prepare, chunk)
        return result

    def _apart(self, prepare: PrepareChunk, chunk: Chunk) -> list[PreparedProduct]:
        if len(chunk) > 1:
            middle = len(chunk) // 2
            parts = [
                (part, self._started(prepare, part, _RETRIES_ALONE if _is_single(part) else 0)) for part in (chunk[:middle], chunk[middle:])
            ]
            return [product for part, task in parts for product in self._result(prepare, task, part)]
        (product,) = chunk
        if len(product.pictures) == 1:
            return [PreparedProduct(product.number, (DEADLY,))]
        alone = [RawProduct(product.number, (data,), product.category) for data in product.pictures]
        results = [self._result(prepare, self._started(prepare, [one], _RETRIES_ALONE), [one])[0] for one in alone]
        return [PreparedProduct(product.number, tuple(picture for result in results for picture in result.pictures))]


def _is_single(chunk: Chunk) -> bool:
    return len(chunk) == 1 and len(chunk[0].pictures) == 1


def _prepared(prepare: PrepareChunk, chunk: Chunk) -> list[PreparedProduct]:
    """Runs on the cluster."""
    return prepare(chunk)
