"""Google's batch API for Gemini (Developer API): a file of lines, an operation, a file of results."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..batch_api import BatchLimits, ItemResult, RemoteJob, Trouble
from ..errors import ProviderError, RateLimited
from ..provider import host_of
from ..records import Request
from ._batch import (
    ENQUEUED,
    ORDER_S,
    UPLOAD_S,
    BatchDoor,
    file_name,
    json_line,
    number_of,
    seconds_of,
    size_of,
)
from ._reader import name_of

if TYPE_CHECKING:
    from .gemini import Adapter

# The route of the documentation, whatever version live calls use.
VERSION = "/v1beta"
ENDED = ("SUCCEEDED", "FAILED", "CANCELLED", "EXPIRED", "PARTIALLY_SUCCEEDED")
# google.rpc.Code -> HTTP, as Google's own gateways translate them.
RESOURCE_EXHAUSTED = 8
HTTP_OF = {3: 400, 4: 504, 5: 404, 7: 403, 8: 429, 9: 400, 11: 400, 13: 500, 14: 503, 16: 401}
CANCELLED = 1
KIND = "application/jsonl"
COPY_BYTES = 1 << 20


class GeminiBatch(BatchDoor):
    """The SDK drops why a job failed and counts, so the operations are read as they come."""

    # 2 GB a file is Google's own limit. Files are kept for 48 hours.
    limits = BatchLimits(items=10_000, input_bytes=100_000_000, kept_s=48 * 3600)
    list_path = f"{VERSION}/batches"

    def __init__(self, adapter: Adapter) -> None:
        super().__init__(adapter, adapter._base_url, {"x-goog-api-key": adapter._key})
        self._adapter = adapter

    def _page_of(self, size: int) -> str:
        return f"pageSize={size}"

    def line(self, custom_id: str, request: Request) -> bytes:
        return json_line({"key": custom_id, "request": self._body(request)})

    def _body(self, request: Request) -> dict[str, Any]:
        """The request as the SDK would send it live; in a file nothing is converted."""
        adapter = self._adapter
        asked = adapter._takes(request, "temperature", "top_p", "top_k", "seed", "stop")
        names = {"top_p": "topP", "top_k": "topK", "stop": "stopSequences"}
        settings = {names.get(name, name): value for name, value in asked.items()}
        settings["maxOutputTokens"] = request.max_output_tokens
        if request.schema:
            settings["responseMimeType"] = "application/json"
            settings["responseJsonSchema"] = json.loads(request.schema)
        if effort := adapter._effort(request):
            settings["thinkingConfig"] = {"thinkingLevel": effort.upper()}
        body: dict[str, Any] = {
            "contents": [{"parts": [{"text": request.user}], "role": "user"}],
            "generationConfig": settings,
        }
        if request.system:
            body["systemInstruction"] = {"parts": [{"text": request.system}], "role": "user"}
        return body

    async def find_upload(self, marker: str) -> str:
        page = await self._get(f"{VERSION}/files?pageSize=100")
        for file in page.get("files") or []:
            named = file.get("displayName") == file_name(marker)
            if named and file.get("state", "ACTIVE") == "ACTIVE":
                return name_of(file.get("name"))
        return ""

    async def upload(self, lines: Path, marker: str) -> str:
        size = str(size_of(lines))
        start = {
            "X-Goog-Upload-Protocol": "resumable",
            "X-Goog-Upload-Command": "start",
            "X-Goog-Upload-Header-Content-Length": size,
            "X-Goog-Upload-Header-Content-Type": KIND,
        }
        about = {"file": {"displayName": file_name(marker), "mimeType": KIND}}
        opened = await self._guarded(
            self._request("POST", f"/upload{VERSION}/files", start, json=about), ORDER_S
        )
        address = opened.headers.get("x-goog-upload-url", "")
        if host_of(address) != self.host:
            # The documents go to the host that was said, and to no other.
            raise self._service._errors.bad_reply("the upload leads to another host")
        whole = {
            "X-Goog-Upload-Command": "upload, finalize",
            "X-Goog-Upload-Offset": "0",
            "content-length": size,
        }
        reply = await self._json("POST", address, UPLOAD_S, headers=whole, content=_pieces(lines))
        return name_of((reply.get("file") or {}).get("name"))

    async def create(self, lines: Path, file_id: str, marker: str) -> RemoteJob:
        del lines
        order = {"batch": {"displayName": marker, "inputConfig": {"fileName": file_id}}}
        model = self._adapter._endpoint.model
        path = f"{VERSION}/models/{model}:batchGenerateContent"
        try:
            document = await self._json("POST", path, ORDER_S, json=order)
        except RateLimited as error:
            # The only 429 of this order is the quota of enqueued tokens.
            raise self._too_much(error.message) from None
        job = self._job(document)
        if not job.job_id:
            raise self._service._errors.bad_reply("the reply names no id")
        return job

    def _job(self, document: Mapping[str, Any]) -> RemoteJob:
        about = document.get("metadata") or {}
        state = name_of(about.get("state")).rpartition("STATE_")[2]
        stats = about.get("batchStats") or {}
        output = about.get("output") or document.get("response") or {}
        file = name_of(output.get("responsesFile"))
        source = (about.get("inputConfig") or {}).get("fileName")
        return RemoteJob(
            job_id=name_of(document.get("name")),
            word=state.lower(),
            ended=bool(document.get("done")) or state in ENDED,
            total=number_of(stats, "requestCount"),
            done=number_of(stats, "successfulRequestCount"),
            failed=number_of(stats, "failedRequestCount"),
            created_at=seconds_of(about.get("createTime")),
            marker=name_of(about.get("displayName")),
            file_id=name_of(source),
            results=(file,) if file else (),
            problem=self._problem(document, state),
        )

    def _problem(self, document: Mapping[str, Any], state: str) -> ProviderError | None:
        """Why the job failed as a whole."""
        error = document.get("error")
        if state != "FAILED" and not error:
            return None
        error = error or {}
        message = name_of(error.get("message")) or "no reason given"
        if error.get("code") == RESOURCE_EXHAUSTED or ENQUEUED.search(message.lower()):
            return self._too_much(message)
        return self._job_refused(message)

    async def poll(self, job_id: str) -> RemoteJob:
        return self._job(await self._get(f"{VERSION}/{job_id}"))

    async def jobs(self, since: float) -> AsyncGenerator[RemoteJob]:
        token = ""
        while True:
            page = await self._get(f"{self.list_path}?pageSize=100{token}")
            for document in page.get("operations") or []:
                job = self._job(document)
                if job.created_at and job.created_at < since:
                    return
                yield job
            if not page.get("nextPageToken"):
                return
            token = f"&pageToken={page['nextPageToken']}"

    async def results(self, job: RemoteJob) -> AsyncGenerator[ItemResult]:
        for file in job.results:
            path = f"{VERSION}/{file}:download?alt=media"
            async with aclosing(self._lines(path)) as lines:
                async for line in lines:
                    yield self._result(line)

    def _result(self, line: Mapping[str, Any]) -> ItemResult:
        custom_id = name_of(line.get("key"))
        if line.get("response"):
            return ItemResult(custom_id, answer=line["response"])
        error = line.get("error") or {"message": "the line holds no answer"}
        code = number_of(error, "code") or 13
        if code == CANCELLED:
            return ItemResult(custom_id, trouble=Trouble.CANCELED)
        status = code if code >= 400 else HTTP_OF.get(code, 500)
        return ItemResult(custom_id, error=self._failure({"error": error}, status))

    async def cancel(self, job_id: str) -> None:
        await self._json("POST", f"{VERSION}/{job_id}:cancel", ORDER_S, json={})

    async def delete(self, job: RemoteJob) -> int:
        left = [name for name in (job.job_id, job.file_id, *job.results) if name]
        return sum([await self._deleted(f"{VERSION}/{name}") for name in left])


async def _pieces(lines: Path) -> AsyncIterator[bytes]:
    with lines.open("rb") as file:
        while piece := file.read(COPY_BYTES):
            yield piece
