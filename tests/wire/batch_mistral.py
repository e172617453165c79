"""Mistral's batch API: OpenAI's files, jobs of its own."""

from __future__ import annotations

import re
from typing import Any

from . import batch_openai
from .batches import Batches, Job, Raw, json_reply
from .reply import Step

PATH = re.compile(r"/v1/batch/jobs(?:/(?P<id>[^/]+))?(?P<cancel>/cancel)?$")
WORDS = {"in_progress": "RUNNING", "completed": "SUCCESS", "expired": "TIMEOUT_EXCEEDED"}


def is_batch(raw: Raw) -> bool:
    """Whether the request is one of these."""
    return raw.path.startswith("/v1/files") or PATH.match(raw.path) is not None


def reply(batches: Batches, raw: Raw) -> list[Step]:
    """What is answered."""
    if raw.path.startswith("/v1/files"):
        return batch_openai.reply(batches, raw)
    match = PATH.match(raw.path)
    assert match
    if not match["id"]:
        if raw.method == "POST":
            return _create(batches, raw)
        jobs = [j for j in reversed(batches.jobs.values()) if j.job_id not in batches.forgotten]
        rows = [shown(batches, job) for job in jobs]
        return [json_reply({"object": "list", "data": rows, "total": len(rows)})]
    job = batches.jobs.get(match["id"])
    if job is None or job.job_id in batches.forgotten:
        return [batch_openai.missing(f"Job {match['id']} not found.")]
    if match["cancel"]:
        batches.cancel(job)
    else:
        batches.poll(job)
    return [json_reply(shown(batches, job))]


def _create(batches: Batches, raw: Raw) -> list[Step]:
    if refusal := batches.refused():
        return [refusal]
    order = raw.json
    content = batches.contents[order["input_files"][0]]
    # The model stands in the job.
    lines = [
        (custom_id, order["endpoint"], {**body, "model": order["model"]})
        for custom_id, _, body in batch_openai.lines_of(content)
    ]
    job = batches.create(raw, lines, order, f"job-{batches.number():06}")
    job.file_id = order["input_files"][0]
    return batches.created(json_reply(shown(batches, job)))


def shown(batches: Batches, job: Job) -> dict[str, Any]:
    """The job."""
    output, failed = batch_openai.result_files(batches, job)
    return {
        "id": job.job_id,
        "object": "batch",
        "input_files": [job.file_id],
        "metadata": job.order.get("metadata"),
        "endpoint": job.order.get("endpoint"),
        "model": job.order.get("model"),
        "output_file": output,
        "error_file": failed,
        "errors": [{"message": job.problem[1], "count": 1}] if job.problem and job.ended else [],
        "status": WORDS.get(job.state, job.state.upper()),
        "created_at": int(job.created_at),
        "total_requests": len(job.lines),
        "completed_requests": len(job.outcomes),
        "succeeded_requests": job.count("ok"),
        "failed_requests": len(job.outcomes) - job.count("ok"),
    }
