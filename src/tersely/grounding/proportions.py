"""Figures that follow by division or multiplication: shares, changes in percent, multiples, rates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import permutations

from ..facts.number import Number
from ..facts.quantities import quantities
from ..facts.spans import Span
from ..facts.units import UNITS, conversion
from ..language.words import stem, terms
from .alignment import Alignment
from .index import Index
from .operands import Operand, Question, is_close, operands_of, total_of, two_sums
from .windows import before, behind

_BEFORE_WHOLE = 120  # characters
_UNIT_SAID_ONCE = 1000  # "from 250 to 300 million": one of two large figures has the unit of both
_EACH = re.compile(r"\b(?:each|apiece|per|every|an?|times)\b", re.IGNORECASE)
_TIMES = re.compile(
    r"[\s-]?fold\b|\stimes (?:as|more|less|higher|larger|greater|longer|the (?:size|number|amount))\b",
    re.IGNORECASE,
)
_BY = re.compile(r"\bby\s(?:[a-z]+\s){0,2}$", re.IGNORECASE)
_MORE = re.compile(r"\s(?:more|less|fewer|\w{3,}er)\b")
_OF_THEM = re.compile(r"\s(?:of\s)?(?:the\s|all\s|its\s|their\s)?([^\W\d_]+)(?:\s([^\W\d_]+))?")
_PERIOD = re.compile(
    r"\b(?:an?|per|each|every|pro|je|im|par|por|al?)\s"
    r"(year|annum|month|week|day|hour|quarter|minute|second|jahr|monat|woche|tag|stunde|quartal|mois|semaine|jour|heure"
    r"|an|année|año|mes|semana|día|hora)\b"
    r"|/\s?(year|month|week|day|hour)"
    r"|\b(annual|yearly|monthly|weekly|daily|hourly|quarterly|jährlich|monatlich|wöchentlich|täglich|mensuel|annuel|anual"
    r"|mensual)",
    re.IGNORECASE,
)
_NEXT_FIGURE = re.compile(r"[,;:]|[$€£¥₹\d]")
_MOST_COMPARED = 40  # figures of the passages
_PERIOD_REACH, _BY_REACH = 24, 24  # characters
# Months of a period by the first letters of its names.
_YEAR, _QUARTER, _MONTH, _WEEK = 12.0, 3.0, 1.0, 12 / 52
_DAY, _HOUR = 12 / 365, 12 / 8760
_PERIODS = {
    **dict.fromkeys("year yearl annum annua annue an année año anual jahr jährl".split(), _YEAR),
    **dict.fromkeys("quart".split(), _QUARTER),
    **dict.fromkeys("month monat mois mes mensu".split(), _MONTH),
    **dict.fromkeys("week weekl woche wöche semai seman".split(), _WEEK),
    **dict.fromkeys("day daily tag tägli jour día".split(), _DAY),
    **dict.fromkeys("hour hourl stund heure hora".split(), _HOUR),
    "minut": _HOUR / 60,
    "secon": _HOUR / 3600,
}
_LETTERS_OF_PERIOD = 5
_MONTH_SECONDS = UNITS["mo"].factor
_TIMES_UNITS = {name for name, unit in UNITS.items() if unit.dimension == "time"}
_RATIO = re.compile(
    r"\b(?:hazards?|odds|risks?|rate|prevalence|incidence)\sratios?\b|\b[aA]?(?:HR|OR|RR|IRR)\b|\brelative risk\b"
)
_LARGEST_RATIO = 10


def shares(question: Question, figures: Sequence[Number]) -> Iterator[str]:
    """A figure, or a change, as a share of another one with the same unit."""
    number = question.number
    scale = _scale_of(number)
    counted = _OF_THEM.match(question.text, number.end)
    words = filter(None, counted.groups()) if counted else ()
    things = {stem(word.lower()) for word in words}
    is_change = _says_change(question)
    for part, whole in permutations(figures, 2):
        amount, base = _in_one_unit(part, whole, question)
        if not base or part.unit in ("%", "ratio"):
            continue
        is_expected = question.invited or question.is_telling
        if not is_expected and not _is_share_of(things, part, whole, question):
            continue
        if not is_change and amount < base and is_close(number, scale * amount / base):
            yield f"{part.text} / {whole.text}"
        if is_close(number, scale * abs(amount - base) / base):
            yield f"({part.text} - {whole.text}) / {whole.text}"
    if question.invited:
        yield from _shares_of_sums(question, figures)


def _scale_of(number: Number) -> float:
    """What the whole is: 1 or 100 percent."""
    return 1.0 if number.unit == "ratio" else 100.0


def _is_share_of(things: set[str], part: Number, whole: Number, question: Question) -> bool:
    """Whether the share is said to be one of the `things` that the source counts as the whole, or
    the statement gives the whole beside it: "of 42,000 households 43 percent".
    """
    if question.index.thing_counted(whole) in things:
        return True
    for other in quantities(question.text):
        is_whole = other.unit == whole.unit and other.value == whole.value
        if is_whole and other.start != question.number.start:
            return True
    return _is_said_of(things, part, whole, question.index)


def _is_said_of(things: set[str], part: Number, whole: Number, index: Index) -> bool:
    """Whether the sentence of both figures has the thing before the whole: "the number of people
    infected has passed 20,000".
    """
    start, end = index.sentence_around(whole.start)
    if not things or not start <= part.start < end:
        return False
    first = max(start, whole.start - _BEFORE_WHOLE)
    return not things.isdisjoint(terms(index.said((first, whole.start))))


def ratio_changes(question: Question, figures: Sequence[Number]) -> Iterator[str]:
    """ "A 22 % higher hazard" for a hazard ratio of 1.22."""
    number, index = question.number, question.index
    for figure in figures:
        is_ratio = not figure.unit and 0 < figure.value < _LARGEST_RATIO and "." in figure.text
        if not is_ratio or not is_close(number, 100 * abs(figure.value - 1)):
            continue
        sentence = index.said(index.sentence_around(figure.start))
        if _RATIO.search(question.text) or _RATIO.search(sentence):
            yield f"{figure.text} - 1"


def multiples(question: Question, figures: Sequence[Number]) -> Iterator[str]:
    """ "Four times as many": one figure over another of the same unit."""
    for more, less in permutations(figures, 2):
        amount, base = _in_one_unit(more, less, question)
        if base and amount > base and is_close(question.number, amount / base):
            yield f"{more.text} / {less.text}"


def rates(question: Question, figures: Sequence[Number]) -> Iterator[str]:
    """800 euros a month of 9,600 euros a year."""
    number = question.number
    asked = _period_of(number, question.text)
    if not asked:
        return
    yield from _spread(question, figures, asked)
    for operand in operands_of(question, figures):
        period = _period_in_source(operand.number, question.index)
        if not period or period == asked:
            continue
        factor = asked / period
        if is_close(number, operand.value * factor):
            sign, count = ("*", factor) if factor > 1 else ("/", 1 / factor)
            yield f"{operand.text} {sign} {count:g}"


def _spread(question: Question, figures: Sequence[Number], months: float) -> Iterator[str]:
    """5 million a year of 30 million over six years."""
    index, number = question.index, question.number
    spans = [figure for figure in figures if figure.unit in _TIMES_UNITS]
    for figure in figures:
        factor = conversion(figure.unit, number.unit)
        if factor is None or figure in spans or _period_in_source(figure, index):
            continue
        for span in spans:
            periods = span.value * UNITS[span.unit].factor / (months * _MONTH_SECONDS)
            if periods > 1 and is_close(number, figure.value * factor / periods):
                yield f"{figure.text} / {span.text}"


def other_period(number: Number, aligned: Alignment) -> Span | None:
    """Where the passages have this very rate for another period, "1.5% per month" for "1.5% per
    year", and the source has it nowhere for this one.
    """
    index, asked = aligned.index, _period_of(number, aligned.text)
    if not asked or not number.unit:
        return None
    known = aligned.known_numbers[:_MOST_COMPARED]
    alike = (other for other in known if other.unit == number.unit)
    places = [place for place in alike if place.supports(number)]
    periods = [_period_in_source(place, index) for place in places]
    if not periods or 0.0 in periods or asked in periods:
        return None
    for place in index.bearing_out(number):
        if _period_in_source(place, index) in (0.0, asked):
            return None
    return places[0].span


def products(question: Question, figures: Sequence[Number]) -> Iterator[str]:
    """Three tickets at 12 euros each are 36 euros."""
    if not question.number.unit or not question.invited:
        return
    index = question.index
    counts = list(filter(_is_count, figures))
    for operand in operands_of(question, figures):
        sentence = index.said(index.sentence_around(operand.number.start))
        if not operand.number.unit or not _EACH.search(sentence):
            continue
        for count in counts:
            if is_close(question.number, count.value * operand.value):
                yield f"{count.text} * {operand.text}"


def _is_count(number: Number) -> bool:
    return not number.unit and number.value == int(number.value) and number.value > 1


def is_multiple(number: Number, text: str) -> bool:
    """Whether a number says how many times as much something is."""
    return not number.unit and _TIMES.match(text, number.end) is not None


def _says_change(question: Question) -> bool:
    """Whether the number says by how much something differs: "by 25 percent", "25 percent less"."""
    number, text = question.number, question.text
    is_by = _BY.search(before(text, number.start, _BY_REACH)) is not None
    return is_by or _MORE.match(text, number.end) is not None


def _shares_of_sums(question: Question, figures: Sequence[Number]) -> Iterator[str]:
    """The change between two sums of two figures with one unit in percent."""
    number, scale = question.number, _scale_of(question.number)
    units = {figure.unit for figure in figures} - {"%", "ratio", "pp"}
    for unit in sorted(units):
        operands = [Operand(n.value, n.text, n) for n in figures if n.unit == unit]
        for one, other in two_sums(operands):
            first, second = total_of(one), total_of(other)
            change = f"({_sum(one)}) - ({_sum(other)})"
            for base in (first, second):
                if base and is_close(number, scale * abs(first - second) / base):
                    yield f"({change}) / {base:g}"


def _sum(operands: Sequence[Operand]) -> str:
    return " + ".join(operand.text for operand in operands)


def _in_one_unit(part: Number, whole: Number, question: Question) -> tuple[float, float]:
    """The values of two figures in the unit of the second; (0, 0) if they measure different
    things.
    """
    are_alike = bool(part.unit) == bool(whole.unit)
    factor = conversion(part.unit, whole.unit) if are_alike else None
    if factor is None and _may_share_a_unit(part, whole, question.index):
        factor = 1.0
    return (part.value * factor, whole.value) if factor else (0.0, 0.0)


def _may_share_a_unit(one: Number, other: Number, index: Index) -> bool:
    """Whether of two large figures of a sentence one may have the unit of the other."""
    are_large = min(one.value, other.value) >= _UNIT_SAID_ONCE
    if not are_large or (one.unit and other.unit):
        return False
    return index.sentence_at(one.start) == index.sentence_at(other.start)


def _period_of(number: Number, text: str) -> float:
    """The months of the period that a rate of the statement is for, 0 if it is no rate."""
    return _period(behind(text, number.end, _PERIOD_REACH))


def _period_in_source(number: Number, index: Index) -> float:
    return _period(index.behind(number.end, _PERIOD_REACH))


def _period(words_behind: str) -> float:
    next_figure = _NEXT_FIGURE.search(words_behind)
    last = next_figure.start() if next_figure else len(words_behind)
    match = _PERIOD.search(words_behind, 0, last)
    name = next(filter(None, match.groups()), "") if match else ""
    return _PERIODS.get(name[:_LETTERS_OF_PERIOD].lower(), 0.0)
