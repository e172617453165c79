"""Names in a text: runs of capitalised words, as people, places and organisations are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..language.words import STOP_WORDS
from .fact import Fact, FactKind
from .remembered import remembered
from .units import UNIT_NAMES

_TOKEN = re.compile(r"(?:[A-Z]\.){2,}|[^\W\d_](?:[^\W_]|[&'’-](?=[^\W_]))*")
_GAP = re.compile(r"\s(?:(?:of|de|la|le|von|van|der|den|du|da|al|bin|the)\s)*|\s?&\s?|-")
POSSESSIVE = re.compile(r"['’](?:s|S)?$")
_OPENING = re.compile(
    r"(?:^|[.!?:;…—–•(\[\n]|[.!?]['\"”’)])[\s\"“‘'«„*_(\[]*$|(?:^|\s)[\"“‘«„]$|(?:^|\n)\s*[-–+]\s+$"
)
_OPENING_REACH = 12
# What stands before a name and ends with a period.
_ADDRESS = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Capt|Lt|Sgt|Rev|Hon|St|[A-Z][a-z]+\s[A-Z])\.\s$"
)
_ADDRESS_REACH = 40
# Quarters and fiscal years have many spellings, Roman numerals stand behind names.
_ROMAN = re.compile(r"[IVXLC]+$|Q[1-4]$|H[12]$|FY\d+$")
# Capitalised in a text without being a name of their own; a summary adds them freely.
_TITLE_LIST = """
    mr mrs ms miss dr prof professor president vice prime minister secretary senator governor mayor king queen
    prince princess sir lord lady chief chair chairman chairwoman ceo cfo cto director captain general colonel judge
    justice state county city university department ministry government congress parliament senate court board
    committee council section chapter part figure table appendix act bill article north south east west northern
    southern eastern western god internet english speaker author narrator spring summer autumn winter fall tv
    coast region area border river ocean sea lake island valley street avenue road park square bridge airport
    station school college university hospital church museum library theatre theater stadium award prize
    championship league cup series season club team association society institute foundation agency office
    bureau service police army navy force representatives presidential election celsius fahrenheit kelvin
    am pm bc bce ad ce"""
TITLES = frozenset(_TITLE_LIST.split())
_ORDINARY = re.compile(
    r"(?:ly|ing|ed|tions?|sions?|ments?|ness|ers|ors|ists|ives?|ous|ful|able|ible|ities|ity|ants|ents|ances?|ences?|"
    r"isms?|als|ional|ial|ual|ical|less|ward|wards|wise|ics|ures?|ages?|ships?)$"
)
_PERSON_AFTER = re.compile(
    r"['’]s\b|,? (?:said|says|told|tells|added|adds|argued|argues|explained|explains|noted|notes|claimed|wrote|replied|"
    r"asked|joined|announced|insisted|warned|testified)\b"
)
_FEWEST_OF_HEADLINE, _MOST_SMALL, _SMALL_SHARE = 4, 2, 0.2


@dataclass(frozen=True, slots=True)
class Name(Fact):
    """text[start:end] is a run of capitalised words, "of" and the like between them allowed.

    `words` are its parts as spans; those that open a sentence count only where something else marks
    them as a name.
    """

    kind: ClassVar[FactKind] = "name"

    words: tuple[tuple[int, int], ...] = ()


@remembered
def names(text: str) -> list[Name]:
    """The names of `text` in order, titles left in, words that are no names left out."""
    result = []
    for group in capitalised(text):
        if not any(is_name_word(text, word) for word in group):
            continue
        spans = [word.span() for word in group if _may_belong(word[0])]
        if spans:
            start, end = spans[0][0], spans[-1][1]
            written = POSSESSIVE.sub("", text[start:end])
            result.append(Name(start, start + len(written), written, tuple(spans)))
    return result


def _may_belong(word: str) -> bool:
    """Whether a word beside a name may be part of it: no title, no "The"."""
    lower = POSSESSIVE.sub("", word).lower()
    return len(lower) > 1 and lower not in STOP_WORDS and lower not in TITLES


def capitalised(text: str) -> Iterator[list[re.Match[str]]]:
    """Runs of capitalised words as matches of their words."""
    group: list[re.Match[str]] = []
    group_end = 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if not match[0][0].isupper():
            may_link = group and match[0].islower()
            if may_link and _GAP.fullmatch(text, group_end, end + 1):
                continue
            if group:
                yield group
            group = []
            continue
        if group and not _GAP.fullmatch(text, group_end, start):
            yield group
            group = []
        group.append(match)
        group_end = end
    if group:
        yield group


def words_of(text: str) -> Iterator[re.Match[str]]:
    """Every word of `text` as a match."""
    return _TOKEN.finditer(text)


def opens_sentence(text: str, start: int) -> bool:
    """Whether a word at text[start] has its capital from the place where it stands."""
    if start == 0:
        return True
    return _OPENING.search(text, max(0, start - _OPENING_REACH), start) is not None


def is_name_word(text: str, match: re.Match[str]) -> bool:
    """Whether a capitalised word is a name or part of one, and no title or first word."""
    word = POSSESSIVE.sub("", match[0])
    lower = word.lower()
    if len(word) < 2 or lower in STOP_WORDS or lower in TITLES:
        return False
    if _ROMAN.match(word) or lower in UNIT_NAMES:  # EUR, USD, Euro
        return False
    start = match.start()
    is_addressed = _ADDRESS.search(text, max(0, start - _ADDRESS_REACH), start)
    if not opens_sentence(text, start) or is_addressed:
        return True
    if word.isupper() or not word[1:].islower():
        return True
    # The first word of a sentence has a capital in any case: only signs of a person or a longer
    # name make it one.
    if _ORDINARY.search(lower):
        return False
    return bool(_PERSON_AFTER.match(text, start + len(word)))


def is_ordinary(word: str) -> bool:
    """Whether a lower-case word has an ending of common words."""
    return _ORDINARY.search(word) is not None


def is_headline(text: str) -> bool:
    """Whether capitals do not mark names here: nearly all words have one."""
    if text.endswith("."):
        return False
    words = [word for word in _TOKEN.findall(text) if word.lower() not in STOP_WORDS]
    if len(words) < _FEWEST_OF_HEADLINE:
        return False
    small = sum(not word[0].isupper() for word in words)
    return small <= _MOST_SMALL and small < _SMALL_SHARE * len(words)
