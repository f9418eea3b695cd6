"""Batch jobs: POST /api/v1/jobs takes several drawings and answers at once; the rest is asked for, or told as it happens."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Header
from fastapi import Path as PathParameter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from sketch2fashion.errors import BadValue, Busy, NotFound
from sketch2fashion.rendering.renderer import RenderOptions
from sketch2fashion.web.forms import JobForm, content
from sketch2fashion.web.jobstore import CANCELLED, DONE, FAILED, SETTLED, ItemStatus, JobStatus, Order
from sketch2fashion.web.keeping import HEADER, digest_of, new_data_id
from sketch2fashion.web.replies import FORM_PROBLEMS, problems
from sketch2fashion.web.schemas import JobReply
from sketch2fashion.web.services import Services, services
from sketch2fashion.web.stopping import stopping

router = APIRouter(prefix="/api/v1/jobs", tags=["jobs"])
LOOK_S = 0.5  # how often an event stream looks for news
BREATH_S = 10.0  # between two signs of life of a stream without news, so that no proxy cuts it
MOST_STREAMS = 64
_IDEMPOTENCY = re.compile(r"[\x21-\x7e]{1,200}")
_Services = Annotated[Services, Depends(services)]
_Id = Annotated[str, PathParameter(description="The job's id.")]


@router.post(
    "",
    status_code=202,
    response_class=JSONResponse,
    responses={
        202: {"model": JobReply, "description": "Accepted; `Location` says where to ask."},
        200: {"model": JobReply, "description": "The job that this `Idempotency-Key` made before."},
        **FORM_PROBLEMS,
    },
)
async def create_job(
    request: Request,
    form: Annotated[JobForm, Form(media_type="multipart/form-data")],
    services: _Services,
    idempotency_key: Annotated[str | None, Header(description="A text of your own: the same key makes no second job.")] = None,
    data_id: Annotated[str | None, Header(alias=HEADER, description="With it, DELETE /api/v1/data finds the job.")] = None,
) -> Response:
    """Render several drawings in the background. They are kept until they are rendered, their results until the job expires."""
    options = RenderOptions(**form.model_dump(exclude={"sketch", "hints"}))
    _refuse_wrong_numbers(form, services.settings.job_items)
    if idempotency_key is not None and not _IDEMPOTENCY.fullmatch(idempotency_key):
        raise BadValue("The Idempotency-Key is none.", hint="Allowed: 1 to 200 visible ASCII characters.")
    if services.keeper is not None:
        data_id = data_id or new_data_id()
    person = digest_of(data_id) if data_id else ""
    owner = _owner(request)
    order = await run_in_threadpool(lambda: _order(form, options, owner, person, idempotency_key))
    id, is_new = await run_in_threadpool(services.jobs.add, order)
    services.wake_jobs()
    if data_id and is_new:
        await run_in_threadpool(_keep, services, order, data_id, id)
    status = await run_in_threadpool(services.jobs.get, id)
    headers = {"Location": f"/api/v1/jobs/{id}"} | ({HEADER: data_id} if data_id else {})
    return JSONResponse(job_fields(status), 202 if is_new else 200, headers)


@router.get("/{id}", response_model=JobReply, responses=problems(404, 422, 503))
def get_job(request: Request, id: _Id, services: _Services) -> dict[str, Any]:
    """How a job stands, with the result of each drawing that is done."""
    return job_fields(_own(request, services, id))


@router.delete("/{id}", status_code=204, responses=problems(404, 422, 503))
def delete_job(request: Request, id: _Id, services: _Services) -> Response:
    """Cancel what is not done and delete everything, drawings and results."""
    _own(request, services, id)
    services.jobs.delete(id)
    return Response(status_code=204)


@router.get(
    "/{id}/items/{place}/{variant}.png",
    response_class=Response,
    responses={200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}, **problems(404, 422, 503)},
)
def get_picture(request: Request, id: _Id, place: int, variant: int, services: _Services) -> Response:
    """One garment of a job, as PNG."""
    _own(request, services, id)
    return Response(services.jobs.picture(id, place, variant), media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})


@router.get(
    "/{id}/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "Server-sent events."}, **problems(404, 422, 503)},
)
async def job_events(
    request: Request,
    id: _Id,
    services: _Services,
    last_event_id: Annotated[str | None, Header(description="The `id` of the last event that was seen.")] = None,
) -> Response:
    """What happens to a job, as server-sent events: `item` for each drawing that is settled, then `end` with the whole job.

    A client that reconnects with `Last-Event-ID` gets what it missed. `stopping` means that the server restarts: connect again.
    """
    await run_in_threadpool(_own, request, services, id)
    if services.streams >= MOST_STREAMS:
        raise Busy("The server has as many event streams as it can hold.", hint="Ask for the job itself, or try again later.")
    seen = int(last_event_id) if last_event_id and last_event_id.isascii() and last_event_id.isdecimal() else 0
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(services, id, seen), media_type="text/event-stream", headers=headers)


def job_fields(job: JobStatus) -> dict[str, Any]:
    """A job as JSON."""
    return {
        "id": job.id,
        "state": job.state,
        "total": len(job.items),
        "done": job.count(DONE),
        "failed": job.count(FAILED, CANCELLED),
        "created": _time(job.created),
        "expires": _time(job.expires),
        "options": job.options,
        "items": [_item_fields(job.id, item) for item in job.items],
    }


def _item_fields(id: str, item: ItemStatus) -> dict[str, Any]:
    fields: dict[str, Any] = {"place": item.place, "name": item.name, "state": item.state, "result": None, "error": None}
    reply = item.reply or {}
    if "error" in reply:
        fields["error"] = reply["error"]
    elif reply:
        images = [
            {"url": f"/api/v1/jobs/{id}/items/{item.place}/{variant}.png", **image} for variant, image in enumerate(reply["images"], 1)
        ]
        fields["result"] = {**reply, "images": images}
    return fields


def _refuse_wrong_numbers(form: JobForm, most: int) -> None:
    if len(form.sketch) > most:
        raise BadValue(f"The job has {len(form.sketch)} drawings; at most {most} are accepted.")
    if form.hints and len(form.hints) != len(form.sketch):
        raise BadValue(
            f"There are {len(form.sketch)} drawings and {len(form.hints)} hints.", hint="Send one hints part for each sketch, or none."
        )


def _order(form: JobForm, options: RenderOptions, owner: str, person: str, idempotency: str | None) -> Order:
    """Reads the parts; runs in a thread."""
    hints = [content(part) for part in form.hints] or [None] * len(form.sketch)
    drawings = [
        ((part.filename or f"drawing {place}")[:200], content(part) or b"", hint)
        for place, (part, hint) in enumerate(zip(form.sketch, hints, strict=True), 1)
    ]
    chosen = {name: getattr(options, name) for name in ("category", "refine", "variants", "seed", "size", "background", "style")}
    digest = hashlib.sha256(json.dumps(chosen, sort_keys=True).encode())
    for _, sketch, hint in drawings:
        digest.update(hashlib.sha256(sketch).digest() + hashlib.sha256(hint or b"").digest())
    return Order(drawings, chosen, digest.hexdigest(), owner, person, idempotency)


def _keep(services: Services, order: Order, data_id: str, id: str) -> None:
    """Where the operator keeps drawings, a job's are kept like those of a render."""
    if services.keeper is not None:
        for place, (_, sketch, _) in enumerate(order.drawings, 1):
            services.keeper.keep(sketch, data_id, f"{id}-{place}")


def _own(request: Request, services: Services, id: str) -> JobStatus:
    """The job, if it was made with this read key. Raises `NotFound`, which does not tell whether there is one."""
    job = services.jobs.get(id)
    if job.owner != _owner(request):
        raise NotFound(f'There is no job "{id[:40]}".', hint="Jobs are forgotten when they expire.")
    return job


def _owner(request: Request) -> str:
    return getattr(request.state, "key", None) or ""


async def _events(services: Services, id: str, seen: int) -> AsyncIterator[str]:
    services.streams += 1
    try:
        silent = 0.0
        while not stopping.is_set():
            try:
                job = await run_in_threadpool(services.jobs.get, id)
            except NotFound:
                yield _event("deleted", {"id": id})
                return
            news = sorted((item for item in job.items if (item.settled or 0) > seen), key=lambda item: item.settled or 0)
            for item in news:
                seen = item.settled or 0
                yield _event("item", {**_item_fields(id, item), "done": seen, "total": len(job.items)}, seen)
            if all(item.state in SETTLED for item in job.items):
                yield _event("end", job_fields(job), seen)
                return
            silent = 0.0 if news else silent + LOOK_S
            if silent >= BREATH_S:
                silent = 0.0
                yield ": still at work\n\n"
            await asyncio.sleep(LOOK_S)
        yield _event("stopping", {"id": id})
    finally:
        services.streams -= 1


def _event(name: str, data: dict[str, Any], id: int | None = None) -> str:
    head = f"id: {id}\n" if id is not None else ""
    return f"{head}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
