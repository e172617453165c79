"""From an Answer to bytes: a list of steps, each a piece to write, a wait, or a cut of the line."""

from __future__ import annotations

import json
from dataclasses import replace
from enum import Enum
from typing import Any

from . import anthropic, chat, gemini, listing, ollama, responses
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
    "ollama": ollama,
}
BAD_JSON = b'data: {"index": 0, "delta": {"text": "half an ev\n\n'


def steps(answer: Answer, request: WireRequest) -> list[Step]:
    """What to write for this answer."""
    if answer.fault == "stall_first_byte":
        return [Cut.STALL]
    if answer.body is not None:
        return [whole(answer.status or 200, answer.body, answer.headers)]
    if answer.fault == "wrong_type":
        return [
            whole(
                answer.status or 200,
                b"<html><body>Log in to the hotel network</body></html>",
                {},
                "text/html",
            )
        ]
    if answer.error:
        return [_error(answer, request)]
    if answer.model:
        request = replace(request, model=answer.model)
    if answer.framing == "events" or (request.stream and not answer.framing):
        return _stream(answer, request)
    return _plain(answer, request)


def listed(request: WireRequest, names: list[str]) -> bytes:
    """The answer of a side door."""
    found = listing.models(request, names) if request.action == "models" else listing.count(request)
    return whole(200, json.dumps(found).encode(), {})


def told(document: object) -> bytes:
    """What stands behind a door; 404 where there is none."""
    if document is None:
        return whole(404, b"404 page not found", {}, "text/plain")
    return whole(200, json.dumps(document).encode(), {})


def _error(answer: Answer, request: WireRequest) -> bytes:
    vendor = chat if request.api == "responses" else VENDORS[request.api]
    status = answer.status or STATUS[answer.error]
    headers = dict(answer.headers)
    if answer.retry_after and vendor is not gemini:
        headers["retry-after"] = answer.retry_after
    headers["request-id" if vendor is anthropic else "x-request-id"] = "req_1"
    return whole(status, json.dumps(vendor.error(answer, request)).encode(), headers)


def _plain(answer: Answer, request: WireRequest) -> list[Step]:
    vendor = VENDORS[request.api]
    document = (
        vendor.error_event(answer)
        if answer.fault == "error_event"
        else vendor.plain(answer, request)
    )
    body = json.dumps(twisted(document, answer), ensure_ascii=answer.twist != "raw").encode()
    if answer.fault in ("bad_json", "early_end"):
        body = body[: len(body) // 2]
    reply = whole(answer.status or 200, body, answer.headers)
    if answer.fault in ("stall", "drop"):
        return [reply[: -len(body) // 2], Cut.STALL if answer.fault == "stall" else Cut.DROP]
    return [reply]


def _stream(answer: Answer, request: WireRequest) -> list[Step]:
    vendor = VENDORS[request.api]
    opening, pieces, closing = vendor.events(answer, request)
    if answer.twist == "drop_after_reason":
        closing = closing[: 1 + next(i for i, e in enumerate(closing) if reasoned(e))]
    events = [*opening, *pieces, *closing]
    if answer.fault:
        events = [*opening, *pieces[: answer.fault_after]]
    frames = [_twist(_frame(twisted(e, answer), request.api, answer), answer) for e in events]
    if answer.twist == "bom":
        frames[0] = b"\xef\xbb\xbf" + frames[0]
    head = _head(
        answer.status or 200,
        "application/x-ndjson" if request.api == "ollama" else "text/event-stream",
        {"transfer-encoding": "chunked", **answer.headers},
    )
    written: list[Step] = [head, *map(_chunk, frames)]
    if answer.twist == "no_blank_line":
        last = written.pop()
        assert isinstance(last, bytes)
        return [*written, _chunk(frames[-1].rstrip()), b"0\r\n\r\n"]
    if answer.fault == "stall":
        return [*written, Cut.STALL]
    if answer.fault == "drop" or answer.twist == "drop_after_reason":
        return [*written, Cut.DROP]
    if answer.fault == "error_event":
        written.append(_chunk(_frame(vendor.error_event(answer), request.api, answer)))
    elif answer.fault == "bad_json":
        rest = [
            _frame(event, request.api, answer)
            for event in [*pieces[answer.fault_after + 1 :], *closing]
        ]
        named = b"event: content_block_delta\n" if request.api == "anthropic" else b""
        broken = BAD_JSON[6:-1] if request.api == "ollama" else BAD_JSON
        written += [_chunk(named + broken), *map(_chunk, rest)]
    if request.api == "chat" and answer.fault != "early_end":
        written.append(_chunk(b"data: [DONE]\n\n"))
    return [*written, b"0\r\n\r\n"]


def _frame(event: dict[str, Any], api: str, answer: Answer) -> bytes:
    named = f"event: {event['type']}\n" if api in ("responses", "anthropic") else ""
    text = json.dumps(event, ensure_ascii=answer.twist != "raw")
    if api == "ollama":
        return f"{text}\n".encode()
    return f"{named}data: {text}\n\n".encode()


def _twist(frame: bytes, answer: Answer) -> bytes:
    """The same event as another server would write it."""
    if b"data" not in frame[:60]:
        return frame  # a document a line has no fields, and ends at LF
    match answer.twist:
        case "comments":
            return b": ping\n\n:\nretry: 3000\nid: 7\n" + frame
        case "no_space":
            return frame.replace(b"data: ", b"data:")
        case "cr":
            return frame.replace(b"\n", b"\r")
        case "crlf":
            return frame.replace(b"\n", b"\r\n")
    return frame


REASONS = ("finish_reason", "finishReason", "stop_reason", "done_reason")


def reasoned(document: Any) -> bool:
    """Whether the document says how the answer ended."""
    if isinstance(document, dict):
        told = any(document.get(name) for name in REASONS)
        ended = str(document.get("type")) in ("response.completed", "response.incomplete")
        return told or ended or any(map(reasoned, document.values()))
    return isinstance(document, list) and any(map(reasoned, document))


def twisted(document: Any, answer: Answer) -> Any:
    """The document without its reason, or with usage as a careless server writes it."""
    if isinstance(document, list):
        return [twisted(entry, answer) for entry in document]
    if not isinstance(document, dict):
        return document
    changed = {name: twisted(value, answer) for name, value in document.items()}
    for name, value in document.items():
        if answer.twist == "no_reason" and name in REASONS:
            changed[name] = None
        counts = "token" in name.lower() or name.endswith("eval_count")
        if isinstance(value, int) and counts and name not in NOT_USAGE:
            changed[name] = _usage_as(value, answer)
    return changed


NOT_USAGE = ("max_output_tokens",)


def _usage_as(value: int, answer: Answer) -> Any:
    match answer.twist:
        case "usage_strings":
            return str(value)
        case "usage_zero":
            return 0
        case "usage_null":
            return None
        case "usage_negative":
            return -value
    return value


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def whole(status: int, body: bytes, headers: Any, content_type: str = "application/json") -> bytes:
    """A whole reply with its length."""
    return _head(status, content_type, {"content-length": str(len(body)), **headers}) + body


def _head(status: int, content_type: str, headers: dict[str, str]) -> bytes:
    lines = [
        f"HTTP/1.1 {status} Said",
        *(f"{k}: {v}" for k, v in {"content-type": content_type, **headers}.items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
