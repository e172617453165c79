"""Names of a statement that the source holds in no form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile

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
from ..facts.places import code_of, other_names, state_of
from ..facts.spans import Span, Taken, overlaps
from ..language.slices import holds
from ..language.words import STOP_WORDS, stem, unaccented
from ..records import Flag, Hint
from .index import Index

_FOLLOWING = re.compile(r"\s[^\W\d_]+(?:['’][^\W\d_]+)?(?:\s[^\W\d_]+|:)")
_DESIGNATION = re.compile(r"([^\W\d_]+)-?(\d+)")
# What may follow the common part of two forms of one name: Ukraine, Ukrainian, Ukraine's,
# Parisians; Belgium and Belgian, Afghanistan and Afghan.
_ENDING_LIST = """a an ans ia ian ians ean e es er ers en i ic ish ese n ns s y ies land lander landers
    um o os us uese al lese istan istani ain tish is ine ines in"""
_ENDINGS = frozenset(["", *_ENDING_LIST.split()])
# "The Free Harbour Trust (FHT)": the summary itself says what the letters stand for.
_DEFINED = re.compile(
    r"(?<![\w&.'’-])(?P<words>(?:[\w&.'’-]{1,40},?\s){1,8})\((?:the\s)?[\"“']?(?P<letters>[A-Z][\w&.-]{1,9})[\"”']?\)"
)
# "J.R.R." before a name that the sentence splitter took for the end.
_INITIALS = re.compile(r"(?:[A-Z]\.){2,}")
_PREFIXES = frozenset({"ex", "non", "anti", "pro", "post", "pre", "mid", "co", "un", "neo"})
# A plain label before a colon holds a word that is no name: "Distinguishing Marks: a mole".
_PLAIN_LABEL = re.compile(r"[A-Z][^.:;!?,\n]{1,48}:\s")
_SLIP_LETTERS, _SLIP_RATIO = 6, 0.85
_STATE_CODE = re.compile(r",\s$")
_LEAST_ACRONYM, _MOST_ACRONYM = 2, 7
_SHARED_LETTERS = 4
# "A Frenchman", of what the source calls French.
_OF_A_PEOPLE = re.compile(r"([a-z]+(?:sh|ch|ots|nese))-?(?:wo)?m[ae]n")


def check_names(
    text: str, label_end: int, index: Index, near: Sequence[Span], taken: Iterable[Span]
) -> list[Flag | Hint]:
    """A flag for each name of which a part is nowhere in the source, in no inflection, acronym or
    expansion.

    Names before `label_end` are those of a label; `taken` are spans of quotations and addresses.
    """
    if is_headline(text):
        return []
    if not label_end and (label := _PLAIN_LABEL.match(text)) and _has_ordinary_word(label[0]):
        label_end = label.end()
    taken = Taken([*taken, (0, label_end), *(date.span for date in dates(text, lenient=True))])
    defined = Taken(_definitions(text, index))
    found: list[Flag | Hint] = list(_first_words(text, index, near))
    for group in capitalised(text):
        missing = [
            word
            for word in group
            if is_name_word(text, word)
            and not overlaps(word.span(), taken)
            and not is_known(word[0], index)
            and not _is_state_code(text, word)
        ]
        if not missing or _is_known_whole(group, text, index):
            continue
        if any(overlaps(word.span(), defined) for word in missing):
            continue
        name = POSSESSIVE.sub("", text[missing[0].start() : missing[-1].end()])
        start = missing[0].start()
        nearest = _nearest(name, index)
        if _is_slip(name, nearest[0]):
            found.append(Hint("spelling", name, start, start + len(name), -1, *nearest[1:]))
        else:
            found.append(Flag("name", name, start, start + len(name), -1, *nearest))
    return found


def is_known(token: str, index: Index) -> bool:
    """Whether the source holds this word of a name, in any usual form."""
    word = POSSESSIVE.sub("", token)
    lower = word.lower()
    if lower in index or has_form(lower, index) or index.wording.writes(word):
        return True
    if any(index.wording.says(name) for name in other_names(lower)):
        return True
    if (code := code_of(lower)) and index.wording.has_acronym(code):
        return True
    if (state := state_of(word)) and index.wording.says(state):
        return True
    if index.holds_unaccented(unaccented(lower)) or _INITIALS.fullmatch(token):
        return True
    if "-" in word or "&" in word:
        parts = re.split(r"[-&]", word)
        return all(
            len(p) < 2 or not p[0].isupper() or p.lower() in _PREFIXES or is_known(p, index)
            for p in parts
        )
    if designation := _DESIGNATION.fullmatch(word):
        letters = designation[1]
        # Letters first: a search for them is fast, one that looks behind itself at each place is
        # not.
        written = rf"{letters}(?<![^\W_]{letters})[-\s]?{designation[2]}(?!\d)"
        return holds(re.compile(written), index.text)
    return _is_known_acronym(word, index)


def has_form(word: str, index: Index) -> bool:
    """Whether the source holds an inflection of `word`, or a name that differs only in a usual
    ending.
    """
    if index.forms(stem(word)):
        return True
    if (people := _OF_A_PEOPLE.fullmatch(word)) and people[1] in index:
        return True
    return any(is_form(word, known) for known in index.beginning(word[:_SHARED_LETTERS]))


def is_form(word: str, known: str) -> bool:
    """Whether two lower-case names differ in a usual ending only: Rwandan, Rwanda's."""
    other = POSSESSIVE.sub("", known)
    pairs = zip(word, other, strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    endings = {word[shared:], other[shared:]}
    return shared >= _SHARED_LETTERS and endings <= _ENDINGS


def _is_known_acronym(word: str, index: Index) -> bool:
    """Whether capitals are the initials of words of the source, or one acronym extends another
    (LGBT, LGBTQ).
    """
    letters = word.replace(".", "")
    capitals = "".join(c for c in letters if c.isupper())
    if not letters.isalpha() or len(capitals) < _LEAST_ACRONYM or len(letters) > _MOST_ACRONYM:
        return False
    if letters.isupper() and index.wording.has_acronym(letters):
        return True
    if len(capitals) > 3 and index.wording.spells_with_numeral(capitals):
        return True
    if len(capitals) >= len(letters) - 1 and index.wording.spells(capitals):
        return True
    if letters[-1].isupper() and index.wording.initials(letters):
        return True  # YoY, MoU, DoD: the small words count
    if not letters.isupper() or len(letters) < 4:
        return False
    return any(
        index.wording.has_acronym(letters[:cut])
        for cut in (len(letters) - 1, len(letters) - 2)
        if cut > 2
    )


def _definitions(text: str, index: Index) -> list[Span]:
    """Where the statement itself gives an acronym and its words, one of which the source knows."""
    spans = []
    for match in _DEFINED.finditer(text):
        capitals = [c for c in match["letters"] if c.isupper()]
        if spelled := _spelled_out(match, capitals, index):
            spans.append((spelled, match.end()))
            continue
        words = [w for w in match["words"].split() if w[0].isupper()]
        initials = [w[0] for w in words]
        if not words or (initials[-1:] != capitals[-1:] and capitals[0] not in initials):
            continue
        is_named = is_known(match["letters"], index) or all(is_known(w, index) for w in words)
        if is_named:
            first = match.start() + match["words"].index(words[0])
            spans.append((first, match.end()))
    return spans


def _spelled_out(match: re.Match[str], capitals: Sequence[str], index: Index) -> int | None:
    """Where the words begin that the letters in brackets behind them are the initials of: "science,
    technology, engineering and mathematics (STEM)"; None unless the source has all of them.
    """
    words = [m for m in words_of(match["words"]) if m[0].lower() not in STOP_WORDS]
    words = words[-len(capitals) :]
    initials = [word[0][0].upper() for word in words]
    if len(capitals) < _LEAST_ACRONYM or initials != list(capitals):
        return None
    is_known_whole = all(has_form(word[0].lower(), index) for word in words)
    return match.start() + words[0].start() if is_known_whole else None


def _is_state_code(text: str, word: re.Match[str]) -> bool:
    """Whether two capitals stand behind a place, as in "Hancock County, TN"."""
    if len(word[0]) != 2 or not word[0].isupper():
        return False
    return _STATE_CODE.search(text, max(0, word.start() - 2), word.start()) is not None


def _has_ordinary_word(label: str) -> bool:
    words = [match[0].lower() for match in words_of(label)]
    return any(word in STOP_WORDS or is_ordinary(word) for word in words)


def _is_slip(name: str, nearest: str) -> bool:
    """Whether two long names differ in a letter or two: one of the texts has a slip of the pen."""
    if min(len(name), len(nearest)) < _SLIP_LETTERS or name[0].lower() != nearest[0].lower():
        return False
    return SequenceMatcher(None, name.lower(), nearest.lower()).ratio() >= _SLIP_RATIO


def _nearest(name: str, index: Index) -> tuple[str, int, int]:
    """A name of the source that is spelled almost like this one."""
    similar = index.similar(name.lower())
    start = index.wording.lower.find(similar) if similar else -1
    if similar is None or start < 0:
        return "", -1, -1
    end = start + len(similar)
    return index.text[start:end], start, end


def _first_words(text: str, index: Index, near: Sequence[Span]) -> Iterator[Flag]:
    """A flag for an unknown first word in the place of a name: "Kowalski signed the" where the
    source has "Smith".
    """
    for first in words_of(text):
        following = _FOLLOWING.match(text, first.end())
        opens = first[0][0].isupper() and opens_sentence(text, first.start())
        if not opens or not following or is_name_word(text, first) or is_known(first[0], index):
            continue
        swapped = (index.wording.swapped(following[0], *span) for span in near)
        where = next(
            (s for s in swapped if s and index.text[slice(*s)].lower() not in TITLES), None
        )
        if where:
            yield Flag("name", first[0], *first.span(), -1, index.text[slice(*where)], *where, True)


def _is_known_whole(group: Sequence[re.Match[str]], text: str, index: Index) -> bool:
    """Whether the group as a whole is another word for something in the source: "United States"
    for US, "World Health Organization" for WHO.

    Two letters are little evidence: no other word of the group may be in the source then.
    """
    whole = text[group[0].start() : group[-1].end()]
    lower = POSSESSIVE.sub("", whole).lower()
    if any(index.wording.says(name) for name in other_names(lower)):
        return True
    words = [m[0] for m in group if m[0].lower() not in STOP_WORDS]
    if len(words) > 1 and ("".join(words).lower() in index or index.wording.abbreviates(words)):
        return True
    initials = "".join(w[0] for w in words)
    with_all = "".join(w[0] for w in re.findall(r"[^\W\d_]+", whole)).upper()
    if len(initials) < 2:
        return False
    if len(initials) == 2 and any(is_known(word, index) for word in words):
        return False
    return any(
        a.lower() not in STOP_WORDS and index.wording.has_acronym(a) for a in {initials, with_all}
    )
