"""Draw a garment by hand, see it as a real one, and find where to buy it.

`render`, `modify` and `search` are loaded when they are first asked for: importing the package alone costs nothing (see `api.py`).
"""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sketch2fashion.api import find, modify, render, search

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # onnxruntime's builds report their use to its maker unless told not to

__version__ = "0.1.0"
__all__ = ["__version__", "find", "modify", "render", "search"]


def __getattr__(name: str) -> Any:
    if name not in ("find", "modify", "render", "search"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name == "search":
        return importlib.import_module("sketch2fashion.search")  # a package that can be called
    from sketch2fashion import api

    return getattr(api, name)
