"""Figures that are not in the source but follow from some that are: sums, differences, shares,
changes, averages, multiples.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import permutations

from ..facts.number import Number
from ..facts.quantities import quantities
from ..facts.spans import Span
from .alignment import Alignment
from .counted import thing_counted
from .durations import duration_of
from .index import Index
from .operands import (
    Operand,
    Question,
    is_close,
    operands_of,
    plain_figures,
    runs_of,
    significant_digits,
    total_of,
    two_sums,
)
from .proportions import is_multiple, multiples, products, rates, ratio_changes, shares

# With few digits almost any number can be had as a sum or a difference of two others, so that the
# statement must speak of a calculation.
_CALCULATION = re.compile(
    r"\b(?:total\w*|sum|combined|together|altogether|in all|overall|both|difference|fewer|higher|lower|cheaper|dearer|"
    r"increas\w+|decreas\w+|rose|risen|rise|fell|fallen|grew|grow\w*|gain\w*|drop\w*|declin\w+|reduc\w+|average|mean|"
    r"share|remain\w*|rest|other|save[sd]?|saving\w*|over|under|above|below|more|less|longer|shorter|earlier|later|"
    r"budget|up|down|doubl\w+|tripl\w+|half|halved|left|should|would|ahead|behind|gap|margin|of them|times|"
    r"per|each|monthly|weekly|daily|annual\w*|yearly|rejected|lost|net|expensive|apart)\b",
    re.IGNORECASE,
)
_SUM = re.compile(r"\b(?:total\w*|sum|combined|together|altogether|both)\b", re.IGNORECASE)
_DIFFERENCE = re.compile(
    r"\b(?:difference|fewer|more|less|(?:cheap|dear|high|low|long|short|larg|small|earli|lat|heavi|light|old|young|great)er|"
    r"increas\w+|decreas\w+|rises?|rose|risen|falls?|fell|fallen|grows?|grew|grown|gain\w*|drop\w*|declin\w+|"
    r"reduc\w+|remain\w*|rest|saved?|saves|savings?|up|down|left|gap|margin|lost)\b",
    re.IGNORECASE,
)
_AVERAGE = re.compile(r"\b(?:averag\w+|mean|typical\w*|per|each|an?)\b", re.IGNORECASE)
_AGE = re.compile(r"[\s-]old\b", re.IGNORECASE)
_LEAST_VALUE, _LEAST_UNINVITED, _EXACT_DIGITS = 10, 100, 2
# Four figures have twelve sums and differences: one of them is seldom hit by accident.
_FEW_OPERANDS = 4


def calculation_for(number: Number, aligned: Alignment) -> str:
    """The calculation with figures of its passages that gives a number of a statement; "" if there
    is none.
    """
    known, near = aligned.known_numbers, aligned.near
    return calculation_of(number, known, aligned.text, aligned.index, near)


def calculation_of(
    number: Number, known: Sequence[Number], text: str, index: Index, near: Sequence[Span] = ()
) -> str:
    """The calculation with aligned figures that gives `number`, as "31 - 19"; "" if there is none.

    `known` are the numbers of the passages `near`, whose dates count where a span of time is asked
    for.

    Sums, differences and averages need the unit of the number in all operands; shares, changes and
    multiples need one unit for all of them.
    """
    if number.unit == "clock" or number.form == "identifier":
        return ""
    figures = plain_figures(known)
    invited = speaks_of_calculation(text) or _names_operands(figures, text)
    question = Question(number, text, index, invited)
    for way in _ways_to(number, text):
        if calculation := next(way(question, figures), ""):
            return calculation
    if _AGE.match(text, number.end):
        return ""
    return duration_of(number, known, index, near, invited=invited)


Way = Callable[[Question, Sequence[Number]], Iterator[str]]


def _ways_to(number: Number, text: str) -> Sequence[Way]:
    """What a number of its kind may be calculated by."""
    if number.unit in ("%", "ratio"):
        return shares, _points, ratio_changes
    if is_multiple(number, text):
        return (multiples,)
    return _pairs, _runs, _averages, _differences_of_sums, rates, products


@lru_cache(maxsize=16)
def speaks_of_calculation(text: str) -> bool:
    """Whether a statement, which is asked for each of its figures, adds up or compares."""
    return _CALCULATION.search(text) is not None


def _pairs(question: Question, figures: Sequence[Number]) -> Iterator[str]:
    """Sums and differences of two figures."""
    number, operands = question.number, operands_of(question, figures)
    only_adds = _SUM.search(question.text) and not _DIFFERENCE.search(question.text)
    for one, other in permutations(operands, 2):
        if not _is_admitted(question, (one, other), len(operands)):
            continue
        if is_close(number, one.value + other.value):
            yield f"{one.text} + {other.text}"
        if not only_adds and is_close(number, one.value - other.value):
            yield f"{one.text} - {other.text}"
    if number.unit in ("%", "pp"):
        yield from _complements(question, operands)


def _runs(question: Question, figures: Sequence[Number]) -> Iterator[str]:
    """Sums of three and more figures that stand in a row, or at the same place of rows."""
    operands = operands_of(question, figures)
    for run in runs_of(operands, 3):
        is_sum = is_close(question.number, total_of(run))
        if is_sum and _is_admitted(question, run, len(operands)):
            yield _joined(run, " + ")


def _averages(question: Question, figures: Sequence[Number]) -> Iterator[str]:
    if not _AVERAGE.search(question.text):
        return
    for run in runs_of(operands_of(question, figures), 2):
        if is_close(question.number, total_of(run) / len(run)):
            yield f"({_joined(run, ' + ')}) / {len(run)}"


def _differences_of_sums(question: Question, figures: Sequence[Number]) -> Iterator[str]:
    """ "Tea and coffee together rose by": the sum of two figures less that of two others."""
    if not question.invited:
        return
    for one, other in two_sums(operands_of(question, figures)):
        if is_close(question.number, abs(total_of(one) - total_of(other))):
            yield f"({_joined(one, ' + ')}) - ({_joined(other, ' + ')})"


def _points(question: Question, figures: Sequence[Number]) -> Iterator[str]:
    """Sums and differences of shares."""
    yield from _pairs(question, figures)
    yield from _runs(question, figures)
    yield from _averages(question, figures)


def _names_operands(figures: Sequence[Number], text: str) -> bool:
    """Whether two of the source's figures stand in the statement: that invites to calculate."""
    return len(_keys_of(text).intersection(figure.key for figure in figures)) > 1


@lru_cache(maxsize=16)
def _keys_of(text: str) -> frozenset[str]:
    """The keys of the figures of a statement, which is asked for each of them."""
    return frozenset(number.key for number in quantities(text))


def _complements(question: Question, operands: Sequence[Operand]) -> Iterator[str]:
    """What is left of 100 percent by one share or by two neighbours."""
    if not question.invited:
        return
    for run in runs_of(operands, 1):
        if len(run) <= 2 and is_close(question.number, 100 - total_of(run)):
            yield f"100 - {_joined(run, ' - ')}"


def _joined(operands: Sequence[Operand], sign: str) -> str:
    return sign.join(operand.text for operand in operands)


def _is_admitted(question: Question, operands: Sequence[Operand], of: int) -> bool:
    """Whether a result of these operands, chosen from `of`, is more than an accident."""
    number = question.number
    if number.unit:
        is_exact = number.value >= _LEAST_UNINVITED or number.value != int(number.value)
        is_fine = significant_digits(number) >= _EXACT_DIGITS or of <= _FEW_OPERANDS
        return question.invited or (is_exact and is_fine)
    if number.value >= _LEAST_VALUE and (question.is_telling or question.invited):
        return True
    thing = thing_counted(question.text, number.end)
    things = {question.index.thing_counted(operand.number) for operand in operands}
    is_same = bool(thing) and things == {thing}
    return is_same and (question.invited or number.value >= _LEAST_VALUE)
