"""Anthropic's Messages API: bodies, events, errors."""

from __future__ import annotations

from typing import Any

from .answer import Answer
from .request import WireRequest
from .responses import tokens

ENDINGS = {
    "length": "max_tokens",
    "reasoning_only": "max_tokens",
    "refusal": "refusal",
    "filtered": "refusal",
    "blocked": "refusal",
    "failed": "refusal",
}

ERRORS = {
    "rate_limit": ("rate_limit_error", "This request would exceed your organization's rate limit."),
    "daily_quota": ("rate_limit_error", "You have reached your specified API usage limits."),
    "quota": (
        "rate_limit_error",
        "enforced_spend_limit_reached: your workspace reached its spend limit.",
    ),
    "auth": ("authentication_error", "invalid x-api-key: {key}"),
    "payment": ("billing_error", "Your credit balance is too low to access the Anthropic API."),
    "forbidden": (
        "permission_error",
        "Your API key does not have permission to use the specified resource.",
    ),
    "not_found": ("not_found_error", "model: {model}"),
    "too_large": ("request_too_large", "Request exceeds the maximum size"),
    "overflow": ("invalid_request_error", "prompt is too long: 1204811 tokens > 1000000 maximum"),
    "overloaded": ("overloaded_error", "Overloaded"),
    "bad_request": ("invalid_request_error", "Failed: bad_request."),
}


def plain(answer: Answer, request: WireRequest) -> dict[str, Any]:
    """The whole message."""
    content: list[dict[str, Any]] = []
    if answer.reasoning:
        content.append({"type": "thinking", "thinking": answer.reasoning, "signature": "c2ln"})
    if answer.visible:
        content.append({"type": "text", "text": answer.visible, "citations": None})
    return {
        **_message(request),
        "content": content,
        **_ending(answer),
        "usage": _usage(answer, request),
    }


def events(answer: Answer, request: WireRequest) -> tuple[list[Any], list[Any], list[Any]]:
    """Opening events, one per piece of text, closing events."""
    usage = _usage(answer, request)
    first = {
        **_message(request),
        "content": [],
        "stop_reason": None,
        "usage": {**usage, "output_tokens": 1},
    }
    opening: list[Any] = [{"type": "message_start", "message": first}, {"type": "ping"}]
    index = 0
    if answer.reasoning:
        block = {"type": "thinking", "thinking": "", "signature": ""}
        delta = {"type": "thinking_delta", "thinking": answer.reasoning}
        opening += [
            {"type": "content_block_start", "index": 0, "content_block": block},
            {"type": "content_block_delta", "index": 0, "delta": delta},
            {"type": "content_block_stop", "index": 0},
        ]
        index = 1
    opening.append(
        {
            "type": "content_block_start",
            "index": index,
            "content_block": {"type": "text", "text": ""},
        }
    )
    pieces = [
        {
            "type": "content_block_delta",
            "index": index,
            "delta": {"type": "text_delta", "text": piece},
        }
        for piece in answer.split()
    ]
    closing = [
        {"type": "content_block_stop", "index": index},
        {"type": "message_delta", "delta": _ending(answer), "usage": usage},
        {"type": "message_stop"},
    ]
    return opening, pieces, closing


def error_event(answer: Answer) -> dict[str, Any]:
    """The event that tells of a failure after the stream began."""
    return {
        "type": "error",
        "error": {"type": "overloaded_error", "message": answer.detail or "Overloaded"},
    }


def error(answer: Answer, request: WireRequest) -> dict[str, Any]:
    """The body of an HTTP error."""
    kind, message = ERRORS.get(answer.error, ("api_error", f"Failed: {answer.error}."))
    text = (answer.detail or message).format(key=request.key, model=request.model)
    return {"type": "error", "error": {"type": kind, "message": text}, "request_id": "req_1"}


def _message(request: WireRequest) -> dict[str, Any]:
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": request.model,
        "stop_sequence": None,
    }


def _ending(answer: Answer) -> dict[str, Any]:
    reason = answer.stop or ENDINGS.get(answer.ending, "end_turn")
    why = {
        "type": "refusal",
        "category": "cyber",
        "explanation": answer.detail or "This request was declined.",
    }
    return {
        "stop_reason": reason,
        "stop_sequence": None,
        "stop_details": why if reason == "refusal" else None,
    }


def _usage(answer: Answer, request: WireRequest) -> dict[str, Any]:
    sent, got = tokens(answer, request)
    return {
        "input_tokens": sent - answer.cached_tokens - answer.cache_write_tokens,
        "cache_creation_input_tokens": answer.cache_write_tokens,
        "cache_read_input_tokens": answer.cached_tokens,
        "output_tokens": got,
        "output_tokens_details": {"thinking_tokens": answer.reasoning_tokens},
    }
