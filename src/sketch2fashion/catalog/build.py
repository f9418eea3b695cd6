"""Build the vectors of an embedded catalogue in a process of its own: `python -m sketch2fashion.catalog.build FOLDER`.

Started by a process that serves or imports, which must not stop for it. Does nothing where another build is under way.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from sketch2fashion.catalog.embedded import EmbeddedCatalog

if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(10)  # whoever waits for a reply goes first
    with EmbeddedCatalog(Path(sys.argv[1])) as catalog:
        catalog.build_generation()
