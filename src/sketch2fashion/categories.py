"""The garment categories, their synonyms and their Korean names.

Pure Python on purpose: `--help` lists the categories without importing numpy.
"""

from __future__ import annotations

from dataclasses import dataclass

from sketch2fashion.errors import UnknownCategory


@dataclass(frozen=True)
class Category:
    """One kind of garment: its fixed name, what data sets and shops call it, and its Korean name."""

    name: str
    synonyms: tuple[str, ...]
    ko: str


CATEGORIES: tuple[Category, ...] = (
    Category("t-shirt", ("tee", "tshirt", "t shirt"), "티셔츠"),
    Category("pants", ("trousers", "jeans", "leggings"), "바지"),
    Category("skirt", (), "치마"),
    Category("hat", ("cap", "beanie"), "모자"),
    Category("long-sleeve", ("longsleeve", "long sleeve", "sweater", "jumper", "pullover"), "긴팔"),
    Category("shirt", ("blouse",), "셔츠"),
    Category("polo", (), "폴로셔츠"),
    Category("hoodie", ("sweatshirt with hood",), "후드티"),
    Category("top", ("tank", "undershirt", "sleeveless", "vest top"), "민소매"),
    Category("shorts", (), "반바지"),
    Category("dress", (), "원피스"),
    Category("outerwear", ("outwear", "jacket", "coat", "blazer", "vest"), "아우터"),
    Category("shoes", ("sneaker", "sneakers", "boots"), "신발"),
)

CATEGORY_NAMES: tuple[str, ...] = tuple(category.name for category in CATEGORIES)

_BY_LABEL: dict[str, str] = {label: category.name for category in CATEGORIES for label in (category.name, category.ko, *category.synonyms)}


def category_of(label: str) -> str | None:
    """The category that a data set's or a shop's label means, or None if it means none of them."""
    return _BY_LABEL.get(label.strip().lower())


def require_category(label: str) -> str:
    """Like `category_of`, but raises `UnknownCategory`, which lists the allowed names."""
    name = category_of(label)
    if name is None:
        raise UnknownCategory(label, CATEGORY_NAMES)
    return name
