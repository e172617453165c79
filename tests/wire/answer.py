"""What the server says next: an ordinary answer, an ending, an error, or a fault of the line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Ending = Literal[
    "complete", "length", "refusal", "filtered", "blocked", "empty", "reasoning_only", "failed"
]
Fault = Literal[
    "", "stall_first_byte", "stall", "drop", "early_end", "bad_json", "error_event", "wrong_type"
]
Twist = Literal[
    "",
    "bom",
    "comments",
    "cr",
    "crlf",
    "drop_after_reason",
    "no_blank_line",
    "no_reason",
    "no_space",
    "raw",
    "usage_negative",
    "usage_null",
    "usage_strings",
    "usage_zero",
]


@dataclass(frozen=True, slots=True)
class Answer:
    """One reply.

    `ending` is what happened in plain words; each vendor module says it in its own; `stop` is the
    vendor's raw value instead. `fault` breaks the line after `fault_after` pieces of text (a plain
    reply: after half of its bytes). `error` is a row of the vendor's error table. `body` replaces
    everything by these bytes. `framing` is sent whatever was asked for ("json" or "events"), and
    `twist` sends the same answer in bytes that a careless server may send. `model` is who says it
    has answered. `pieces` is how many pieces the text is streamed in; token counts
    default to a quarter of the characters.
    """

    text: str = "The report says three things. All of them are short."
    ending: Ending = "complete"
    stop: str = ""
    detail: str = ""
    reasoning: str = ""
    error: str = ""
    retry_after: str = ""
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    fault: Fault = ""
    fault_after: int = 2
    pieces: int = 4
    latency_s: float = 0.0
    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_tokens: int = 0
    cache_write_tokens: int = 0
    reasoning_tokens: int = 0
    usage: bool = True
    framing: Literal["", "json", "events"] = ""
    twist: Twist = ""
    model: str = ""

    @classmethod
    def failure(
        cls,
        error: str,
        *,
        retry_after: str = "",
        headers: Mapping[str, str] | None = None,
        detail: str = "",
    ) -> Answer:
        """An HTTP error. `error` is rate_limit, daily_quota, quota, bad_request, auth, payment,
        forbidden, not_found, timeout, conflict, too_large, unprocessable, overflow, server,
        bad_gateway, unavailable, gateway_timeout or overloaded; `retry_after` is in seconds or an
        HTTP date (Gemini: the retryDelay of RetryInfo, seconds).
        """
        return cls(error=error, retry_after=retry_after, headers=headers or {}, detail=detail)

    @property
    def visible(self) -> str:
        """The text that the client is to see, "" where the ending leaves none."""
        return "" if self.ending in ("blocked", "empty", "reasoning_only", "failed") else self.text

    def split(self) -> list[str]:
        """The visible text in at most `pieces` pieces."""
        text = self.visible
        size = max(1, -(-len(text) // max(1, self.pieces)))
        return [text[i : i + size] for i in range(0, len(text), size)]


STATUS = {
    "rate_limit": 429,
    "daily_quota": 429,
    "quota": 429,
    "bad_request": 400,
    "auth": 401,
    "payment": 402,
    "forbidden": 403,
    "not_found": 404,
    "timeout": 408,
    "conflict": 409,
    "too_large": 413,
    "unprocessable": 422,
    "overflow": 400,
    "server": 500,
    "bad_gateway": 502,
    "unavailable": 503,
    "gateway_timeout": 504,
    "overloaded": 529,
}
