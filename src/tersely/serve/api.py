"""The routes of /v1."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from ..app import listing, styles
from ..app.operations import Operations
from ..app.results import Object
from ..redaction import redact_values
from . import streams
from .intake import Intake
from .jobs import Job, Jobs, State
from .problems import Refused, problem, response
from .requests import CheckRequest, ComparisonRequest, Order, PlanRequest, SummaryRequest
from .schema import EVENT, answers, body_of, problems, told
from .work import title_of, work_of

_KEY = re.compile(r"[A-Za-z0-9._-]{1,200}")
_EVENTS: Object = {"text/event-stream": {"schema": EVENT}}
_WORK = (400, 402, 409, 413, 415, 422, 429, 500, 502, 503, 507)


def json_response(
    body: Any, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """A body as it is, without the framework's own encoding."""
    return Response(
        json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"),
        status_code=status,
        media_type="application/json",
        headers=dict(headers or {}),
    )


class Api:
    """The routes over one set of jobs."""

    def __init__(self, operations: Operations, jobs: Jobs, intake: Intake) -> None:
        self.operations, self.jobs, self.intake = operations, jobs, intake

    async def submit(self, request: Request, model: type[Order], *, stream: bool) -> Job:
        """The job of a request, begun or found by its Idempotency-Key; raises Refused."""
        key = request.headers.get("idempotency-key")
        if key is not None and not _KEY.fullmatch(key):
            raise Refused(
                422,
                "InvalidRequest",
                "The Idempotency-Key is not valid.",
                "Up to 200 letters, digits, dots, dashes and underscores.",
            )
        async with self.intake.taking(request, model) as taken:
            work = work_of(self.operations, taken, stream=stream)
            return self.jobs.start(taken, title_of(taken.source), work, key=key or "")

    async def answer(self, request: Request, model: type[Order]) -> Response:
        """The result of a request: when it is there, as events, or at once as a job."""
        live = "text/event-stream" in request.headers.get("accept", "")
        prefer = request.headers.get("prefer", "")
        job = await self.submit(request, model, stream=live)
        where = {"Location": f"/v1/jobs/{job.id}"}
        if live:
            return StreamingResponse(
                streams.events(job),
                media_type="text/event-stream",
                headers=streams.HEADERS | where,
            )
        if "respond-async" in prefer:
            return json_response(job.as_object(), 202, where)
        await job.finished()
        if job.state is State.DONE and job.outcome:
            return json_response(job.outcome.result, headers=where)
        stopped = problem(503, "Cancelled", "The job was cancelled.", "Ask again.")
        return response(job.problem or stopped, where)


def router(api: Api) -> APIRouter:
    """All routes of the API."""
    routes = APIRouter()
    for path, model, result in (
        ("/v1/summaries", SummaryRequest, "SummaryResult"),
        ("/v1/comparisons", ComparisonRequest, "ComparisonResult"),
        ("/v1/plans", PlanRequest, "PlanResult"),
        ("/v1/checks", CheckRequest, "CheckResult"),
    ):
        routes.add_api_route(
            path,
            _submitting(api, model),
            methods=["POST"],
            name=model.kind,
            description=model.__doc__,
            openapi_extra=body_of(model),
            responses=answers(result, **_EVENTS) | answers("Job", 202) | problems(*_WORK),
        )
    _add_job_routes(routes, api)
    _add_lists(routes, api)
    return routes


def _submitting(api: Api, model: type[Order]) -> Callable[[Request], Any]:
    async def submit(request: Request) -> Response:
        return await api.answer(request, model)

    return submit


def _add_job_routes(routes: APIRouter, api: Api) -> None:
    @routes.get("/v1/jobs", responses=told(200, "The newest first.") | problems())
    async def list_jobs() -> Response:
        return json_response([job.as_object() for job in api.jobs])

    @routes.get("/v1/jobs/{job_id}", responses=answers("Job") | problems(404, 422))
    async def get_job(job_id: str) -> Response:
        job = api.jobs.get(job_id)
        result = {"result": job.outcome.result} if job.outcome else {}
        return json_response(job.as_object() | result)

    @routes.get(
        "/v1/jobs/{job_id}/events",
        responses=told(200, "See Accept of a POST.", _EVENTS) | problems(404, 422),
    )
    async def get_events(job_id: str) -> Response:
        return StreamingResponse(
            streams.events(api.jobs.get(job_id)),
            media_type="text/event-stream",
            headers=streams.HEADERS,
        )

    @routes.post(
        "/v1/jobs/{job_id}/cancel",
        status_code=202,
        responses=answers("Job", 202) | problems(404, 422),
    )
    async def cancel_job(job_id: str) -> Response:
        job = api.jobs.get(job_id)
        api.jobs.cancel(job)
        return json_response(job.as_object(), 202)

    @routes.delete(
        "/v1/jobs/{job_id}",
        status_code=204,
        responses=told(204, "Cancelled and forgotten.") | problems(404, 422),
    )
    async def delete_job(job_id: str) -> Response:
        api.jobs.forget(api.jobs.get(job_id))
        return Response(status_code=204)


def _add_lists(routes: APIRouter, api: Api) -> None:
    @routes.get("/v1/models", responses=told(200, "With windows and prices.") | problems(409))
    async def list_models() -> Response:
        # In a thread: it reads files and may run a loop of its own.
        rows = await asyncio.to_thread(listing.list_models, api.operations.context)
        return json_response(redact_values([row.as_dict() for row in rows]))

    @routes.get("/v1/styles", responses=told(200, "By name.") | problems())
    async def list_styles() -> Response:
        return json_response(dict(styles.styles(api.operations.context)))

    @routes.get("/healthz", responses=told(200, "It answers."), openapi_extra={"security": []})
    async def health() -> Response:
        return json_response({"status": "ok"})
