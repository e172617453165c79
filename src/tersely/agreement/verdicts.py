"""Two statements about one subject: whether they say the same, or cannot both be right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ..facts.dates import Date
from ..facts.fact import Fact
from ..facts.number import Number
from ..facts.units import conversion
from ..grounding.amounts import role_of
from ..grounding.negation import denial_of, has_negation
from ..grounding.opposites import opposed
from ..language.scripts import dominant_script
from .matter import Kind
from .statements import Statement

# How much of the subject both must share before a difference is a contradiction. The fewer other
# facts tie two sentences together, the more words have to.
_NUMBER_SHARE, _DATE_SHARE, _NEGATION_SHARE, _NAME_SHARE = 0.72, 0.75, 0.8, 0.85
_BARE_NUMBER_SHARE = 0.8
_DIRECTION_SHARE = 0.7  # the two opposites themselves are not in common
_LEAST_TERMS_OF_NAMES = 4
_KINDS: dict[str, Kind] = {"number": "number", "date": "date"}
_FACT_KINDS: tuple[Literal["number", "date", "name"], ...] = ("number", "date", "name")


@dataclass(frozen=True, slots=True)
class Conflict:
    """What two statements differ in, and the two values."""

    kind: Kind
    value: str
    other: str


def agree(one: Statement, other: Statement) -> bool:
    """Whether both state the same facts, at least one, and neither denies what the other says."""
    if one.is_negated != other.is_negated or _turned(one, other):
        return False
    left, right = _left_over(one, other)
    return bool(one.facts) and not left and not right


def conflict(one: Statement, other: Statement, share: float) -> Conflict | None:
    """The one thing that the two differ in where all else is the same; None if there is none, or
    several: then they may speak of two matters.
    """
    left, right = _left_over(one, other)
    if not left and not right:
        return _denial(one, other, share)
    if one.is_negated != other.is_negated or len(left) != 1 or len(right) != 1:
        return None
    here, there = left[0], right[0]
    if here.kind != there.kind or not _comparable(one, other, here, there, share):
        return None
    return Conflict(_KINDS.get(here.kind, "name"), here.text, there.text)


def _left_over(one: Statement, other: Statement) -> tuple[list[Fact], list[Fact]]:
    """The facts of each that the other does not bear out."""
    left: list[Fact] = []
    right: list[Fact] = []
    for kind in _FACT_KINDS:
        mine, theirs = one.of(kind), other.of(kind)
        left += _unsupported(mine, theirs)
        right += _unsupported(theirs, mine)
    return left, right


def _unsupported(facts: Sequence[Fact], others: Sequence[Fact]) -> list[Fact]:
    return [fact for fact in facts if not any(_is_same(fact, other) for other in others)]


def _is_same(fact: Fact, other: Fact) -> bool:
    return bear_out(fact, other) or _same_name(fact, other)


def bear_out(one: Fact, other: Fact) -> bool:
    """Whether one of two facts holds if the other does."""
    return one.supports(other) or other.supports(one)


def _same_name(fact: Fact, other: Fact) -> bool:
    """Whether one name is a part of the other: "Smith" and "Ann Smith"."""
    if fact.kind != "name" or other.kind != "name":
        return False
    if _letters(fact.text) == _letters(other.text) or _shortens(fact.text, other.text):
        return True
    mine, theirs = set(fact.key.split()), set(other.key.split())
    return mine <= theirs or theirs <= mine


def _letters(name: str) -> str:
    """What two spellings of a name have in common, however a line was broken in one of them."""
    return "".join(filter(str.isalnum, name.casefold()))


def _shortens(name: str, other: str) -> bool:
    """Whether one is made of the initials of the other: "CPI", "Consumer Price Index"."""
    short, long = sorted((name, other), key=len)
    initials = "".join(word[0] for word in long.split())
    return len(initials) > 1 and _letters(short).startswith(_letters(initials))


def _comparable(one: Statement, other: Statement, here: Fact, there: Fact, share: float) -> bool:
    """Whether the two facts stand in the same place of what is otherwise one statement, of which
    the two share so much.
    """
    is_long = min(len(one.subject), len(other.subject)) >= _LEAST_TERMS_OF_NAMES
    are_beside_same = bool(_beside(one, here) & _beside(other, there))
    if isinstance(here, Number) and isinstance(there, Number):
        if not _are_of_one_kind(here, there):
            return False
        if role_of(here, one.quotation.text) != role_of(there, other.quotation.text):
            return False  # "rose by 2 euros", "rose to 5 euros"
        if here.unit and is_long:
            return share >= _NUMBER_SHARE
        # Without a unit or with few words it may count something else.
        return share >= _BARE_NUMBER_SHARE and are_beside_same
    if isinstance(here, Date) and isinstance(there, Date):
        lacks_same = (here.year is None) == (there.year is None)
        lacks_same = lacks_same and (here.day is None) == (there.day is None)
        return share >= _DATE_SHARE and lacks_same
    if _begins(one, here) or _begins(other, there) or not _can_be_compared(here, there):
        return False
    return share >= _NAME_SHARE and is_long and are_beside_same


def _are_of_one_kind(here: Number, there: Number) -> bool:
    if "identifier" in (here.form, there.form) or here.is_year != there.is_year:
        return False
    return conversion(here.unit, there.unit) is not None and bool(here.unit) == bool(there.unit)


def _begins(statement: Statement, fact: Fact) -> bool:
    """Whether a name of one word opens its sentence, where any word has a capital."""
    before = statement.quotation.text[: fact.start]
    return " " not in fact.text and not any(map(str.isalpha, before))


def _can_be_compared(here: Fact, there: Fact) -> bool:
    """Whether two names are of one script and no heading in capitals."""
    are_alike = here.text.isupper() == there.text.isupper()
    return are_alike and dominant_script(here.text) == dominant_script(there.text)


def _beside(statement: Statement, fact: Fact) -> set[str]:
    """The words right before and behind a fact."""
    text = statement.quotation.text
    before, behind = text[: fact.start].split()[-2:], text[fact.end :].split()[:2]
    return {word.strip(".,;:()%").casefold() for word in (*before, *behind)} - {""}


def _denial(one: Statement, other: Statement, share: float) -> Conflict | None:
    """A "not" or an opposite on one side only."""
    if one.is_negated != other.is_negated:
        plain, denying = (other, one) if one.is_negated else (one, other)
        if share < _NEGATION_SHARE or not _denies(denying, plain):
            return None
        words = ("denied", "stated") if one.is_negated else ("stated", "denied")
        return Conflict("negation", *words)
    turned = _turned(one, other) if share >= _DIRECTION_SHARE else None
    return Conflict("direction", *turned) if turned else None


def _denies(denying: Statement, plain: Statement) -> bool:
    """Whether one takes back what the other says: the "not" is all that they differ in, or stands
    before a word of the other that does not deny in words of its own ("has yet to").
    """
    differing = denying.words ^ plain.words
    if all(map(has_negation, differing)):
        return bool(differing)
    return denial_of(plain.quotation.text, denying.quotation.text) is not None


def _turned(one: Statement, other: Statement) -> tuple[str, str] | None:
    """A word of one and its opposite in the other, where neither has both."""
    mine, theirs = set(one.words - other.words), set(other.words - one.words)
    for word in sorted(mine):
        for opposite in opposed(word, theirs):
            return word, opposite
    return None
