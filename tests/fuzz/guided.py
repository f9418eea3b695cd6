"""One target under atheris (libFuzzer): inputs that follow the branches of our own code.   python -m tests.fuzz.guided TARGET [flags]"""

from __future__ import annotations

import sys
import warnings

import atheris  # type: ignore[import-untyped]  # optional, without types

with atheris.instrument_imports(include=["sketch2fashion"]):
    from sketch2fashion.catalog import feeds  # noqa: F401
    from sketch2fashion.drawing import read_drawing  # noqa: F401
    from sketch2fashion.images import decode  # noqa: F401

from tests.fuzz.targets import TARGETS, tried

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, lambda data: tried(target, data))
    atheris.Fuzz()
