"""Google's batch API for Gemini and the files that it works on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from .answer import STATUS
from .batches import Batches, Job, Outcome, Raw, iso, json_reply, lines_reply
from .reply import Cut, Step
from .reply import whole as whole_reply

FILES = re.compile(r"/v1beta/files(?:/(?P<name>[^:/]+))?(?P<verb>:download)?$")
JOBS = re.compile(r"/v1beta/batches(?:/(?P<name>[^:/]+))?(?P<verb>:cancel)?$")
CREATE = re.compile(r"/v1beta/models/(?P<model>[^:]+):batchGenerateContent$")
CODE_OF = {400: 3, 401: 16, 403: 7, 404: 5, 429: 8, 500: 13, 503: 14, 504: 4}


def is_batch(raw: Raw) -> bool:
    """Whether the request is one of these."""
    path = raw.path
    if path.startswith(("/upload/", "/sent-to/")):
        return True
    return any(pattern.match(path) for pattern in (FILES, JOBS, CREATE))


def reply(batches: Batches, raw: Raw) -> list[Step]:
    """What is answered."""
    if raw.path.startswith("/upload/"):
        name = raw.json["file"]["displayName"]
        address = f"{batches.server.url('gemini')}/sent-to/{name}"
        return [whole_reply(200, b"", {"x-goog-upload-url": address})]
    if raw.path.startswith("/sent-to/"):
        return _uploaded(batches, raw)
    if created := CREATE.match(raw.path):
        return _create(batches, raw, created["model"])
    if of_file := FILES.match(raw.path):
        return [_file(batches, raw, of_file)]
    of_job = JOBS.match(raw.path)
    assert of_job
    return [_job(batches, raw, of_job)]


def _uploaded(batches: Batches, raw: Raw) -> list[Step]:
    name = raw.path.rpartition("/")[2]
    identity = f"files/in{batches.number():06}"
    about = {"name": identity, "displayName": name, "state": "ACTIVE"}
    batches.files[identity] = {**about, "sizeBytes": str(len(raw.body))}
    batches.contents[identity] = raw.body
    if batches.lost_uploads:
        batches.lost_uploads -= 1
        return [Cut.DROP]
    body = json.dumps({"file": about}).encode()
    return [whole_reply(200, body, {"x-goog-upload-status": "final"})]


def _create(batches: Batches, raw: Raw, model: str) -> list[Step]:
    if refusal := batches.refused():
        return [refusal]
    order = raw.json["batch"]
    content = batches.contents[order["inputConfig"]["fileName"]]
    path = f"/v1beta/models/{model}:generateContent"
    documents = [json.loads(line) for line in content.splitlines() if line.strip()]
    lines = [(d["key"], path, d["request"]) for d in documents]
    job = batches.create(raw, lines, order, f"batches/b{batches.number():06}")
    job.file_id = order["inputConfig"]["fileName"]
    return batches.created(json_reply(shown(batches, job, model)))


def _file(batches: Batches, raw: Raw, match: re.Match[str]) -> bytes:
    if not match["name"]:
        return json_reply({"files": list(batches.files.values())})
    name = f"files/{match['name']}"
    if match["verb"]:
        job = next((j for j in batches.jobs.values() if _results_of(j) == name), None)
        if job is None or name in batches.deleted:
            return _error(404, f"File {name} not found.")
        return lines_reply(_lines(job), cut=batches.take_truncated())
    if raw.method == "DELETE":
        known = batches.files.pop(name, None) or name in _result_files(batches)
        batches.contents.pop(name, None)
        if known:
            batches.deleted.append(name)
        return json_reply({}) if known else _error(404, f"File {name} not found.")
    return json_reply(batches.files[name])


def _job(batches: Batches, raw: Raw, match: re.Match[str]) -> bytes:
    if not match["name"]:
        jobs = [
            job
            for job in reversed(batches.jobs.values())
            if job.provider == raw.provider and job.job_id not in batches.forgotten
        ]
        return json_reply({"operations": [shown(batches, job) for job in jobs]})
    job = batches.jobs.get(f"batches/{match['name']}")
    if job is None or job.job_id in batches.forgotten:
        return _error(404, "Requested entity was not found.")
    if match["verb"]:
        batches.cancel(job)
        return json_reply({})
    if raw.method == "DELETE":
        batches.deleted.append(job.job_id)
        batches.forgotten.add(job.job_id)
        return json_reply({})
    batches.poll(job)
    return json_reply(shown(batches, job))


def shown(batches: Batches, job: Job, model: str = "m") -> dict[str, Any]:
    """The operation."""
    states = {"in_progress": "PENDING" if not job.polls else "RUNNING", "completed": "SUCCEEDED"}
    state = states.get(job.state, job.state.upper())
    done, failed = job.count("ok"), len(job.outcomes) - job.count("ok")
    stats = {"requestCount": str(len(job.lines)), "successfulRequestCount": str(done)}
    about = {
        "@type": "type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatch",
        "name": job.job_id,
        "model": f"models/{model}",
        "displayName": job.order.get("displayName"),
        "state": f"BATCH_STATE_{state}",
        "createTime": iso(job.created_at),
        "updateTime": iso(batches.clock()),
        "inputConfig": {"fileName": job.file_id},
        "batchStats": {**stats, "failedRequestCount": str(failed)},
    }
    operation: dict[str, Any] = {"name": job.job_id, "metadata": about}
    if not job.ended:
        return operation
    operation["done"] = True
    if job.problem:
        code, message = job.problem
        number = 8 if code == "token_limit_exceeded" else 3
        operation["error"] = {"code": number, "message": message}
    elif job.outcomes:
        about["output"] = {"responsesFile": _results_of(job)}
    return operation


def _results_of(job: Job) -> str:
    return f"files/{job.job_id.replace('/', '-')}"


def _result_files(batches: Batches) -> set[str]:
    return {_results_of(job) for job in batches.jobs.values()} - set(batches.deleted)


def _lines(job: Job) -> Iterator[dict[str, Any]]:
    for outcome in job.outcomes:
        if outcome.word == "expired":
            continue  # what a job has not come to leaves no line
        yield {"key": outcome.custom_id, **_said(outcome)}


def _said(outcome: Outcome) -> dict[str, Any]:
    if outcome.word:
        return {"error": {"code": 1, "message": "The operation was cancelled."}}
    if outcome.status == 200:
        return {"response": outcome.document}
    message = outcome.document["error"]["message"]
    return {"error": {"code": CODE_OF.get(outcome.status, 13), "message": message}}


def _error(status: int, message: str) -> bytes:
    word = "NOT_FOUND" if status == STATUS["not_found"] else "INVALID_ARGUMENT"
    return json_reply({"error": {"code": status, "message": message, "status": word}}, status)
