"""DELETE /api/v1/data: everything that the service keeps of one sender goes at once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header

from sketch2fashion.web.keeping import HEADER, digest_of
from sketch2fashion.web.replies import problems
from sketch2fashion.web.schemas import DeletedReply
from sketch2fashion.web.services import Services, services

router = APIRouter(prefix="/api/v1", tags=["privacy"])


@router.delete("/data", response_model=DeletedReply, responses=problems(422, 503))
def delete_my_data(
    services: Annotated[Services, Depends(services)],
    data_id: Annotated[str, Header(alias=HEADER, description="The data id under which drawings and jobs were sent.")],
) -> dict[str, int]:
    """Delete every kept drawing and every job that was sent with this `X-Data-Id`, finished or not. Nothing of them remains."""
    jobs = services.jobs.delete_of(digest_of(data_id))
    return {"jobs": jobs, "drawings": services.keeper.delete(data_id) if services.keeper else 0}
