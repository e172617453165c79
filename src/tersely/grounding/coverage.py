"""Which parts of a document a summary rests on."""

from __future__ import annotations

from bisect import bisect_right

from ..records import Check, Document

_TENTHS = 10


def strip(check: Check, length: int) -> tuple[float, ...]:
    """Ten numbers: the share of the claims whose best citation lies in each tenth of a source of
    `length` characters.
    """
    counts = [0] * _TENTHS
    for start in _best_starts(check):
        counts[min(_TENTHS - 1, start * _TENTHS // max(1, length))] += 1
    return tuple(count / max(1, len(check.claims)) for count in counts)


def sections_drawn(check: Check, document: Document) -> tuple[int, int]:
    """(sections that some claim's best citation lies in, all sections)."""
    starts = [start for start, _, _ in document.sections()]
    drawn = {bisect_right(starts, start) for start in _best_starts(check)}
    return len(drawn), len(starts)


def _best_starts(check: Check) -> list[int]:
    return [claim.citations[0].start for claim in check.claims if claim.citations]
