"""The own catalogue as a shop: candidates by vectors, ranked exactly, with the reason for each."""

from __future__ import annotations

from urllib.parse import quote

from sketch2fashion.catalog.palette import families_of
from sketch2fashion.catalog.store import Candidate
from sketch2fashion.garment import Match
from sketch2fashion.search.embedder import model_id
from sketch2fashion.search.ranking import Score, score_of, vector_query
from sketch2fashion.search.shops import Shop, ShopRequest


class OwnCatalog:
    """The shop `catalog`."""

    name = "catalog"

    def search(self, request: ShopRequest) -> list[Match]:
        """Ranked candidates; equal scores in the order of their ids."""
        assert request.catalog is not None
        wanted = max(request.top, request.pool)
        asked = vector_query(request.query, model_id(), request.where, wanted + 1)
        candidates = [candidate for candidate in request.catalog.search(asked) if candidate.product.id != request.without]
        scored = [(score_of(request.query, candidate, request.where), candidate) for candidate in candidates]
        scored.sort(key=lambda pair: (-pair[0].total, pair[1].product.id))
        return [_match(score, candidate) for score, candidate in scored[:wanted]]


def image_path(id: str) -> str:
    """Where the HTTP service shows a product's picture."""
    return f"/api/v1/products/{quote(id, safe='')}/image"


def _match(score: Score, candidate: Candidate) -> Match:
    product = candidate.product
    why = {"shape": round(score.shape, 4)} | ({} if score.colour is None else {"colour": round(score.colour, 4)})
    return Match(
        id=product.id,
        title=product.title,
        price=product.price,
        currency=product.currency,
        image=image_path(product.id),
        link=product.link,
        shop=product.shop,
        category=product.category,
        score=round(score.total, 4),
        why=why,
        colours=tuple(sorted(families_of(product.colour, candidate.palette))),
        in_stock=product.in_stock,
    )


SHOP: Shop = OwnCatalog()
