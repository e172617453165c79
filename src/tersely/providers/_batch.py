"""What the batch APIs of all services share: HTTP under the same border and errors as live calls,
and answers that are judged by the same code.
"""

from __future__ import annotations

import asyncio
import json
import re
from abc import abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..batch_api import BatchApi, BatchRefused, EnqueuedTooMuch, RemoteJob
from ..errors import BadRequest, TerselyError, UsageError
from ..provider import host_of
from ..records import Completion, Request
from ._call import Call
from ._failure import Failure, body_of
from ._reader import name_of
from ._usage import count

if TYPE_CHECKING:
    import httpx2

    from ._service import Service

ANSWER_S = 60.0
"""For questions, and as the longest silence between two pieces of results."""
ORDER_S = 120.0
UPLOAD_S = 1800.0
NO_SUCH_DOOR = (404, 405, 501)
MARKER = "tersely"
"""The field of a job's metadata that holds our marker."""
ENQUEUED = re.compile(r"enqueued.{0,40}token|token_limit_exceeded|resource_exhausted|batch.*quota")
LIMIT = re.compile(r"limit:?\s*(?:is\s*)?([\d,]{4,15})", re.IGNORECASE)


class BatchDoor(BatchApi):
    """A batch API over HTTP. The adapter of the service signs, reads failures and judges answers."""

    list_path = "/batches"
    page_size, cursor = 100, "after"
    """How many jobs a page of the list may hold, and the parameter that asks for the next page."""

    def __init__(self, service: Service, base_url: str, headers: Mapping[str, str]) -> None:
        self._service = service
        self._base_url = base_url.rstrip("/")
        self._headers = {**headers, "accept": "application/json"}
        self.host = host_of(base_url)

    @property
    def _name(self) -> str:
        return self._service.name

    async def check(self) -> None:
        try:
            await self._get(f"{self.list_path}?{self._page_of(1)}")
        except BadRequest as error:
            if error.status not in NO_SUCH_DOOR:
                raise
            raise UsageError(
                f"{self.host} has no batch API (it answered {error.status}).",
                hint="Leave --economy out.",
            ) from None

    def _page_of(self, size: int) -> str:
        return f"limit={size}"

    async def judge(self, answer: Mapping[str, Any], request: Request) -> Completion:
        call = Call(self._service, request, streaming=False)
        async with aclosing(call.items(_whole(call, answer))) as items:
            async for item in items:
                if isinstance(item, Completion):
                    return item
        raise AssertionError("an answer is a Completion or an error")

    async def jobs(self, since: float) -> AsyncGenerator[RemoteJob]:
        after = ""
        while True:
            page = await self._get(f"{self.list_path}?{self._page_of(self.page_size)}{after}")
            documents = page.get("data") or []
            for document in documents:
                job = self._job(document)
                if job.created_at and job.created_at < since:
                    return
                yield job
            if not documents or not page.get("has_more"):
                return
            last = name_of(page.get("last_id")) or name_of(documents[-1].get("id"))
            after = f"&{self.cursor}={last}"

    def concede(self, refusal: BadRequest, request: Request) -> Sequence[str] | None:
        service = self._service
        if not service._concede(refusal, request):
            return None
        # A live call would tell it with its answer, which comes with another command here.
        remarks, service._outcome.remarks = service._outcome.remarks, []
        return remarks

    @abstractmethod
    def _job(self, document: Mapping[str, Any]) -> RemoteJob:
        """The vendor's job as ours."""

    async def _get(self, path: str) -> dict[str, Any]:
        return await self._json("GET", path)

    async def _json(
        self, method: str, path: str, seconds: float = ANSWER_S, **content: Any
    ) -> dict[str, Any]:
        """The JSON object that an order or a question is answered with."""
        response = await self._guarded(self._request(method, path, **content), seconds)
        document = body_of(response) if response.content else {}
        if isinstance(document, list):
            document = {"data": document}
        if not isinstance(document, dict):
            raise self._service._errors.bad_reply("the reply is not what the API promises")
        return document

    async def _guarded(self, call: Any, seconds: float) -> Any:
        return await self._service._guarded(call, seconds)

    async def _request(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, **content: Any
    ) -> httpx2.Response:
        url = path if "://" in path else f"{self._base_url}{path}"
        sent_headers = {**self._headers, **(headers or {})}
        response = await self._service._http.request(method, url, headers=sent_headers, **content)
        self.served_at = _date_of(response) or self.served_at
        self._check(response)
        return response

    def _check(self, response: httpx2.Response) -> None:
        if not response.is_success:
            raise self._failure(body_of(response), response.status_code, response)

    def _failure(self, body: Any, status: int | None, response: Any = None) -> TerselyError:
        """The error of a reply, or of one call in the results (then there is no response)."""
        service = self._service
        if response is not None:
            failure = service._read_failure(body, status, response)
        else:
            failure = Failure.read(body, status)
        return failure.error(service._endpoint, service._facts)

    async def _lines(self, path: str) -> AsyncGenerator[dict[str, Any]]:
        """The JSON objects of a file of lines, as they come."""
        url = path if "://" in path else f"{self._base_url}{path}"
        failure: TerselyError | None = None
        try:
            request = self._service._http.stream("GET", url, headers=self._headers)
            async with request as response:
                if not response.is_success:
                    await response.aread()
                self._check(response)
                async with aclosing(_split(response.aiter_bytes())) as lines:
                    async for line in lines:
                        yield _object(line)
        except self._service._caught as error:
            failure = self._service._errors.translated(error)
        if failure is not None:
            raise failure

    def _job_refused(self, message: str) -> BatchRefused:
        return BatchRefused(
            f"{self._name} refused the job: {message}",
            provider=self._name,
            hint="Its calls were not made and cost nothing.",
        )

    def _too_much(self, message: str) -> EnqueuedTooMuch:
        """The error for more enqueued tokens than the account may have."""
        error = EnqueuedTooMuch(
            f"{self._name}: {message}",
            provider=self._name,
            hint="It passes when other jobs have ended; smaller jobs are sent then.",
        )
        named = LIMIT.search(message)
        error.limit_tokens = count(named[1].replace(",", "")) if named else None
        return error

    async def _deleted(self, path: str) -> int:
        """1 where something was deleted, 0 where it was gone already."""
        try:
            await self._json("DELETE", path)
        except BadRequest as error:
            if error.status not in (400, 404):
                raise
            return 0
        return 1


def _date_of(response: httpx2.Response) -> float:
    """The time that the head of a reply bears; 0 for none."""
    try:
        return parsedate_to_datetime(response.headers.get("date", "")).timestamp()
    except (ValueError, OverflowError):
        return 0.0


async def _whole(call: Call, answer: Mapping[str, Any]) -> AsyncGenerator[str]:
    """The text of one document that is the whole answer."""
    if text := call.heard.reader.feed(answer):
        yield text
    call.check_answered()


async def _split(chunks: AsyncIterator[bytes]) -> AsyncGenerator[bytes]:
    """Lines that are not empty, within the clock of a silence."""
    rest = b""
    while True:
        async with asyncio.timeout(ANSWER_S):
            chunk = await anext(chunks, None)
        if chunk is None:
            break
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            if line.strip():
                yield line
    if rest.strip():
        yield rest


def _object(line: bytes) -> dict[str, Any]:
    document = json.loads(line)
    if not isinstance(document, dict):
        raise ValueError("not a JSON object")
    return document


def number_of(document: Mapping[str, Any], name: str) -> int | None:
    """A count of a job; services leave it out or write null."""
    return count(document.get(name))


def seconds_of(value: object) -> float:
    """A time as seconds since 1970: services write a number or a date; 0 for anything else."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, str):
        return 0.0
    try:
        moment = datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError:
        return 0.0
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def json_line(document: Mapping[str, Any]) -> bytes:
    """One line of a job."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "backslashreplace"
    )


def size_of(lines: Path) -> int:
    """Bytes of a file of calls."""
    return lines.stat().st_size


def file_name(marker: str) -> str:
    """What an uploaded file is called: found again by it."""
    return f"tersely-{marker}.jsonl"
