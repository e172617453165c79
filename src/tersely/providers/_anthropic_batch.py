"""Anthropic's Message Batches: one order with all calls in it, no file, no marker."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..batch_api import BatchLimits, ItemResult, RemoteJob, Trouble
from ..errors import BadRequest
from ..records import Request
from ._batch import ORDER_S, UPLOAD_S, BatchDoor, json_line, number_of, seconds_of, size_of
from ._reader import name_of

if TYPE_CHECKING:
    from .anthropic import Adapter

ENDED = "ended"
COUNTS = ("processing", "succeeded", "errored", "canceled", "expired")
TROUBLES = {"expired": Trouble.EXPIRED, "canceled": Trouble.CANCELED}
GONE = 410


class AnthropicBatch(BatchDoor):
    """A job cannot be marked: one that was made without our knowing is told by its size and time."""

    # 100,000 requests or 256 MB are Anthropic's own limits; what cannot be marked is kept small.
    limits = BatchLimits(items=2_000, input_bytes=32_000_000, kept_s=29 * 86_400)
    finds_marker = False
    list_path = "/v1/messages/batches"
    page_size, cursor = 1000, "after_id"

    def __init__(self, adapter: Adapter) -> None:
        super().__init__(adapter, adapter._base_url, adapter.batch_headers())
        self._adapter = adapter

    def line(self, custom_id: str, request: Request) -> bytes:
        return json_line({"custom_id": custom_id, "params": self._adapter.body(request)})

    async def create(self, lines: Path, file_id: str, marker: str) -> RemoteJob:
        del file_id, marker
        size = len(b'{"requests":[') + size_of(lines) - 1 + len(b"]}")
        headers = {"content-type": "application/json", "content-length": str(size)}
        body = await self._json(
            "POST", self.list_path, UPLOAD_S, headers=headers, content=_order(lines)
        )
        job = self._job(body)
        if not job.job_id:
            raise self._service._errors.bad_reply("the reply names no id")
        return job

    def _job(self, document: Mapping[str, Any]) -> RemoteJob:
        counts = document.get("request_counts") or {}
        known = {name: number_of(counts, name) or 0 for name in COUNTS}
        word = name_of(document.get("processing_status"))
        ended = word == ENDED
        total = sum(known.values())
        return RemoteJob(
            job_id=name_of(document.get("id")),
            word=word,
            ended=ended,
            total=total,
            done=known["succeeded"],
            failed=total - known["succeeded"] - known["processing"],
            created_at=seconds_of(document.get("created_at")),
            results=(name_of(document.get("id")),) if ended else (),
            # A body that ends early looks like one that is whole.
            expected=total if ended else None,
        )

    async def poll(self, job_id: str) -> RemoteJob:
        document = await self._get(f"{self.list_path}/{job_id}")
        if document.get("archived_at"):
            raise BadRequest(
                f"{self._name}: the results of {job_id} are kept no more.",
                provider=self._name,
                status=GONE,
            )
        return self._job(document)

    async def results(self, job: RemoteJob) -> AsyncGenerator[ItemResult]:
        # The address that the reply names is not followed: the key goes to the host that was said.
        async with aclosing(self._lines(f"{self.list_path}/{job.job_id}/results")) as lines:
            async for line in lines:
                yield self._result(line)

    def _result(self, line: Mapping[str, Any]) -> ItemResult:
        custom_id, result = name_of(line.get("custom_id")), line.get("result") or {}
        kind = result.get("type")
        if kind == "succeeded" and result.get("message"):
            return ItemResult(custom_id, answer=result["message"])
        if kind in TROUBLES:
            return ItemResult(custom_id, trouble=TROUBLES[kind])
        failure = result.get("error") or {
            "error": {"message": f"the result is of the kind {kind!r}"}
        }
        return ItemResult(custom_id, error=self._failure(failure, None))

    async def cancel(self, job_id: str) -> None:
        await self._json("POST", f"{self.list_path}/{job_id}/cancel", ORDER_S)

    async def delete(self, job: RemoteJob) -> int:
        return await self._deleted(f"{self.list_path}/{job.job_id}") if job.job_id else 0


async def _order(lines: Path) -> AsyncIterator[bytes]:
    """The body of the order, a line at a time: the calls are not held in memory."""
    yield b'{"requests":['
    with lines.open("rb") as file:
        first = True
        for line in file:
            yield (b"" if first else b",") + line.rstrip(b"\n")
            first = False
    yield b"]}"
