"""The doors. A target takes any bytes and returns, or raises one of the family of `errors`; anything else is a fault of ours."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from sketch2fashion.catalog.feeds import feed_of, feeds
from sketch2fashion.drawing import read_drawing, svg
from sketch2fashion.drawing.strokes import Sketch
from sketch2fashion.errors import Sketch2FashionError
from sketch2fashion.images import decode

ROWS = 50  # of a feed that are read
Target = Callable[[bytes], object]


def pictures(data: bytes) -> object:
    """The decoder."""
    return decode(data)


def sketches(data: bytes) -> object:
    """`.s2f` files: read, written again, and the same then."""
    sketch = Sketch.from_json(data)
    assert Sketch.from_json(sketch.to_json().encode()).to_json() == sketch.to_json()
    return sketch


def drawings(data: bytes) -> object:
    """Whatever a drawing may be, all the way to its layers."""
    return read_drawing(data)


def vectors(data: bytes) -> object:
    """SVG files."""
    return svg.read_svg(data)


def feed_files(data: bytes) -> object:
    """A feed, read as what it is taken for, and as one format that it may not be."""
    with _file(data) as path:
        seen = 0
        formats = sorted(feeds().keys() - {"folder"})
        for format in (None, formats[len(data) % len(formats)]):
            with contextlib.suppress(Sketch2FashionError):
                feed, source = feed_of(path, format)
                seen += sum(1 for _ in islice(feed.rows(source), ROWS))
        return seen


TARGETS: dict[str, Target] = {
    "pictures": pictures,
    "sketches": sketches,
    "vectors": vectors,
    "feeds": feed_files,
    "drawings": drawings,
}


def tried(target: Target, data: bytes) -> None:
    """Run a target; what it may raise is as good as a result."""
    with contextlib.suppress(Sketch2FashionError):
        target(data)


@contextlib.contextmanager
def _file(data: bytes) -> Iterator[Path]:
    shm = Path("/dev/shm")
    with tempfile.NamedTemporaryFile(suffix=".feed", dir=shm if shm.is_dir() else None) as file:
        file.write(data)
        file.flush()
        yield Path(file.name)
