"""What paints: from the renderer's planes to pixels. One file a backend, found through the entry points `sketch2fashion.renderers`.

Everything around it stays the same whatever paints: framing, the flats of hints, exact colours, clean edges, registration. The setting
`renderer` names the backend; `network`, the shipped one, is always there. docs/plugins.md builds one in fifteen lines.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol, cast

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from sketch2fashion.errors import BadValue
from sketch2fashion.models.registry import card, opened, session
from sketch2fashion.settings import settings

ENTRY_POINTS = "sketch2fashion.renderers"


class Backend(Protocol):
    """Something that paints garments."""

    name: str

    @property
    def version(self) -> str:
        """Stands in the pictures that it made: the same version paints the same bytes."""

    def paint(self, planes: NDArray[np.float32], conditions: NDArray[np.float32]) -> NDArray[np.float32]:
        """(N, 7, 256, 256) planes as `planes.input_planes` makes them and (N, 22) conditions → (N, 4, 256, 256) RGBA, 0 … 1."""


class Network:
    """The shipped network, by onnxruntime on the CPU; or that of another `file` that `export renderer` wrote."""

    name = "network"

    def __init__(self, file: Path | None = None) -> None:
        self._file = file

    @property
    def version(self) -> str:
        """The card's."""
        return card("renderer").version if self._file is None else self._file.stem

    @property
    def _session(self) -> ort.InferenceSession:
        return session("renderer") if self._file is None else _session_of(self._file)

    def paint(self, planes: NDArray[np.float32], conditions: NDArray[np.float32]) -> NDArray[np.float32]:
        """One picture after the other: all in one run take as long or longer, and a multiple of the memory."""
        return np.concatenate([self._painted(planes[place, None], conditions[place, None]) for place in range(len(planes))])

    def _painted(self, planes: NDArray[np.float32], condition: NDArray[np.float32]) -> NDArray[np.float32]:
        (output,) = self._session.run(["rgba"], {"planes": planes, "conditions": condition})
        return cast(NDArray[np.float32], output)


@functools.cache
def _session_of(file: Path) -> ort.InferenceSession:
    return opened("renderer", file)


NETWORK = Network()


@functools.cache
def backends() -> dict[str, Backend]:
    """All backends that are installed, by name."""
    return {NETWORK.name: NETWORK} | {point.name: point.load() for point in entry_points(group=ENTRY_POINTS)}


@contextmanager
def painting_with(backend: Backend) -> Iterator[None]:
    """Within it this thread renders with that backend, installed or not, whatever the setting says."""
    token = _passing.set(backend)
    try:
        yield
    finally:
        _passing.reset(token)


_passing: ContextVar[Backend | None] = ContextVar("backend", default=None)


def chosen_backend() -> Backend:
    """That of `painting_with`, else of the setting. Raises `BadValue` that says which there are."""
    if (passing := _passing.get()) is not None:
        return passing
    name = settings().renderer
    if name not in backends():
        raise BadValue(f'There is no renderer "{name}".', hint=f"Installed: {', '.join(sorted(backends()))}.")
    return backends()[name]
