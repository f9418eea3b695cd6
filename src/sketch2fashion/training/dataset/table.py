"""The table of a garment set: `garments.csv`, one row a garment, beside the folders `garments/`, `lines/` and `photos/`.

`dataset build` writes this layout, and every training reads it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sketch2fashion.categories import CATEGORY_NAMES, category_of
from sketch2fashion.errors import BadFeed

TABLE_NAME = "garments.csv"
_REQUIRED = ("id", "category", "split")


@dataclass(frozen=True)
class GarmentRow:
    """One garment of a set. `cells` keeps every column as it stands in the file, so that unknown ones survive."""

    id: str
    category: str
    split: str  # "train" or "val"
    group: str  # near-duplicates share one
    has_lines: bool
    has_photo: bool
    cells: Mapping[str, str] = field(default_factory=dict)

    def number(self, column: str) -> float:
        """A numeric cell. Raises `BadFeed` that names the row and the column."""
        try:
            return float(self.cells[column])
        except (KeyError, ValueError):
            raise BadFeed(f"Row {self.id}: {column} is {self.cells.get(column, 'missing')!r}, not a number.") from None


def read_table(folder: Path) -> list[GarmentRow]:
    """The rows of `folder/garments.csv`. Raises `BadFeed` when it is missing or says something that cannot be."""
    path = folder / TABLE_NAME
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in _REQUIRED if name not in (reader.fieldnames or ())]
            if missing:
                raise BadFeed(f"{path} has no column {', '.join(missing)}.")
            return [_row(cells, path) for cells in reader]
    except (OSError, UnicodeDecodeError) as problem:
        raise BadFeed(f"{path} cannot be read.", hint="A garment set is a folder with garments.csv and garments/.") from problem


def write_table(folder: Path, rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> Path:
    """Write `folder/garments.csv` at once (never half a table), and return its path."""
    path = folder / TABLE_NAME
    draft = path.with_suffix(".part")
    with draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    draft.replace(path)
    return path


def _row(cells: dict[str, str], path: Path) -> GarmentRow:
    category = category_of(cells["category"] or "")
    if category is None:
        raise BadFeed(f'{path}: {cells["id"]} has the category "{cells["category"]}".', hint=f"Allowed: {', '.join(CATEGORY_NAMES)}.")
    return GarmentRow(
        id=cells["id"],
        category=category,
        split=cells["split"],
        group=cells.get("group") or cells["id"],
        has_lines=cells.get("lines") == "1",
        has_photo=cells.get("photo") == "1",
        cells=cells,
    )
