"""The cloth colours of our designs, by the names that a shop would use in English and Korean."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Colour:
    """A colour of cloth: its two names and `#rrggbb`."""

    en: str
    ko: str
    hex: str

    @property
    def inside(self) -> str:
        """The same cloth where one looks into the garment: in shade."""
        return shaded(self.hex, 0.8)


def shaded(colour: str, share: float) -> str:
    """A `#rrggbb` colour with each channel multiplied."""
    return "#" + "".join(f"{round(value * share):02x}" for value in bytes.fromhex(colour[1:]))


WHITE = Colour("White", "화이트", "#f4f3f0")
IVORY = Colour("Ivory", "아이보리", "#efe7d6")
CREAM = Colour("Cream", "크림", "#f1e4c4")
BLACK = Colour("Black", "블랙", "#1d1d20")
CHARCOAL = Colour("Charcoal", "차콜", "#3f4247")
GREY = Colour("Grey", "그레이", "#8c9096")
HEATHER = Colour("Heather grey", "멜란지 그레이", "#b9bbbe")
NAVY = Colour("Navy", "네이비", "#1f2b4d")
BLUE = Colour("Blue", "블루", "#2d5fb3")
SKY = Colour("Sky blue", "스카이 블루", "#9cc4e6")
DENIM = Colour("Denim blue", "데님 블루", "#4a6a94")
INDIGO = Colour("Indigo", "인디고", "#2c3c5f")
ICE = Colour("Light wash", "라이트 데님", "#a9c0d8")
TEAL = Colour("Teal", "틸", "#1f7a7c")
MINT = Colour("Mint", "민트", "#a9dcc3")
GREEN = Colour("Green", "그린", "#2e7d4f")
FOREST = Colour("Forest green", "포레스트 그린", "#23472f")
OLIVE = Colour("Olive", "올리브", "#6b6b3a")
KHAKI = Colour("Khaki", "카키", "#8f8560")
SAGE = Colour("Sage", "세이지", "#a3b18f")
YELLOW = Colour("Yellow", "옐로우", "#f2cf45")
MUSTARD = Colour("Mustard", "머스터드", "#cf9a2b")
ORANGE = Colour("Orange", "오렌지", "#e5772d")
CORAL = Colour("Coral", "코랄", "#f0806a")
RED = Colour("Red", "레드", "#c62f33")
BURGUNDY = Colour("Burgundy", "버건디", "#6d1f2f")
PINK = Colour("Pink", "핑크", "#ee9fba")
BLUSH = Colour("Blush", "블러시", "#ecc9c4")
FUCHSIA = Colour("Fuchsia", "푸시아", "#c42f7c")
LAVENDER = Colour("Lavender", "라벤더", "#b8a5d8")
PURPLE = Colour("Purple", "퍼플", "#66408f")
BROWN = Colour("Brown", "브라운", "#6b4631")
CHOCOLATE = Colour("Chocolate", "초콜릿", "#43291d")
CAMEL = Colour("Camel", "카멜", "#b98a56")
TAN = Colour("Tan", "탄", "#a9713f")
BEIGE = Colour("Beige", "베이지", "#d8c5a5")
SAND = Colour("Sand", "샌드", "#c9b48c")
RUST = Colour("Rust", "러스트", "#a6492a")
STRAW = Colour("Straw", "스트로", "#dfc58c")
GOLD = Colour("Gold", "골드", "#c8a24a")
SILVER = Colour("Silver", "실버", "#bfc3c8")
GUM = Colour("Gum", "검솔", "#b98a5e")
