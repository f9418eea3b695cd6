"""A wardrobe of designs of our own: fashion flats drawn from measures, in all categories, each with colour dots and two names.

The demo catalogue is rendered from them and the studio offers some as examples. Nothing is drawn until a design's `sketch` is asked for.
"""

from __future__ import annotations

import functools

from sketch2fashion.categories import CATEGORY_NAMES, require_category
from sketch2fashion.drawing.designs.design import Design as Design
from sketch2fashion.errors import NotFound


@functools.cache
def designs(category: str | None = None) -> tuple[Design, ...]:
    """All designs, in the order of the categories, or those of one. Raises `UnknownCategory`."""
    if category is not None:
        name = require_category(category)
        return tuple(design for design in designs() if design.category == name)
    from sketch2fashion.drawing.designs import coats, hats, knits, legs, shirts, shoes, skirts

    every = [design for module in (knits, shirts, legs, skirts, coats, hats, shoes) for design in module.DESIGNS]
    return tuple(sorted(every, key=lambda design: CATEGORY_NAMES.index(design.category)))


def design_of(id: str) -> Design:
    """The design of that id. Raises `NotFound`."""
    found = next((design for design in designs() if design.id == id), None)
    if found is None:
        raise NotFound(f'There is no design "{id}".', hint="Their ids begin with their category, as in t-shirt-crew.")
    return found
