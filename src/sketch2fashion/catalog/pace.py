"""How long an import will still take: the feed's rows are counted by a thread beside the import, and its pace is that of the last minute.

A pace over the whole run would be far off where one goes on that was interrupted: rows that are stored already pass in an instant.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from collections.abc import Iterator

from sketch2fashion.catalog.feeds import Feed
from sketch2fashion.catalog.feeds.source import Source
from sketch2fashion.errors import Sketch2FashionError

_WINDOW_SECONDS = 60.0
_LEAST_SECONDS = 2.0  # of looking, before anything is said
_LOOK_EVERY = 256  # rows that are counted between two looks at whether to stop


class Pace:
    """Rows a second, and the seconds that are left. `total` is None until the rows are counted."""

    def __init__(self) -> None:
        self.total: int | None = None
        self._marks: deque[tuple[float, int]] = deque([(time.monotonic(), 0)])

    def seconds_left(self, rows: int) -> float | None:
        """What `rows` done rows say about the rest; None until something can be said."""
        now = time.monotonic()
        self._marks.append((now, rows))
        while len(self._marks) > 2 and self._marks[0][0] < now - _WINDOW_SECONDS:
            self._marks.popleft()
        (then, before), total = self._marks[0], self.total
        if total is None or now - then < _LEAST_SECONDS or rows == before:
            return None
        return max(0, total - rows) * (now - then) / (rows - before)


@contextlib.contextmanager
def counting(feed: Feed, source: Source) -> Iterator[Pace]:
    """A pace whose total is being counted; the counting ends with the context."""
    pace, stop = Pace(), threading.Event()
    counter = threading.Thread(target=_count, args=(feed, source, pace, stop), name="rows", daemon=True)
    counter.start()
    try:
        yield pace
    finally:
        stop.set()
        counter.join()


def _count(feed: Feed, source: Source, pace: Pace, stop: threading.Event) -> None:
    count = 0
    try:
        for count, _ in enumerate(feed.rows(source), start=1):
            if count % _LOOK_EVERY == 0 and stop.is_set():
                return
    except Sketch2FashionError:  # the import says it
        return
    pace.total = count
