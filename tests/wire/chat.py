"""Chat completions, as OpenAI and the compatible servers speak it; also OpenAI's error bodies."""

from __future__ import annotations

from typing import Any

from .answer import Answer
from .request import WireRequest
from .responses import tokens

ENDINGS = {
    "length": "length",
    "reasoning_only": "length",
    "filtered": "content_filter",
    "blocked": "content_filter",
}

ERRORS = {
    "rate_limit": ("requests", "rate_limit_exceeded", "Rate limit reached for requests."),
    "daily_quota": (
        "requests",
        "rate_limit_exceeded",
        "Rate limit reached on requests per day (RPD): Limit 200.",
    ),
    "quota": (
        "insufficient_quota",
        "insufficient_quota",
        "You exceeded your current quota, please check your plan.",
    ),
    "auth": ("invalid_request_error", "invalid_api_key", "Incorrect API key provided: {key}."),
    "payment": ("billing_error", "payment_required", "Payment required."),
    "forbidden": (
        "permission_error",
        "unsupported_country_region_territory",
        "Country not supported.",
    ),
    "not_found": (
        "invalid_request_error",
        "model_not_found",
        "The model `{model}` does not exist.",
    ),
    "overflow": (
        "invalid_request_error",
        "context_length_exceeded",
        "Your input exceeds the context window of this model. Please adjust your input and try again.",
    ),
}


def plain(answer: Answer, request: WireRequest) -> dict[str, Any]:
    """The whole completion object."""
    message: dict[str, Any] = {"role": "assistant", "content": answer.visible, "refusal": None}
    if answer.ending == "refusal":
        message.update(content=None, refusal=answer.text)
    if answer.reasoning:
        message["reasoning_content"] = answer.reasoning
    choice = {
        "index": 0,
        "message": message,
        "logprobs": None,
        "finish_reason": stop_reason(answer),
    }
    return {
        **_frame(request, "chat.completion"),
        "choices": [choice],
        "usage": _usage(answer, request),
    }


def events(answer: Answer, request: WireRequest) -> tuple[list[Any], list[Any], list[Any]]:
    """Opening chunks, one per piece of text, closing chunks."""
    opening = [_chunk(request, {"role": "assistant", "content": "", "refusal": None})]
    if answer.reasoning:
        opening.append(_chunk(request, {"reasoning_content": answer.reasoning}))
    name = "refusal" if answer.ending == "refusal" else "content"
    pieces = [_chunk(request, {name: piece}) for piece in answer.split()]
    closing = [_chunk(request, {}, stop_reason(answer))]
    if answer.usage and (request.body.get("stream_options") or {}).get("include_usage"):
        frame = _frame(request, "chat.completion.chunk")
        closing.append({**frame, "choices": [], "usage": _usage(answer, request)})
    return opening, pieces, closing


def stop_reason(answer: Answer) -> str:
    """finish_reason of the answer."""
    return answer.stop or ENDINGS.get(answer.ending, "stop")


def error_event(answer: Answer) -> dict[str, Any]:
    """What a compatible server sends in place of a chunk when it fails."""
    return {
        "error": {
            "message": answer.detail or "The server had an error.",
            "type": "server_error",
            "code": 500,
        }
    }


def error(answer: Answer, request: WireRequest) -> dict[str, Any]:
    """The body of an HTTP error."""
    kind, code, message = ERRORS.get(
        answer.error, ("server_error", answer.error, f"Failed: {answer.error}.")
    )
    text = (answer.detail or message).format(key=request.key, model=request.model)
    return {"error": {"message": text, "type": kind, "param": None, "code": code}}


def _frame(request: WireRequest, kind: str) -> dict[str, Any]:
    return {"id": "chatcmpl-1", "object": kind, "created": 1795305600, "model": request.model}


def _chunk(
    request: WireRequest, delta: dict[str, Any], reason: str | None = None
) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
    return {**_frame(request, "chat.completion.chunk"), "choices": [choice]}


def _usage(answer: Answer, request: WireRequest) -> dict[str, Any] | None:
    if not answer.usage:
        return None
    sent, got = tokens(answer, request)
    usage: dict[str, Any] = {
        "prompt_tokens": sent,
        "completion_tokens": got,
        "total_tokens": sent + got,
        "completion_tokens_details": {"reasoning_tokens": answer.reasoning_tokens},
    }
    cached = answer.cached_tokens
    if request.provider == "deepseek":
        return {
            **usage,
            "prompt_cache_hit_tokens": cached,
            "prompt_cache_miss_tokens": sent - cached,
        }
    details = {"cached_tokens": cached, "cache_write_tokens": answer.cache_write_tokens}
    return {**usage, "prompt_tokens_details": details}
