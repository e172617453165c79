"""Running heads and feet: what most pages repeat at their edges stands once, page numbers go."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from .lines import Line

_MIN_PAGES = 3
_MOST_LINES = 5  # of one head or foot
_MAX_CHARACTERS = 150
_GAP_EM = 0.5  # between the body and its head or foot; lines of a text touch each other
_OWN_NUMBER = re.compile(r"^(\d{1,5})(?=\s|$)|(?:^|\s)(\d{1,5})$")
_NUMBER = re.compile(r"\d{1,9}")
_MIN_KEPT_LETTERS = 12  # "Page 12 of 300" is no text, "Annual report 2026 - 12" is
_MIN_SHARE = 0.03  # of all pages, for the running title of one chapter
Chosen = list[list[int]]


def without_furniture(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], int]:
    """Each page without the lines at its top and bottom that carry its own number or that other
    pages repeat, and how many were dropped. A head stays where it comes first, a foot where it
    comes last.

    >>> pages = [[Line("Annual report"), Line(body), Line("more")] for body in ("a", "b", "c")]
    >>> [[line.text for line in page] for page in without_furniture(pages)[0]]
    [['Annual report', 'a'], ['b'], ['c']]
    """
    kept = [list(lines) for lines in pages]
    if sum(len(lines) > 2 for lines in kept) < _MIN_PAGES:
        return kept, 0
    before = sum(map(len, kept))
    depths = {end: [_depth(lines, end) for lines in kept] for end in (0, -1)}
    stays: dict[str, tuple[int, int, Line]] = {}
    for end in (0, -1):
        for depth in range(_MOST_LINES):
            chosen = _repeated(kept, end)
            if depth:
                chosen = {index for index in chosen if depth < depths[end][index]}
            else:
                chosen |= _numbered(kept, end)
            if not chosen:
                break
            for index in sorted(chosen):
                line = kept[index].pop(end)
                key = _letters(line.text)
                if len(key) >= _MIN_KEPT_LETTERS and (end or key not in stays):
                    stays[key] = (index, depth, line)
        _put_back(kept, stays, end)
        stays.clear()
    return kept, before - sum(map(len, kept))


def _depth(lines: Sequence[Line], end: int) -> int:
    """How many lines stand at the edge of a page before a gap that is wider than those between
    lines; 1 where there is none near the edge.
    """
    ordered = lines if end == 0 else lines[::-1]
    for number, (line, inner) in enumerate(pairwise(ordered[: _MOST_LINES + 1]), 1):
        upper, lower = (line, inner) if end == 0 else (inner, line)
        if line.size and upper.bottom - lower.top > _GAP_EM * line.size:
            return number
    return 1


def _put_back(kept: list[list[Line]], stays: dict[str, tuple[int, int, Line]], end: int) -> None:
    """One of each head and foot, the innermost first."""
    for index, _, line in sorted(stays.values(), key=lambda entry: -entry[1]):
        if end:
            kept[index].append(line)
        else:
            kept[index].insert(0, line)


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text)).lower()


def _candidates(pages: Sequence[Sequence[Line]], end: int) -> Iterator[tuple[int, Line]]:
    for index, lines in enumerate(pages):
        if len(lines) > 1 and len(lines[end].text) < _MAX_CHARACTERS and not lines[end].is_table:
            yield index, lines[end]


def _numbered(pages: Sequence[Sequence[Line]], end: int) -> set[int]:
    """The pages whose line starts or ends with a number that grows by one from page to page."""
    shifts: dict[int, int] = {}
    for index, line in _candidates(pages, end):
        if match := _OWN_NUMBER.search(line.text):
            shifts[index] = int(match[1] or match[2]) - index
    if not shifts:
        return set()
    usual, count = Counter(shifts.values()).most_common(1)[0]
    if count <= len(pages) / 2:
        return set()
    return {index for index, shift in shifts.items() if shift == usual}


def _repeated(pages: Sequence[Sequence[Line]], end: int) -> set[int]:
    """The pages whose line stands on others too: at the same height, and with the same words and
    numbers but for those that count the pages.
    """
    groups: defaultdict[str, dict[int, list[int]]] = defaultdict(dict)
    for index, line in _candidates(pages, end):
        numbers = [int(number) for number in _NUMBER.findall(line.text)]
        groups[_NUMBER.sub("0", line.text)][index] = numbers
    enough = max(_MIN_PAGES, _MIN_SHARE * len(pages))
    chosen: set[int] = set()
    for group in groups.values():
        if len(group) >= enough and len(alike := _alike(group)) >= enough:
            usual = median(pages[index][end].top for index in alike)
            for index in alike:
                line = pages[index][end]
                if abs(line.top - usual) <= line.size:
                    chosen.add(index)
    return chosen


def _alike(group: dict[int, list[int]]) -> list[int]:
    """The pages whose numbers are those of most pages of the group, or grow with the pages."""
    kept = list(group)
    for place in range(len(next(iter(group.values())))):
        same = Counter(group[index][place] for index in kept).most_common(1)[0]
        counting = Counter(group[index][place] - index for index in kept).most_common(1)[0]
        if same[1] >= counting[1]:
            kept = [index for index in kept if group[index][place] == same[0]]
        else:
            kept = [index for index in kept if group[index][place] - index == counting[0]]
    return kept
