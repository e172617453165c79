"""xAI's batch API: counters, no state, results by the page."""

from __future__ import annotations

import re
from typing import Any

from . import batch_openai
from .batches import Batches, Job, Outcome, Raw, iso, json_reply
from .reply import Step

PATH = re.compile(r"/v1/batches(?:/(?P<id>[^:/]+))?(?P<rest>:cancel|/results)?$")


def is_batch(raw: Raw) -> bool:
    """Whether the request is one of these."""
    return batch_openai.is_batch(raw)


def reply(batches: Batches, raw: Raw) -> list[Step]:
    """What is answered."""
    if raw.path.startswith("/v1/files"):
        return batch_openai.reply(batches, raw)
    match = PATH.match(raw.path)
    if match is None:
        return [batch_openai.missing("No such route.")]
    if not match["id"]:
        if raw.method == "POST":
            return _create(batches, raw)
        jobs = [j for j in reversed(batches.jobs.values()) if j.job_id not in batches.forgotten]
        return [json_reply({"batches": [shown(job) for job in jobs], "pagination_token": None})]
    job = batches.jobs.get(match["id"])
    if job is None or job.job_id in batches.forgotten:
        return [batch_openai.missing(f"Batch {match['id']} not found.")]
    if match["rest"] == ":cancel":
        batches.cancel(job)
    elif match["rest"]:
        return [_results(raw, job)]
    else:
        batches.poll(job)
    return [json_reply(shown(job))]


def _create(batches: Batches, raw: Raw) -> list[Step]:
    if refusal := batches.refused():
        return [refusal]
    order = raw.json
    content = batches.contents[order["input_file_id"]]
    lines = batch_openai.lines_of(content)
    job = batches.create(raw, lines, order, f"batch_{batches.number():06}")
    job.file_id = order["input_file_id"]
    return batches.created(json_reply(shown(job)))


def shown(job: Job) -> dict[str, Any]:
    """The batch: a date without hours, counters, and why xAI itself has ended it."""
    done, cancelled = job.count("ok"), job.count("canceled") + job.count("expired")
    failed = job.count("error")
    ended_early = job.state in ("cancelled", "failed")
    pending = 0 if job.ended else len(job.lines)
    return {
        "batch_id": job.job_id,
        "name": job.order.get("name"),
        "create_time": iso(job.created_at)[:10],
        "expire_time": None,
        "cancel_time": iso(job.created_at)[:10] if ended_early else None,
        "cancel_by_xai_message": job.problem[1] if job.problem and job.ended else None,
        "input_file_id": job.file_id,
        "state": {
            "num_requests": len(job.lines),
            "num_pending": pending,
            "num_success": done,
            "num_error": failed,
            "num_cancelled": cancelled,
        },
    }


def _results(raw: Raw, job: Job) -> bytes:
    size = int(raw.query.get("limit", "100"))
    start = int(raw.query.get("pagination_token", "0"))
    told = [outcome for outcome in job.outcomes if not outcome.word]
    page = [_line(outcome) for outcome in told[start : start + size]]
    more = str(start + size) if start + size < len(told) else None
    return json_reply({"results": page, "pagination_token": more})


def _line(outcome: Outcome) -> dict[str, Any]:
    result: dict[str, Any] = {"response": {"chat_get_completion": outcome.document}}
    if outcome.status != 200:
        message = outcome.document["error"]["message"]
        result = {"error": {"code": outcome.status, "message": message}}
    return {"batch_request_id": outcome.custom_id, "batch_result": result}
