"""Headings: where a document is divided by its author."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from ..records import Mark


def paths(headings: Sequence[Mark], offsets: Sequence[int]) -> list[tuple[str, ...]]:
    """The heading path, outermost first, at each of the ascending `offsets`."""
    known: list[tuple[str, ...]] = []
    open_: list[Mark] = []
    following = iter(headings)
    mark = next(following, None)
    for offset in offsets:
        while mark and mark.offset <= offset:
            open_ = [outer for outer in open_ if outer.level < mark.level] + [mark]
            mark = next(following, None)
        known.append(tuple(heading.label for heading in open_))
    return known


def labels_within(
    headings: Sequence[Mark], spans: Sequence[tuple[int, int]]
) -> list[tuple[str, ...]]:
    """The labels of the headings that begin behind the start of each of the ascending `spans`."""
    offsets = [mark.offset for mark in headings]
    return [
        tuple(
            mark.label
            for mark in headings[bisect_right(offsets, start) : bisect_left(offsets, end)]
        )
        for start, end in spans
    ]
