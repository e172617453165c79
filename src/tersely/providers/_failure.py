"""From what a service said of a failure to our error: one table for all vendors."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Protocol

from ..errors import (
    AuthFailed,
    BadReply,
    BadRequest,
    ContextTooLong,
    ModelNotFound,
    NoCredit,
    ProviderError,
    RateLimited,
    RegionRefused,
    ServerFailed,
    TerselyError,
)
from ..provider import Endpoint, on_loopback
from ._context import too_long, window_in
from ._wording import base_url_hint, beginning_of, message_in, sanitize_message

if TYPE_CHECKING:
    import httpx2

NO_CREDIT = re.compile(
    r"insufficient_quota|credit balance is too low|payment_required"
    r"|insufficient (credits|balance|funds)|\blimit: 0\b"
)
# Limits that are renewed, or that the user has set: credit is no remedy.
USED_UP = re.compile(r"enforced_spend_limit_reached|billing_hard_limit|specified api usage limits")
BAD_KEY = re.compile(r"api key not valid|api_key_invalid|invalid_api_key|api key expired")
REGION = re.compile(
    r"unsupported_country|country, region|(location|region|country|territory) (is )?not supported"
    r"|not (available|supported|accessible) in your (country|region|location)"
    r"|user location is not supported|unsupported (region|country|location)"
)
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
    "exceed_context_size_error": 400,
    "invalid_prompt": 400,
    "timeout_error": 504,
    "overloaded_error": 529,
}


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
    @property
    def title(self) -> str: ...
    @property
    def start(self) -> str: ...
    @property
    def pull(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Failure:
    """What the service said. `code` joins its machine words ("code", "type", "status"), `details`
    the structured rest. `url` is what was asked, `target` where a redirect leads. `should_retry` is
    the service's own word on that.
    """

    status: int
    message: str
    code: str = ""
    details: str = ""
    request_id: str | None = None
    retry_after_s: float | None = None
    should_retry: bool | None = None
    url: str = ""
    target: str = ""

    @classmethod
    def read(
        cls, document: Any, status: int | None = None, headers: Mapping[str, str] | None = None
    ) -> Failure:
        """Read an error body of any vendor; without an HTTP status (an event in a stream) the
        body's own word decides.
        """
        error = document.get("error") or document if isinstance(document, Mapping) else document
        message = message_in(error) or message_in(document) or beginning_of(document)
        error = error if isinstance(error, Mapping) else {}
        words = _words_of(error)
        headers = headers or {}
        details = [error.get(name) for name in ("details", "n_ctx", "metadata", "param")]
        delay = retry_after_s(headers)
        should = headers.get("x-should-retry", "").strip().lower()
        window = f" n_ctx: {error['n_ctx']}" if isinstance(error.get("n_ctx"), int) else ""
        return cls(
            status=status or _status_in(words),
            message=message or "no reason given",
            code=" ".join(word for word in words if word != "error"),
            details=" ".join(map(str, filter(None, details))) + window,
            request_id=headers.get("x-request-id") or headers.get("request-id"),
            retry_after_s=_retry_info_s(details[0]) if delay is None else delay,
            should_retry={"true": True, "false": False}.get(should),
            target=headers.get("location", ""),
        )

    def at(self, url: str) -> Failure:
        """The same with the address that was asked."""
        return replace(self, url=url)

    def error(self, endpoint: Endpoint, facts: Pages) -> TerselyError:
        """Our error, with its remedy. The key is cut out of the message: services like to repeat
        it.
        """
        name, said = endpoint.provider, f"{self.code} {self.details} {self.message}".lower()
        message = sanitize_message(self.message, endpoint)
        if self.status in (400, 403, 451) and REGION.search(said):
            return self._refused_region(name, message)
        is_empty = self.status == 402 or bool(NO_CREDIT.search(said))
        is_daily = self.status == 429 and bool(PER_DAY.search(said))
        if not is_empty and (is_daily or USED_UP.search(said)):
            return self._used_up(name, message, facts, is_daily=is_daily)
        if is_empty:
            return self._no_credit(name, message, facts)
        if self._is_of_proxy(endpoint, said):
            return self._refused_by_proxy(endpoint, message)
        if self.status in (401, 403) or (self.status == 400 and BAD_KEY.search(said)):
            return self._refused_key(name, message, facts)
        kind, hint = self._kind(said, name)
        if kind is ModelNotFound and facts.pull and on_loopback(endpoint.host):
            hint = f"Get it with `{facts.pull} {endpoint.model}`."
        error = kind(
            f"{name} answered {self.status}{self._place()}: {message}",
            provider=name,
            status=self.status,
            request_id=self.request_id,
            retry_after_s=self.retry_after_s,
            retryable=False if 300 <= self.status < 400 else self.should_retry,
            hint=sanitize_message(hint, endpoint),
        )
        if isinstance(error, ContextTooLong):
            error.window_tokens = window_in(f"{self.message} {self.details}")
            error.hint = too_long_hint(error.window_tokens)
        return error

    def _kind(self, said: str, name: str) -> tuple[type[ProviderError], str]:
        may_be_too_long = self.status in (400, 422, 429, 500)
        if self.status == 413 or (may_be_too_long and too_long(said)):
            return ContextTooLong, ""
        if 300 <= self.status < 400:
            target = f" It leads to {self.target}: set that as" if self.target else " Check"
            return BadReply, f"A redirect is not followed with a key.{target} the base URL."
        if self.status == 404 and "model" in said:
            return ModelNotFound, f"See what the key can use: tersely models -p {name}"
        if self.status == 404:
            return BadRequest, base_url_hint(self.url, name)
        if self.status == 429:
            return RateLimited, "Wait a little, or send fewer calls at once: -j 1."
        if self.status in (408, 409) or self.status >= 500:
            return ServerFailed, "Try again later, or with another model (-m)."
        if self.status < 400:
            return BadReply, f"Check the base URL of {name}."
        return (
            BadRequest,
            "Leave options of the model out (--set, --temperature ...), or use another model: "
            "tersely models",
        )

    def _place(self) -> str:
        """The address, where it is the likely cause."""
        is_of_address = self.status in (404, 405) or 300 <= self.status < 400
        return f" at {self.url}" if self.url and is_of_address else ""

    def _is_of_proxy(self, endpoint: Endpoint, said: str) -> bool:
        """Whether a proxy on the way refused the call."""
        if self.status != 403 or not endpoint.proxy:
            return self.status == 407
        return "proxy" in said or self.message.lstrip().startswith("<")

    def _refused_by_proxy(self, endpoint: Endpoint, message: str) -> ProviderError:
        proxy = f" {endpoint.proxy_host}" if endpoint.proxy else ""
        return BadRequest(
            f"The proxy{proxy} answered {self.status}: {message}",
            provider=endpoint.provider,
            status=self.status,
            hint="Check HTTPS_PROXY and HTTP_PROXY (name and password), or NO_PROXY.",
        )

    def _refused_region(self, name: str, message: str) -> RegionRefused:
        return RegionRefused(
            f"{name} does not serve the region that the request came from ({self.status}): "
            f"{message}",
            provider=name,
            status=self.status,
            hint="Use a provider that serves this region, or a local model: tersely models",
        )

    def _no_credit(self, name: str, message: str, facts: Pages) -> NoCredit:
        where = f" at {facts.billing_page}" if facts.billing_page else ""
        return NoCredit(
            f"{name} accepted the key, but the account has no credit or its quota is used up: "
            f"{message}",
            provider=name,
            status=self.status,
            hint=f"Add credit{where}, or use another model: tersely models",
        )

    def _used_up(self, name: str, message: str, facts: Pages, *, is_daily: bool) -> NoCredit:
        limit = "its quota for a day" if is_daily else "a spending limit of the account"
        where = f" at {facts.billing_page}" if facts.billing_page else ""
        return NoCredit(
            f"{name} accepted the key, but {limit} is used up: {message}",
            provider=name,
            status=self.status,
            hint=f"Wait until it is renewed, raise it{where}, or use another model: tersely models",
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


def _words_of(error: Mapping[str, Any]) -> list[str]:
    """The words that an error names its kind with."""
    words = [error.get(name) for name in ("code", "type", "status")]
    return [str(word) for word in words if isinstance(word, str | int) and word != ""]


def _status_in(words: Sequence[str]) -> int:
    """The HTTP status that the words of an error stand for."""
    for word in words:
        if word.isdecimal() and len(word) == 3 and 400 <= int(word) < 600:
            return int(word)
    for word in words:
        if word in STATUS_OF:
            return STATUS_OF[word]
    return 500


def body_of(response: httpx2.Response) -> Any:
    """The body of a reply that was read: JSON where it is, else its text."""
    try:
        return response.json()
    except (ValueError, RecursionError):
        return response.text


def too_long_hint(window_tokens: int | None) -> str:
    """The remedy for a prompt that does not fit. It names no number above the window."""
    chunk = f"--set chunk_tokens={max(64, window_tokens // 2)}" if window_tokens else ""
    smaller = f"smaller chunks: {chunk}" if chunk else "smaller chunks (--set chunk_tokens=...)"
    return f"Use {smaller}, or a model with a larger context window."


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
    delay = date - (now or datetime.now(UTC))
    return max(0.0, delay.total_seconds())


def learned_limits(headers: Mapping[str, str]) -> dict[str, float]:
    """Requests and tokens a minute, where the headers tell: {"rpm": 500.0, "tpm": 200000.0}."""
    limits: dict[str, float] = {}
    for name, variants in {
        "rpm": ("x-ratelimit-limit-requests", "anthropic-ratelimit-requests-limit"),
        "tpm": ("x-ratelimit-limit-tokens", "anthropic-ratelimit-tokens-limit"),
    }.items():
        for variant in variants:
            if number := _number(headers.get(variant, "")):
                limits[name] = number
                break
    return limits


def _retry_info_s(details: Any) -> float | None:
    """Google's RetryInfo: {"@type": ".../google.rpc.RetryInfo", "retryDelay": "3.5s"}."""
    for entry in details if isinstance(details, list) else []:
        if not isinstance(entry, Mapping):
            continue
        if str(entry.get("@type", "")).endswith("RetryInfo"):
            return _number(str(entry.get("retryDelay", "")).removesuffix("s"))
    return None


def _number(text: str) -> float | None:
    """A finite number that is not negative, else None."""
    match = re.fullmatch(r"\s*(\d{1,15}(?:\.\d+)?)\s*", text)
    return float(match[1]) if match else None
