"""Anthropic's Message Batches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .batches import Batches, Job, Raw, iso, json_reply, lines_reply
from .reply import Step

PATH = "/v1/messages/batches"


def is_batch(raw: Raw) -> bool:
    """Whether the request is one of these."""
    return raw.path.startswith(PATH)


def reply(batches: Batches, raw: Raw) -> list[Step]:
    """What is answered."""
    parts = raw.path.removeprefix(PATH).strip("/").split("/")
    if parts == [""]:
        return _create(batches, raw) if raw.method == "POST" else [_list(batches, raw)]
    job = batches.jobs.get(parts[0])
    if job is None or job.job_id in batches.forgotten:
        return [_error("not_found_error", f"No batch found with ID {parts[0]}", 404)]
    if parts[1:] == ["cancel"]:
        batches.cancel(job)
        return [json_reply({**shown(batches, job), "processing_status": "canceling"})]
    if parts[1:] == ["results"]:
        return [lines_reply(_results(job), cut=batches.take_truncated())]
    if raw.method == "DELETE":
        del batches.jobs[job.job_id]
        batches.deleted.append(job.job_id)
        return [json_reply({"id": job.job_id, "type": "message_batch_deleted"})]
    batches.poll(job)
    return [json_reply(shown(batches, job))]


def _create(batches: Batches, raw: Raw) -> list[Step]:
    if refusal := batches.refused():
        return [refusal]
    order = raw.json
    for number, entry in enumerate(order["requests"]):
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", entry["custom_id"]):
            text = f"requests.{number}.custom_id: String should have at most 64 characters"
            return [_error("invalid_request_error", text, 400)]
    lines = [(entry["custom_id"], "/v1/messages", entry["params"]) for entry in order["requests"]]
    job = batches.create(raw, lines, {}, f"msgbatch_{batches.number():06}")
    return batches.created(json_reply(shown(batches, job)))


def _list(batches: Batches, raw: Raw) -> bytes:
    size = int(raw.query.get("limit", "20"))
    jobs = [
        job
        for job in reversed(batches.jobs.values())
        if job.provider == raw.provider and job.job_id not in batches.forgotten
    ]
    page = [shown(batches, job) for job in jobs[:size]]
    ends = {"first_id": page[0]["id"], "last_id": page[-1]["id"]} if page else {}
    return json_reply({"data": page, **ends, "has_more": len(jobs) > size})


def shown(batches: Batches, job: Job) -> dict[str, Any]:
    """The message batch. Counts other than `processing` stay 0 until it has ended."""
    counts = {"processing": len(job.lines), "succeeded": 0, "errored": 0, "canceled": 0}
    counts["expired"] = 0
    if job.ended:
        counts["processing"] = 0
        for name, word in (("succeeded", "ok"), ("errored", "error")):
            counts[name] = job.count(word)
        counts |= {name: job.count(name) for name in ("canceled", "expired")}
    url = f"{batches.server.url('anthropic')}{PATH}/{job.job_id}/results"
    return {
        "id": job.job_id,
        "type": "message_batch",
        "processing_status": "ended" if job.ended else "in_progress",
        "request_counts": counts,
        "created_at": iso(job.created_at),
        "expires_at": iso(job.created_at + 86_400),
        "ended_at": iso(batches.clock()) if job.ended else None,
        "cancel_initiated_at": None,
        "archived_at": iso(batches.clock()) if job.job_id in batches.archived else None,
        "results_url": url if job.ended and job.job_id not in batches.archived else None,
    }


def _results(job: Job) -> Iterator[dict[str, Any]]:
    for outcome in job.outcomes:
        if outcome.word:
            result: dict[str, Any] = {"type": outcome.word}
        elif outcome.status == 200:
            result = {"type": "succeeded", "message": outcome.document}
        else:
            result = {"type": "errored", "error": outcome.document}
        yield {"custom_id": outcome.custom_id, "result": result}


def _error(kind: str, message: str, status: int) -> bytes:
    error = {"type": kind, "message": message}
    return json_reply({"type": "error", "error": error, "request_id": "req_1"}, status)
