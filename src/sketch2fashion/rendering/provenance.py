"""A picture says in its metadata that a model made it, which one, and with what seed: so that anyone can make it again."""

from __future__ import annotations

from sketch2fashion.garment import Garment, Picture
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


def png_of_changed(pixels: Picture, kind: str) -> bytes:
    """A picture that `modify` changed, as PNG bytes that say so. The same pixels give the same bytes."""
    metadata = {
        "Software": "Sketch2Fashion modify",
        "Description": f"Picture changed by a program ({kind}); parts of it may be made by a generative model.",
        "DigitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia",
    }
    return encode_png(pixels, metadata)
