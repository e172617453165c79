"""From what a service said of a failure to our error: one table for all vendors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol

from ..errors import (
    AuthFailed,
    BadReply,
    BadRequest,
    ContextTooLong,
    ModelNotFound,
    NoCredit,
    ProviderError,
    RateLimited,
    ServerFailed,
    TerselyError,
)
from ..provider import Endpoint

# The same complaint in the words of OpenAI, Anthropic, Google, xAI, vLLM, llama.cpp, Mistral,
# Ollama and OpenRouter.
TOO_LONG = re.compile(
    r"context_length_exceeded|exceed_context_size|context (window|length|size)|maximum context|prompt is too long"
    r"|input is too long|maximum prompt length|too many tokens|exceeds the maximum number of tokens"
    r"|input token count|request too large for|prompt contains .* tokens"
)
NO_CREDIT = re.compile(
    r"insufficient_quota|enforced_spend_limit_reached|credit balance is too low|billing_hard_limit|payment_required"
    r"|insufficient (credits|balance|funds)|\blimit: 0\b|specified api usage limits"
)
BAD_KEY = re.compile(r"api key not valid|api_key_invalid|invalid_api_key|api key expired")
PER_DAY = re.compile(r"perday|per day|\brpd\b|\btpd\b")
STATUS_OF = {
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
    "insufficient_quota": 429,
    "invalid_request_error": 400,
    "context_length_exceeded": 400,
    "invalid_prompt": 400,
    "timeout_error": 504,
    "overloaded_error": 529,
}
LONGEST_MESSAGE = 300


class Pages(Protocol):
    """Where the remedy for a key or an empty account is: the part of provider.Provider that hints
    need.
    """

    @property
    def key_variables(self) -> tuple[str, ...]: ...
    @property
    def key_page(self) -> str: ...
    @property
    def billing_page(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Failure:
    """What the service said. `code` joins its machine words ("code", "type", "status"), `details`
    the structured rest.
    """

    status: int
    message: str
    code: str = ""
    details: str = ""
    request_id: str | None = None
    retry_after_s: float | None = None

    @classmethod
    def read(
        cls, document: Any, status: int | None = None, headers: Mapping[str, str] | None = None
    ) -> Failure:
        """Read an error body of any vendor; without an HTTP status (an event in a stream) the
        body's own word decides.
        """
        error = document.get("error") or document if isinstance(document, Mapping) else document
        if not isinstance(error, Mapping):
            error = {"message": str(error or "no reason given")}
        words = [
            str(error[name])
            for name in ("code", "type", "status")
            if error.get(name) not in (None, "")
        ]
        known = [STATUS_OF[word] for word in words if word in STATUS_OF]
        numbers = [int(word) for word in words if word.isdecimal() and 400 <= int(word) < 600]
        headers = headers or {}
        details = error.get("details")
        delay = retry_after_s(headers)
        return cls(
            status=status or next(iter([*numbers, *known]), 500),
            message=str(error.get("message") or "no reason given"),
            code=" ".join(word for word in words if word != "error"),
            details=str(details or ""),
            request_id=headers.get("x-request-id") or headers.get("request-id"),
            retry_after_s=_retry_info_s(details) if delay is None else delay,
        )

    def error(self, endpoint: Endpoint, facts: Pages) -> TerselyError:
        """Our error, with its remedy. The key is cut out of the message: services like to repeat
        it.
        """
        name, said = endpoint.provider, f"{self.code} {self.details} {self.message}".lower()
        message = sanitize_message(self.message, endpoint)
        if (
            self.status == 402
            or NO_CREDIT.search(said)
            or (self.status == 429 and PER_DAY.search(said))
        ):
            return self._no_credit(name, message, facts)
        if (
            self.status == 401
            or self.status == 403
            or (self.status == 400 and BAD_KEY.search(said))
        ):
            return self._refused_key(name, message, facts)
        kind, hint = self._kind(said, name)
        return kind(
            f"{name} answered {self.status}: {message}",
            provider=name,
            status=self.status,
            request_id=self.request_id,
            retry_after_s=self.retry_after_s,
            hint=hint,
        )

    def _kind(self, said: str, name: str) -> tuple[type[ProviderError], str]:
        if self.status in (400, 413, 422, 429, 500) and TOO_LONG.search(said):
            return (
                ContextTooLong,
                "Use smaller parts: --set chunk_tokens=4000, or a model with a larger window.",
            )
        if self.status == 404 and "model" in said:
            return ModelNotFound, f"See what the key can use: tersely models -p {name}"
        if self.status == 404:
            return BadRequest, f"Check the base URL of {name}."
        if self.status == 429:
            return RateLimited, "Wait a little, or send fewer calls at once: -j 1."
        if self.status in (408, 409) or self.status >= 500:
            return ServerFailed, "Try again later, or name another model: --fallback REF."
        if self.status < 400:
            return BadReply, f"Check the base URL of {name}."
        return (
            BadRequest,
            "Leave options of the model out (--set, --temperature ...), or use another model: tersely models",
        )

    def _no_credit(self, name: str, message: str, facts: Pages) -> NoCredit:
        where = f" at {facts.billing_page}" if facts.billing_page else ""
        return NoCredit(
            f"{name} accepted the key, but the account has no credit or its quota is used up: {message}",
            provider=name,
            status=self.status,
            hint=f"Add credit{where}, or use another model: tersely models",
        )

    def _refused_key(self, name: str, message: str, facts: Pages) -> AuthFailed:
        variable = f" in {facts.key_variables[0]}" if facts.key_variables else ""
        page = f", or make a new one at {facts.key_page}" if facts.key_page else ""
        return AuthFailed(
            f"{name} refused the key ({self.status}): {message}",
            provider=name,
            status=self.status,
            hint=f"Check the key{variable}{page}.",
        )


def sanitize_message(message: str, endpoint: Endpoint) -> str:
    """`message` as one line of at most 300 characters, without the key, and without what a header
    may hold of one.
    """
    key = endpoint.key.get_secret_value() if endpoint.key else ""
    in_headers = [
        word for value in endpoint.headers.values() for word in value.split() if len(word) >= 8
    ]
    for secret in (key, *in_headers):
        if len(secret) >= 4:
            message = message.replace(secret, "[key]")
    line = " ".join(message.split())
    return line if len(line) <= LONGEST_MESSAGE else line[: LONGEST_MESSAGE - 1] + "…"


def retry_after_s(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """The delay that the server asks for: retry-after-ms, or retry-after as seconds or an HTTP
    date.
    """
    if (milliseconds := _number(headers.get("retry-after-ms", ""))) is not None:
        return milliseconds / 1000
    value = headers.get("retry-after", "")
    if not value or (seconds := _number(value)) is not None:
        return seconds if value else None
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return None
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return max(0.0, (date - (now or datetime.now(UTC))).total_seconds())


def learned_limits(headers: Mapping[str, str]) -> dict[str, float]:
    """Requests and tokens a minute, where the headers tell: {"rpm": 500.0, "tpm": 200000.0}."""
    found: dict[str, float] = {}
    for name, variants in {
        "rpm": ("x-ratelimit-limit-requests", "anthropic-ratelimit-requests-limit"),
        "tpm": ("x-ratelimit-limit-tokens", "anthropic-ratelimit-tokens-limit"),
    }.items():
        numbers = (_number(headers.get(variant, "")) for variant in variants)
        if value := next((number for number in numbers if number), None):
            found[name] = value
    return found


def _retry_info_s(details: Any) -> float | None:
    """Google's RetryInfo: {"@type": ".../google.rpc.RetryInfo", "retryDelay": "3.5s"}."""
    for entry in details if isinstance(details, list) else []:
        if isinstance(entry, Mapping) and str(entry.get("@type", "")).endswith("RetryInfo"):
            return _number(str(entry.get("retryDelay", "")).removesuffix("s"))
    return None


def _number(text: str) -> float | None:
    """A finite number that is not negative, else None."""
    found = re.fullmatch(r"\s*(\d{1,15}(?:\.\d+)?)\s*", text)
    return float(found[1]) if found else None
