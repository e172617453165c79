"""Services whose batch API is OpenAI's in all but a few words: Groq, Together."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..batch_api import BatchLimits, RemoteJob
from ..records import Request
from ._batch import UPLOAD_S, file_name, json_line
from ._openai_batch import WINDOW, OpenAIBatch


class GroqBatch(OpenAIBatch):
    """Files have no time to live of their own."""

    expires = False


class TogetherBatch(OpenAIBatch):
    """Lines without method and address, words in capitals, jobs without a marker: they are found by
    their file.
    """

    # Its own limits: 50,000 requests and 100 MB.
    limits = BatchLimits(items=10_000, input_bytes=90_000_000)
    purpose = "batch-api"
    expires = False

    def line(self, custom_id: str, request: Request) -> bytes:
        _, body = self._adapter.batch_body(request)
        return json_line({"custom_id": custom_id, "body": body})

    async def upload(self, lines: Path, marker: str) -> str:
        name = file_name(marker)
        fields = {"purpose": self.purpose, "file_name": name, "file_type": "jsonl"}
        with lines.open("rb") as file:
            files = {"file": (name, file, "application/jsonl")}
            path = "/files/upload"
            return self._id_of(await self._json("POST", path, UPLOAD_S, data=fields, files=files))

    def _order(self, file_id: str, marker: str) -> dict[str, Any]:
        del marker
        return {
            "completion_window": WINDOW,
            "endpoint": self._endpoint,
            "input_file_id": file_id,
        }

    def _made(self, document: Mapping[str, Any]) -> RemoteJob:
        return super()._made(document.get("job") or document)
