"""Which of two cells of a table is said to be more, held against the cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts.number import Number
from ..language.words import terms
from ..records import Flag
from .alignment import Alignment
from .columns import is_comparable, row_about
from .polarity import has_negation
from .tables import Row

_COMPARES = re.compile(
    r"\b(?:(?P<up>more|higher|greater|larger|bigger|above|exceed(?:s|ed)?)"
    r"|(?P<down>fewer|less|lower|smaller|rarer|below))\b(?P<between>[^.;]{0,80}?)\b(?:than|(?<=exceeds)|(?<=exceeded))\s",
    re.IGNORECASE,
)
_FEWEST_SHARED = 1


def check_cells(aligned: Alignment) -> Iterator[Flag]:
    """A flag for "deaths were fewer with the drug than with the placebo" where the row of deaths has
    257 under the drug and 203 under the placebo; the same for two rows under one head.
    """
    index, text = aligned.index, aligned.text
    match = _COMPARES.search(text) if index.tables else None
    if match is None or has_negation(text):
        return
    one = frozenset(terms(f"{text[: match.start()]} {match['between']}"))
    other = frozenset(terms(text[match.end() :]))
    found = _columns(one, other, aligned) or _rows(one, other, aligned)
    if found is None:
        return
    first, second, row = found
    if first.value != second.value and (first.value > second.value) != bool(match["up"]):
        word = match["up"] or match["down"]
        start, end = row.span
        said = index.text[start:end]
        at = match.start()
        yield Flag("direction", word, at, at + len(word), -1, said, start, end, contradicted=True)


def _columns(
    one: frozenset[str], other: frozenset[str], aligned: Alignment
) -> tuple[Number, Number, Row] | None:
    """The cells of the row under the heads that only one side of the comparison names."""
    row = row_about(one | other, aligned)
    if row is None:
        return None
    sides = []
    for mine, theirs in ((one, other), (other, one)):
        heads = [(len(head & (mine - theirs)), at) for at, head in enumerate(row.columns)]
        count, at = max(heads, key=lambda pair: (pair[0], -pair[1]))
        if count < _FEWEST_SHARED or not row.numbers[at]:
            return None
        sides.append(at)
    first, second = sides
    if first == second or not is_comparable(row.columns[first], row.columns[second]):
        return None
    return row.numbers[first][0], row.numbers[second][0], row


def _rows(
    one: frozenset[str], other: frozenset[str], aligned: Alignment
) -> tuple[Number, Number, Row] | None:
    """The cells of the two rows under the one head that the statement names."""
    rows = aligned.index.rows
    mine = [row for row in rows if row.label and row.label <= one]
    theirs = [row for row in rows if row.label and row.label <= other]
    if len(mine) != 1 or len(theirs) != 1 or mine[0].columns != theirs[0].columns:
        return None
    said = one | other
    shared = [len(head & said) for head in mine[0].columns]
    if not max(shared) or shared.count(max(shared)) > 1:
        return None
    at = shared.index(max(shared))
    first, second = mine[0].numbers[at], theirs[0].numbers[at]
    return (first[0], second[0], mine[0]) if first and second else None
