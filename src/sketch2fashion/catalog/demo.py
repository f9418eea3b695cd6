"""The demo catalogue: products of our own designs, rendered by our own renderer, so that a first start has something to find.

It ships as an ordinary feed, `demo/products.jsonl` with its pictures: `catalog import` reads it like any other. `demo/features.npz`
keeps what the embedder saw in each picture, so that a first start takes a second; for another embedder they are looked at again.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sketch2fashion.catalog.feeds.columns import offer_of
from sketch2fashion.catalog.feeds.lines import FEED
from sketch2fashion.catalog.feeds.source import Source
from sketch2fashion.catalog.ingest import import_source, source_digest
from sketch2fashion.catalog.pictures import look_at
from sketch2fashion.catalog.store import Catalog, Features, Item, StoredPicture
from sketch2fashion.drawing.designs import Design
from sketch2fashion.drawing.strokes import rasterise
from sketch2fashion.errors import NotFound
from sketch2fashion.garment import Picture, Vector
from sketch2fashion.images import resize
from sketch2fashion.rendering.renderer import RenderOptions, render
from sketch2fashion.search.embedder import model_id

SHIPPED = Path(__file__).parent / "demo"
PRODUCTS = "products.jsonl"
PICTURES = "pictures"
FEATURES = "features.npz"

RENDERED, SIDE = 512, 384  # px: as rendered, and as shipped; the network itself works at 256
REFINE = 0.15  # our designs are drawn with care
BUDGET = 4_200_000  # bytes of all pictures together
QUALITIES = (88, 84, 80, 75, 70, 60, 50, 40)  # of WebP, the first with which the pictures fit into the budget
_LOOK_BATCH = 16

# What such a thing costs, in thousands of won: the cheapest and the dearest of its category
_PRICES = {
    "t-shirt": (15, 39),
    "pants": (35, 89),
    "skirt": (29, 79),
    "hat": (15, 59),
    "long-sleeve": (25, 89),
    "shirt": (35, 79),
    "polo": (29, 69),
    "hoodie": (39, 99),
    "top": (12, 49),
    "shorts": (19, 59),
    "dress": (45, 159),
    "outerwear": (79, 329),
    "shoes": (29, 189),
}
_WON_TO_A_DOLLAR = 1_300  # for price tags only
_DOLLARS_EVERY, _SOLD_OUT_EVERY = 9, 11  # so many products have one in dollars, and one sold out

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Built:
    """What `build_demo` made: how many products, the bytes of the whole folder, and the WebP quality that fitted."""

    products: int
    size: int
    quality: int


def ensure_demo(catalog: Catalog, source: Path = SHIPPED) -> int:
    """Fill an empty catalogue with the demo products; returns how many came. A catalogue that holds anything stays as it is."""
    if catalog.count() or not (source / PRODUCTS).is_file():
        return 0
    items = _items_with_features(source)
    if items is None:
        return import_source(catalog, source).imported
    catalog.upsert(items, model_id())
    catalog.settle()
    return len(items)


def build_demo(folder: Path, wardrobe: Sequence[Design], on_progress: Progress = lambda done, of: None) -> Built:
    """Render a wardrobe and write the demo feed, with its pictures and features, into `folder`.

    Pictures that an earlier run left there go. `on_progress` gets (designs rendered, designs in all). Raises `ModelUnavailable`.
    """
    pictures = []
    (folder / FEATURES).unlink(missing_ok=True)  # of other pictures
    for done, design in enumerate(wardrobe, start=1):
        pictures.append(_png(picture_of(design)))  # a square of pixels is thirty times as large
        on_progress(done, len(wardrobe))
    quality, files = _fitted(pictures)
    _write_pictures(folder / PICTURES, {f"{design.id}.webp": data for design, data in zip(wardrobe, files, strict=True)})
    rows = [json.dumps(feed_row(design), ensure_ascii=False) for design in wardrobe]
    (folder / PRODUCTS).write_text("\n".join(rows) + "\n", "utf-8")
    write_features(folder)
    return Built(len(wardrobe), sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()), quality)


def picture_of(design: Design) -> Picture:
    """The design as a garment on a transparent ground, (384, 384, 4); always the same for the same renderer."""
    options = RenderOptions(category=design.category, refine=REFINE, seed=_number(design.id, "seed", 2**31), size=RENDERED)
    return resize(render(rasterise(design.sketch), options).garments[0].pixels, SIDE, SIDE)


def feed_row(design: Design) -> dict[str, str]:
    """The design as a row of a product feed, with the names of Google Merchant Center. A price stays the same for the same id."""
    base = design.colours[0]
    id = f"demo-{design.id}"
    sold_out = _number(design.id, "stock", _SOLD_OUT_EVERY) == 0
    return {
        "id": id,
        "title": f"Demo · {design.title_en}, {base.en.lower()}",
        "title_ko": f"데모 · {design.title_ko}, {base.ko}",
        "link": f"/products/{id}",
        "image_link": f"{PICTURES}/{design.id}.webp",
        "price": _price(design),
        "availability": "out_of_stock" if sold_out else "in_stock",
        "product_type": design.category,
        "color": " / ".join(colour.en for colour in design.colours),
        "demo": "true",
    }


def write_features(folder: Path) -> None:
    """Look at the pictures of a feed and keep what the embedder saw, so that a first start need not."""
    digests, features = [], []
    paths = sorted((folder / PICTURES).glob("*.webp"))
    for first in range(0, len(paths), _LOOK_BATCH):
        data = [path.read_bytes() for path in paths[first : first + _LOOK_BATCH]]
        digests += [hashlib.sha256(file).hexdigest() for file in data]
        features += [seen.features for seen in look_at(data)]
    rows = [len(each.palette) for each in features]
    np.savez_compressed(
        folder / FEATURES,
        model=np.array(model_id()),
        digests=np.array(digests),
        photo=np.stack([each.photo for each in features]).astype(np.float16),
        sketch=np.stack([each.sketch for each in features]).astype(np.float16),
        palettes=np.concatenate([each.palette for each in features]).astype(np.float16),
        palette_ends=np.cumsum(rows),
    )


# --- pictures and prices ----------------------------------------------------------------------------------------------------------


def _fitted(pictures: Sequence[bytes]) -> tuple[int, list[bytes]]:
    """All pictures (PNG) as WebP of the best quality with which they fit into the budget."""
    for quality in QUALITIES:
        files = [_webp(picture, quality) for picture in pictures]
        if sum(map(len, files)) <= BUDGET:
            break
    return quality, files


def _png(picture: Picture) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _webp(png: bytes, quality: int) -> bytes:
    buffer = io.BytesIO()
    Image.open(io.BytesIO(png)).save(buffer, "WEBP", quality=quality, alpha_quality=70, method=4)
    return buffer.getvalue()


def _write_pictures(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.webp"):
        if path.name not in files:
            path.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)


def _price(design: Design) -> str:
    low, high = _PRICES[design.category]
    thousands = low + _number(design.id, "price", high - low + 1)
    won = thousands * 1_000 - 100 * _number(design.id, "odd", 2)  # 29,000 or 28,900
    if _number(design.id, "currency", _DOLLARS_EVERY):
        return f"{won} KRW"
    return f"{won // _WON_TO_A_DOLLAR}.{('00', '50', '99')[_number(design.id, 'cents', 3)]} USD"


def _number(id: str, purpose: str, below: int) -> int:
    """A number from 0 that belongs to an id: the same in every run and on every machine."""
    return int.from_bytes(hashlib.sha256(f"{purpose}:{id}".encode()).digest()[:8], "big") % below


# --- a quick first start ----------------------------------------------------------------------------------------------------------


def _items_with_features(source: Path) -> list[Item] | None:
    """The products with the features that were kept for them; None if they are of another embedder, or do not fit the pictures."""
    known = _known_features(source)
    if known is None:
        return None
    try:
        return list(_items(source, known))
    except KeyError:  # a picture that nobody has looked at
        return None


def _items(source: Path, known: dict[str, Features]) -> Iterator[Item]:
    for row in FEED.rows(Source(source / PRODUCTS)):
        offer = offer_of(row)
        data = Path(offer.pictures[0]).read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        picture = StoredPicture(data, known[digest], digest, str(offer.pictures[0]))  # small WebP already: kept as it ships
        yield Item(offer.product, (picture,), source_digest(offer.product, (digest,)))


def _known_features(source: Path) -> dict[str, Features] | None:
    """What was seen in each picture, by the picture's SHA-256; None where the file is missing or of another embedder."""
    path = source / FEATURES
    if not path.is_file():
        return None
    with np.load(path, allow_pickle=False) as kept:
        if str(kept["model"]) != model_id():
            return None
        palettes = np.split(kept["palettes"].astype(np.float32), kept["palette_ends"][:-1])
        return {
            str(digest): Features(_unit(photo), _unit(sketch), palette)
            for digest, photo, sketch, palette in zip(kept["digests"], kept["photo"], kept["sketch"], palettes, strict=True)
        }


def _unit(half: NDArray[np.float16]) -> Vector:
    vector = half.astype(np.float32)
    return vector / np.float32(np.linalg.norm(vector))


def require_shipped() -> Path:
    """The folder of the demo feed. Raises `NotFound` where this installation has none."""
    if not (SHIPPED / PRODUCTS).is_file():
        raise NotFound("This installation has no demo catalogue.", hint="Make it: sketch2fashion catalog demo build")
    return SHIPPED
