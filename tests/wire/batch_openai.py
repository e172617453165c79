"""OpenAI's batch API, and those of the services that speak it (nearly)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from .batches import Batches, Job, Lines, Outcome, Raw, json_reply
from .reply import Cut, Step
from .reply import whole as whole_reply

PART = re.compile(rb'name="([^"]+)"(?:; filename="([^"]+)")?[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n')


def is_batch(raw: Raw) -> bool:
    """Whether the request is one of these."""
    return re.match(r"/v1/(files|batches)\b", below(raw)) is not None


def below(raw: Raw) -> str:
    """The path as OpenAI has it: Groq's begins with /openai."""
    return raw.path.removeprefix("/openai")


def reply(batches: Batches, raw: Raw) -> list[Step]:
    """What is answered."""
    parts = below(raw).removeprefix("/v1/").split("/")
    if parts[0] == "files":
        return _files(batches, raw, parts)
    if raw.method == "POST" and len(parts) == 1:
        return _create(batches, raw)
    if len(parts) == 1:
        return [_list(batches, raw)]
    job = batches.jobs.get(parts[1])
    if job is None or job.job_id in batches.forgotten:
        return [missing(f"No batch found with id '{parts[1]}'.")]
    if parts[2:] == ["cancel"]:
        if job.ended:
            return [missing("Cannot cancel a batch that has ended.", 409)]
        batches.cancel(job)
        return [json_reply({**shown(batches, job), "status": "cancelling"})]
    batches.poll(job)
    return [json_reply(shown(batches, job))]


def form(raw: Raw) -> tuple[dict[str, str], str, bytes]:
    """Fields, file name and content of a multipart body."""
    boundary = raw.headers["content-type"].partition("boundary=")[2].encode()
    fields: dict[str, str] = {}
    name, content = "", b""
    for part in raw.body.split(b"--" + boundary):
        if match := PART.search(part):
            value = part[match.end() : -2]
            if match[2]:
                name, content = match[2].decode(), value
            else:
                fields[match[1].decode()] = value.decode()
    return fields, name, content


def lines_of(content: bytes) -> Lines:
    """The calls of a file."""
    documents = [json.loads(line) for line in content.splitlines() if line.strip()]
    return [(d["custom_id"], d.get("url", "/v1/chat/completions"), d["body"]) for d in documents]


def _files(batches: Batches, raw: Raw, parts: list[str]) -> list[Step]:
    if raw.method == "POST":
        fields, name, content = form(raw)
        facts = {
            "object": "file",
            "bytes": len(content),
            "created_at": int(batches.clock()),
            "filename": name,
            "purpose": fields.get("purpose", ""),
            "status": "processed",
        }
        file_id = batches.keep_file(content, **facts)
        if batches.lost_uploads:
            batches.lost_uploads -= 1
            return [Cut.DROP]
        return [json_reply(batches.files[file_id])]
    if len(parts) == 1:
        data = list(reversed(batches.files.values()))
        return [json_reply({"object": "list", "data": data, "has_more": False})]
    file_id = parts[1]
    if file_id not in batches.contents:
        return [missing(f"No such File object: {file_id}")]
    if raw.method == "DELETE":
        del batches.contents[file_id], batches.files[file_id]
        batches.deleted.append(file_id)
        return [json_reply({"id": file_id, "object": "file", "deleted": True})]
    content = batches.contents[file_id]
    if cut := batches.take_truncated():
        content = b"".join(content.splitlines(keepends=True)[:-cut])
    return [whole_reply(200, content, {}, "application/octet-stream")]


def _create(batches: Batches, raw: Raw) -> list[Step]:
    if refusal := batches.refused():
        return [refusal]
    order = raw.json
    content = batches.contents.get(order["input_file_id"])
    if content is None:
        return [missing("Invalid value for 'input_file_id': no such file.", 400)]
    job = batches.create(raw, lines_of(content), order, f"batch_{batches.number():06}")
    job.file_id = order["input_file_id"]
    document = {**shown(batches, job), "status": "validating"}
    return batches.created(json_reply({"job": document} if _together(raw) else document))


def _together(raw: Raw) -> bool:
    return raw.provider == "together"


def _list(batches: Batches, raw: Raw) -> bytes:
    size = int(raw.query.get("limit", "20"))
    jobs = [j for j in reversed(batches.jobs.values()) if j.job_id not in batches.forgotten]
    if after := raw.query.get("after"):
        ids = [job.job_id for job in jobs]
        jobs = jobs[ids.index(after) + 1 :]
    page = [shown(batches, job) for job in jobs[:size]]
    ends = {"first_id": page[0]["id"], "last_id": page[-1]["id"]} if page else {}
    return json_reply({"object": "list", "data": page, **ends, "has_more": len(jobs) > size})


def shown(batches: Batches, job: Job) -> dict[str, Any]:
    """The batch object."""
    errors = None
    if job.problem:
        code, message = job.problem
        row = {"code": code, "message": message, "line": None, "param": None}
        errors = {"object": "list", "data": [row]} if job.ended else None
    output, failed = result_files(batches, job)
    counts = {"total": len(job.lines), "completed": job.count("ok")}
    return {
        "id": job.job_id,
        "object": "batch",
        "endpoint": job.order.get("endpoint"),
        "errors": errors,
        "input_file_id": job.file_id,
        "completion_window": "24h",
        "status": job.state.upper() if job.provider == "together" else job.state,
        "output_file_id": output,
        # An empty text in place of null was seen on clean batches.
        "error_file_id": failed or "",
        "created_at": int(job.created_at),
        "expires_at": int(job.created_at) + 86_400,
        "request_counts": {**counts, "failed": len(job.outcomes) - counts["completed"]},
        "metadata": None if job.provider == "together" else job.order.get("metadata"),
    }


def result_files(batches: Batches, job: Job) -> tuple[str | None, str | None]:
    """The ids of the files with answers and with errors, where there are any."""
    if not job.ended:
        return None, None
    ids = []
    for kind, outcomes in (("out", job.some("ok")), ("err", _not_ok(job))):
        file_id = f"file-{kind}-{job.job_id}"
        if outcomes and file_id not in batches.contents and file_id not in batches.deleted:
            texts = _texts(outcomes)
            body = "".join(f"{json.dumps(text)}\n" for text in texts).encode()
            batches.contents[file_id], batches.files[file_id] = body, {"id": file_id}
        ids.append(file_id if outcomes else None)
    return ids[0], ids[1]


def _not_ok(job: Job) -> list[Outcome]:
    return [outcome for outcome in job.outcomes if outcome.word or outcome.status != 200]


def _texts(outcomes: list[Outcome]) -> Iterator[dict[str, Any]]:
    for number, outcome in enumerate(outcomes):
        line: dict[str, Any] = {"id": f"batch_req_{number}", "custom_id": outcome.custom_id}
        if outcome.word:
            name = {"canceled": "cancelled"}.get(outcome.word, outcome.word)
            message = "This request could not be executed before the batch ended."
            error = {"code": f"batch_{name}", "message": message}
            yield {**line, "response": None, "error": error}
        else:
            reply = {"request_id": "req_1", "body": outcome.document}
            yield {**line, "response": {"status_code": outcome.status, **reply}, "error": None}


def missing(message: str, status: int = 404) -> bytes:
    """An error body."""
    error = {"message": message, "type": "invalid_request_error", "param": None, "code": None}
    return json_reply({"error": error}, status)
