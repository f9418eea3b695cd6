"""A process of its own that writes to a catalogue: what the tests kill, or run two of at once.

python writer.py write  FOLDER FIRST COUNT     upsert COUNT products, one a transaction
python writer.py import FOLDER SOURCE          import a feed, printing ids once they are committed
python writer.py build  FOLDER                 build generations for ever, an update between two
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from sketch2fashion.catalog.embedded import EmbeddedCatalog
from sketch2fashion.catalog.ingest import Progress, import_source
from sketch2fashion.catalog.palette import palette_of
from sketch2fashion.catalog.pictures import Seen
from sketch2fashion.catalog.store import Features
from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.images import decode
from tests.catalog.making import MODEL, item, unit


def look(webps: Sequence[bytes], categories: Sequence[str | None] = ()) -> list[Seen]:
    """Features that are made of the picture's bytes alone: the same picture, the same vectors, no network."""
    return [_seen(webp) for webp in webps]


def _seen(webp: bytes) -> Seen:
    seed = int.from_bytes(hashlib.sha256(webp).digest()[:4], "big")
    pixels = decode(webp)[..., :3]
    palette = palette_of(pixels, np.ones(pixels.shape[:2], bool))
    return Seen(Features(unit(seed), unit(seed + 1), palette), dict.fromkeys(CATEGORY_NAMES, 0.1) | {"skirt": 0.9})


def _tell(progress: Progress) -> None:
    for id in progress.ids:
        print(id, flush=True)


def main(task: str, folder: Path, *rest: str) -> None:
    with EmbeddedCatalog(folder, create=True) as catalog:
        if task == "write":
            first, count = int(rest[0]), int(rest[1])
            for number in range(first, first + count):
                catalog.upsert([item(number)], MODEL)
        elif task == "import":
            import_source(catalog, Path(rest[0]), on_commit=_tell, look=look, model=MODEL)
            print("done", flush=True)
        elif task == "build":
            while True:
                catalog.build_generation()
                catalog.upsert([item(1, title="updated again")], MODEL)
                print("built", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
