"""Errors as problem+json (RFC 9457): the kinds and the words of the command line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ..app.guard import Refusal
from ..app.results import Object
from ..errors import DiskFull, ExitCode, RateLimited, TerselyError
from ..faults import explained
from ..redaction import redact_values

MEDIA_TYPE = "application/problem+json"
# What a request asks for and cannot have, though it is well-formed, is a conflict (409): no such
# model or style, a source that cannot be read. What it may not have here is 403.
STATUS_OF = {
    ExitCode.USAGE: 409,
    ExitCode.CONFIG: 403,
    ExitCode.INPUT: 409,
    ExitCode.PROVIDER: 502,
    ExitCode.BUDGET: 402,
    ExitCode.UNUSABLE: 502,
    ExitCode.INTERRUPTED: 503,
    ExitCode.TERMINATED: 503,
}


class Refused(Exception):
    """A request that is not taken: `kind` names why."""

    def __init__(
        self, status: int, kind: str, detail: str, hint: str = "", *, retry_after_s: int = 0
    ) -> None:
        super().__init__(detail)
        self.status, self.kind, self.detail, self.hint = status, kind, detail, hint
        self.retry_after_s = retry_after_s


def problem(status: int, kind: str, detail: str, hint: str = "", **more: Any) -> Object:
    """One problem; `kind` is the name of the command line's error, or of the refusal."""
    return {
        "type": "about:blank",
        "title": kind,
        "status": status,
        "detail": detail,
        "hint": hint,
        "kind": kind,
        **more,
    }


def of_error(error: TerselyError) -> Object:
    """What went wrong, with the exit code of the command line and what had been spent."""
    status = STATUS_OF.get(error.exit_code, 500)
    if isinstance(error, RateLimited):
        status = 503
    if isinstance(error, DiskFull):
        status = 507
    more = {"exit_code": int(error.exit_code), "spent": error.spent}
    return dict(
        redact_values(problem(status, type(error).__name__, error.message, error.hint, **more))
    )


def response(body: Object, headers: Mapping[str, str] | None = None) -> Response:
    """A problem as it is sent."""
    return Response(
        json.dumps(body, ensure_ascii=False),
        status_code=body["status"],
        media_type=MEDIA_TYPE,
        headers=dict(headers or {}),
    )


def of_refusal(refusal: Refusal) -> tuple[str, bytes]:
    """What the guard answers."""
    body = problem(refusal.status, "Refused", refusal.message, refusal.hint)
    return MEDIA_TYPE, json.dumps(body).encode()


async def on_refused(_request: Request, error: Exception) -> Response:
    """Handler of `Refused`."""
    assert isinstance(error, Refused)
    headers = {"Retry-After": str(error.retry_after_s)} if error.retry_after_s else {}
    return response(problem(error.status, error.kind, error.detail, error.hint), headers)


async def on_error(_request: Request, error: Exception) -> Response:
    """Handler of the errors of the program."""
    assert isinstance(error, TerselyError)
    return response(of_error(error))


async def on_http(request: Request, error: Exception) -> Response:
    """Handler of what the router refuses: 404, and 405 with all methods that the path has."""
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 405 and (methods := _methods_of(request)):
        headers.pop("allow", None)
        headers["Allow"] = ", ".join(sorted(methods))
    kinds = {404: "NotFound", 405: "MethodNotAllowed"}
    kind = kinds.get(error.status_code, "Refused")
    return response(problem(error.status_code, kind, f"{error.detail}."), headers)


def _methods_of(request: Request) -> set[str]:
    """What can be done with the path of a request, as the document has it."""
    methods: set[str] = set()
    for path, operations in request.app.openapi()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), request.url.path):
            methods |= {name.upper() for name in operations}
    return methods


async def on_bug(_request: Request, error: Exception) -> Response:
    """Handler of everything else: its kind and place are told, its values are not."""
    return response(of_error(explained(error)))
