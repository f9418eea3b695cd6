"""Import a feed with stand-ins for the networks and print the peak of this process in MB: what benchmarks/ingest.py starts.

python benchmarks/ingest_memory.py FEED CATALOGUE
"""

from __future__ import annotations

import hashlib
import resource
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from sketch2fashion.catalog.ingest import import_source
from sketch2fashion.catalog.pictures import Seen
from sketch2fashion.catalog.store import Features, open_catalog
from sketch2fashion.garment import Vector


def main(feed: Path, home: Path) -> None:
    """Import, and say how much memory it took."""
    with open_catalog(str(home), create=True) as catalog:
        report = import_source(catalog, feed, look=look, model="none")
    assert report.failed == 0, report
    sys.stdout.write(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.1f}\n")


def look(webps: Sequence[bytes], categories: Sequence[str | None]) -> list[Seen]:
    """Random directions instead of features: the same picture, the same direction."""
    return [Seen(Features(_unit(webp), _unit(webp[::-1])), {"shirt": 1.0}) for webp in webps]


def _unit(data: bytes) -> Vector:
    seed = int.from_bytes(hashlib.sha256(data).digest()[:8], "big")
    vector = np.random.default_rng(seed).normal(size=256).astype(np.float32)
    return vector / np.float32(np.linalg.norm(vector))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
