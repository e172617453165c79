"""Mistral's batch API: OpenAI's files and results, jobs of its own."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..batch_api import BatchLimits, RemoteJob
from ..errors import ProviderError
from ..records import Request
from ._batch import MARKER, ORDER_S, json_line, number_of, seconds_of
from ._openai_batch import OpenAIBatch
from ._reader import name_of

JOBS = "/batch/jobs"
HOURS = 24
ENDED = ("SUCCESS", "FAILED", "TIMEOUT_EXCEEDED", "CANCELLED")


class MistralBatch(OpenAIBatch):
    """The model stands in the job and not in its lines."""

    limits = BatchLimits(items=10_000, input_bytes=100_000_000)
    expires = False
    list_path = JOBS

    def _page_of(self, size: int) -> str:
        return f"page=0&page_size={size}"

    def line(self, custom_id: str, request: Request) -> bytes:
        _, body = self._adapter.batch_body(request)
        del body["model"]
        return json_line({"custom_id": custom_id, "body": body})

    async def create(self, lines: Path, file_id: str, marker: str) -> RemoteJob:
        del lines
        order = {
            "input_files": [file_id],
            "endpoint": "/v1/chat/completions",
            "model": self._adapter._endpoint.model,
            "metadata": {MARKER: marker},
            "timeout_hours": HOURS,
        }
        try:
            return self._made(await self._json("POST", JOBS, ORDER_S, json=order))
        except ProviderError as error:
            raise self._enqueued(error) from None

    def _job(self, document: Mapping[str, Any]) -> RemoteJob:
        word = name_of(document.get("status"))
        inputs: Sequence[Any] = document.get("input_files") or [""]
        files = (document.get("output_file"), document.get("error_file"))
        return RemoteJob(
            job_id=name_of(document.get("id")),
            word=word.lower(),
            ended=word in ENDED,
            total=number_of(document, "total_requests"),
            done=number_of(document, "succeeded_requests"),
            failed=number_of(document, "failed_requests"),
            created_at=seconds_of(document.get("created_at")),
            marker=name_of((document.get("metadata") or {}).get(MARKER)),
            file_id=name_of(inputs[0]),
            results=tuple(name_of(file) for file in files if file),
            problem=self._refused(document) if word == "FAILED" else None,
        )

    def _refused(self, document: Mapping[str, Any]) -> ProviderError:
        causes: Sequence[Mapping[str, Any]] = document.get("errors") or [{}]
        return self._job_refused(causes[0].get("message") or "no reason given")

    async def poll(self, job_id: str) -> RemoteJob:
        return self._job(await self._get(f"{JOBS}/{job_id}"))

    async def jobs(self, since: float) -> AsyncGenerator[RemoteJob]:
        number = 0
        while True:
            page = await self._get(f"{JOBS}?page={number}&page_size=100")
            documents = page.get("data") or []
            for document in documents:
                job = self._job(document)
                if job.created_at and job.created_at < since:
                    return
                yield job
            if len(documents) < 100:
                return
            number += 1

    async def cancel(self, job_id: str) -> None:
        await self._json("POST", f"{JOBS}/{job_id}/cancel", ORDER_S)
