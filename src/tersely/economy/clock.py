"""When the next look at a job is due, and how long a busy service is asked."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from ..errors import ProviderError

T = TypeVar("T")
SOONEST_S = 15.0
LATEST_S = 300.0
SHARE_OF_AGE = 0.1
"""A job that has run for an hour is looked at every five minutes, a new one every 15 seconds."""
JITTER = 0.1
AFTER_LOST_REPLY_S = 60.0
"""A job that a service has made may take so long to stand in its list."""
BACK_OFF_S = 600.0
MOST_TRIES = 5
RETRY_S = 20.0
ROUNDING_S = 1.0


@dataclass(slots=True)
class Clock:
    """`poll_s` fixes the time between two looks (and shortens the other waits in proportion)."""

    poll_s: float | None = None
    now: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    rng: random.Random = field(default_factory=random.Random)

    def next_look_s(self, age_s: float) -> float:
        """Seconds until the next look at a job of this age."""
        if self.poll_s is not None:
            return self.poll_s
        pause_s = min(LATEST_S, max(SOONEST_S, SHARE_OF_AGE * age_s))
        return pause_s * self.rng.uniform(1 - JITTER, 1 + JITTER)

    @property
    def longest_s(self) -> float:
        """The longest time between two looks."""
        return LATEST_S * (1 + JITTER) if self.poll_s is None else self.poll_s

    def until_s(self, moment: float, longest_s: float) -> float:
        """Seconds until `moment`, which was at most `longest_s` away when it was set; 0 once it has
        come. One that is further away was set by a clock that has been put back since.
        """
        ahead_s = moment - self.now()
        return ahead_s if 0 < ahead_s <= longest_s + ROUNDING_S else 0.0

    async def patiently(self, ask: Callable[[], Awaitable[T]]) -> T:
        """What a service answers that may be busy at first.

        Raises:
            ProviderError: it still is after some tries, or will not be any better.
        """
        for tries_left in reversed(range(MOST_TRIES)):
            try:
                return await ask()
            except ProviderError as error:
                if not error.retryable or not tries_left:
                    raise
                await self.pause_after(error)
        raise AssertionError("the last try returns or raises")

    async def pause_after(self, error: ProviderError) -> None:
        """Sleep for as long as a busy service has asked for, within reason."""
        await self.sleep(self.scaled(min(error.retry_after_s or RETRY_S, LATEST_S)))

    def scaled(self, seconds: float) -> float:
        """Another wait, as long as the looks are frequent."""
        return seconds if self.poll_s is None else min(seconds, self.poll_s)
