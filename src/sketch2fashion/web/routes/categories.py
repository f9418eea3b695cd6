"""GET /api/v1/categories."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from sketch2fashion.categories import CATEGORIES
from sketch2fashion.web.schemas import CategoriesReply

router = APIRouter(prefix="/api/v1", tags=["catalogue"])


@router.get("/categories", response_model=CategoriesReply)
async def categories() -> dict[str, Any]:
    """The kinds of garments, with their Korean names and the words that are accepted for them."""
    return {"categories": [{"name": kind.name, "ko": kind.ko, "synonyms": kind.synonyms} for kind in CATEGORIES]}
