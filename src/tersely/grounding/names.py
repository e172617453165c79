"""Names of a statement that the source holds in no form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from ..facts.dates import dates
from ..facts.names import (
    POSSESSIVE,
    TITLES,
    capitalised,
    is_headline,
    is_name_word,
    is_ordinary,
    opens_sentence,
    words_of,
)
from ..facts.places import other_names
from ..facts.spans import Span, Taken
from ..language.words import STOP_WORDS
from ..records import Flag, Hint
from .alignment import Alignment
from .index import Index
from .known_names import LEAST_ACRONYM, has_form, is_known
from .windows import before

_FOLLOWING = re.compile(r"\s[^\W\d_]+(?:['’][^\W\d_]+)?(?:\s[^\W\d_]+|:)")
# "The Free Harbour Trust (FHT)": the summary itself says what the letters stand for.
_DEFINED = re.compile(
    r"(?<![\w&.'’-])(?P<words>(?:[\w&.'’-]{1,40},?\s){1,8})\((?:the\s)?[\"“']?(?P<letters>[A-Z][\w&.-]{1,9})[\"”']?\)"
)
# A plain label before a colon holds a word that is no name: "Distinguishing Marks: a mole".
_PLAIN_LABEL = re.compile(r"[A-Z][^.:;!?,\n]{1,48}:\s")
_SLIP_LETTERS, _SLIP_RATIO = 6, 0.85
_STATE_CODE = re.compile(r",\s$")
_LETTERS = re.compile(r"[^\W\d_]+")


def check_names(aligned: Alignment) -> Iterator[Flag | Hint]:
    """A flag for each name of which a part is nowhere in the source, in no inflection, acronym or
    expansion.
    """
    text, index = aligned.text, aligned.index
    if is_headline(text):
        return
    dated = (date.span for date in dates(text, lenient=True))
    taken = Taken([*aligned.no_figures, (0, _label_end(aligned)), *dated])
    defined = Taken(_definitions(text, index))
    yield from _first_words(aligned)
    for group in capitalised(text):
        missing = [word for word in group if _is_missing(word, taken, aligned)]
        if not missing or _is_known_whole(group, text, index):
            continue
        if not any(defined.overlaps(word.span()) for word in missing):
            start, end = missing[0].start(), missing[-1].end()
            yield _mark(text[start:end], start, index)


def _label_end(aligned: Alignment) -> int:
    """Where the label ends, which names nothing that the source must hold."""
    text, label = aligned.text, aligned.statement.label
    if label and text.startswith(label):
        return len(label)
    plain = _PLAIN_LABEL.match(text)
    return plain.end() if plain and _has_ordinary_word(plain[0]) else 0


def _is_missing(word: re.Match[str], taken: Taken, aligned: Alignment) -> bool:
    """Whether a word is part of a name and the source does not have it."""
    text = aligned.text
    if not is_name_word(text, word) or taken.overlaps(word.span()):
        return False
    return not is_known(word[0], aligned.index) and not _is_state_code(text, word)


def _mark(written: str, start: int, index: Index) -> Flag | Hint:
    """A mark on a name that the source lacks: a slip of the pen, or another one."""
    name = POSSESSIVE.sub("", written)
    nearest = _nearest(name, index)
    place = (start, start + len(name))
    if nearest and _is_slip(name, index.said(nearest)):
        return Hint("spelling", name, *place, -1, *nearest)
    if nearest is None:
        return Flag("name", name, *place, -1)
    return Flag("name", name, *place, -1, index.said(nearest), *nearest)


def _definitions(text: str, index: Index) -> list[Span]:
    """Where the statement itself gives an acronym and its words, one of which the source knows."""
    spans = []
    for match in _DEFINED.finditer(text):
        start = _spelled_out(match, index)
        if start is None:
            start = _named(match, index)
        if start is not None:
            spans.append((start, match.end()))
    return spans


def _named(match: re.Match[str], index: Index) -> int | None:
    """Where the capitalised words before the letters in brackets begin, if these may stand for them
    and the source knows either.
    """
    words = [word for word in match["words"].split() if word[0].isupper()]
    capitals, initials = _capitals(match), _initials(words)
    if not words or (initials[-1] != capitals[-1] and capitals[0] not in initials):
        return None
    are_known = all(is_known(word, index) for word in words)
    if not are_known and not is_known(match["letters"], index):
        return None
    return match.start() + match["words"].index(words[0])


def _capitals(match: re.Match[str]) -> list[str]:
    return list(filter(str.isupper, match["letters"]))


def _spelled_out(match: re.Match[str], index: Index) -> int | None:
    """Where the words begin that the letters in brackets behind them are the initials of: "science,
    technology, engineering and mathematics (STEM)"; None unless the source has all of them.
    """
    capitals = _capitals(match)
    matches = _content_words(words_of(match["words"]))[-len(capitals) :]
    words = [word[0].lower() for word in matches]
    if len(capitals) < LEAST_ACRONYM or _initials(words).upper() != "".join(capitals):
        return None
    is_known_whole = all(has_form(word, index) for word in words)
    return match.start() + matches[0].start() if is_known_whole else None


def _content_words(words: Iterable[re.Match[str]]) -> list[re.Match[str]]:
    return [word for word in words if word[0].lower() not in STOP_WORDS]


def _is_state_code(text: str, word: re.Match[str]) -> bool:
    """Whether two capitals stand behind a place, as in "Hancock County, TN"."""
    if len(word[0]) != 2 or not word[0].isupper():
        return False
    return _STATE_CODE.search(before(text, word.start(), 2)) is not None


def _has_ordinary_word(label: str) -> bool:
    words = [match[0].lower() for match in words_of(label)]
    return any(word in STOP_WORDS or is_ordinary(word) for word in words)


def _is_slip(name: str, nearest: str) -> bool:
    """Whether two long names differ in a letter or two: one of the texts has a slip of the pen."""
    one, other = name.lower(), nearest.lower()
    are_long = min(len(one), len(other)) >= _SLIP_LETTERS
    if not are_long or one[0] != other[0]:
        return False
    return SequenceMatcher(None, one, other).ratio() >= _SLIP_RATIO


def _nearest(name: str, index: Index) -> Span | None:
    """A name of the source that is spelled almost like this one."""
    similar = index.vocabulary.similar(name.lower())
    start = index.wording.lower.find(similar) if similar else -1
    return (start, start + len(similar)) if similar and start >= 0 else None


def _first_words(aligned: Alignment) -> Iterator[Flag]:
    """A flag for an unknown first word in the place of a name: "Kowalski signed the" where the
    source has "Smith".
    """
    text, index = aligned.text, aligned.index
    for first in words_of(text):
        following = _FOLLOWING.match(text, first.end())
        if not following or not _may_be_a_name(text, first):
            continue
        place = None if is_known(first[0], index) else _name_before(following[0], aligned)
        if place:
            yield aligned.contradiction("name", first.span(), place)


def _name_before(following: str, aligned: Alignment) -> Span | None:
    """The name that the passages have before these words."""
    index = aligned.index
    for span in aligned.near:
        place = index.wording.swapped(following, *span)
        if place and index.said(place).lower() not in TITLES:
            return place
    return None


def _may_be_a_name(text: str, word: re.Match[str]) -> bool:
    """Whether the capital of a word may come from its place only."""
    is_capital = word[0][0].isupper()
    if not is_capital or not opens_sentence(text, word.start()):
        return False
    return not is_name_word(text, word)


def _is_known_whole(group: Sequence[re.Match[str]], text: str, index: Index) -> bool:
    """Whether the group as a whole is another word for something in the source: "United States"
    for US, "World Health Organization" for WHO.

    Two letters are little evidence: no other word of the group may be in the source then.
    """
    wording = index.wording
    start, end = group[0].start(), group[-1].end()
    whole = text[start:end]
    if any(map(wording.says, other_names(POSSESSIVE.sub("", whole).lower()))):
        return True
    words = [word[0] for word in _content_words(group)]
    if len(words) > 1:
        is_compound = "".join(words).lower() in index
        if is_compound or wording.abbreviates(words):
            return True
    initials = _initials(words)
    if len(initials) < LEAST_ACRONYM:
        return False
    if len(initials) == LEAST_ACRONYM and any(is_known(word, index) for word in words):
        return False
    acronyms = {initials, _initials(_LETTERS.findall(whole)).upper()}
    return any(
        wording.has_acronym(acronym) for acronym in acronyms if acronym.lower() not in STOP_WORDS
    )


def _initials(words: Iterable[str]) -> str:
    return "".join(word[0] for word in words)
