"""The one error tree. Each error has a message (what happened), a `hint` (what to do) and an exit
code.

TerselyError                        1
 ├─ Bug                             1   a fault of ours
 ├─ MachineFailed                   1   no memory, or an error of the system
 ├─ DiskFull                        1   nothing more can be written
 ├─ UsageError                      2   a flag, a value or a name that cannot be meant
 ├─ ConfigError                     3   a configuration file, a missing optional part
 │   ├─ MissingKey                  3   no key for the provider
 │   ├─ MissingAddress              3   no variable with a part of the service's address
 │   ├─ MissingExtra                3   an optional package is not installed
 │   └─ AuthFailed                  3   the provider refused the key (401, 403)
 │       ├─ NoCredit                3   the key is fine, the account is empty (quota, 402)
 │       └─ RegionRefused           3   the key is fine, the country is not served
 ├─ InputError                      4   unreadable, empty, binary, too large, scanned, unsupported
 ├─ ProviderError                   5   failed after retries; carries provider, status, request_id
 │   ├─ RateLimited                 5   429 that is not a quota (retryable)
 │   ├─ ServerFailed                5   5xx, 408, 409, 529 (retryable)
 │   ├─ ConnectionFailed            5   refused, dropped, TLS, timeout (retryable except TLS)
 │   ├─ BadRequest                  5   400, 404, 413, 422 (never retried)
 │   │   ├─ ContextTooLong          5   the prompt does not fit the window: the engine splits it
 │   │   │   └─ PromptTruncated     5   the service cut the prompt and said nothing
 │   │   └─ ModelNotFound           2   the model name is unknown to the provider
 │   └─ BadReply                    5   no JSON, a stream without an ending (one more try)
 ├─ BudgetExceeded                  7   the next call would pass --max-cost
 ├─ AnswerUnusable                  8   cut, refused, blocked, empty or invalid
 ├─ Waiting                        10   calls wait at a batch API (--economy --no-wait)
 └─ Stopped                       130   Ctrl-C (143: SIGTERM)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any, ClassVar


class ExitCode(IntEnum):
    """What a command ends with; the numbers are frozen."""

    OK = 0
    FAILED = 1  # a bug, or the machine (full disk)
    USAGE = 2
    CONFIG = 3
    INPUT = 4
    PROVIDER = 5
    PARTIAL = 6
    BUDGET = 7
    UNUSABLE = 8
    CLAIMS = 9
    WAITING = 10
    INTERRUPTED = 130
    TERMINATED = 143


_GRAVEST_FIRST = (
    ExitCode.INTERRUPTED,
    ExitCode.TERMINATED,
    ExitCode.FAILED,
    ExitCode.BUDGET,
    ExitCode.WAITING,  # what else went wrong is tried again when the answers have come
    ExitCode.PROVIDER,
    ExitCode.UNUSABLE,
    ExitCode.PARTIAL,
    ExitCode.CLAIMS,
    ExitCode.CONFIG,
    ExitCode.USAGE,
    ExitCode.INPUT,
)
"""Which code a command ends with when several things went wrong at once."""


def gravest(codes: Iterable[int]) -> ExitCode:
    """The one code of several things at once."""
    present = set(codes)
    return next((code for code in _GRAVEST_FIRST if code in present), ExitCode.OK)


def code_of_parts(delivered: Iterable[int], failed: Iterable[int]) -> ExitCode:
    """The code of a command with several files or models, from those of what it delivered and of
    what failed.

    Beside others that were delivered, what failed is missing (6), unless a bug or the machine is why
    (1); where nothing was, the gravest code says why.
    """
    results, missing = list(delivered), list(failed)
    if results and missing:
        is_bug = ExitCode.FAILED in missing
        return gravest([*results, ExitCode.FAILED if is_bug else ExitCode.PARTIAL])
    return gravest([*results, *missing])


class TerselyError(Exception):
    """Base of all errors raised on purpose.

    `str(error)` is the cause, `error.hint` the remedy (may be empty), which a traceback shows below
    the cause.
    """

    exit_code: ClassVar[ExitCode] = ExitCode.FAILED
    # What the command line had used up before: calls, tokens, USD; as JSON and in words.
    spent: Mapping[str, Any] | None = None
    spent_line: str = ""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if hint:
            self.add_note(hint)


class Bug(TerselyError):
    """A fault of ours. `details` is its traceback, which only who asks for it (-vv) gets to see."""

    def __init__(self, message: str, *, details: str = "", hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.details = details


class MachineFailed(TerselyError):
    """There is not enough memory, or the system failed in a way that is no full disk."""


class DiskFull(TerselyError):
    """The disk is full, or a quota is used up: what writes next would fail as well."""


class UsageError(TerselyError):
    """A flag, a value or a name that cannot be meant."""

    exit_code = ExitCode.USAGE


class ConfigError(TerselyError):
    """The configuration is wrong or something that it needs is absent."""

    exit_code = ExitCode.CONFIG


class MissingKey(ConfigError):
    """No key is set for `provider`; `variable` is the environment variable that would hold it."""

    def __init__(self, message: str, *, provider: str, variable: str = "", hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.provider = provider
        self.variable = variable


class MissingAddress(ConfigError):
    """`variable`, which the address of a service is made of, is not set."""

    def __init__(self, message: str, *, variable: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.variable = variable


class MissingExtra(ConfigError):
    """An optional package is not installed; the hint is the install line."""


class AuthFailed(ConfigError):
    """The provider refused the key."""

    def __init__(
        self, message: str, *, provider: str, status: int | None = None, hint: str = ""
    ) -> None:
        super().__init__(message, hint=hint)
        self.provider = provider
        self.status = status


class NoCredit(AuthFailed):
    """The key was accepted, but the account has no credit or its quota is used up."""


class RegionRefused(AuthFailed):
    """The service does not serve the country that the request came from."""


class InputError(TerselyError):
    """The input cannot be read, is empty, binary, too large, scanned, or of an unsupported kind."""

    exit_code = ExitCode.INPUT


OF_ONE_FILE = (InputError, MissingExtra, Bug, MachineFailed)
"""What the reading of one file may end with; the next one may well be read."""


class ProviderError(TerselyError):
    """A call failed. Never holds the vendor's exception: that one holds the key.

    `retryable` says whether the same request may succeed later; `retry_after_s` is the delay the
    server asked for. `partial_text` is what a broken stream had delivered. `lost` is the Usage of
    each try that the service answered (it is billed), told or estimated.
    """

    exit_code = ExitCode.PROVIDER
    default_retryable: ClassVar[bool] = False

    def __init__(
        self,
        message: str,
        *,
        provider: str,
        status: int | None = None,
        request_id: str | None = None,
        retryable: bool | None = None,
        retry_after_s: float | None = None,
        partial_text: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(message, hint=hint)
        self.provider = provider
        self.status = status
        self.request_id = request_id
        self.retryable = self.default_retryable if retryable is None else retryable
        self.retry_after_s = retry_after_s
        self.partial_text = partial_text
        self.lost: tuple[Any, ...] = ()


class RateLimited(ProviderError):
    """429 that is a rate limit, not a quota."""

    default_retryable = True


class ServerFailed(ProviderError):
    """The server failed: 408, 409, 5xx, 529."""

    default_retryable = True


class ConnectionFailed(ProviderError):
    """Refused, dropped, stalled or timed out."""

    default_retryable = True


class BadRequest(ProviderError):
    """The request was refused: 400, 404, 413, 422."""


class ContextTooLong(BadRequest):
    """The prompt does not fit the model's window: `window_tokens`, where the service named it."""

    window_tokens: int | None = None


class PromptTruncated(ContextTooLong):
    """The service read only the `window_tokens` first (or last) tokens of the prompt and answered
    as if that were all.
    """


class ModelNotFound(BadRequest):
    """The provider does not know the model, or the account may not use it."""

    exit_code = ExitCode.USAGE


class BadReply(ProviderError):
    """The reply was not what the API promises: wrong content type, bad JSON, a stream without an
    ending.
    """

    default_retryable = True


class BudgetExceeded(TerselyError):
    """The next call would pass the cost limit. `spent_usd` has been paid, `needed_usd` is the
    estimate for the rest.
    """

    exit_code = ExitCode.BUDGET

    def __init__(
        self,
        message: str,
        *,
        limit_usd: float,
        spent_usd: float = 0.0,
        needed_usd: float | None = None,
        hint: str = "",
    ) -> None:
        super().__init__(message, hint=hint)
        self.limit_usd = limit_usd
        self.spent_usd = spent_usd
        self.needed_usd = needed_usd


class AnswerUnusable(TerselyError):
    """The model answered, but the answer is cut, refused, blocked, empty or invalid. `finish` is
    the name of the Finish.
    """

    exit_code = ExitCode.UNUSABLE

    def __init__(
        self, message: str, *, finish: str, partial_text: str = "", hint: str = ""
    ) -> None:
        super().__init__(message, hint=hint)
        self.finish = finish
        self.partial_text = partial_text


class Waiting(TerselyError):
    """The answer comes later: the call waits at a batch API. `blocker` is the store key of a call
    that another document has made.
    """

    exit_code = ExitCode.WAITING

    def __init__(self, message: str, *, blocker: bytes | None = None, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.blocker = blocker


class Stopped(TerselyError):
    """The user (130) or the system (143) asked the run to stop."""

    exit_code = ExitCode.INTERRUPTED

    def __init__(self, message: str, *, signal_number: int = 2, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.signal_number = signal_number
