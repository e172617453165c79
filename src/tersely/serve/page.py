"""The routes of the page. It is made on the server and works without JavaScript; with it the cost
is shown before, and the text while it is written.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from importlib.resources import files

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from .. import pages
from ..app import model_selection, styles
from ..app.comparing import ready_models
from ..app.footer import body
from ..app.guard import Guard, Links, Refusal, same_secret
from ..app.results import Object
from ..comparison import Answer, Comparison, as_markdown, html_page
from ..errors import TerselyError
from ..records import usd
from ..records.length import PRESETS
from ..redaction import redact
from .api import Api
from .jobs import QUICK, Job, State
from .problems import Refused, of_error, of_refusal, problem
from .requests import PageRequest

STATIC = {
    "style.css": "text/css",
    "serve.css": "text/css",
    "serve.js": "text/javascript",
    "job.js": "text/javascript",
    "compare.js": "text/javascript",
}
_NO_HEADERS: Mapping[str, str] = {}


def html(text: str, status: int = 200, headers: Mapping[str, str] = _NO_HEADERS) -> Response:
    """A page as it is sent."""
    return Response(redact(text), status_code=status, media_type="text/html", headers=dict(headers))


def refusal_page(refusal: Refusal, headers: Mapping[str, str]) -> tuple[str, bytes]:
    """What the guard answers: a page to a browser that goes there, a problem to all others."""
    if refusal.status != 401 or "text/html" not in headers.get("accept", ""):
        return of_refusal(refusal)
    text = _locked("This page opens by the link that the command printed.", asks=True)
    return "text/html; charset=utf-8", text.encode()


def _locked(message: str, *, asks: bool) -> str:
    return pages.render(
        "locked.html",
        message=message,
        hint="Each link opens one browser; the terminal shows the next one.",
        asks=asks,
        is_start=True,
        scripts=(),
        downloads=(),
    )


class Page:
    """The page of one server."""

    def __init__(self, api: Api, guard: Guard, links: Links) -> None:
        self._api, self._guard, self._links = api, guard, links

    def routes(self) -> APIRouter:
        """Its routes; they are in no OpenAPI document."""
        routes = APIRouter(include_in_schema=False)
        for path, method, handler in (
            ("/", "GET", self.start),
            ("/open", "GET", self.open),
            ("/open", "POST", self.open),
            ("/static/{name}", "GET", self.static),
            ("/jobs", "POST", self.submit),
            ("/jobs/{job_id}", "GET", self.job),
            ("/jobs/{job_id}/cancel", "POST", self.cancel),
            ("/jobs/{job_id}/forget", "POST", self.forget),
            ("/jobs/{job_id}/{name}", "GET", self.download),
        ):
            routes.add_api_route(path, handler, methods=[method])
        return routes

    async def open(self, request: Request) -> Response:
        """Exchange a link, or the token itself, for a cookie; the address then holds no secret."""
        given = request.query_params.get("token", "")
        if request.method == "POST":
            async with request.form(max_fields=2, max_part_size=4096) as form:
                given = str(form.get("token", ""))
        opens = self._links.redeem(given) or same_secret(given, self._guard.token)
        if not opens:
            if self._guard.has_session(dict(request.headers)):
                return RedirectResponse("/", 303)
            return html(_locked("This link was used already, or is wrong.", asks=True), 401)
        answer = RedirectResponse("/", 303)
        answer.set_cookie(
            self._guard.cookie, self._guard.session, httponly=True, samesite="strict", path="/"
        )
        return answer

    async def static(self, name: str) -> Response:
        """Style sheets and scripts of this package."""
        if name not in STATIC:
            raise Refused(404, "NotFound", "There is no such file.")
        data = (files(pages) / "templates" / name).read_bytes()
        return Response(
            data, media_type=STATIC[name], headers={"Cache-Control": "private, max-age=600"}
        )

    async def start(self) -> Response:
        """The form, and what was asked for in this session."""
        return html(await self._form())

    async def _form(self, error: Object | None = None) -> str:
        context = self._api.operations.context
        known = await asyncio.to_thread(lambda: list(styles.styles(context)))
        settings = context.settings
        allowance = self._api.operations.allowance
        limits = (
            f"One request may cost {usd(settings.max_cost_usd)}" if settings.max_cost_usd else ""
        )
        if limits and allowance.limit_usd is not None:
            limits += (
                f", all together {usd(allowance.limit_usd)} ({usd(allowance.spent_usd)} spent)"
            )
        return pages.render(
            "serve.html",
            models=await asyncio.to_thread(self._models),
            styles=known,
            lengths=list(PRESETS.items()),
            limits=f"{limits}." if limits else "",
            jobs=[_shown(job) for job in self._api.jobs if job.kind not in QUICK],
            error=error,
            most_bytes=self._api.intake.max_bytes,
            is_start=True,
            scripts=("serve.js",),
            downloads=(),
        )

    def _models(self) -> list[Object]:
        context = self._api.operations.context
        rows = []
        for ref in ready_models(context):
            is_here = ref == model_selection.EXTRACTIVE
            hosts = [] if is_here else model_selection.hosts([ref], context)
            rows.append({"ref": str(ref), "host": "".join(hosts), "is_free": is_here})
        return rows

    async def submit(self, request: Request) -> Response:
        """Begin what the form asks for, and go where it is shown."""
        try:
            job = await self._api.submit(request, PageRequest, stream=True)
        except Refused as error:
            refusal = problem(error.status, error.kind, error.detail, error.hint)
            return html(await self._form(refusal), error.status)
        except TerselyError as error:
            refusal = of_error(error)
            return html(await self._form(refusal), refusal["status"])
        return RedirectResponse(f"/jobs/{job.id}", 303)

    async def job(self, job_id: str) -> Response:
        """How far it is; its result when there is one."""
        job = self._api.jobs.get(job_id)
        if job.state is State.DONE and job.outcome and job.outcome.view:
            return html(await asyncio.to_thread(result_page, job, job.outcome.view))
        failure = job.problem or {"detail": "This was cancelled.", "hint": "", "spent": None}
        return html(
            pages.render(
                "job.html",
                job=_shown(job),
                problem=failure,
                spent=json.dumps(failure.get("spent")),
                is_start=False,
                scripts=("job.js",),
                downloads=(),
            )
        )

    async def cancel(self, job_id: str) -> Response:
        """Stop it; the page then says so."""
        job = self._api.jobs.get(job_id)
        self._api.jobs.cancel(job)
        await job.finished()
        return RedirectResponse(f"/jobs/{job.id}", 303)

    async def forget(self, job_id: str) -> Response:
        """Take it off the list."""
        self._api.jobs.forget(self._api.jobs.get(job_id))
        return RedirectResponse("/", 303)

    async def download(self, job_id: str, name: str) -> Response:
        """The result as a file: Markdown, JSON, or a page that needs no server."""
        job = self._api.jobs.get(job_id)
        if not (job.outcome and job.outcome.view) or name not in FILES:
            raise Refused(404, "NotFound", "There is no such file.")
        media_type = FILES[name]
        view = job.outcome.view
        if name.endswith(".html"):
            text = await asyncio.to_thread(html_page, view)
        elif name.endswith(".json"):
            text = json.dumps(job.outcome.result, ensure_ascii=False, indent=2) + "\n"
        else:
            text = markdown_of(view)
        plain_name = re.sub(r"[^A-Za-z0-9._-]+", "-", view.document.name)[:80]
        stem = plain_name.strip("-.") or "summary"
        return Response(
            redact(text).encode("utf-8", "replace"),
            media_type=media_type,
            headers={"Content-Disposition": f'attachment; filename="{stem}.{name}"'},
        )


FILES = {
    "summary.md": "text/markdown",
    "summary.html": "text/html",
    "summary.json": "application/json",
}


def result_page(job: Job, view: Comparison) -> str:
    """The page of a result: what `compare --html` writes, among the others of this server."""
    downloads = [
        (label, f"/jobs/{job.id}/summary.{ending}")
        for label, ending in (("Markdown", "md"), ("HTML", "html"), ("JSON", "json"))
    ]
    return html_page(
        view,
        layout="served.html",
        is_start=False,
        scripts=("compare.js",),
        downloads=downloads,
    )


def markdown_of(view: Comparison) -> str:
    """One summary as it stands on stdout; several as `compare` writes them."""
    (first, *others) = view.columns
    if not others and isinstance(first, Answer):
        return body(first.summary) + "\n"
    return as_markdown(view)


def _shown(job: Job) -> Object:
    """What a list and a page say of a job."""
    state = "" if job.state is State.DONE else job.state.value
    parts = [state, f"{job.created_at.astimezone():%H:%M}"]
    if job.outcome and job.outcome.view:
        parts += [str(column.candidate.label) for column in job.outcome.view.columns]
        parts += [f"{usd(job.outcome.view.cost_usd)}"]
    return job.as_object() | {
        "facts": " · ".join(part for part in parts if part),
        "is_final": job.state.is_final,
    }
