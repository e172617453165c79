"""The best passages that fit into a token budget, neighbours joined."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .excerpt import Excerpt
from .index import Index
from .passages import Passage

# Between two chosen passages of one text that stand so few passages apart the gap is read, too.
_GAP = 1


def choose(
    index: Index,
    ranked: Sequence[int],
    budget_tokens: int,
    count: Callable[[Sequence[str]], list[int]],
) -> list[Excerpt]:
    """The first of the `ranked` passages within the budget, as excerpts in the order of their best
    passage. What stands between two of them is taken in while there is room. At least one.
    """
    known = index.passages(ranked)
    order = [number for number in ranked if number in known]
    tokens = dict(zip(order, count([known[n][1].text for n in order]), strict=True))
    chosen: dict[int, None] = {}
    left = budget_tokens
    for number in order:
        if chosen and tokens[number] > left:
            break
        chosen[number] = None
        left -= tokens[number]
    bridges = _bridges(index, list(chosen), known)
    for number, size in zip(bridges, count([known[n][1].text for n in bridges]), strict=True):
        if size <= left:
            chosen[number] = None
            left -= size
    return _excerpts(list(chosen), known)


def _bridges(
    index: Index, chosen: Sequence[int], known: dict[int, tuple[int, Passage]]
) -> list[int]:
    """The passages between chosen ones of one text that are close to each other."""
    bridges = []
    taken = set(chosen)
    for number in chosen:
        other = number + _GAP + 1
        if other in taken and number + 1 not in taken:
            bridges.append(number + 1)
    between = index.passages(bridges)
    fitting = [
        n for n in bridges if n in between and between[n][0] == known[n - 1][0] == known[n + 1][0]
    ]
    known |= {number: between[number] for number in fitting}
    return fitting


def _excerpts(chosen: Sequence[int], known: dict[int, tuple[int, Passage]]) -> list[Excerpt]:
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
    return [Excerpt(known[run[0]][0], tuple(known[number][1] for number in run)) for run in runs]
