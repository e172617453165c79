"""xAI's batch API: OpenAI's lines, but counters in place of a state, and results by the page."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from pathlib import Path
from typing import Any

from ..batch_api import BatchLimits, ItemResult, RemoteJob
from ..errors import ProviderError
from ._batch import ORDER_S, UPLOAD_S, file_name, number_of, seconds_of
from ._openai_batch import OpenAIBatch
from ._reader import name_of

PAGE = 1000
MOST_PAGES = 20
"""Times are dates without hours here, so that a list is not ended by the time."""
PREFIX = "tersely-"


class XaiBatch(OpenAIBatch):
    """The name of a job is its marker."""

    limits = BatchLimits(items=10_000, input_bytes=100_000_000, kept_s=29 * 86_400)
    expires = False

    async def find_upload(self, marker: str) -> str:
        page = await self._get("/files?limit=100")
        for file in page.get("data") or []:
            if file.get("filename") == file_name(marker):
                return name_of(file.get("id"))
        return ""

    async def upload(self, lines: Path, marker: str) -> str:
        with lines.open("rb") as file:
            files = {"file": (file_name(marker), file, "application/jsonl")}
            return self._id_of(await self._json("POST", "/files", UPLOAD_S, files=files))

    def _order(self, file_id: str, marker: str) -> dict[str, Any]:
        return {"name": f"{PREFIX}{marker}", "input_file_id": file_id}

    def _made(self, document: Mapping[str, Any]) -> RemoteJob:
        self._id_of({"id": document.get("batch_id")})
        return self._job(document)

    def _job(self, document: Mapping[str, Any]) -> RemoteJob:
        state = document.get("state") or {}
        total, pending = number_of(state, "num_requests"), number_of(state, "num_pending")
        errors, cancelled = number_of(state, "num_error"), number_of(state, "num_cancelled")
        failed = (errors or 0) + (cancelled or 0)
        word = "in_progress"
        if document.get("cancel_time"):
            word = "cancelled"
        elif total and pending == 0:
            word = "completed"
        ended = word != "in_progress"
        return RemoteJob(
            job_id=name_of(document.get("batch_id")),
            word=word,
            ended=ended,
            total=total,
            done=number_of(state, "num_success"),
            failed=failed,
            created_at=seconds_of(document.get("create_time")),
            marker=name_of(document.get("name")).removeprefix(PREFIX),
            file_id=name_of(document.get("input_file_id")),
            results=(name_of(document.get("batch_id")),) if ended else (),
            problem=self._problem(document),
        )

    def _problem(self, document: Mapping[str, Any]) -> ProviderError | None:  # type: ignore[override]
        message = name_of(document.get("cancel_by_xai_message"))
        if not message:
            return None
        return self._job_refused(message)

    async def jobs(self, since: float) -> AsyncGenerator[RemoteJob]:
        del since
        token = ""
        for _ in range(MOST_PAGES):
            page = await self._get(f"/batches?limit=100{token}")
            for document in page.get("batches") or []:
                yield self._job(document)
            if not page.get("pagination_token"):
                return
            token = f"&pagination_token={page['pagination_token']}"

    async def results(self, job: RemoteJob) -> AsyncGenerator[ItemResult]:
        token = ""
        while True:
            page = await self._get(f"/batches/{job.job_id}/results?limit={PAGE}{token}")
            documents = page.get("results") or []
            for document in documents:
                yield self._result(document)
            if not documents or not page.get("pagination_token"):
                return
            token = f"&pagination_token={page['pagination_token']}"

    def _result(self, line: Mapping[str, Any]) -> ItemResult:
        custom_id = name_of(line.get("batch_request_id"))
        result = line.get("batch_result") or {}
        # The answer is wrapped in the name of its endpoint: chat_get_completion.
        for answer in (result.get("response") or {}).values():
            return ItemResult(custom_id, answer=answer)
        error = result.get("error") or {"message": "no answer came"}
        code = number_of(error, "code") or 500
        status = code if code >= 400 else 500
        return ItemResult(custom_id, error=self._failure({"error": error}, status))

    async def cancel(self, job_id: str) -> None:
        await self._json("POST", f"/batches/{job_id}:cancel", ORDER_S)

    async def delete(self, job: RemoteJob) -> int:
        return await self._deleted(f"/files/{job.file_id}") if job.file_id else 0
