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
from .index import Index
from .operands import Operand, Question, is_close, operands_of, two_sums
from .rivals import thing_counted

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
_PERIOD_REACH = 24  # characters
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
_RATIO = re.compile(
    r"\b(?:hazards?|odds|risks?|rate|prevalence|incidence)\sratios?\b|\b[aA]?(?:HR|OR|RR|IRR)\b|\brelative risk\b"
)
_LARGEST_RATIO = 10


def shares(question: Question, figures: Sequence[Number]) -> Iterator[str]:
    """A figure, or a change, as a share of another one with the same unit."""
    number = question.number
    whole = 1.0 if number.unit == "ratio" else 100.0
    counted = _OF_THEM.match(question.text, number.end)
    things = {stem(word.lower()) for word in (counted.groups("") if counted else ()) if word}
    is_change = _says_change(question)
    for a, b in permutations(figures, 2):
        x, y = _in_one_unit(a, b, question)
        if not y or a.unit in ("%", "ratio"):
            continue
        is_of_it = thing_counted(question.index.text, b.end) in things or _is_told(b, question)
        is_of_it = is_of_it or (bool(counted) and _is_said_of(things, a, b, question.index))
        if not (question.invited or question.is_telling or is_of_it):
            continue
        if not is_change and x < y and is_close(number, whole * x / y):
            yield f"{a.text} / {b.text}"
        if is_close(number, whole * abs(x - y) / y):
            yield f"({a.text} - {b.text}) / {b.text}"
    if question.invited:
        yield from _shares_of_sums(question, figures, whole)


def _is_said_of(things: set[str], part: Number, whole: Number, index: Index) -> bool:
    """Whether the sentence of both figures has the thing before the whole: "the number of people
    infected has passed 20,000".
    """
    start, end = index.sentences[index.sentence_at(whole.start)]
    if not start <= part.start < end:
        return False
    before = index.text[max(start, whole.start - _BEFORE_WHOLE) : whole.start]
    return not things.isdisjoint(terms(before))


def _is_told(whole: Number, question: Question) -> bool:
    """Whether the statement gives the whole beside its share: "of 42,000 households 43 percent"."""
    others = (n for n in quantities(question.text) if n.start != question.number.start)
    return any(n.unit == whole.unit and whole.value == n.value for n in others)


def ratio_changes(question: Question, figures: Sequence[Number]) -> Iterator[str]:
    """ "A 22 % higher hazard" for a hazard ratio of 1.22."""
    index = question.index
    for figure in figures:
        start, end = index.sentences[index.sentence_at(figure.start)]
        is_ratio = not figure.unit and 0 < figure.value < _LARGEST_RATIO and "." in figure.text
        if not is_ratio or not is_close(question.number, 100 * abs(figure.value - 1)):
            continue
        if _RATIO.search(question.text) or _RATIO.search(index.text, start, end):
            yield f"{figure.text} - 1"


def multiples(question: Question, figures: Sequence[Number]) -> Iterator[str]:
    """ "Four times as many": one figure over another of the same unit."""
    for a, b in permutations(figures, 2):
        x, y = _in_one_unit(a, b, question)
        if y and x > y and is_close(question.number, x / y):
            yield f"{a.text} / {b.text}"


def rates(question: Question, figures: Sequence[Number]) -> Iterator[str]:
    """800 euros a month of 9,600 euros a year."""
    wanted = _period_after(question.text, question.number.end)
    if not wanted:
        return
    yield from _spread(question, figures, wanted)
    for operand in operands_of(question, figures):
        period = _period_after(question.index.text, operand.number.end)
        if period and period != wanted:
            factor = wanted / period
            if is_close(question.number, operand.value * factor):
                sign, count = ("*", factor) if factor > 1 else ("/", 1 / factor)
                yield f"{operand.text} {sign} {count:g}"


def _spread(question: Question, figures: Sequence[Number], months: float) -> Iterator[str]:
    """5 million a year of 30 million over six years."""
    spans = [n for n in figures if n.unit in UNITS and UNITS[n.unit].dimension == "time"]
    for figure in figures:
        factor = conversion(figure.unit, question.number.unit)
        if factor is None or figure in spans or _period_after(question.index.text, figure.end):
            continue
        for span in spans:
            periods = span.value * UNITS[span.unit].factor / (months * _MONTH_SECONDS)
            if periods > 1 and is_close(question.number, figure.value * factor / periods):
                yield f"{figure.text} / {span.text}"


def other_period(number: Number, known: Sequence[Number], text: str, index: Index) -> Span | None:
    """Where the passages have this very rate for another period, "1.5% per month" for "1.5% per
    year", and the source has it nowhere for this one.
    """
    mine = _period_after(text, number.end)
    if not mine or not number.unit:
        return None
    alike = (n for n in known[:_MOST_COMPARED] if n.unit == number.unit)
    places = [n for n in alike if n.supports(number)]
    periods = [_period_after(index.text, n.end) for n in places]
    if not periods or not all(periods) or mine in periods:
        return None
    others = (n for n in index.numbers_like(number) if n.supports(number))
    if any(_period_after(index.text, n.end) in (0.0, mine) for n in others):
        return None
    return places[0].span


def products(question: Question, figures: Sequence[Number]) -> Iterator[str]:
    """Three tickets at 12 euros each are 36 euros."""
    if not question.number.unit or not question.invited:
        return
    counts = [n for n in figures if not n.unit and n.value == int(n.value) and n.value > 1]
    for operand in operands_of(question, figures):
        start, end = question.index.sentences[question.index.sentence_at(operand.number.start)]
        if not operand.number.unit or not _EACH.search(question.index.text, start, end):
            continue
        for count in counts:
            if is_close(question.number, count.value * operand.value):
                yield f"{count.text} * {operand.text}"


def is_multiple(number: Number, text: str) -> bool:
    """Whether a number says how many times as much something is."""
    return not number.unit and _TIMES.match(text, number.end) is not None


def _says_change(question: Question) -> bool:
    """Whether the number says by how much something differs: "by 25 percent", "25 percent less"."""
    number, text = question.number, question.text
    is_by = _BY.search(text, max(0, number.start - 24), number.start) is not None
    return is_by or _MORE.match(text, number.end) is not None


def _shares_of_sums(question: Question, figures: Sequence[Number], whole: float) -> Iterator[str]:
    """The change between two sums of two figures with one unit in percent."""
    units = {figure.unit for figure in figures} - {"%", "ratio", "pp"}
    for unit in sorted(units):
        operands = [Operand(n.value, n.text, n) for n in figures if n.unit == unit]
        for (a, b), (c, d) in two_sums(operands):
            first, second = a.value + b.value, c.value + d.value
            for base, other in ((first, second), (second, first)):
                if base and is_close(question.number, whole * abs(other - base) / base):
                    sums = f"({a.text} + {b.text}) - ({c.text} + {d.text})"
                    yield f"({sums}) / {base:g}"


def _in_one_unit(a: Number, b: Number, question: Question) -> tuple[float, float]:
    """The values of two figures in the unit of the second; (0, 0) if they measure different
    things.
    """
    factor = conversion(a.unit, b.unit) if bool(a.unit) == bool(b.unit) else None
    if factor is None and min(a.value, b.value) >= _UNIT_SAID_ONCE:
        index = question.index
        is_one_sentence = index.sentence_at(a.start) == index.sentence_at(b.start)
        factor = 1.0 if is_one_sentence and not (a.unit and b.unit) else None
    return (a.value * factor, b.value) if factor else (0.0, 0.0)


def _period_after(text: str, end: int) -> float:
    """The months of the period that a rate behind text[:end] is for, 0 if it is no rate."""
    next_figure = _NEXT_FIGURE.search(text, end, end + _PERIOD_REACH)
    match = _PERIOD.search(text, end, next_figure.start() if next_figure else end + _PERIOD_REACH)
    name = next(filter(None, match.groups()), "") if match else ""
    return _PERIODS.get(name[:_LETTERS_OF_PERIOD].lower(), 0.0)
