"""A picture says in its metadata that a model made it, which one, and with what seed: so that anyone can make it again."""

from __future__ import annotations

from sketch2fashion.garment import Garment
from sketch2fashion.images import encode_png


def png_of(garment: Garment) -> bytes:
    """The garment as PNG bytes with its provenance in text chunks. The same garment gives the same bytes."""
    return encode_png(
        garment.pixels,
        {
            "Software": f"Sketch2Fashion {garment.model}",
            "Description": "Picture made by a generative model from a drawing.",
            "DigitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
            "Category": garment.category,
            "Seed": str(garment.seed),
            "Refine": f"{garment.refine:g}",
        },
    )
