"""Is it alive, is it ready, how is it doing. None of these waits for the pool."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import JSONResponse, Response

from sketch2fashion import __version__
from sketch2fashion.models import registry
from sketch2fashion.web.services import Services, services

router = APIRouter(tags=["operation"])
_FRESH = {"Cache-Control": "no-store"}
_Services = Annotated[Services, Depends(services)]


@router.get("/health/live", responses={503: {"description": "An inference never ends: start the process anew."}})
async def live(services: _Services) -> JSONResponse:
    """The process answers, and no inference hangs."""
    if services.pool.stuck:
        return JSONResponse({"status": "stuck"}, 503, _FRESH)
    return JSONResponse({"status": "alive"}, 200, _FRESH)


@router.get("/health/ready", responses={503: {"description": "Not yet, and why."}})
async def ready(services: _Services) -> JSONResponse:
    """The models and the catalogue are loaded; if not, 503 and the reason for each part that is missing."""
    readiness = services.readiness
    body: dict[str, Any] = {
        "status": "ready" if readiness.ready else "not ready",
        "version": __version__,
        "models": registry.available(),
        "missing": readiness.missing,
    }
    if readiness.ready:
        return JSONResponse(body, 200, _FRESH)
    return JSONResponse(body, 503, {**_FRESH, "Retry-After": "1"})


@router.get("/metrics", include_in_schema=False)
async def metrics(services: _Services) -> Response:
    """Prometheus metrics."""
    return Response(services.metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")
