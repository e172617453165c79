"""How many are meant: "all" or "most" where the passage speaks of some, of so many, or of those
who.
"""

from __future__ import annotations

import re
from itertools import pairwise

from ..facts.number import Number
from ..facts.quantities import quantities
from ..language.words import terms
from ..records import Flag
from .counted import is_part_of, thing_counted
from .negation import WORD
from .pairing import Pair

_ALL = re.compile(
    r"(?<!not )(?<!nearly )(?<!almost )\b(?:all|every|everyone|everybody|always|entire|entirely|each)\b",
    re.IGNORECASE,
)
_MOST = re.compile(r"\b(?:most|mostly|the majority|majority of)\b", re.IGNORECASE)
_FEW = re.compile(
    r"\b(?:some|several|a few|few|many|one of|two of|part of|partly|sometimes|half|certain)\b",
    re.IGNORECASE,
)
_NEARLY_ALL = re.compile(r"\b(?:nearly|almost) (?:all|every)\b", re.IGNORECASE)
_THOSE = re.compile(r"\b(?:those|who|whose)\b", re.IGNORECASE)
_SOME = re.compile(
    r"\b(?:some|several|a few|few|part of|partly|sometimes|half|minority)\b", re.IGNORECASE
)
_RESTRICTED = re.compile(
    r"(?<![^\W\d_])(?P<thing>[^\W\d_]++)\s(?:who|whose|that|over|under|aged|with (?:an?|at least))\b"
)
# "All of her music featuring him" is restricted in other words.
_QUALIFIED = re.compile(r"\b(?:who|whose|that|which|with|over|under|aged|from|\w{3,}ing)\b")
# "Most visited", "the most important" count nothing.
_DEGREE = re.compile(
    r"\s(?!of\b)\w+(?:ed|ful|ous|ant|ent|ive|al|able|ible|ly|ic|ing)\b", re.IGNORECASE
)
_DEFINITE = re.compile(r"\b(?:the|all|these|those|its|their|both|of|other)\s$", re.IGNORECASE)
# "Fewer than half of the 42,000 households", "of 42,000 households, most".
_OF = re.compile(r"\b(?:of|among|from)\s(?:the|its|their|all|some)?\s?$", re.IGNORECASE)
_WHOLLY = re.compile(
    r"\b(?P<how>wholly|fully|entirely|completely)\s(?P<what>\w{3,30})\b", re.IGNORECASE
)
_BEHIND_ALL, _BEFORE_NUMBER = 12, 8  # characters
_CLOSE = 0.8
_SCOPE_WORDS = 4
_MAJORITY = 0.5


def check_extent(pair: Pair) -> Flag | None:
    """A flag for a word of extent that the passage does not bear out."""
    if wholly := _wholly_for_share(pair):
        return pair.flag("quantity", *wholly.span("how"))
    if pair.share < _CLOSE or not pair.is_short:
        return None
    every = _ALL.search(pair.text) or _MOST.search(pair.text)
    if every and any(
        is_more(pair, every) for is_more in (_speaks_of_few, _is_restricted, _is_counted)
    ):
        return pair.flag("quantity", *every.span())
    some = _SOME.search(pair.text)
    if some and _ALL.search(pair.said) and not _SOME.search(pair.said):
        return pair.flag("quantity", *some.span())
    if every and _is_all_for_most(pair, every):
        return pair.flag("quantity", *every.span())
    if whole := _whole_for_part(pair):
        return pair.flag("quantity", *whole.span)
    return None


def _speaks_of_few(pair: Pair, every: re.Match[str]) -> bool:
    """Whether the passage has a word for a part only."""
    if _ALL.search(pair.said) or _MOST.search(pair.said):
        return False
    if _FEW.search(pair.said):
        return True
    if _NEARLY_ALL.search(pair.said):
        return not _MOST.fullmatch(every[0])
    is_qualified = _QUALIFIED.search(pair.text, every.end()) is not None
    return not is_qualified and _THOSE.search(pair.said) is not None


def _is_restricted(pair: Pair, every: re.Match[str]) -> bool:
    """ "All its members" where the passage speaks of "members who work at night"."""
    if _QUALIFIED.search(pair.text, every.end()):
        return False
    thing = _of_whom(pair.text, every)
    if not thing:
        return False
    restricted = _RESTRICTED.finditer(pair.said + pair.following)
    return any(terms(match["thing"])[:1] == thing for match in restricted)


def _is_counted(pair: Pair, every: re.Match[str]) -> bool:
    """ "Most of the members left" where the passage says how many did, and not that these are most."""
    thing = _of_whom(pair.text, every)
    if not thing or _DEGREE.match(pair.text, every.end()):
        return False
    behind = range(every.end(), every.end() + _BEHIND_ALL + 1)
    if any(number.start in behind for number in quantities(pair.text)):
        return False  # "all 13 members"
    before: Number | None = None
    for number in quantities(pair.said, lenient=True):
        if _is_count(number) and [thing_counted(pair.said, number.end)] == thing:
            if before and is_part_of(pair.said[before.end : number.start]):
                most = _MOST.fullmatch(every[0]) is not None
                return _is_less(before, number, most=most)
            first = max(0, number.start - _BEFORE_NUMBER)
            return not _DEFINITE.search(pair.said, first, number.start)
        before = number
    return False


def _is_count(number: Number) -> bool:
    return not (number.unit or number.is_year) and number.form in ("digits", "word")


def _wholly_for_share(pair: Pair) -> re.Match[str] | None:
    """ "Wholly owned" where the passage has "49 percent owned"."""
    for match in _WHOLLY.finditer(pair.text):
        what = re.escape(match["what"])
        if re.search(rf"(?<!100)(?:%|\sper\s?cent)\s{what}\b", pair.said, re.IGNORECASE):
            return match
    return None


def _is_all_for_most(pair: Pair, every: re.Match[str]) -> bool:
    """Whether the passage has "most" of the very things of which the statement has "all"."""
    most = _MOST.search(pair.said)
    if most is None or not _ALL.fullmatch(every[0]):
        return False
    if _ALL.search(pair.said) or _MOST.search(pair.text):
        return False
    thing = _of_whom(pair.text, every)
    return bool(thing) and thing == _of_whom(pair.said, most)


def _whole_for_part(pair: Pair) -> Number | None:
    """ "42,000 households have a meter" where the passage has "18,000 of the 42,000 households have
    a meter": the number of the whole, which is said to do what a part of it does.
    """
    stated = quantities(pair.text)
    has_share = any(number.unit == "ratio" for number in stated)
    for part, whole in pairwise(quantities(pair.said)):
        if part.unit or whole.unit or part.value >= whole.value:
            continue
        if not is_part_of(pair.said[part.end : whole.start]):
            continue
        if any(number.value == part.value for number in stated) or has_share:
            continue
        of_part = set(terms(pair.said[whole.end :])[1:])  # the thing counted is no part of it
        shared = of_part.intersection(terms(pair.text))
        if not of_part or len(shared) < _CLOSE * len(of_part):
            continue
        for number in stated:
            is_whole = number.value == whole.value and not number.unit
            if is_whole and not _is_of_part(number, pair.text):
                return number
    return None


def _is_of_part(whole: Number, text: str) -> bool:
    """Whether the statement speaks of a part of this number, too."""
    is_of = _OF.search(text, 0, whole.start) is not None
    return is_of or _FEW.search(text) is not None


def _is_less(part: Number, whole: Number, *, most: bool) -> bool:
    return part.value <= _MAJORITY * whole.value if most else part.value < whole.value


def _of_whom(text: str, every: re.Match[str]) -> list[str]:
    """The stem of the first content word behind a word of extent."""
    behind = WORD.findall(text, every.end())[:_SCOPE_WORDS]
    return terms(" ".join(behind))[:1]
