"""The common sequence of two rows."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from tersely.differences.order import common, rising

ROW = st.lists(st.integers(0, 6), max_size=40)


@given(ROW, ROW)
def test_the_pairs_are_equal_and_rise(old: list[int], new: list[int]) -> None:
    """A common subsequence: equal elements, ascending on both sides."""
    pairs = common(old, new, [1.0] * len(old))
    assert all(old[i] == new[j] for i, j in pairs)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(pairs))


@given(ROW)
def test_a_row_is_common_with_itself(row: list[int]) -> None:
    """As a whole."""
    assert common(row, row, [1.0] * len(row)) == [(i, i) for i in range(len(row))]


@given(st.permutations(range(7)), st.lists(st.integers(1, 9), min_size=7, max_size=7))
def test_the_heaviest_rising_sequence(values: list[int], weights: list[int]) -> None:
    """As heavy as the best of all subsets."""
    chain = rising(values, weights)
    assert all(values[a] < values[b] for a, b in pairwise(chain))
    best = max(
        sum(weights[i] for i in subset)
        for size in range(1, 8)
        for subset in combinations(range(7), size)
        if all(values[a] < values[b] for a, b in pairwise(subset))
    )
    assert sum(weights[i] for i in chain) == best
