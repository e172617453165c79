"""OpenAI's Responses API: bodies and events."""

from __future__ import annotations

from typing import Any

from .answer import Answer
from .request import WireRequest

ENDINGS = {
    "length": ("incomplete", "max_output_tokens"),
    "reasoning_only": ("incomplete", "max_output_tokens"),
    "filtered": ("incomplete", "content_filter"),
    "blocked": ("incomplete", "content_filter"),
    "failed": ("failed", ""),
}


def plain(answer: Answer, request: WireRequest) -> dict[str, Any]:
    """The whole response object."""
    status, reason = ENDINGS.get(answer.ending, ("completed", ""))
    status = answer.stop or status
    output: list[dict[str, Any]] = []
    if answer.reasoning or answer.reasoning_tokens or answer.ending == "reasoning_only":
        summary = [{"type": "summary_text", "text": answer.reasoning}] if answer.reasoning else []
        output.append({"id": "rs_1", "type": "reasoning", "summary": summary})
    if answer.ending == "refusal":
        output.append(_message({"type": "refusal", "refusal": answer.text}))
    elif answer.visible or answer.ending == "empty":
        output.append(
            _message(
                {"type": "output_text", "text": answer.visible, "annotations": [], "logprobs": []}
            )
        )
    failed = {"code": "server_error", "message": answer.detail or "The model failed."}
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1795305600,
        "status": status,
        "error": failed if status == "failed" else None,
        "incomplete_details": {"reason": answer.detail or reason}
        if status == "incomplete"
        else None,
        "instructions": request.system,
        "max_output_tokens": request.body.get("max_output_tokens"),
        "model": request.model,
        "output": output,
        "parallel_tool_calls": True,
        "store": request.body.get("store", True),
        "tool_choice": "auto",
        "tools": [],
        "usage": _usage(answer, request) if answer.usage else None,
    }


def events(answer: Answer, request: WireRequest) -> tuple[list[Any], list[Any], list[Any]]:
    """Opening events, one per piece of text, closing events."""
    final = plain(answer, request)
    open_ = {
        **final,
        "status": "in_progress",
        "output": [],
        "usage": None,
        "incomplete_details": None,
        "error": None,
    }
    place: dict[str, Any] = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    kind = "response.refusal.delta" if answer.ending == "refusal" else "response.output_text.delta"
    opening: list[dict[str, Any]] = [
        {"type": "response.created", "response": open_},
        {"type": "response.in_progress", "response": open_},
    ]
    if answer.reasoning:
        delta: dict[str, Any] = {
            "item_id": "rs_1",
            "output_index": 0,
            "summary_index": 0,
            "delta": answer.reasoning,
        }
        opening.append({"type": "response.reasoning_summary_text.delta", **delta})
    pieces = [{"type": kind, **place, "delta": piece} for piece in answer.split()]
    status = final["status"] if final["status"] in ("incomplete", "failed") else "completed"
    closing = [{"type": f"response.{status}", "response": final}]
    for number, event in enumerate([*opening, *pieces, *closing]):
        event["sequence_number"] = number
    return opening, pieces, closing


def error_event(answer: Answer) -> dict[str, Any]:
    """The event that tells of a failure after the stream began."""
    message = answer.detail or "The server had an error while processing your request."
    return {
        "type": "error",
        "code": "server_error",
        "message": message,
        "param": None,
        "sequence_number": 3,
    }


def _message(part: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "msg_1",
        "type": "message",
        "status": "completed",
        "role": "assistant",
        "content": [part],
    }


def _usage(answer: Answer, request: WireRequest) -> dict[str, Any]:
    sent, got = tokens(answer, request)
    return {
        "input_tokens": sent,
        "input_tokens_details": {
            "cached_tokens": answer.cached_tokens,
            "cache_write_tokens": answer.cache_write_tokens,
        },
        "output_tokens": got,
        "output_tokens_details": {"reasoning_tokens": answer.reasoning_tokens},
        "total_tokens": sent + got,
    }


def tokens(answer: Answer, request: WireRequest) -> tuple[int, int]:
    """Input tokens (cached ones included) and output tokens (reasoning included)."""
    sent = answer.input_tokens
    got = answer.output_tokens
    return (
        (len(request.system) + len(request.text)) // 4 if sent is None else sent,
        len(answer.text) // 4 + answer.reasoning_tokens if got is None else got,
    )
