"""Means with bootstrap intervals, and paired differences. Seeded: the same values give the same
digits.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

RESAMPLES = 2000
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean with its 95 % percentile-bootstrap interval over rows (Efron 1979)."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """Mean of b - a over paired rows with its 95 % interval; `p` is that of a two-sided sign-flip
    permutation test.
    """

    mean: float
    low: float
    high: float
    p: float


def mean_with_interval(values: Sequence[float], *, seed: int = 0) -> Mean:
    """The mean of at least one value; the interval has no width for a single one."""
    low, high = _interval(values, random.Random(seed))
    return Mean(math.fsum(values) / len(values), low, high)


def paired_difference(a: Sequence[float], b: Sequence[float], *, seed: int = 0) -> Difference:
    """How much `b` is above `a`, row by row. Both must have the same length, at least one."""
    rng = random.Random(seed)
    differences = [y - x for x, y in zip(a, b, strict=True)]
    low, high = _interval(differences, rng)
    observed = math.fsum(differences)
    # The tolerance counts a resample as extreme that equals the observation but for rounding.
    extreme = sum(
        abs(_flipped_sum(differences, rng)) >= abs(observed) - 1e-12 * len(differences)
        for _ in range(RESAMPLES)
    )
    return Difference(observed / len(differences), low, high, (1 + extreme) / (1 + RESAMPLES))


def _interval(values: Sequence[float], rng: random.Random) -> tuple[float, float]:
    n = len(values)
    means = sorted(math.fsum(rng.choices(values, k=n)) / n for _ in range(RESAMPLES))
    tail = (1 - LEVEL) / 2
    return means[math.floor(tail * RESAMPLES)], means[math.ceil((1 - tail) * RESAMPLES) - 1]


def _flipped_sum(values: Sequence[float], rng: random.Random) -> float:
    signs = rng.getrandbits(len(values))
    return math.fsum(value if signs >> i & 1 else -value for i, value in enumerate(values))
