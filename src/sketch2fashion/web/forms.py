"""The forms of the API: multipart parts and options, by the names of the command line. Unknown options are refused, not ignored."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Annotated, Any

from fastapi import UploadFile
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

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


Part = Annotated[UploadFile, BeforeValidator(_text_as_file)]


class Form(BaseModel):
    """A multipart form that says which options it has when it gets another one."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _only_known(cls, values: Any) -> Any:
        if isinstance(values, dict):
            known = {name for option in cls.model_fields for name in _names(cls, option)}
            for name in values:
                if name not in known:
                    allowed = ", ".join(cls.model_fields)
                    raise PydanticCustomError("unknown_option", "unknown option", {"name": str(name)[:40], "allowed": allowed})
        return values


def _names(form: type[Form], option: str) -> tuple[str, ...]:
    alias = form.model_fields[option].validation_alias
    choices = getattr(alias, "choices", (alias,) if alias else ())
    return (option, *(str(choice) for choice in choices))


SKETCH = Field(description="The drawing: a PNG, JPEG, WebP or HEIC picture, an SVG, or an `.s2f` file.")
HINTS = Field(default=None, description="Colour hints: an RGBA PNG of the drawing's size; alpha ≥ 128 is a hint.")


class DrawingForm(Form):
    """A drawing."""

    sketch: Part = SKETCH
    hints: Part | None = HINTS


class RenderForm(DrawingForm):
    """A drawing and how to render it. The ranges are checked by `RenderOptions`, as for the command line."""

    category: str = Field("auto", description="`auto` recognises it; else a name of /api/v1/categories.", examples=["auto", "t-shirt"])
    refine: float = Field(0.3, description="0 follows the drawn lines exactly, 1 takes them as a rough idea.")
    variants: int = Field(1, description="How many different garments; more than one needs `Accept: application/json`.")
    seed: int = Field(0, description="The same drawing, options, seed and model give the same bytes.")
    size: int = Field(256, description="Longer side of the picture in pixels.", json_schema_extra={"enum": [256, 512]})
    background: str = Field("transparent", description="What is around the garment.", json_schema_extra={"enum": ["transparent", "white"]})
    style: str | None = Field(None, description="The name of a style that `sketch2fashion style learn` made.")


class PhotoForm(Form):
    """A photo of a garment, as `image` or `photo`."""

    image: Part | None = Field(None, description="The photo: PNG, JPEG, WebP, HEIC or AVIF.")
    photo: Part | None = Field(None, description="Another name for `image`.")


class ProductFields(Form):
    """The JSON of one product."""

    id: str
    title: str
    price: str | Decimal | None = None
    currency: str | None = None
    link: str = ""
    category: str | None = None
    colour: str | None = None
    in_stock: bool = True
    shop: str = OWN_SHOP
    extra: dict[str, str] = {}


class ProductForm(Form):
    """A product and its picture."""

    image: Part = Field(description="The picture: PNG, JPEG, WebP, HEIC or AVIF.")
    product: Part = Field(
        description="The product as JSON: id, title, price, currency, link, category, colour, in_stock, shop, extra.",
        examples=['{"id": "a-1", "title": "Red t-shirt", "price": "19.90", "currency": "EUR", "category": "t-shirt"}'],
    )
