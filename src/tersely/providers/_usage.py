"""What a service says it read and wrote: checked before anybody counts on it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..records import Request, Usage

# More than any model can take; such a number is a slip of the service.
MOST_TOKENS = 1_000_000_000
# A service that cut the prompt is far off (cases: 4,096 of 25,000). The planner's estimate is an
# upper bound, up to 1.8 times the count of o200k (tokens/counter.py); no vocabulary of today needs
# less than 0.8 times that count, so both bounds have to be missed.
LEAST_OF_ESTIMATE = 0.6
LEAST_OF_O200K = 0.7
# A text of fewer bytes a token than this is read whole for certain: counting it is spared.
SURE_BYTES_PER_TOKEN = 4
# Two texts and the same round number below what was sent: a window.
ROUND = (1000, 1024)
BELOW = 0.95
# No server has a smaller window, and the wording around a prompt makes small estimates coarse.
SMALLEST_CUT = 1024


def count(value: object) -> int | None:
    """A number of tokens as JSON may hold it (12, 12.0, "12"); None for everything else, negative
    and absurd ones included.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        value = value.strip()
        value = int(value) if value.isdecimal() and len(value) <= 12 else None
    if isinstance(value, float):
        value = int(value) if math.isfinite(value) and value == int(value) else None
    return value if isinstance(value, int) and 0 <= value <= MOST_TOKENS else None


def total(*values: object) -> int | None:
    """The sum of the counts that are there; None where none is."""
    counts = [number for value in values if (number := count(value)) is not None]
    return sum(counts) if counts else None


@dataclass(frozen=True, slots=True)
class Counted:
    """Usage as the service told it; None is what it did not tell."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_tokens: int | None = None
    reasoning_tokens: int | None = None
    cache_write_tokens: int | None = None


def settle(counted: Counted | None, request: Request, text: str) -> Usage:
    """Usage to count on. What was not told is estimated, and so is a zero where something was sent
    or came.
    """
    guess = request.estimate(text)
    counted = counted or Counted()
    sent, wrote = counted.input_tokens, counted.output_tokens
    sent_is_missing = not sent
    wrote_is_missing = wrote is None or (wrote == 0 and bool(text.strip()))
    if sent_is_missing:
        sent = guess.input_tokens
    if wrote_is_missing:
        wrote = guess.output_tokens
    assert sent is not None
    assert wrote is not None
    cached = min(counted.cached_tokens or 0, sent)
    return Usage(
        input_tokens=sent,
        output_tokens=wrote,
        cached_tokens=cached,
        reasoning_tokens=min(counted.reasoning_tokens or 0, wrote),
        cache_write_tokens=min(counted.cache_write_tokens or 0, sent - cached),
        estimated=sent_is_missing or wrote_is_missing,
    )


class PromptWatch:
    """Compares what was sent with what was read, over all calls of one adapter."""

    def __init__(self) -> None:
        self.window_tokens: int | None = None
        self._round: dict[int, str] = {}

    def truncated(self, request: Request, usage: Usage) -> int | None:
        """How much the service read if it cut the prompt, else None. Needs the planner's estimate
        and usage that was told.
        """
        read = usage.input_tokens
        if not _is_below(request, usage):
            return None
        if _far_below(request, read) or self._same_for_another_text(request, read):
            self.window_tokens = min(read, self.window_tokens or read)
            return read
        return None

    def _same_for_another_text(self, request: Request, read: int) -> bool:
        return _is_round(read) and self._round.setdefault(read, request.user) != request.user


def perhaps_cut(request: Request, usage: Usage) -> bool:
    """Whether a single answer looks as if the prompt was cut: one in some hundred numbers is round
    by chance, so more than a doubt it is not.
    """
    return _is_below(request, usage) and _is_round(usage.input_tokens)


def _is_below(request: Request, usage: Usage) -> bool:
    sent = request.input_tokens
    return not usage.estimated and sent >= SMALLEST_CUT and usage.input_tokens < BELOW * sent


def _is_round(tokens: int) -> bool:
    return any(tokens % step == 0 for step in ROUND)


def _far_below(request: Request, read: int) -> bool:
    """Whether `read` tokens can not be all of the prompt, in whatever vocabulary."""
    text = request.system + request.user
    if read >= LEAST_OF_ESTIMATE * request.input_tokens:
        return False
    if read * SURE_BYTES_PER_TOKEN >= len(text.encode()):
        return False
    from ..tokens.o200k import count_batch  # loads a vocabulary, so only where it is needed

    return read < LEAST_OF_O200K * count_batch()([text])[0]
