"""Ollama's own chat API: whole answers, and one document a line of a stream."""

from __future__ import annotations

from typing import Any

from . import chat
from .answer import Answer
from .request import WireRequest
from .responses import tokens

ENDINGS = {"length": "length", "reasoning_only": "length"}
error_event = chat.error_event


def plain(answer: Answer, request: WireRequest) -> dict[str, Any]:
    """The whole answer."""
    message: dict[str, Any] = {"role": "assistant", "content": answer.visible}
    if answer.reasoning:
        message["thinking"] = answer.reasoning
    return {**_frame(request), "message": message, **_tail(answer, request)}


def events(answer: Answer, request: WireRequest) -> tuple[list[Any], list[Any], list[Any]]:
    """No opening but reasoning, one document per piece of text, a last one with the ending."""
    thought = {"role": "assistant", "content": "", "thinking": answer.reasoning}
    opening = [_piece(request, thought)] if answer.reasoning else []
    pieces = [_piece(request, {"role": "assistant", "content": p}) for p in answer.split()]
    last = {"role": "assistant", "content": ""}
    return opening, pieces, [{**_frame(request), "message": last, **_tail(answer, request)}]


def error(answer: Answer, request: WireRequest) -> dict[str, Any]:
    """The body of an HTTP error: a sentence and nothing else."""
    return {"error": answer.detail or f"model '{request.model}' failed: {answer.error}"}


def _frame(request: WireRequest) -> dict[str, Any]:
    return {"model": request.model, "created_at": "2026-11-29T12:00:00.000000Z"}


def _piece(request: WireRequest, message: dict[str, Any]) -> dict[str, Any]:
    return {**_frame(request), "message": message, "done": False}


def _tail(answer: Answer, request: WireRequest) -> dict[str, Any]:
    sent, got = tokens(answer, request)
    counts = {"prompt_eval_count": sent, "eval_count": got} if answer.usage else {}
    reason = answer.stop or ENDINGS.get(answer.ending, "stop")
    return {"done_reason": reason, "done": True, "total_duration": 1_000_000, **counts}
