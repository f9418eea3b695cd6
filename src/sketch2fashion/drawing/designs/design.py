"""A design of the wardrobe: what it is called, its colours, and how it is drawn."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

from sketch2fashion.drawing.designs.colours import Colour
from sketch2fashion.drawing.designs.flat import Flat
from sketch2fashion.drawing.strokes import Sketch


@dataclass(frozen=True, eq=False)
class Design:
    """One garment of our own. `colours`: the cloth first, then what contrasts with it. `id` is `<category>-<cut>`."""

    id: str
    category: str
    title_en: str
    title_ko: str
    colours: tuple[Colour, ...]
    lay: Callable[[Flat], object]

    @functools.cached_property
    def sketch(self) -> Sketch:
        """The drawing with its colour dots, on a canvas of 1024 × 1024 px; drawn when first asked for."""
        flat = Flat(self.colours[0].hex)
        self.lay(flat)
        return flat.sketch(self.category)


def design(category: str, cut: str, en: str, ko: str, colours: tuple[Colour, ...], lay: Callable[[Flat], object]) -> Design:
    """A row of a module's table of designs."""
    return Design(f"{category}-{cut}", category, en, ko, colours, lay)
