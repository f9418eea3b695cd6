"""A process of its own that writes to a catalogue: what the tests kill, or run two of at once.

python writer.py write  FOLDER FIRST COUNT     upsert COUNT products, one a transaction
python writer.py import FOLDER SOURCE          import a feed, printing ids once they are committed
python writer.py build  FOLDER                 build generations for ever, an update between two
python writer.py reindex FOLDER MODEL          make all vectors again, printing how many are done
python writer.py crash  FOLDER                 build again and again, each time ended one step later, until nothing ends it
"""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import signal
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
from tests.catalog.making import MODEL, item, query, unit


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


def features_by(model: str | None, webps: Sequence[bytes], categories: Sequence[str | None] = ()) -> list[Features]:
    """What a model makes of pictures: `MODEL` what `look` sees; for any other, photo and line drawing change places."""
    seen = [made.features for made in look(webps)]
    return seen if model == MODEL else [Features(made.sketch, made.photo, made.palette) for made in seen]


def crash_at_every_step(folder: Path) -> None:
    """End a build by SIGKILL at its first step that the disk sees, then at its second … and say what was left each time."""
    step = 0
    while True:
        step += 1
        child = os.fork()
        if child == 0:
            _die_at(step)
            with EmbeddedCatalog(folder) as catalog:
                catalog.build_generation()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        with EmbeddedCatalog(folder) as catalog:
            found = [catalog.search(query(number))[0].product.id for number in range(1, catalog.count() + 1)]
        whole = found == [f"p{number}" for number in range(1, len(found) + 1)]
        print("done" if status == 0 else f"step {step}", "whole" if whole else "broken", flush=True)
        if status == 0:
            return


def _die_at(step: int) -> None:
    """Let this process end in place of the n-th call that changes the disk's names or makes it keep something."""
    left = step
    for module, name in ((os, "fsync"), (os, "rename"), (os, "replace"), (shutil, "rmtree")):
        real = getattr(module, name)

        def counted(*arguments: object, real: object = real, **options: object) -> object:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **options)  # type: ignore[operator]

        setattr(module, name, counted)


def main(task: str, folder: Path, *rest: str) -> None:
    if task == "crash":
        crash_at_every_step(folder)
        return
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
                catalog.upsert([item(1, title="updated again")], catalog.stats().model or MODEL)
                print("built", flush=True)
        elif task == "reindex":
            catalog.reindex(functools.partial(features_by, rest[0]), rest[0], lambda done, of: print(done, flush=True))
            print("done", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
