"""The side doors of each API: the list of models and the counting of tokens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .request import WireRequest


def models(request: WireRequest, names: Sequence[str]) -> dict[str, Any]:
    """The list of models in the vendor's form."""
    if request.api == "gemini":
        actions = ["generateContent", "countTokens"]
        return {
            "models": [
                {"name": f"models/{n}", "supportedGenerationMethods": actions} for n in names
            ]
        }
    if request.provider == "anthropic":
        date = "2026-10-01T00:00:00Z"
        data: list[dict[str, Any]] = [
            {"type": "model", "id": n, "display_name": n, "created_at": date} for n in names
        ]
        ends = {"first_id": names[0] if names else None, "last_id": names[-1] if names else None}
        return {"data": data, "has_more": False, **ends}
    return {
        "object": "list",
        "data": [{"id": n, "object": "model", "created": 1, "owned_by": "wire"} for n in names],
    }


def count(request: WireRequest) -> dict[str, Any]:
    """The number of input tokens: a quarter of the characters."""
    number = (len(request.system) + len(request.text)) // 4
    if request.api == "gemini":
        return {"totalTokens": number}
    return {"input_tokens": number, "object": "response.input_tokens"}
