"""One reply as its bytes came: how they are framed is read from them and not from what was asked.

Server-sent events, one JSON document, a list of them or one a line all become the same sequence of
documents. The event parser is httpx2's: its lines end at CR, LF and CRLF only.
"""

from __future__ import annotations

import asyncio
import codecs
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, cast

import httpx2

from ._reader import EmptyReply, NotAnAnswer

Document = dict[str, Any]

BOM = b"\xef\xbb\xbf"
EVENT_FIELD = re.compile(rb"(data|event|id|retry)?[ \t]*:")
# What some send in place of the comment that keeps a line alive, and of OpenAI's last event.
IDLE = re.compile(r"[\"']?(?:null|ping|pong|keep[-_ ]?alive|heartbeat)?[\"']?", re.IGNORECASE)
END = re.compile(r"[\"']?\[?done\]?[\"']?", re.IGNORECASE)
# As many bytes as it takes to tell UTF-16 and UTF-32.
ENCODING_BYTES = 4
# A comment of an event stream; some services send it before a plain document, too.
COMMENT = re.compile(rb":[^\r\n]*[\r\n]+\s*")
# As many bytes as it takes to tell what a body is.
HEAD_BYTES = 16
# An answer of 128,000 tokens in events of 300 bytes each fits; a flood does not.
BASE_BYTES = 8 * 1024 * 1024
BYTES_PER_TOKEN = 1024
# How long a service may keep the line open after it has told how the answer ended.
LINGER_S = 5.0


class Flood(Exception):
    """The body is larger than any answer to the request can be."""


@dataclass(slots=True)
class Clock:
    """Until when the next byte has to be there, in the time of the event loop."""

    silence_s: float
    ends_at: float

    @classmethod
    def start(cls, silence_s: float, call_s: float) -> Clock:
        return cls(silence_s, asyncio.get_running_loop().time() + call_s)

    def next_by(self) -> float:
        return min(self.ends_at, asyncio.get_running_loop().time() + self.silence_s)

    def hurry(self) -> None:
        self.silence_s = min(self.silence_s, LINGER_S)


class Reply:
    """`documents()` reads it once. `framing` is "events" or "json" as soon as that is known;
    `ended` says that the body came to its own end: `[DONE]`, or a document that is whole.
    """

    def __init__(self, response: httpx2.Response, clock: Clock, output_tokens: int) -> None:
        self.response = response
        self.framing = ""
        self.ended = False
        self.bytes_seen = 0
        self._clock = clock
        self._most_bytes = BASE_BYTES + BYTES_PER_TOKEN * output_tokens
        self._broken: Exception | None = None

    async def documents(self) -> AsyncGenerator[Document]:
        """The JSON objects of the body, as soon as each is whole.

        Raises:
            Flood: it is larger than any answer.
            NotAnAnswer: it is of a kind that no API sends.
            ValueError: what should be JSON is not.
            httpx2.HTTPError, TimeoutError: the line broke or fell silent.
        """
        async with aclosing(self._chunks()) as raw, aclosing(_as_utf8(raw)) as chunks:
            head = await self._head(chunks)
            self.framing = self._framing_of(head)
            read = self._events if self.framing == "events" else self._json
            async with aclosing(read(_joined(head, chunks))) as documents:
                async for document in documents:
                    yield document

    def hurry(self) -> None:
        """The end has been told: what may still come is worth a short wait."""
        self._clock.hurry()

    async def aclose(self) -> None:
        await self.response.aclose()

    async def _chunks(self) -> AsyncGenerator[bytes]:
        """The bytes of the body. Whatever comes, a comment or a ping, is a sign of life."""
        raw = aiter(self.response.aiter_bytes())
        while True:
            async with asyncio.timeout_at(self._clock.next_by()):
                chunk = await anext(raw, None)
            if chunk is None:
                return
            self.bytes_seen += len(chunk)
            if self.bytes_seen > self._most_bytes:
                raise Flood
            yield chunk

    async def _head(self, chunks: AsyncIterator[bytes]) -> bytes:
        head = b""
        async for chunk in chunks:
            head += chunk
            if not BOM.startswith(head[:3]):
                head = head.removeprefix(BOM).lstrip()
                while comment := COMMENT.match(head):
                    head = head[comment.end() :]
            if len(head) >= HEAD_BYTES:
                break
        return head.removeprefix(BOM).lstrip()

    def _framing_of(self, head: bytes) -> str:
        if head[:1] in (b"{", b"[") or head.strip() == b"null":
            return "json"
        if EVENT_FIELD.match(head):
            return "events"
        kind = self.response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if not head:
            raise EmptyReply
        begin = head[:60].decode("utf-8", "replace")
        raise NotAnAnswer(f"the reply is {kind or 'of no stated type'}, not JSON: {begin!r}")

    async def _events(self, chunks: AsyncIterator[bytes]) -> AsyncGenerator[Document]:
        as_events = httpx2.Response(
            200,
            headers={"content-type": "text/event-stream; charset=utf-8"},
            content=self._with_last_line(chunks),
            request=self.response.request,
        )
        source = aiter(httpx2.EventSource(as_events, max_event_size=self._most_bytes))
        async with aclosing(cast("AsyncGenerator[httpx2.ServerSentEvent]", source)) as events:
            async for event in events:
                text = event.data.strip()
                if END.fullmatch(text):
                    self.ended = True
                    return
                if IDLE.fullmatch(text):
                    continue
                try:
                    documents = _documents_of(text)
                except ValueError:
                    if self._broken:
                        break
                    raise
                for document in documents:
                    yield document
        if self._broken:
            raise self._broken

    async def _with_last_line(self, chunks: AsyncIterator[bytes]) -> AsyncGenerator[bytes]:
        """The chunks and, however they end, the blank line that closes the last event."""
        try:
            async for chunk in chunks:
                yield chunk
        except (httpx2.HTTPError, TimeoutError) as error:
            self._broken = error
        yield b"\n\n"

    async def _json(self, chunks: AsyncIterator[bytes]) -> AsyncGenerator[Document]:
        """One document, or one a line: decided by whether the first line is whole by itself."""
        body, searched = bytearray(), 0
        lined: bool | None = None
        async for chunk in chunks:
            body += chunk
            while lined is not False and (end := body.find(b"\n", searched)) >= 0:
                line, body = bytes(body[:end]), body[end + 1 :]
                searched = 0
                try:
                    documents = _objects(line) if line.strip() else []
                except ValueError:
                    if lined and line.lstrip()[:1] not in (b"{", b"["):
                        continue  # what some proxies append to a whole document says nothing
                    if lined:
                        raise
                    lined, body = False, bytearray(line + b"\n") + body
                    break
                lined = lined or bool(documents)
                for document in documents:
                    yield document
            searched = len(body)
        rest = bytes(body.strip())
        if not lined or rest[:1] in (b"{", b"["):
            for document in _objects(rest):
                yield document
        self.ended = True


async def _as_utf8(chunks: AsyncIterator[bytes]) -> AsyncGenerator[bytes]:
    """The chunks of a body, in UTF-8 where it is in UTF-16 or UTF-32."""
    decoder: codecs.IncrementalDecoder | None = None
    head: bytes | None = b""
    async for chunk in chunks:
        if head is not None:
            head += chunk
            if len(head) < ENCODING_BYTES:
                continue
            encoding = _wide_encoding(head)
            decoder = codecs.getincrementaldecoder(encoding)("replace") if encoding else None
            chunk, head = head, None
        yield decoder.decode(chunk).encode("utf-8", "replace") if decoder else chunk
    if head:
        yield head


def _wide_encoding(head: bytes) -> str:
    """UTF-16 or UTF-32 by the mark in front, or by the zeros around the first sign; "" for UTF-8."""
    for encoding in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"):
        mark, letter = "\ufeff".encode(encoding), "a".encode(encoding)
        if head.startswith(mark) or _zeros(head[: len(letter)]) == _zeros(letter):
            return encoding
    return ""


def _zeros(sign: bytes) -> list[bool]:
    return [byte == 0 for byte in sign]


async def _joined(head: bytes, rest: AsyncIterator[bytes]) -> AsyncGenerator[bytes]:
    yield head
    async for chunk in rest:
        yield chunk


def _documents_of(data: str) -> list[Document]:
    """What the data of one event holds; where a server forgets the blank line between two events,
    the data of all of them.
    """
    try:
        return _objects(data)
    except ValueError:
        lines = [line for line in data.splitlines() if not IDLE.fullmatch(line.strip())]
        if len(lines) < 2:
            raise
    documents: list[Document] = []
    for line in lines:
        if not END.fullmatch(line.strip()):
            documents += _objects(line)
    return documents


def _decoded(body: bytes) -> str:
    """JSON is UTF-8, but what was paid is read all the same."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def _objects(text: str | bytes) -> list[Document]:
    """The JSON object, or the list of objects, that `text` is. ValueError for anything else."""
    try:
        value = json.loads(_decoded(text) if isinstance(text, bytes) else text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    documents = value if isinstance(value, list) else [value]
    if not all(isinstance(document, dict) for document in documents):
        raise ValueError("not a JSON object")
    return documents
