"""What the replies look like, for the OpenAPI page and for generated clients."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field


class Problem(BaseModel):
    """What went wrong."""

    code: str = Field(examples=["unknown_category"])
    message: str = Field(examples=['"sock" is not a category.'])
    hint: str = Field(examples=["Allowed: auto, t-shirt, pants, skirt, hat, …"])
    request_id: str = Field(examples=["0f6c3ab2d5e94c0e8f2f7e0f4c1b9a3d"])


class ProblemReply(BaseModel):
    """Every error of this service has this shape."""

    error: Problem


class RenderedImage(BaseModel):
    """One garment."""

    png: str = Field(description="The PNG, base64.")
    seed: int
    box: list[int] = Field(description="[x, y, w, h] of the garment in the picture's pixels.", examples=[[20, 12, 216, 232]])


class RenderReply(BaseModel):
    """The command line's JSON, with the pictures themselves in place of their paths."""

    category: str = Field(examples=["t-shirt"])
    category_scores: dict[str, float] = Field(examples=[{"t-shirt": 0.97, "top": 0.08}])
    refine: float = Field(examples=[0.3])
    seed: int = Field(examples=[0])
    size: int = Field(examples=[256])
    box: list[int] = Field(examples=[[20, 12, 216, 232]])
    seconds: float = Field(examples=[0.09])
    images: list[RenderedImage]


class ChangedImage(BaseModel):
    """One changed picture."""

    png: str = Field(description="The PNG, base64.")
    sketch: dict[str, Any] | None = Field(None, description="Of a morph: the drawing of this picture, `.s2f`.")


class ModifyReply(BaseModel):
    """The changed pictures, in the order of the colourways or shares."""

    kind: str = Field(examples=["recolour"])
    size: list[int] = Field(description="[width, height] in pixels, as the picture came.", examples=[[256, 320]])
    seconds: float = Field(examples=[0.05])
    images: list[ChangedImage]


class StyleEntry(BaseModel):
    """One style."""

    name: str = Field(examples=["linen-summer"])
    sketches: int = Field(description="How many sketches, or photos, it was learned from.", examples=[4])
    photos: bool
    bytes: int = Field(examples=[12_000])


class StylesReply(BaseModel):
    """The styles of this service."""

    styles: list[StyleEntry]


class DesignReply(BaseModel):
    """A new garment of a style."""

    png: str = Field(description="The PNG, base64.")
    sketch: dict[str, Any] = Field(description="Its drawing, `.s2f`, without colours: they come from the style and the seed.")
    seed: int
    category: str = Field(examples=["t-shirt"])


class DesignsReply(BaseModel):
    """New garments of a style."""

    designs: list[DesignReply]
    sliders: int = Field(description="How many sliders the style has: its own directions, then length, flare and waist.", examples=[6])


class FabricEntry(BaseModel):
    """One fabric."""

    name: str = Field(examples=["denim"])
    colours: list[str] = Field(description="The colours that it has if nobody says otherwise.", examples=[["#344c76", "#d6dae0"]])
    scale: float = Field(description="Its repeat as a share of the garment's longer side.", examples=[0.014])
    swatch: str = Field(description="A PNG of a piece of it, base64.")


class FabricsReply(BaseModel):
    """The fabrics that `modify` lays in."""

    fabrics: list[FabricEntry]


class DrawingReply(BaseModel):
    """Clean lines or filled regions of a drawing."""

    png: str = Field(description="The PNG, base64.")
    size: list[int] = Field(description="[width, height] in pixels.", examples=[[256, 320]])
    seconds: float = Field(examples=[0.04])


class TidyReply(DrawingReply):
    """Clean lines as a picture and as strokes."""

    category: str | None = Field(description="What it was taken for; null where nobody said and it did not matter.")
    sketch: dict[str, Any] = Field(description="The clean lines as an `.s2f` drawing; colours and borders of a sent `.s2f` stay in it.")
    details: str | None = Field(description="The id of its layer of seams and folds that nobody drew (strengths from 0.6 on); null: none.")


class ShadowReply(BaseModel):
    """Faint guidance for the next strokes."""

    category: str
    box: list[int] = Field(description="[x, y, width, height] of the imagined garment, in pixels of the picture.")
    image: str = Field(description="RGBA PNG of the canvas' proportions, base64: ink colour, its alpha is how likely a line runs there.")
    size: list[int] = Field(description="[width, height] of the picture; the longer side is 512 at most.")
    seconds: float


class PhotoReply(BaseModel):
    """The layers that a hand would have drawn."""

    cutout: str = Field(description="RGBA PNG of the garment alone, base64.")
    lines: str = Field(description="PNG of the line drawing, base64.")
    hints: str = Field(description="RGBA PNG of the colour hints, base64.")
    sketch: dict[str, Any] = Field(description="The same as an `.s2f` drawing.")
    category: str = Field(examples=["dress"])
    category_scores: dict[str, float] = Field(examples=[{"dress": 0.93, "skirt": 0.2}])
    seconds: float = Field(examples=[0.3])


class MatchReply(BaseModel):
    """A product that was found."""

    id: str = Field(examples=["demo-0042"])
    title: str = Field(examples=["Red t-shirt"])
    price: str | None = Field(description="Decimal, in major units.", examples=["19.90"])
    currency: str | None = Field(description="ISO 4217.", examples=["EUR"])
    image: str = Field(examples=["/api/v1/products/demo-0042/image"])
    link: str = Field(examples=["/products/demo-0042"])
    shop: str = Field(examples=["catalog"])
    category: str | None = Field(examples=["t-shirt"])
    score: float = Field(description="0 to 1, comparable within one shop only.", examples=[0.91])
    why: dict[str, float | None] = Field(
        description="What the score is made of; null where the query says nothing.", examples=[{"shape": 0.93, "colour": 0.88}]
    )


class PriceBandReply(BaseModel):
    """Products of one currency from `min` to below `max`; the last band includes it."""

    currency: str = Field(examples=["USD"])
    min: str = Field(examples=["29"])
    max: str = Field(examples=["47"])
    products: int


class FacetsReply(BaseModel):
    """How many of the products that were ranked (at most a hundred) each filter would leave."""

    products: int
    categories: dict[str, int] = Field(examples=[{"t-shirt": 71, "top": 12}])
    colours: dict[str, int] = Field(examples=[{"red": 23, "blue": 11}])
    sellers: dict[str, int] = Field(description="Values for `seller`.", examples=[{"Atelier": 40}])
    prices: list[PriceBandReply]
    in_stock: int


class SearchReply(BaseModel):
    """Products, best first."""

    category: str | None = Field(examples=["t-shirt"])
    as_: str = Field(alias="as", description="What the query was taken for.", examples=["drawing"])
    seconds: float = Field(examples=[0.06])
    close: bool = Field(description="False: nothing is really like the query; the matches are the least unlike.")
    matches: list[MatchReply]
    facets: FacetsReply


class ShopReply(BaseModel):
    """A place to search."""

    name: str = Field(description="The value of `shop` in a search.", examples=["ebay"])
    title: str = Field(description="What to call it.", examples=["eBay"])
    on: bool = Field(description="Whether the operator has turned it on.")
    web: bool = Field(description="Whether pictures leave the service; then a search needs `consent`.")
    sends: str = Field(description="What is sent to whom.", examples=["The picture and your filters go to eBay (api.ebay.com)."])


class ShopsReply(BaseModel):
    """All shops, the own catalogue first."""

    shops: list[ShopReply]


class ProductReply(BaseModel):
    """A product of the catalogue."""

    id: str = Field(examples=["demo-0042"])
    title: str = Field(examples=["Red t-shirt"])
    price: str | None = Field(examples=["19.90"])
    currency: str | None = Field(examples=["EUR"])
    image: str = Field(examples=["/api/v1/products/demo-0042/image"])
    link: str = Field(examples=["/products/demo-0042"])
    category: str | None = Field(examples=["t-shirt"])
    colour: str | None = Field(examples=["red"])
    in_stock: bool
    shop: str = Field(examples=["catalog"])
    extra: dict[str, str]


class ProductPage(BaseModel):
    """Some products and where to go on."""

    products: list[ProductReply]
    next: str | None = Field(description="The `cursor` of the next page; null at the end.")


class JobImage(BaseModel):
    """One garment of a job."""

    url: str = Field(description="Where its PNG is.", examples=["/api/v1/jobs/0f6c3ab2d5e94c0e8f2f7e0f4c1b9a3d/items/1/1.png"])
    seed: int
    box: list[int] = Field(description="[x, y, w, h] of the garment in the picture's pixels.", examples=[[20, 12, 216, 232]])


class JobResult(BaseModel):
    """What came of one drawing: the command line's JSON, with where the pictures are in place of their paths."""

    category: str = Field(examples=["t-shirt"])
    category_scores: dict[str, float] = Field(examples=[{"t-shirt": 0.97, "top": 0.08}])
    refine: float = Field(examples=[0.3])
    seed: int = Field(examples=[0])
    size: int = Field(examples=[256])
    box: list[int] = Field(examples=[[20, 12, 216, 232]])
    seconds: float = Field(examples=[0.09])
    images: list[JobImage]


class JobError(BaseModel):
    """Why a drawing was not rendered."""

    code: str = Field(examples=["empty_drawing"])
    message: str
    hint: str


class JobItem(BaseModel):
    """One drawing of a job."""

    place: int = Field(description="From 1, in the order in which the drawings were sent.")
    name: str = Field(examples=["t-shirt.png"])
    state: str = Field(json_schema_extra={"enum": ["queued", "running", "done", "failed", "cancelled"]})
    result: JobResult | None
    error: JobError | None


class JobReply(BaseModel):
    """A batch job as it stands."""

    id: str = Field(examples=["0f6c3ab2d5e94c0e8f2f7e0f4c1b9a3d"])
    state: str = Field(json_schema_extra={"enum": ["queued", "running", "done", "failed", "cancelled"]})
    total: int
    done: int
    failed: int
    created: str = Field(examples=["2026-03-01T09:00:00+00:00"])
    expires: str = Field(description="Then its results are forgotten.", examples=["2026-03-02T09:00:00+00:00"])
    options: dict[str, Any]
    items: list[JobItem]


class DeletedReply(BaseModel):
    """How much was deleted."""

    jobs: int
    drawings: int


class CategoryReply(BaseModel):
    """A kind of garment."""

    name: str = Field(examples=["t-shirt"])
    ko: str = Field(examples=["티셔츠"])
    synonyms: list[str] = Field(examples=[["tee", "tshirt"]])


class CategoriesReply(BaseModel):
    """All kinds of garments."""

    categories: list[CategoryReply]
