"""OpenAI's batch API, and that of services which speak it to the letter."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..batch_api import BatchLimits, ItemResult, RemoteJob, Trouble
from ..errors import BadRequest, ProviderError
from ..records import Request
from ._batch import (
    ENQUEUED,
    MARKER,
    ORDER_S,
    UPLOAD_S,
    BatchDoor,
    file_name,
    json_line,
    number_of,
    seconds_of,
)
from ._reader import name_of

if TYPE_CHECKING:
    from .openai import Adapter

WINDOW = "24h"
ENDED = ("failed", "completed", "expired", "cancelled")
# A month: as long as anybody may want to come back.
KEPT_S = 30 * 86_400
# A file that has just been uploaded may not be there yet when a job names it.
FILE_DELAYS_S = (0.5, 2.0, 5.0, 10.0, 20.0, 20.0)
NO_FILE = ("input_file_id", "file_id", "no such file", "file not found", "invalid file")


class OpenAIBatch(BatchDoor):
    """A file of lines, a job that names it, two files of results: one for answers, one for errors."""

    # 50,000 requests and 200 MB are OpenAI's own limits; a job that is made twice by mistake, or
    # lost, is to be a small part of a folder.
    limits = BatchLimits(items=10_000, input_bytes=100_000_000, kept_s=KEPT_S)
    purpose = "batch"
    expires = True
    """Whether files can be given a time to live."""

    def __init__(self, adapter: Adapter) -> None:
        super().__init__(adapter, adapter._base_url, adapter.batch_headers())
        self._adapter = adapter

    def line(self, custom_id: str, request: Request) -> bytes:
        path, body = self._adapter.batch_body(request)
        url = f"/v1{path}"
        return json_line({"custom_id": custom_id, "method": "POST", "url": url, "body": body})

    @property
    def _endpoint(self) -> str:
        return "/v1/chat/completions" if self._adapter._chat else "/v1/responses"

    async def find_upload(self, marker: str) -> str:
        page = await self._get(f"/files?purpose={self.purpose}&limit=100")
        for file in page.get("data") or []:
            if file.get("filename") == file_name(marker) and file.get("status") != "error":
                return name_of(file.get("id"))
        return ""

    async def upload(self, lines: Path, marker: str) -> str:
        fields: dict[str, Any] = {"purpose": self.purpose}
        if self.expires:
            fields |= {"expires_after[anchor]": "created_at"}
            fields |= {"expires_after[seconds]": str(KEPT_S)}
        with lines.open("rb") as file:
            files = {"file": (file_name(marker), file, "application/jsonl")}
            reply = await self._json("POST", "/files", UPLOAD_S, data=fields, files=files)
        return self._id_of(reply)

    def _id_of(self, document: Mapping[str, Any]) -> str:
        if identity := name_of(document.get("id")):
            return identity
        raise self._service._errors.bad_reply("the reply names no id")

    async def create(self, lines: Path, file_id: str, marker: str) -> RemoteJob:
        del lines
        body = self._order(file_id, marker)
        for delay_s in (*FILE_DELAYS_S, None):
            try:
                return self._made(await self._json("POST", "/batches", ORDER_S, json=body))
            except BadRequest as error:
                said = error.message.lower()
                if delay_s is None or not any(word in said for word in NO_FILE):
                    raise
            except ProviderError as error:
                raise self._enqueued(error) from None
            await asyncio.sleep(delay_s)
        raise AssertionError("the last order returns or raises")

    def _enqueued(self, error: ProviderError) -> ProviderError:
        quota = error.status == 429 and ENQUEUED.search(error.message.lower())
        return self._too_much(error.message) if quota else error

    def _order(self, file_id: str, marker: str) -> dict[str, Any]:
        order: dict[str, Any] = {
            "completion_window": WINDOW,
            "endpoint": self._endpoint,
            "input_file_id": file_id,
            "metadata": {MARKER: marker},
        }
        if self.expires:
            order["output_expires_after"] = {"anchor": "created_at", "seconds": KEPT_S}
        return order

    def _made(self, document: Mapping[str, Any]) -> RemoteJob:
        self._id_of(document)
        return self._job(document)

    def _job(self, document: Mapping[str, Any]) -> RemoteJob:
        counts = document.get("request_counts") or {}
        word = name_of(document.get("status")).lower()
        metadata = document.get("metadata") or {}
        # An empty id means that there is no such file.
        files = (document.get("output_file_id"), document.get("error_file_id"))
        return RemoteJob(
            job_id=name_of(document.get("id")),
            word=word,
            ended=word in ENDED,
            total=number_of(counts, "total"),
            done=number_of(counts, "completed"),
            failed=number_of(counts, "failed"),
            created_at=seconds_of(document.get("created_at")),
            marker=name_of(metadata.get(MARKER)),
            file_id=name_of(document.get("input_file_id")),
            results=tuple(name_of(file) for file in files if file),
            problem=self._problem(document) if word == "failed" else None,
        )

    def _problem(self, document: Mapping[str, Any]) -> ProviderError:
        """Why a job was refused as a whole: validation and quotas tell it only here."""
        errors: Mapping[str, Any] = document.get("errors") or {}
        causes: Sequence[Mapping[str, Any]] = errors.get("data") or [{}]
        code = name_of(causes[0].get("code"))
        message = name_of(causes[0].get("message"))
        if ENQUEUED.search(f"{code} {message}".lower()):
            return self._too_much(message or code)
        return self._job_refused(message or code or "no reason given")

    async def poll(self, job_id: str) -> RemoteJob:
        return self._job(await self._get(f"/batches/{job_id}"))

    async def results(self, job: RemoteJob) -> AsyncGenerator[ItemResult]:
        for file_id in job.results:
            async with aclosing(self._lines(f"/files/{file_id}/content")) as lines:
                async for line in lines:
                    yield self._result(line)

    def _result(self, line: Mapping[str, Any]) -> ItemResult:
        custom_id = name_of(line.get("custom_id"))
        reply = line.get("response") or {}
        error = line.get("error") or {}
        status = reply.get("status_code")
        if status == 200 and reply.get("body"):
            return ItemResult(custom_id, answer=reply["body"])
        code = name_of(error.get("code"))
        if code == "batch_expired":
            return ItemResult(custom_id, trouble=Trouble.EXPIRED)
        if code in ("batch_cancelled", "batch_canceled"):
            return ItemResult(custom_id, trouble=Trouble.CANCELED)
        # A status of 0, or none: the service itself failed.
        failure = reply.get("body") or {"error": error}
        known = status if isinstance(status, int) and status >= 400 else 500
        return ItemResult(custom_id, error=self._failure(failure, known))

    async def cancel(self, job_id: str) -> None:
        await self._json("POST", f"/batches/{job_id}/cancel", ORDER_S)

    async def delete(self, job: RemoteJob) -> int:
        files = [file for file in (job.file_id, *job.results) if file]
        return sum([await self._deleted(f"/files/{file}") for file in files])
