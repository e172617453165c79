"""Intervals and significance."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely.evaluation import mean_with_interval, paired_difference
from tersely.evaluation.statistics import RESAMPLES

values = st.lists(st.floats(0, 1), min_size=1, max_size=12)


@given(values, st.integers(0, 5))
@settings(max_examples=15, deadline=None)
def test_an_interval_encloses_its_mean_and_repeats_to_the_digit(
    sample: list[float], seed: int
) -> None:
    """low <= mean <= high up to rounding, inside the data, and the same on a second run."""
    found = mean_with_interval(sample, seed=seed)
    assert min(sample) - 1e-9 <= found.low <= found.mean + 1e-9
    assert found.mean - 1e-9 <= found.high <= max(sample) + 1e-9
    assert mean_with_interval(sample, seed=seed) == found


@given(values)
@settings(max_examples=15, deadline=None)
def test_swapping_the_sides_turns_the_sign(sample: list[float]) -> None:
    """The difference is antisymmetric, and a sample does not differ from itself."""
    shifted = [x + 0.25 for x in sample]
    assert paired_difference(sample, shifted).mean == pytest.approx(
        -paired_difference(shifted, sample).mean
    )
    assert (paired_difference(sample, sample).mean, paired_difference(sample, sample).p) == (0, 1.0)


def test_intervals_contain_a_known_difference_as_often_as_they_claim() -> None:
    """Thirty samples of twenty-five pairs with a true difference of 0.05: about 95 % of the
    intervals hold it.
    """
    rng = random.Random(1)
    covered = 0
    for _ in range(30):
        a = [rng.gauss(0.4, 0.1) for _ in range(25)]
        b = [x + rng.gauss(0.05, 0.05) for x in a]
        found = paired_difference(a, b)
        covered += found.low <= 0.05 <= found.high
    assert covered >= 26


def test_significance_tells_a_difference_from_noise() -> None:
    """A shift of a standard deviation is found; pure noise is not."""
    rng = random.Random(2)
    a = [rng.gauss(0.4, 0.1) for _ in range(40)]
    assert paired_difference(a, [x + 0.1 + rng.gauss(0, 0.1) for x in a]).p < 0.01
    noise = [rng.gauss(0, 0.1) for _ in a]
    centred = [x - sum(noise) / len(noise) for x in noise]
    assert paired_difference(a, [x + y for x, y in zip(a, centred, strict=True)]).p > 0.9


def test_a_permutation_test_never_says_that_chance_is_impossible() -> None:
    """The observation itself is one of the permutations: p is at least 1 / (resamples + 1)
    (Phipson & Smyth 2010), however large the difference.
    """
    a = [0.0] * 60
    assert paired_difference(a, [1.0] * 60).p == pytest.approx(1 / (RESAMPLES + 1))
