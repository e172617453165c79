"""A job as server-sent events: `job` (where it stands), `delta` (text that was written), `restart`
(what was written is void), and at the end `done`, `failed` or `cancelled`.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

from ..app.results import Object
from ..redaction import redact
from .jobs import Job, State

EVENTS = ("job", "delta", "restart", "done", "failed", "cancelled")
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


async def events(job: Job) -> AsyncIterator[bytes]:
    """From what has been written so far to the end. A reader that was away gets all of it again."""
    sent, restarts, stood = 0, job.restarts, ""
    async for changed in job.changes():
        if not changed:
            yield b": still at work\n\n"
            continue
        if job.restarts != restarts:
            sent, restarts = 0, job.restarts
            yield _event("restart", {})
        if len(job.text) > sent:
            yield _event("delta", {"text": redact(job.text[sent:])})
            sent = len(job.text)
        where = job.as_object()
        if not job.state.is_final and (state := json.dumps(where)) != stood:
            stood = state
            yield _event("job", where)
    yield _last(job)


def _last(job: Job) -> bytes:
    if job.state is State.DONE and job.outcome:
        return _event("done", job.as_object() | {"result": job.outcome.result})
    return _event(job.state.value, job.as_object())


def _event(name: str, value: Object) -> bytes:
    return f"event: {name}\ndata: {json.dumps(value, ensure_ascii=False)}\n\n".encode(
        "utf-8", "replace"
    )
