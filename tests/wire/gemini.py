"""Google's generateContent, the same bytes under v1 and v1beta: bodies, events, errors."""

from __future__ import annotations

from typing import Any

from .answer import STATUS, Answer
from .request import WireRequest
from .responses import tokens

ENDINGS = {
    "length": "MAX_TOKENS",
    "reasoning_only": "MAX_TOKENS",
    "refusal": "PROHIBITED_CONTENT",
    "filtered": "SAFETY",
}

ERRORS = {
    "rate_limit": (
        "RESOURCE_EXHAUSTED",
        "Quota exceeded for metric: generate_content_requests, limit: 10.",
    ),
    "daily_quota": (
        "RESOURCE_EXHAUSTED",
        "Quota exceeded for metric: generate_content_requests, limit: 250.",
    ),
    "quota": (
        "RESOURCE_EXHAUSTED",
        "You exceeded your current quota. Quota exceeded for metric: x, limit: 0.",
    ),
    "auth": ("UNAUTHENTICATED", "Request had invalid authentication credentials: {key}"),
    "forbidden": (
        "PERMISSION_DENIED",
        "Generative Language API has not been used in this project.",
    ),
    "not_found": ("NOT_FOUND", "models/{model} is not found for API version v1."),
    "overflow": (
        "INVALID_ARGUMENT",
        "The input token count (1204811) exceeds the maximum number of tokens allowed (1048576).",
    ),
    "unavailable": ("UNAVAILABLE", "The model is overloaded. Please try again later."),
    "server": ("INTERNAL", "An internal error has occurred."),
    "gateway_timeout": ("DEADLINE_EXCEEDED", "Deadline expired before operation could complete."),
}


def plain(answer: Answer, request: WireRequest) -> dict[str, Any]:
    """The whole response."""
    if answer.ending == "blocked":
        feedback = {"blockReason": answer.stop or "PROHIBITED_CONTENT"}
        return {"promptFeedback": feedback, **_tail(answer, request)}
    parts = [{"text": answer.visible}] if answer.visible else []
    if answer.reasoning:
        parts.insert(0, {"text": answer.reasoning, "thought": True})  # type: ignore[dict-item]  # JSON parts are mixed
    return {
        "candidates": [_candidate(parts, stop_reason(answer), answer.detail)],
        **_tail(answer, request),
    }


def events(answer: Answer, request: WireRequest) -> tuple[list[Any], list[Any], list[Any]]:
    """No opening, one response per piece of text, a last one with the ending."""
    if answer.ending == "blocked":
        return [], [], [plain(answer, request)]
    thought = [{"text": answer.reasoning, "thought": True}]
    opening = (
        [{"candidates": [_candidate(thought)], "modelVersion": request.model}]
        if answer.reasoning
        else []
    )
    pieces = [
        {"candidates": [_candidate([{"text": piece}])], "modelVersion": request.model}
        for piece in answer.split()
    ]
    last = {
        "candidates": [_candidate([], stop_reason(answer), answer.detail)],
        **_tail(answer, request),
    }
    return opening, pieces, [last]


def stop_reason(answer: Answer) -> str:
    """finishReason of the answer."""
    return answer.stop or ENDINGS.get(answer.ending, "STOP")


def error_event(answer: Answer) -> dict[str, Any]:
    """What stands in the stream in place of a response when the service fails."""
    message = answer.detail or "The model is overloaded."
    return {"error": {"code": 503, "message": message, "status": "UNAVAILABLE"}}


def error(answer: Answer, request: WireRequest) -> dict[str, Any]:
    """The body of an HTTP error; the wait and the quota stand in `details`."""
    status, message = ERRORS.get(answer.error, ("INVALID_ARGUMENT", f"Failed: {answer.error}."))
    details: list[dict[str, Any]] = []
    if answer.error in ("rate_limit", "daily_quota", "quota"):
        span = "PerMinute" if answer.error == "rate_limit" else "PerDay"
        violation = {
            "quotaMetric": "x",
            "quotaId": f"GenerateRequests{span}PerProjectPerModel",
            "quotaValue": "10",
        }
        details.append(
            {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [violation]}
        )
    if answer.retry_after:
        delay = f"{answer.retry_after}s"
        details.append({"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay})
    text = (answer.detail or message).format(key=request.key, model=request.model)
    code = answer.status or STATUS[answer.error]
    return {"error": {"code": code, "message": text, "status": status, "details": details}}


def _candidate(parts: list[Any], reason: str = "", message: str = "") -> dict[str, Any]:
    candidate: dict[str, Any] = {"index": 0}
    if parts:
        candidate["content"] = {"role": "model", "parts": parts}
    if reason:
        candidate["finishReason"] = reason
    if message:
        candidate["finishMessage"] = message
    return candidate


def _tail(answer: Answer, request: WireRequest) -> dict[str, Any]:
    sent, got = tokens(answer, request)
    usage = {
        "promptTokenCount": sent,
        "cachedContentTokenCount": answer.cached_tokens,
        "candidatesTokenCount": got - answer.reasoning_tokens,
        "thoughtsTokenCount": answer.reasoning_tokens,
        "totalTokenCount": sent + got,
    }
    tail: dict[str, Any] = {"modelVersion": request.model, "responseId": "resp-1"}
    return {**tail, "usageMetadata": usage} if answer.usage else tail
