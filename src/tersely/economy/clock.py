"""When the next look at a job is due."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

SOONEST_S = 15.0
LATEST_S = 300.0
SHARE_OF_AGE = 0.1
"""A job that has run for an hour is looked at every five minutes, a new one every 15 seconds."""
JITTER = 0.1
AFTER_LOST_REPLY_S = 60.0
"""A job that a service has made may take so long to stand in its list."""
BACK_OFF_S = 600.0


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

    def scaled(self, seconds: float) -> float:
        """Another wait, as long as the looks are frequent."""
        return seconds if self.poll_s is None else min(seconds, self.poll_s)
