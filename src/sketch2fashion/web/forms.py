"""The forms of the API: multipart parts and options, by the names of the command line. Unknown options are refused, not ignored."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Annotated, Any

from fastapi import UploadFile
from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.fields import FieldInfo
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError
from starlette.datastructures import UploadFile as StarletteFile

from sketch2fashion.catalog.product import OWN_SHOP


def content(part: UploadFile | None) -> bytes | None:
    """All bytes of a part. Called inside the pool: until then a large upload waits on disk, not in memory."""
    if part is None:
        return None
    part.file.seek(0)
    return part.file.read()


def _text_as_file(value: Any) -> Any:
    """A part without a file name comes as text; an `.s2f` or SVG drawing sent that way is as good as a file."""
    return UploadFile(io.BytesIO(value.encode())) if isinstance(value, str) else value


Absent = SkipJsonSchema[None]  # an option that may be left out; a form has no way to say null, so its description says nothing of it


def _file_as_text(value: Any) -> Any:
    """The reverse, for a part that is text by nature but was sent as a file."""
    return value.file.read() if isinstance(value, StarletteFile) else value


Part = Annotated[UploadFile, BeforeValidator(_text_as_file)]
Text = Annotated[str, BeforeValidator(_file_as_text)]


class Form(BaseModel):
    """A multipart form that says which options it has when it gets another one."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _only_known(cls, values: Any) -> Any:
        if isinstance(values, dict):
            known = [name for option, field in cls.model_fields.items() for name in _names(option, field)]
            for name in values:
                if name not in known:
                    allowed = ", ".join(_names(option, field)[0] for option, field in cls.model_fields.items())
                    raise PydanticCustomError("unknown_option", "unknown option", {"name": str(name)[:40], "allowed": allowed})
        return values


def _names(option: str, field: FieldInfo) -> tuple[str, ...]:
    """What a field may be called in a form, the name of the command line first."""
    alias = field.validation_alias
    if isinstance(alias, AliasChoices):
        return tuple(str(choice) for choice in alias.choices)
    return (str(alias or option),)


SKETCH = Field(description="The drawing: a PNG, JPEG, WebP or HEIC picture, an SVG, or an `.s2f` file.")
HINTS = Field(default=None, description="Colour hints: an RGBA PNG of the drawing's size; alpha ≥ 128 is a hint.")


class DrawingForm(Form):
    """A drawing."""

    sketch: Part = SKETCH
    hints: Part | Absent = HINTS


class TidyForm(DrawingForm):
    """A drawing and how far to tidy it."""

    strength: float = Field(0.0, description="0 keeps to what was drawn; above it the garment that was meant is completed, at 1 fully.")
    category: str = Field("auto", description="`auto` recognises it where that matters; else a name of /api/v1/categories.")
    parts: str = Field("", description="Only these parts, a comma list: collar, sleeves, hem, waistband, legs, brim. Empty: all of it.")


class ShadowForm(Form):
    """An unfinished drawing and what it will be."""

    sketch: Part = Field(description="The drawing so far, as for /api/v1/render; it may be an empty canvas.")
    category: str = Field("auto", description="A name of /api/v1/categories; `auto` recognises it, unless the canvas is empty.")


class RenderForm(DrawingForm):
    """A drawing and how to render it. The ranges are checked by `RenderOptions`, as for the command line."""

    category: str = Field("auto", description="`auto` recognises it; else a name of /api/v1/categories.", examples=["auto", "t-shirt"])
    refine: float = Field(0.3, description="0 follows the drawn lines exactly; above 0.6 a garment is cut anew by them.")
    variants: int = Field(1, description="How many different garments; more than one needs `Accept: application/json`.")
    seed: int = Field(0, description="The same drawing, options, seed and model give the same bytes.")
    size: int = Field(256, description="Longer side of the picture in pixels.", json_schema_extra={"enum": [256, 512]})
    background: str = Field("transparent", description="What is around the garment.", json_schema_extra={"enum": ["transparent", "white"]})
    style: str | Absent = Field(None, description="The name of a style that `sketch2fashion style learn` made.")
    style_file: Part | Absent = Field(None, description="Instead of `style`: a style file, as POST /api/v1/styles answers.")


class JobForm(Form):
    """Several drawings and how to render each of them."""

    sketch: list[Part] = Field(min_length=1, description="The drawings: send the part `sketch` once for each.")
    hints: list[Part] = Field(default=[], description="Colour hints, none or one for each drawing, in the same order.")
    category: str = Field("auto", description="`auto` recognises it in each; else a name of /api/v1/categories.")
    refine: float = Field(0.3, description="0 follows the drawn lines exactly; above 0.6 a garment is cut anew by them.")
    variants: int = Field(1, description="How many different garments of each drawing.")
    seed: int = Field(0, description="The same drawing, options, seed and model give the same bytes.")
    size: int = Field(256, description="Longer side of the pictures in pixels.", json_schema_extra={"enum": [256, 512]})
    background: str = Field("transparent", description="What is around the garment.", json_schema_extra={"enum": ["transparent", "white"]})
    style: str | Absent = Field(None, description="The name of a style that `sketch2fashion style learn` made.")


class SearchForm(Form):
    """What to search for, as `image` or as `sketch`, and how."""

    image: Part | Absent = Field(None, description="A photo, a render, or a picture of a drawing: PNG, JPEG, WebP, HEIC or AVIF.")
    sketch: Part | Absent = Field(None, description="Instead of `image`: a drawing, as for /api/v1/render.")
    product: str | Absent = Field(None, description="Instead of both: a product's id, for more like it.")
    hints: Part | Absent = HINTS
    crop: str | Absent = Field(
        None,
        description="The part of `image` to look at: `x,y,w,h`, in pixels of the picture as sent, or as shares of it from 0 to 1.",
        examples=["0.25,0.1,0.5,0.8"],
    )
    as_: str = Field("auto", alias="as", description="What `image` is.", json_schema_extra={"enum": ["auto", "drawing", "photo"]})
    top: int = Field(20, description="How many products, 1 to 200.")
    category: str | Absent = Field(None, description="Only this kind of garment.", examples=["t-shirt"])
    colour: str | Absent = Field(None, description="Only this colour family.", examples=["red"])
    price_min: Decimal | Absent = Field(None, validation_alias=AliasChoices("price-min", "price_min"), description="Lowest price.")
    price_max: Decimal | Absent = Field(None, validation_alias=AliasChoices("price-max", "price_max"), description="Highest price.")
    in_stock: bool = Field(False, validation_alias=AliasChoices("in-stock", "in_stock"), description="Only what can be bought now.")
    shop: str = Field("catalog", description="Where to look: a name of /api/v1/shops; `catalog` is the own one.")
    consent: bool = Field(
        False, description="Needed by shops on the web: the user agrees that the picture is sent there (GET /api/v1/shops says what is)."
    )
    words: str = Field("", description="Words that must all occur in the product's title, colour or other fields.", examples=["wool zip"])
    seller: str | Absent = Field(None, description="Only products of this seller, as `shop` of the products names it.")


class PhotoForm(Form):
    """A photo of a garment, as `image` or `photo`."""

    image: Part | Absent = Field(None, description="The photo: PNG, JPEG, WebP, HEIC or AVIF.")
    photo: Part | Absent = Field(None, description="Another name for `image`.")


class ModifyForm(Form):
    """A picture of a garment and what to change about it."""

    image: Part | Absent = Field(
        None, description="The garment: a render or any photo of it, PNG, JPEG, WebP, HEIC or AVIF. All but `morph` need it."
    )
    operation: Text = Field(
        description=(
            "JSON with `kind`. `recolour`: `colour`, `at`. `colourways`: `colours` (1 to 16), `at`. `fabric`: `pattern` (or the part "
            "`fabric`), `colours`, `scale`, `angle`, `at`. `edit`: `category`, `refine`, `seed`. `morph`: `shares` (1 to 16, from 0 to 1), "
            "`first` and `second` (`category`, `refine`, `seed` of each), `size`. Colours are `#rrggbb`; `at` holds points "
            "[x, y] on the parts to paint, as shares of the picture; without it, the whole garment."
        ),
        examples=['{"kind": "recolour", "colour": "#1c305c", "at": [[0.5, 0.5]]}'],
    )
    mask: Part | Absent = Field(None, description="Instead of `at`: a picture of the size of `image` that covers what to paint.")
    fabric: Part | Absent = Field(None, description="For `fabric`: a picture of the fabric, instead of a pattern.")
    sketch: Part | Absent = Field(None, description="For `edit`: the drawing as it is to be. For `morph`: the second drawing.")
    before: Part | Absent = Field(
        None,
        description="For `edit`: the drawing that `image` shows; for a photo, what /api/v1/photo gave. For `morph`: the first drawing.",
    )


class LearnForm(Form):
    """Sketches, or photos, to learn a style from."""

    sketch: list[Part] = Field(min_length=1, description="1 to 10 drawings, as for /api/v1/render: send the part `sketch` once for each.")
    photos: bool = Field(False, description="The parts are photos of garments: learn their colours and fabrics too.")
    name: str = Field("own", description="What the style is called.")


class SampleForm(Form):
    """A style, as `name` or as `style`, and which designs of it."""

    name: str | Absent = Field(None, description="A style of /api/v1/styles.")
    style: Part | Absent = Field(None, description="Instead of `name`: a style file, as POST /api/v1/styles answers.")
    count: int = Field(8, ge=1, le=16, description="How many designs.")
    seed: int = Field(0, ge=0, le=2**32 - 17, description="The same style, seed and sliders give the same designs.")
    sliders: str = Field("", description="How far to go along the style's directions: a comma list of numbers from -3 to 3.")


class ProductFields(Form):
    """The JSON of one product."""

    id: str
    title: str
    price: str | Decimal | Absent = None
    currency: str | Absent = None
    link: str = ""
    category: str | Absent = None
    colour: str | Absent = None
    in_stock: bool = True
    shop: str = OWN_SHOP
    extra: dict[str, str] = {}


class ProductForm(Form):
    """A product and its picture."""

    image: Part = Field(description="The picture: PNG, JPEG, WebP, HEIC or AVIF.")
    product: Text = Field(
        description="The product as JSON: id, title, price, currency, link, category, colour, in_stock, shop, extra.",
        examples=['{"id": "a-1", "title": "Red t-shirt", "price": "19.90", "currency": "EUR", "category": "t-shirt"}'],
    )
