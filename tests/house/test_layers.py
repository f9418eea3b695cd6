"""The house has floors: `cli, web` → `search, rendering, catalog` → `drawing, photo` → `models, images, garment`. This holds them."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "sketch2fashion"
GROUND = {"errors", "categories", "settings", "garment", "images", "models"}
MIDDLE = GROUND | {"drawing", "photo"}
UPPER = MIDDLE | {"rendering", "search", "catalog"}

# part → the parts that it may import besides itself
MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "categories": {"errors"},
    "settings": {"errors"},
    "garment": {"errors", "categories"},
    "images": GROUND,
    "models": GROUND,
    "drawing": MIDDLE,
    "photo": MIDDLE,
    "rendering": UPPER,
    "search": UPPER,
    "catalog": UPPER,
    "training": UPPER,
    "replies": UPPER,
    "web": UPPER | {"replies", ""},
    "api": UPPER,
    "client": {"errors"},
    "cli": UPPER | {"replies", "web", "training", ""},
    "": {"api"},
}
LIGHT = ("__init__.py", "categories.py", "cli/__init__.py", "cli/output.py", "errors.py")  # read by `--help`
HEAVY = {"numpy", "scipy", "skimage", "onnxruntime", "pydantic", "pydantic_settings", "fastapi", "uvicorn", "PIL", "torch", "tqdm"}
TRAINING_ONLY = {"torch", "torchmetrics", "onnx", "onnxscript"}


@functools.cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def modules() -> dict[str, Path]:
    """Every module by its path in the package."""
    return {path.relative_to(SOURCE).as_posix(): path for path in sorted(SOURCE.rglob("*.py"))}


def part_of(name: str) -> str:
    """The part of the house that a module belongs to; "" is the package's own `__init__`."""
    first = name.partition("/")[0]
    return "" if first == "__init__.py" else first.removesuffix(".py")


def imports_of(path: Path, *, only_at_import_time: bool = False) -> Iterator[str]:
    """Full names of what a module imports, those inside functions included unless they are left out."""
    tree = tree_of(path)
    for node in _at_import_time(tree) if only_at_import_time else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute here"
            assert node.module is not None
            yield node.module
            if node.module == "sketch2fashion":
                yield from (f"sketch2fashion.{alias.name}" for alias in node.names if not alias.name.startswith("__"))


def _at_import_time(tree: ast.Module) -> Iterator[ast.stmt]:
    """Statements that run when the module is imported; `if TYPE_CHECKING:` never runs."""
    yield from (node for node in tree.body if not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)))


def test_modules_import_only_from_their_own_floor_and_below() -> None:
    wrong = [
        f"{name} imports {imported}"
        for name, path in modules().items()
        for imported in imports_of(path)
        if imported.startswith("sketch2fashion.") and imported.split(".")[1] not in MAY_IMPORT[part_of(name)] | {part_of(name)}
    ]
    assert not wrong


def test_only_training_imports_torch() -> None:
    wrong = [
        f"{name} imports {imported}"
        for name, path in modules().items()
        for imported in imports_of(path, only_at_import_time=part_of(name) == "cli")  # `train` and its kin do it when they run
        if imported.partition(".")[0] in TRAINING_ONLY and part_of(name) != "training"
    ]
    assert not wrong


def test_commands_import_training_only_inside_functions() -> None:
    wrong = [
        f"{name} imports {imported}"
        for name, path in modules().items()
        for imported in imports_of(path, only_at_import_time=True)
        if part_of(name) == "cli" and imported.startswith("sketch2fashion.training")
    ]
    assert not wrong


@pytest.mark.parametrize("name", LIGHT)
def test_what_help_reads_imports_nothing_heavy(name: str) -> None:
    found = {imported.partition(".")[0] for imported in imports_of(SOURCE / name, only_at_import_time=True)}
    assert not found & HEAVY


def test_nothing_prints_to_standard_output() -> None:
    """Standard output is the result's, and only `cli/output.py` and click write it."""
    prints = [
        f"{name}:{node.lineno}"
        for name, path in modules().items()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
        if not any(keyword.arg == "file" for keyword in node.keywords)
    ]
    assert not prints
