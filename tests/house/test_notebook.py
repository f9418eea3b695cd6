"""The notebook runs from top to bottom, and what it says about itself is so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[2] / "docs/notebooks/first-steps.ipynb"
CELL_S = 180  # on a busy machine


@pytest.fixture(scope="module")
def ran() -> Any:
    """The notebook after a run in a kernel of its own, beside the notebook as a reader would."""
    notebook = read()
    NotebookClient(notebook, timeout=CELL_S, kernel_name="python3", resources={"metadata": {"path": str(NOTEBOOK.parent)}}).execute()
    return notebook


def read() -> Any:
    return nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]


def test_it_is_stored_without_results() -> None:
    notebook = read()
    assert not [cell for cell in notebook.cells if cell.cell_type == "code" and (cell.outputs or cell.execution_count)]


def test_it_shows_garments(ran: Any) -> None:
    pictures = [output for cell in ran.cells for output in cell.get("outputs", []) if "image/png" in output.get("data", {})]
    assert len(pictures) >= 4


def test_the_dot_gives_the_shirt_its_colour(ran: Any) -> None:
    asked, got = re.findall(r"#([0-9a-f]{6})", printed(ran, "asked:"))
    assert all(abs(int(asked[at : at + 2], 16) - int(got[at : at + 2], 16)) <= 12 for at in (0, 2, 4))


def test_the_search_finds_red_tees_for_a_red_tee(ran: Any) -> None:
    first = printed(ran, "KRW").splitlines()[0]
    assert "tee" in first
    assert "red" in first


def test_the_picture_says_that_a_model_made_it(ran: Any) -> None:
    shown = "".join(output["data"]["text/plain"] for cell in ran.cells for output in cell.get("outputs", []) if "data" in output)
    assert "trainedAlgorithmicMedia" in shown


def printed(notebook: Any, word: str) -> str:
    """What the cell printed that printed this word."""
    texts = [output["text"] for cell in notebook.cells for output in cell.get("outputs", []) if output["output_type"] == "stream"]
    found: str = next(text for text in texts if word in text)
    return found
