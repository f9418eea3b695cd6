"""Loading what requests need, in a thread of its own, so that the service answers `/health/live` from its first moment.

What fails is tried again: a catalogue server that comes up late, or a model file that is put in place, needs no restart.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from sketch2fashion.errors import Sketch2FashionError
from sketch2fashion.web.pool import NETWORK_NICE, yield_to_replies
from sketch2fashion.web.problems import NotReady

_log = structlog.get_logger("sketch2fashion.web")
RETRY_S = 2.0


@dataclass(frozen=True)
class Step:
    """One thing to load, by a name that `/health/ready` can show."""

    name: str
    load: Callable[[], object]


class Readiness:
    """Runs the steps in order; `missing` says for each one that is not done why not."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = tuple(steps)
        self._stop = threading.Event()
        self._tried_all = threading.Event()
        self.changed: Callable[[], object] = lambda: None  # told when a step is done
        self.missing: dict[str, str] = {step.name: "is still loading" for step in steps}

    @property
    def ready(self) -> bool:
        """Whether everything is loaded."""
        return not self.missing

    def start(self) -> None:
        """Begin to load."""
        threading.Thread(target=self._load, name="loading", daemon=True).start()

    def stop(self) -> None:
        """Stop trying."""
        self._stop.set()

    def wait_until_tried(self, seconds: float) -> None:
        """Wait until each step has been tried once; from then on the parts that failed speak for themselves. Raises `NotReady`."""
        if not self._tried_all.wait(seconds):
            raise NotReady("The service is still starting.", hint="Try again in a moment; /health/ready tells when.")

    def _load(self) -> None:
        yield_to_replies(NETWORK_NICE)  # onnxruntime's own threads inherit it
        while self.missing and not self._stop.is_set():
            self._try_missing()
            self._tried_all.set()
            if self.missing:
                self._stop.wait(RETRY_S)

    def _try_missing(self) -> None:
        for step in self._steps:
            if step.name in self.missing and not self._stop.is_set():
                self._try(step)

    def _try(self, step: Step) -> None:
        started = time.perf_counter()
        try:
            step.load()
        except Exception as problem:
            reason = str(problem) if isinstance(problem, Sketch2FashionError) else f"failed ({type(problem).__name__})"
            if self.missing[step.name] != reason:  # once, not at every new try
                _log.warning("not loaded", what=step.name, why=reason, exc_info=not isinstance(problem, Sketch2FashionError))
            self.missing = {**self.missing, step.name: reason}
        else:
            self.missing = {name: why for name, why in self.missing.items() if name != step.name}
            self.changed()
            _log.info("loaded", what=step.name, ms=round((time.perf_counter() - started) * 1000))
