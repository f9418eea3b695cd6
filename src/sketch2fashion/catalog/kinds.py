"""Which of our categories a shop's words mean, in English and Korean: labels, paths, ids of Google's product taxonomy.

    "Men/Tops/Hoodies & Sweatshirts" → hoodie     "패션의류 > 여성의류 > 롱스커트" → skirt     "1581" → skirt     "Shirts & Tops" → None

The most special part of a path decides. A label that may mean several categories means none: the picture decides then.
"""

from __future__ import annotations

import functools
import re

from sketch2fashion.categories import CATEGORIES

_ENGLISH: dict[str, str] = {  # singulars, besides what `categories.py` knows
    "t-shirt": "short sleeve t-shirt, graphic tee, t shirt",
    "pants": "trouser, jean, jeans, legging, slacks, chino, jogger, sweatpants, sweatpant, pant, track pant, cargo pant, culotte",
    "skirt": "miniskirt, mini skirt, midi skirt, maxi skirt",
    "hat": "beret, baseball cap, bucket hat, sun hat, visor, headwear, knit cap, fedora",
    "long-sleeve": "sweatshirt, crewneck, crewneck sweatshirt, turtleneck, knit sweater, long sleeve t-shirt, knitwear",
    "shirt": "button-down shirt, button down, flannel shirt, dress shirt, oxford shirt",
    "polo": "polo shirt, polo tee, rugby shirt",
    "hoodie": "hooded sweatshirt, zip hoodie, hoody",
    "top": "tank top, camisole, cami, crop top, halter top, bustier, tube top, muscle tee",
    "shorts": "short, bermuda, board short, hot pants",
    "dress": "gown, sundress, maxi dress, shirt dress, shirtdress",
    "outerwear": "parka, anorak, windbreaker, trench coat, cardigan, puffer, down jacket, bomber, gilet, poncho, overcoat, fleece jacket",
    "shoes": "shoe, boot, sandal, loafer, heel, high heel, pump, slipper, footwear, flat shoe, ballet flat, mule, clog, trainer, oxford",
}
_KOREAN: dict[str, str] = {  # a label means what it ends with: 롱스커트, 여성청바지, 캐시미어니트
    "t-shirt": "티셔츠 반팔 반팔티 반팔티셔츠 숏슬리브",
    "pants": "바지 팬츠 청바지 데님팬츠 슬랙스 레깅스 치노 트라우저",
    "skirt": "치마 스커트 랩스커트",
    "hat": "모자 볼캡 캡모자 야구모자 비니 버킷햇 벙거지 베레모 선캡 썬캡",
    "long-sleeve": "긴팔 긴팔티 긴팔티셔츠 긴소매 긴소매티셔츠 롱슬리브 맨투맨 스웨터 니트 풀오버 스웨트셔츠 스웻셔츠 목폴라",
    "shirt": "셔츠 블라우스 남방",
    "polo": "폴로셔츠 폴로티 카라티 카라티셔츠 피케셔츠 피케티셔츠",
    "hoodie": "후드티 후드티셔츠 후디 후드 후드집업",
    "top": "민소매 민소매티 민소매티셔츠 나시 나시티 탱크탑 탱크톱 캐미솔 슬리브리스 뷔스티에",
    "shorts": "반바지 숏팬츠 쇼트팬츠 쇼츠 핫팬츠 버뮤다팬츠 하프팬츠 5부팬츠",
    "dress": "원피스 드레스",
    "outerwear": "아우터 자켓 재킷 코트 점퍼 패딩 가디건 카디건 조끼 베스트 블레이저 바람막이 야상 파카 무스탕 집업 윈드브레이커",
    "shoes": "신발 운동화 스니커즈 구두 부츠 샌들 슬리퍼 로퍼 힐 하이힐 펌프스 단화 플랫슈즈 슬립온 워커 뮬",
}
_SEVERAL = {"tops", "tops & tees", "tops & t-shirts", "tops & blouses", "shirts & tops", "t-shirts & tops", "knits & tops", "상의", "하의"}
_PAIRS = {"hoodies & sweatshirts": "hoodie", "sweatshirts & hoodies": "hoodie", "polos & t-shirts": "t-shirt"}  # nearly always that one
_NONE = {"원피스수영복", "래쉬가드반바지"}  # swimwear that ends like clothes
_GOOGLE: dict[str, str] = {  # ids of Google's product taxonomy that mean one of ours; 212 (Shirts & Tops) means several
    "204": "pants",
    "207": "shorts",
    "1581": "skirt",
    "2271": "dress",
    "203": "outerwear",
    "5598": "outerwear",  # Coats & Jackets
    "1831": "outerwear",  # Vests
    "173": "hat",
    "187": "shoes",
}
_STEP = re.compile(r"\s*[>/|»›]\s*")
_AND = re.compile(r"\s*(?:&|,|\band\b|·|\+)\s*")
_HANGUL = re.compile(r"[가-힣]")
_TAXONOMY_ID = re.compile(r"(\d{1,7})(?:\s*-\s*(.*))?")  # "212", or "212 - Apparel & Accessories > …"


@functools.lru_cache(maxsize=8_192)
def category_in(label: str) -> str | None:
    """The category in a shop's label or path, or None if it means none of ours, or several."""
    if numbered := _TAXONOMY_ID.fullmatch(label.strip()):
        return _GOOGLE.get(numbered[1]) or (category_in(numbered[2]) if numbered[2] else None)
    for part in reversed(_STEP.split(label)):
        plain = " ".join(part.lower().split())
        if plain in _SEVERAL:
            return None
        if plain in _PAIRS:
            return _PAIRS[plain]
        meanings = {found for words in _AND.split(plain) if (found := _meaning(words))}
        if meanings:
            return meanings.pop() if len(meanings) == 1 else None
    return None


def _meaning(words: str) -> str | None:
    if words in _BY_WORDS:
        return _BY_WORDS[words]
    if _HANGUL.search(words):
        return _korean_meaning(words)
    parts = words.split()
    endings = [" ".join(parts[start:]) for start in range(max(0, len(parts) - 3), len(parts))]  # "pleated midi skirts" → skirt
    return next((found for ending in endings for form in _singulars(ending) if (found := _BY_WORDS.get(form))), None)


def _korean_meaning(words: str) -> str | None:
    """What the label ends with, the longest known word first: 반바지 is no 바지."""
    together = words.replace(" ", "")
    if together in _NONE:
        return None
    return next((category for word, category in _KOREAN_ENDINGS if together.endswith(word)), None)


def _singulars(words: str) -> tuple[str, ...]:
    """A label and its likely singulars: "T-Shirts" → t-shirt, "dresses" → dress, "hoodies" → hoodie."""
    return words, words.removesuffix("s"), words.removesuffix("es")


_BY_WORDS: dict[str, str] = {
    **{word: name for name, words in _ENGLISH.items() for word in words.split(", ")},
    **{word: name for name, words in _KOREAN.items() for word in words.split()},
    **{word.lower(): category.name for category in CATEGORIES for word in (category.name, category.ko, *category.synonyms)},
}
_KOREAN_ENDINGS = sorted(
    ((word, _BY_WORDS[word]) for word in _BY_WORDS if _HANGUL.search(word) and len(word) > 1), key=lambda pair: -len(pair[0])
)
