"""What a figure is to a change: what it starts from, what it ends at, or by how much it goes.

"Rose by 16" for "rose from 10 to 16" has every word and figure of its source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from ..facts.number import Number
from ..facts.spans import Span
from ..facts.units import conversion
from ..records import Flag
from .alignment import Alignment
from .changes import Change, changes_at
from .index import Index
from .operands import is_close

Role = Literal["", "start", "end", "amount", "level"]

_CHANGE = (
    r"(?:r[oi]se[sn]?|rising|f[ae]ll(?:s|en|ing)?|gr[eo]w(?:s|n|ing)?|growth|increas\w+|decreas\w+|declin\w+"
    r"|drop(?:s|ped|ping)?|climb\w*|gain\w*|jump\w*|surg\w+|soar\w*|slip\w*|shr[aiu]nk\w*|expan[ds]\w*|widen\w*"
    r"|narrow\w*|boost\w*|slash\w*|rais(?:e|es|ed|ing)|lower(?:s|ed|ing)?|cut(?:s|ting)?|reduc\w+|extend\w*"
    r"|lengthen\w*|shorten\w*|plung\w+|tumbl\w+|s[aiu]nk|sinks?|w[ei]nt|goes|going|moved|tripl\w+|doubl\w+"
    r"|up|down|improve\w*|worsen\w*|trim\w*|push\w*|brought|advanc\w+|dip(?:s|ped)|edg(?:ed|es|ing)|swell\w*|balloon\w*"
    r"|[ad]+ppreciat\w+|accelerat\w+|slow(?:s|ed|ing)?|eas(?:ed|es|ing)|rebound\w*|recover\w*|contract(?:s|ed)"
    r"|tighten\w*|lift(?:s|ed|ing)?|strengthen\w*|weaken\w*|inch(?:ed|es)|shed|lost|added|postpon\w+|delay\w*)"
)
_NOUN = (
    r"(?:rise|fall|growth|increase|decrease|decline|drop|climb|gain|jump|surge|cut|reduction|extension|expansion"
    r"|improvement|loss|hike|raise|slump|plunge)"
)
_ABOUT = (
    r"(?:(?:about|around|some|roughly|nearly|almost|over|more than|less than|only|just|an?|the|another|a further"
    r"|a total of|as (?:much|many|low|high) as)\s+){0,2}[$€£¥₹]?$"
)
_IS_START = re.compile(
    rf"\b(?:from|compared (?:with|to)|against|versus|instead of|rather than)\s+{_ABOUT}",
    re.IGNORECASE,
)
_IS_END = re.compile(
    rf"\b{_CHANGE}\b[^.;]{{0,60}}\bto\s+{_ABOUT}"
    rf"|\b(?:reach(?:ed|es|ing)?|hits?|hitting|st(?:ood|ands) at|now at|to a (?:record|total) (?:of )?)\s+{_ABOUT}",
    re.IGNORECASE,
)
_IS_AMOUNT = re.compile(
    rf"\b{_CHANGE}\b[^.;]{{0,60}}\bby\s+{_ABOUT}|\b{_NOUN}s?\s(?:in [\w\s]{{1,30}} )?of\s+{_ABOUT}"
    rf"|\b{_CHANGE}\s+{_ABOUT}",
    re.IGNORECASE,
)
_AMOUNT_BEHIND = re.compile(
    rf"[\s-](?:\w+\s)?(?:more|fewer|less|higher|lower|longer|shorter|{_NOUN})s?\b", re.IGNORECASE
)
# "Up 2.1 percent, compared to 3.9": what is compared is the amount.
_RIGHT_BEHIND_CHANGE = re.compile(rf"\b{_CHANGE}\s+{_ABOUT}", re.IGNORECASE)
# "Growth slowed to 3 percent": what is a rate of change itself may be told as its amount.
_IS_RATE = re.compile(
    rf"\b(?:growth|inflation|expansion|contraction|increases?|rises?|declines?|drops?|gains?|loss(?:es)?)\b"
    rf"[^.;]{{1,50}}\b(?:to|at|is|was|were|reached|hit)\s+{_ABOUT}",
    re.IGNORECASE,
)
_IS_LEVEL = re.compile(
    rf"\b(?:is|are|was|were|costs?|has|had|counted|total(?:s|led)?|amount(?:s|ed) to|spent)\s+{_ABOUT}",
    re.IGNORECASE,
)
_END_BEHIND = re.compile(
    r"(?:\s[\w-]+){0,3},?\s(?:(?:up|down|higher|lower|rising|falling)\sfrom|compared (?:with|to)|against)\b",
    re.IGNORECASE,
)
_REACH = 90
# What a figure of the source may be where the statement makes it something else.
_DENIED_BY: dict[Role, set[Role]] = {
    "amount": {"start", "end"},
    "start": {"amount"},
    "end": {"amount"},
}


def role_of(number: Number, text: str) -> Role:
    """What a figure of a sentence is to the change that the sentence tells."""
    before = text[max(0, number.start - _REACH) : number.start]
    return _role(number, before, text[number.end : number.end + _REACH])


def _role(number: Number, before: str, behind: str) -> Role:
    """The same, by what stands before and behind the figure."""
    if number.is_year or number.unit == "clock" or number.form in ("identifier", "ordinal"):
        return ""
    if _IS_START.search(before):
        return "start"
    if _IS_RATE.search(before):
        return ""
    if _IS_END.search(before):
        return "end"
    if _END_BEHIND.match(behind) and not _RIGHT_BEHIND_CHANGE.search(before):
        return "end"
    if _IS_AMOUNT.search(before) or _AMOUNT_BEHIND.match(behind):
        return "amount"
    return ""


def check_amounts(aligned: Alignment) -> Iterator[Flag]:
    """A flag for "rose by 16" where the passages only say "rose to 16", and the reverse."""
    for number in aligned.numbers:
        denying = _DENIED_BY.get(role_of(number, aligned.text))
        if denying is None:
            continue
        passage = _denied_in(number, denying, aligned)
        if passage and not _is_given(number, aligned):
            yield aligned.contradiction("number", number.span, passage)


def _denied_in(number: Number, denying: set[Role], aligned: Alignment) -> Span | None:
    """The first cited sentence with the figure, if it is something else there: in another role, or
    in none beside another figure that is the amount.
    """
    index = aligned.index
    for passage in aligned.passages:
        known = index.numbers_in([passage.span])
        places = [place for place in known if place.supports(number)]
        if not places:
            continue
        roles = {_role_in_source(place, index) or _level(place, index) for place in places}
        is_denied = roles <= denying
        if not is_denied and "amount" not in denying and roles <= {"level", *denying}:
            is_denied = _has_another_amount(number, known, index)
        return passage.span if is_denied else None
    return None


def _has_another_amount(number: Number, known: Iterable[Number], index: Index) -> bool:
    """Whether a sentence has a figure of the same unit by which something goes up or down."""
    others = (other for other in known if not other.supports(number))
    alike = (other for other in others if other.unit == number.unit)
    return any(_role_in_source(other, index) == "amount" for other in alike)


def _level(number: Number, index: Index) -> Role:
    """Whether the source says that something is so much: "the licences cost 318,000"."""
    return "level" if _IS_LEVEL.search(index.before(number.start, _REACH)) else ""


def is_known_amount(number: Number, aligned: Alignment) -> bool:
    """Whether a statement goes up or down by so much as the passages do."""
    return role_of(number, aligned.text) == "amount" and _is_given(number, aligned)


def _is_given(number: Number, aligned: Alignment) -> bool:
    """Whether the source has the figure in the role that the statement gives it, or a change of it."""
    index, role = aligned.index, role_of(number, aligned.text)
    for known in (*aligned.known_numbers, *index.numbers_like(number)):
        if known.supports(number) and _role_in_source(known, index) == role:
            return True
    if role != "amount":
        return False
    changes = (change for span in aligned.near for change in changes_at(span, index))
    return any(_is_difference(number, change) for change in changes)


def _is_difference(number: Number, change: Change) -> bool:
    before, after = change
    unit = after.unit or before.unit
    are_shares = {unit, number.unit} <= {"%", "pp", ""}
    factor = 1.0 if are_shares else conversion(unit, number.unit)
    difference = abs(after.value - before.value)
    return factor is not None and is_close(number, difference * factor)


def _role_in_source(number: Number, index: Index) -> Role:
    start, _ = index.sentence_around(number.start)
    first = max(start, number.start - _REACH)
    before = index.said((first, number.start))
    return _role(number, before, index.behind(number.end, _REACH))
