"""The common sequence of two rows: patience diff, with bounds on its time.

Patience diff (B. Cohen, 2009) takes what stands once on each side as anchors and goes on between
them. Between anchors with nothing unique difflib decides; what is too large for it is halved.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

# difflib compares each pair in the worst case: 40,000 pairs take some milliseconds.
_MOST_PAIRS = 40_000
_DEEPEST = 48


def common(
    old: Sequence[int], new: Sequence[int], weights: Sequence[float]
) -> list[tuple[int, int]]:
    """(i, j) of equal elements in ascending order of both; `weights` are those of `old`: of two
    that have changed places the heavier one is kept.
    """
    pairs: list[tuple[int, int]] = []
    ranges = [(0, len(old), 0, len(new), 0)]
    while ranges:
        first, last, begin, end, depth = ranges.pop()
        while first < last and begin < end and old[first] == new[begin]:
            pairs.append((first, begin))
            first, begin = first + 1, begin + 1
        while first < last and begin < end and old[last - 1] == new[end - 1]:
            last, end = last - 1, end - 1
            pairs.append((last, end))
        if first == last or begin == end:
            continue
        anchors = []
        if depth < _DEEPEST:
            anchors = _anchors(old, new, weights, (first, last), (begin, end))
        if anchors:
            pairs += anchors
            for i, j in (*anchors, (last, end)):
                ranges.append((first, i, begin, j, depth + 1))
                first, begin = i + 1, j + 1
        elif (last - first) * (end - begin) <= _MOST_PAIRS:
            pairs += _few(old, new, first, last, begin, end)
        else:
            middle, half = (first + last) // 2, (begin + end) // 2
            ranges.append((first, middle, begin, half, depth + 1))
            ranges.append((middle, last, half, end, depth + 1))
    return sorted(pairs)


def _anchors(
    old: Sequence[int],
    new: Sequence[int],
    weights: Sequence[float],
    here: tuple[int, int],
    there: tuple[int, int],
) -> list[tuple[int, int]]:
    """The heaviest rising sequence of what stands exactly once in both ranges."""
    new_places = _places_of_single(new, there)
    pairs = [
        (place, new_places[element])
        for element, place in _places_of_single(old, here).items()
        if element in new_places
    ]
    chain = rising([j for _, j in pairs], [weights[i] for i, _ in pairs])
    return [pairs[number] for number in chain]


def _places_of_single(row: Sequence[int], within: tuple[int, int]) -> dict[int, int]:
    """Where the elements stand that are in a range exactly once, in their order."""
    count = Counter(row[slice(*within)])
    return {row[place]: place for place in range(*within) if count[row[place]] == 1}


def rising(values: Sequence[int], weights: Sequence[float]) -> list[int]:
    """The places of the heaviest strictly rising subsequence of `values`, which are distinct."""
    # The best chain that ends with each value; one that ends higher and weighs no more is dropped.
    ends: list[int] = []
    totals: list[float] = []
    numbers: list[int] = []
    before: list[int] = []
    for number, value in enumerate(values):
        place = bisect_left(ends, value)
        before.append(numbers[place - 1] if place else -1)
        total = weights[number] + (totals[place - 1] if place else 0.0)
        after = place
        while after < len(ends) and totals[after] <= total:
            after += 1
        ends[place:after], totals[place:after], numbers[place:after] = [value], [total], [number]
    chain: list[int] = []
    number = numbers[-1] if numbers else -1
    while number >= 0:
        chain.append(number)
        number = before[number]
    return chain[::-1]


def _few(
    old: Sequence[int], new: Sequence[int], first: int, last: int, begin: int, end: int
) -> list[tuple[int, int]]:
    matcher = SequenceMatcher(None, old[first:last], new[begin:end], autojunk=False)
    return [
        (first + block.a + step, begin + block.b + step)
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
    ]
