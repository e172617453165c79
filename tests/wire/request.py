"""One request as the server saw it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Action = Literal["generate", "count", "models", "door"]
# Where servers of the user's own tell of themselves.
DOORS = ("/props", "/api/ps", "/api/show", "/api/v0/models")


@dataclass(frozen=True, slots=True)
class WireRequest:
    """`provider` is the first path segment, `api` is responses, chat, anthropic,
    gemini or ollama; `text`
    is the user's text and `system` the instruction, wherever the vendor puts them. `body` is the
    parsed JSON ({} for a GET).
    """

    provider: str
    api: str
    action: Action
    method: str
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]
    model: str
    system: str
    text: str
    stream: bool
    query: str = ""

    @property
    def key(self) -> str:
        """The key that was sent, in whichever header."""
        bearer = self.headers.get("authorization", "").removeprefix("Bearer ")
        return bearer or self.headers.get("x-goog-api-key", "") or self.headers.get("x-api-key", "")


def parse(method: str, target: str, headers: Mapping[str, str], raw: bytes) -> WireRequest:
    """Read a request. Raises ValueError if the body is not JSON."""
    path, _, query = target.partition("?")
    provider, _, rest = path.lstrip("/").partition("/")
    body: dict[str, Any] = json.loads(raw) if raw else {}
    model, stream = str(body.get("model", "")), bool(body.get("stream"))
    action: Action = "models" if method == "GET" else "generate"
    if provider == "gemini":
        api, system, text = (
            "gemini",
            _parts(body.get("systemInstruction")),
            _parts((body.get("contents") or [{}])[-1]),
        )
        name, _, verb = rest.rpartition("/")[2].partition(":")
        model, stream = name, verb == "streamGenerateContent" or "alt=sse" in query
        action = "count" if verb == "countTokens" else action
    elif provider == "anthropic":
        api, system, text = "anthropic", _content(body.get("system")), _last(body.get("messages"))
        action = "count" if rest.endswith("count_tokens") else action
    elif rest == "api/chat":
        messages = body.get("messages") or []
        api, system, text = "ollama", "", _last(messages)
        system = _content(messages[0].get("content")) if len(messages) > 1 else ""
    elif "/responses" in f"/{rest}":
        api, system, text = (
            "responses",
            str(body.get("instructions") or ""),
            _last(body.get("input")),
        )
        action = "count" if rest.endswith("input_tokens") else action
    else:
        messages = body.get("messages") or []
        api, text = "chat", _last(messages)
        system = _content(messages[0].get("content")) if len(messages) > 1 else ""
    action = "door" if path.endswith(DOORS) else action
    return WireRequest(
        provider, api, action, method, path, headers, body, model, system, text, stream, query
    )


def _last(messages: Any) -> str:
    if isinstance(messages, str):
        return messages
    return _content(messages[-1].get("content")) if messages else ""


def _content(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content or [])


def _parts(content: Any) -> str:
    return _content((content or {}).get("parts"))
