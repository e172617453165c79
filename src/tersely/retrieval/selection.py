"""The best passages that fit into a token budget, neighbours joined."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .excerpt import Excerpt
from .index import Index
from .passages import Passage

# Between two chosen passages of one text that stand so few passages apart the gap is read, too.
_GAP = 1

Count = Callable[[Sequence[str]], list[int]]
"""The tokens of each text."""
Known = dict[int, tuple[int, Passage]]
"""Passages by their numbers, each behind the number of its content."""


def choose(
    index: Index,
    ranked: Sequence[int],
    budget_tokens: int,
    count: Count,
) -> list[Excerpt]:
    """The first of the `ranked` passages within the budget, as excerpts in the order of their best
    passage. What stands between two of them is taken in while there is room. At least one.
    """
    known = index.passages(ranked)
    order = [number for number in ranked if number in known]
    tokens = _tokens(order, known, count)
    chosen: dict[int, None] = {}
    left = budget_tokens
    for number in order:
        if chosen and tokens[number] > left:
            break
        chosen[number] = None
        left -= tokens[number]
    bridges = _bridges(index, list(chosen), known)
    for number, size in _tokens(bridges, known, count).items():
        if size <= left:
            chosen[number] = None
            left -= size
    return _excerpts(list(chosen), known)


def _tokens(numbers: Sequence[int], known: Known, count: Count) -> dict[int, int]:
    """The tokens of each of these passages."""
    counts = count([known[number][1].text for number in numbers])
    return dict(zip(numbers, counts, strict=True))


def _bridges(index: Index, chosen: Sequence[int], known: Known) -> list[int]:
    """The passages between chosen ones of one text that are close to each other."""
    bridges = []
    taken = set(chosen)
    for number in chosen:
        other = number + _GAP + 1
        if other in taken and number + 1 not in taken:
            bridges.append(number + 1)
    fitting = []
    for number, (content, passage) in sorted(index.passages(bridges).items()):
        if content == known[number - 1][0] == known[number + 1][0]:
            known[number] = content, passage
            fitting.append(number)
    return fitting


def _excerpts(chosen: Sequence[int], known: Known) -> list[Excerpt]:
    """Neighbours of one text as one excerpt each."""
    rank = {number: place for place, number in enumerate(chosen)}
    runs: list[list[int]] = []
    for number in sorted(chosen):
        follows = runs and number == runs[-1][-1] + 1
        if follows and known[number][0] == known[runs[-1][-1]][0]:
            runs[-1].append(number)
        else:
            runs.append([number])
    runs.sort(key=lambda run: min(rank[number] for number in run))
    excerpts = []
    for run in runs:
        content = known[run[0]][0]
        excerpts.append(Excerpt(content, tuple(known[number][1] for number in run)))
    return excerpts
