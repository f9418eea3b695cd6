"""`--help` and `--version` answer at once: they load nothing heavy. Real processes, since this one has loaded everything already."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from sketch2fashion import __version__
from sketch2fashion.cli import COMMANDS

HEAVY = ("numpy", "scipy", "skimage", "onnxruntime", "pydantic", "pydantic_settings", "fastapi", "starlette", "uvicorn", "PIL", "torch")
PROGRAM = """
import json, sys
from sketch2fashion.cli import main
try:
    main(sys.argv[1:])
finally:
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


def modules_after(*arguments: str) -> tuple[str, set[str]]:
    result = subprocess.run([sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, encoding="utf-8", check=True)
    return result.stdout, set(json.loads(result.stderr.splitlines()[-1]))


@pytest.mark.parametrize("arguments", [("--help",), ("--version",)], ids=" ".join)
def test_help_and_version_load_nothing_heavy(arguments: tuple[str, ...]) -> None:
    _, loaded = modules_after(*arguments)
    assert not loaded & set(HEAVY)


def test_help_lists_every_command_without_loading_one() -> None:
    said, loaded = modules_after("--help")
    assert all(f"\n  {name} " in said for name in COMMANDS)
    assert not {name for name in loaded if name.startswith("sketch2fashion.cli.")}


def test_version_is_the_packages() -> None:
    said, _ = modules_after("--version")
    assert __version__ in said


def test_importing_the_package_loads_nothing_heavy() -> None:
    program = "import json, sys, sketch2fashion; print(json.dumps(sorted(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not set(json.loads(result.stdout)) & set(HEAVY)
