"""From an Answer to bytes: a list of steps, each a piece to write, a wait, or a cut of the line."""

from __future__ import annotations

import json
from enum import Enum
from typing import Any

from . import anthropic, chat, gemini, listing, responses
from .answer import STATUS, Answer
from .request import WireRequest


class Cut(Enum):
    """STALL: say nothing more, ever. DROP: break the connection."""

    STALL = "stall"
    DROP = "drop"


Step = bytes | Cut

VENDORS: dict[str, Any] = {
    "responses": responses,
    "chat": chat,
    "anthropic": anthropic,
    "gemini": gemini,
}
BAD_JSON = b'data: {"index": 0, "delta": {"text": "half an ev\n\n'


def steps(answer: Answer, request: WireRequest) -> list[Step]:
    """What to write for this answer."""
    if answer.fault == "stall_first_byte":
        return [Cut.STALL]
    if answer.body is not None:
        return [_whole(answer.status or 200, answer.body, answer.headers)]
    if answer.fault == "wrong_type":
        return [
            _whole(
                answer.status or 200,
                b"<html><body>Log in to the hotel network</body></html>",
                {},
                "text/html",
            )
        ]
    if answer.error:
        return [_error(answer, request)]
    if request.stream:
        return _stream(answer, request)
    return _plain(answer, request)


def listed(request: WireRequest, names: list[str]) -> bytes:
    """The answer of a side door."""
    found = listing.models(request, names) if request.action == "models" else listing.count(request)
    return _whole(200, json.dumps(found).encode(), {})


def _error(answer: Answer, request: WireRequest) -> bytes:
    vendor = (
        gemini if request.api == "gemini" else anthropic if request.api == "anthropic" else chat
    )
    status = answer.status or STATUS[answer.error]
    headers = dict(answer.headers)
    if answer.retry_after and vendor is not gemini:
        headers["retry-after"] = answer.retry_after
    headers["request-id" if vendor is anthropic else "x-request-id"] = "req_1"
    return _whole(status, json.dumps(vendor.error(answer, request)).encode(), headers)


def _plain(answer: Answer, request: WireRequest) -> list[Step]:
    vendor = VENDORS[request.api]
    document = (
        vendor.error_event(answer)
        if answer.fault == "error_event"
        else vendor.plain(answer, request)
    )
    body = json.dumps(document).encode()
    if answer.fault in ("bad_json", "early_end"):
        body = body[: len(body) // 2]
    reply = _whole(answer.status or 200, body, answer.headers)
    if answer.fault in ("stall", "drop"):
        return [reply[: -len(body) // 2], Cut.STALL if answer.fault == "stall" else Cut.DROP]
    return [reply]


def _stream(answer: Answer, request: WireRequest) -> list[Step]:
    vendor = VENDORS[request.api]
    opening, pieces, closing = vendor.events(answer, request)
    frames = [_frame(event, request.api) for event in opening]
    if answer.fault:
        frames += [_frame(event, request.api) for event in pieces[: answer.fault_after]]
    else:
        frames += [_frame(event, request.api) for event in [*pieces, *closing]]
    head = _head(
        answer.status or 200,
        "text/event-stream",
        {"transfer-encoding": "chunked", **answer.headers},
    )
    written: list[Step] = [head, *map(_chunk, frames)]
    if answer.fault == "stall":
        return [*written, Cut.STALL]
    if answer.fault == "drop":
        return [*written, Cut.DROP]
    if answer.fault == "error_event":
        written.append(_chunk(_frame(vendor.error_event(answer), request.api)))
    elif answer.fault == "bad_json":
        rest = [
            _frame(event, request.api) for event in [*pieces[answer.fault_after + 1 :], *closing]
        ]
        named = b"event: content_block_delta\n" if request.api == "anthropic" else b""
        written += [_chunk(named + BAD_JSON), *map(_chunk, rest)]
    if request.api == "chat" and answer.fault != "early_end":
        written.append(_chunk(b"data: [DONE]\n\n"))
    return [*written, b"0\r\n\r\n"]


def _frame(event: dict[str, Any], api: str) -> bytes:
    named = f"event: {event['type']}\n" if api in ("responses", "anthropic") else ""
    return f"{named}data: {json.dumps(event)}\n\n".encode()


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def _whole(status: int, body: bytes, headers: Any, content_type: str = "application/json") -> bytes:
    return _head(status, content_type, {"content-length": str(len(body)), **headers}) + body


def _head(status: int, content_type: str, headers: dict[str, str]) -> bytes:
    lines = [
        f"HTTP/1.1 {status} Said",
        *(f"{k}: {v}" for k, v in {"content-type": content_type, **headers}.items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
