"""A navigable graph over the rows of a generation, for catalogues too large to read whole at every search (usearch's HNSW, Apache-2.0).

It lies in a file beside the vectors, is mapped, not loaded, and holds the rows as bytes. It only proposes rows: who asks it scores them
exactly. How many it must propose for the best to be among them differs from data to data, so that is measured when it is built.

usearch comes with the extra `graph`. Without it nothing is lost but time: the rows are scanned.
"""

from __future__ import annotations

import importlib.util
import threading
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

_CONNECTIVITY = 16  # neighbours of a row: 24 find no more for the same time, and cost a tenth of the bytes
_EXPANSION_BUILD = 128  # candidates looked at while a row is added
_BLOCK = 32_768  # rows that are added at a time
_FIRST = 2_048  # rows that one thread adds: those that several put into an almost empty graph at once may stay out of reach


def can_graph() -> bool:
    """Whether usearch is installed."""
    return importlib.util.find_spec("usearch") is not None


class Graph:
    """The graph in a file, opened. `pool` is how many rows a search should ask for at least."""

    def __init__(self, path: Path, pool: int) -> None:
        """Raises `ValueError` if the file is no such graph."""
        from usearch.index import Index  # costs 60 ms, and small catalogues have no graph

        index: Any = Index.restore(path, view=True)  # Any: its stubs forget the setter of expansion_search
        if index is None:
            raise ValueError(f"{path.name} is no graph")
        self._index = index
        self._one_at_a_time = threading.Lock()  # a search writes into the index's own scratch memory
        self.pool = pool

    def __len__(self) -> int:
        return len(self._index)

    def nearest(self, vector: NDArray[np.int8], wanted: int) -> NDArray[np.intp]:
        """The places of rows near a rounded vector (D,), likely the `wanted` nearest; the nearest first."""
        with self._one_at_a_time:
            self._index.expansion_search = wanted
            found = self._index.search(vector, min(wanted, len(self._index)))
        return cast(NDArray[np.intp], np.asarray(found.keys).astype(np.intp))


def write_graph(path: Path, rounded: NDArray[np.int8]) -> None:
    """Build the graph of all rows (N, D) into a new file; memory holds it meanwhile, about 700 bytes a row. Raises `OSError`."""
    from usearch.index import Index

    index: Any = Index(ndim=rounded.shape[1], metric="cos", dtype="i8", connectivity=_CONNECTIVITY, expansion_add=_EXPANSION_BUILD)
    for start, stop in pairwise([0, *range(_FIRST, len(rounded), _BLOCK), len(rounded)]):
        index.add(np.arange(start, stop), np.ascontiguousarray(rounded[start:stop]), threads=1 if start == 0 else 0)
    try:
        index.save(path)
    except RuntimeError as problem:  # usearch's word for a full disk
        raise OSError(str(problem)) from problem
