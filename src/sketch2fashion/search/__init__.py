"""From a picture to products. The package can be called: `from sketch2fashion import search` gives the function of that name and
the package in one, because Python puts an imported subpackage in the place of whatever its parent has under that name.
"""

from __future__ import annotations

import sys
import types
from typing import Any


class _Callable(types.ModuleType):
    """This module, callable as `anything.search`."""

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        from sketch2fashion.search.anything import search

        return search(*arguments, **options)


sys.modules[__name__].__class__ = _Callable
