"""The JSON of a render and of a search, which the command line and the service both speak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sketch2fashion.garment import Match
    from sketch2fashion.rendering.renderer import Rendering
    from sketch2fashion.search.facets import Facets
    from sketch2fashion.search.finder import Findings


def rendering_fields(rendering: Rendering) -> dict[str, Any]:
    """What a render says besides its pictures; `box` is [x, y, w, h] in output pixels."""
    return {
        "category": rendering.category,
        "category_scores": {name: round(score, 4) for name, score in rendering.category_scores.items()},
        "refine": rendering.refine,
        "seed": rendering.seed,
        "size": rendering.size,
        "box": rendering.box.as_list(),
        "seconds": round(rendering.seconds, 4),
    }


def findings_fields(findings: Findings) -> dict[str, Any]:
    """What a search found, the best first."""
    return {
        "category": findings.category,
        "as": findings.as_,
        "seconds": round(findings.seconds, 4),
        "close": findings.close,
        "matches": [match_fields(match) for match in findings.matches],
        "facets": facets_fields(findings.facets),
    }


def facets_fields(facets: Facets) -> dict[str, Any]:
    """Counts to narrow a search down with; prices are decimal strings in major units."""
    bands = [
        {"currency": band.currency, "min": f"{band.low:f}", "max": f"{band.high:f}", "products": band.products} for band in facets.prices
    ]
    return {
        "products": facets.products,
        "categories": dict(facets.categories),
        "colours": dict(facets.colours),
        "sellers": dict(facets.sellers),
        "prices": bands,
        "in_stock": facets.in_stock,
    }


def match_fields(match: Match) -> dict[str, Any]:
    """One match; a reason that the query says nothing of is null."""
    return {
        "id": match.id,
        "title": match.title,
        "price": match.price,
        "currency": match.currency,
        "image": match.image,
        "link": match.link,
        "shop": match.shop,
        "category": match.category,
        "score": match.score,
        "why": {"shape": match.why.get("shape"), "colour": match.why.get("colour")},
    }
