"""What shops call clothes: the most special part of a label decides, and a label that may mean several categories means none."""

from __future__ import annotations

import pytest

from sketch2fashion.catalog.kinds import category_in
from sketch2fashion.categories import CATEGORIES


@pytest.mark.parametrize(
    ("label", "category"),
    [
        ("Men/Tops/Hoodies & Sweatshirts", "hoodie"),
        ("Apparel & Accessories > Clothing > Dresses", "dress"),
        ("Apparel & Accessories > Clothing > Shirts & Tops", None),
        ("Apparel & Accessories > Clothing > Shirts & Tops > Polos", "polo"),
        ("Apparel & Accessories > Clothing > Outerwear > Coats & Jackets", "outerwear"),
        ("Women's Pleated Midi Skirts", "skirt"),
        ("Shirt Dresses", "dress"),
        ("Dress Shirts", "shirt"),
        ("T-Shirts", "t-shirt"),
        ("Long Sleeve T-Shirts", "long-sleeve"),
        ("Skirts & Dresses", None),
        ("jeans", "pants"),
        ("Ankle Boots", "shoes"),
        ("1581", "skirt"),
        ("212", None),
        ("5598 - Apparel & Accessories > Clothing > Outerwear > Coats & Jackets", "outerwear"),
        ("2271 - ", "dress"),
        ("패션의류 > 여성의류 > 치마", "skirt"),
        ("패션의류 > 여성의류 > 롱스커트", "skirt"),
        ("패션의류 > 남성의류 > 청바지", "pants"),
        ("패션의류 > 남성의류 > 반바지", "shorts"),
        ("패션의류 > 여성의류 > 니트/스웨터", "long-sleeve"),
        ("패션의류 > 여성의류 > 블라우스/셔츠", "shirt"),
        ("여성 반팔 티셔츠", "t-shirt"),
        ("캐시미어가디건", "outerwear"),
        ("패션잡화 > 모자 > 버킷햇", "hat"),
        ("남성 후드 집업", "hoodie"),
        ("원피스수영복", None),
        ("상의", None),
        ("Kitchen > Knives", None),
        ("", None),
    ],
)
def test_labels_of_shops(label: str, category: str | None) -> None:
    assert category_in(label) == category


@pytest.mark.parametrize("category", CATEGORIES, ids=lambda category: category.name)
def test_our_own_names_and_synonyms_mean_themselves(category: object) -> None:
    for word in (category.name, category.ko, *category.synonyms):  # type: ignore[attr-defined]
        assert category_in(word) == category.name  # type: ignore[attr-defined]
