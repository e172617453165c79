"""Running heads and feet: what most pages repeat at their edges stands once, page numbers go."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from .lines import Line

_MIN_PAGES = 3
_MOST_LINES = 5  # of one head or foot
_MAX_CHARACTERS = 150
_GAP_EM = 0.5  # between the body and its head or foot; lines of a text touch each other
_OWN_NUMBER = re.compile(r"^(\d{1,5})(?=\s|$)|(?:^|\s)(\d{1,5})$")
_NUMBER = re.compile(r"\d{1,9}")
_MIN_KEPT_LETTERS = 12  # "Page 12 of 300" is no text, "Annual report 2026 - 12" is
_MIN_SHARE = 0.03  # of all pages, for the running title of one chapter


class _Kept(NamedTuple):
    """A repeated line that stays, on one page, and how many stood at the edge before it."""

    page: int
    depth: int
    line: Line


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
    stays: dict[str, _Kept] = {}
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
                    stays[key] = _Kept(index, depth, line)
        _put_back(kept, stays.values(), end)
        stays.clear()
    return kept, before - sum(map(len, kept))


def _depth(lines: Sequence[Line], end: int) -> int:
    """How many lines stand at the edge of a page before a gap that is wider than those between
    lines; 1 where there is none near the edge.
    """
    ordered = lines if end == 0 else lines[::-1]
    edge = ordered[: _MOST_LINES + 1]
    for number, (line, inner) in enumerate(pairwise(edge), 1):
        upper, lower = (line, inner) if end == 0 else (inner, line)
        if line.size and upper.bottom - lower.top > _GAP_EM * line.size:
            return number
    return 1


def _put_back(kept: list[list[Line]], stays: Iterable[_Kept], end: int) -> None:
    """One of each head and foot, the innermost first."""
    for stay in sorted(stays, key=lambda stay: -stay.depth):
        lines = kept[stay.page]
        if end:
            lines.append(stay.line)
        else:
            lines.insert(0, stay.line)


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text)).lower()


def _candidates(pages: Sequence[Sequence[Line]], end: int) -> Iterator[tuple[int, Line]]:
    for index, lines in enumerate(pages):
        if len(lines) < 2:
            continue
        line = lines[end]
        if len(line.text) < _MAX_CHARACTERS and not line.is_table:
            yield index, line


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
        if len(group) < enough:
            continue
        alike = _alike(group)
        if len(alike) < enough:
            continue
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
        numbers = {index: group[index][place] for index in kept}
        shifts = {index: number - index for index, number in numbers.items()}
        same, pages_with_same = Counter(numbers.values()).most_common(1)[0]
        shift, pages_counting = Counter(shifts.values()).most_common(1)[0]
        if pages_with_same >= pages_counting:
            kept = [index for index in kept if numbers[index] == same]
        else:
            kept = [index for index in kept if shifts[index] == shift]
    return kept
