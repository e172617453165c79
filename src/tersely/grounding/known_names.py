"""Whether a source holds a word of a name: as it stands, inflected, as an acronym or spelled out."""

from __future__ import annotations

import re

from ..facts.names import POSSESSIVE
from ..facts.places import code_of, other_names, state_of
from ..language.slices import holds
from ..language.words import stem, unaccented
from .index import Index

LEAST_ACRONYM, _MOST_ACRONYM = 2, 7
_DESIGNATION = re.compile(r"([^\W\d_]+)-?(\d+)")
# What may follow the common part of two forms of one name: Ukraine, Ukrainian, Ukraine's,
# Parisians; Belgium and Belgian, Afghanistan and Afghan.
_ENDING_LIST = """a an ans ia ian ians ean e es er ers en i ic ish ese n ns s y ies land lander landers
    um o os us uese al lese istan istani ain tish is ine ines in"""
_ENDINGS = frozenset(["", *_ENDING_LIST.split()])
# "J.R.R." before a name that the sentence splitter took for the end.
_INITIALS = re.compile(r"(?:[A-Z]\.){2,}")
_PREFIXES = frozenset("ex non anti pro post pre mid co un neo".split())
_LEAST_EXTENDED = 4  # letters of an acronym that extends another one
_SHARED_LETTERS = 4
# "A Frenchman", of what the source calls French.
_OF_A_PEOPLE = re.compile(r"([a-z]+(?:sh|ch|ots|nese))-?(?:wo)?m[ae]n")


def is_known(token: str, index: Index) -> bool:
    """Whether the source holds this word of a name, in any usual form."""
    word = POSSESSIVE.sub("", token)
    lower = word.lower()
    if lower in index or has_form(lower, index) or index.wording.writes(word):
        return True
    if _is_known_place(word, index):
        return True
    if index.vocabulary.holds_unaccented(unaccented(lower)) or _INITIALS.fullmatch(token):
        return True
    if "-" in word or "&" in word:
        return all(_may_be_known(part, index) for part in re.split(r"[-&]", word))
    if designation := _DESIGNATION.fullmatch(word):
        letters = designation[1]
        # Letters first: a search for them is fast, one that looks behind itself at each place is
        # not.
        written = rf"{letters}(?<![^\W_]{letters})[-\s]?{designation[2]}(?!\d)"
        return holds(re.compile(written), index.text)
    return _is_known_acronym(word, index)


def _is_known_place(word: str, index: Index) -> bool:
    """Whether the source has another name for a country, its code, or the state of an abbreviation."""
    lower, wording = word.lower(), index.wording
    if any(map(wording.says, other_names(lower))):
        return True
    code, state = code_of(lower), state_of(word)
    if code and wording.has_acronym(code):
        return True
    return bool(state) and wording.says(state)


def _may_be_known(part: str, index: Index) -> bool:
    """Whether a part of a compound is known, or small."""
    if len(part) < 2 or not part[0].isupper() or part.lower() in _PREFIXES:
        return True
    return is_known(part, index)


def has_form(word: str, index: Index) -> bool:
    """Whether the source holds an inflection of `word`, or a name that differs only in a usual
    ending.
    """
    if index.vocabulary.forms(stem(word)):
        return True
    if (people := _OF_A_PEOPLE.fullmatch(word)) and people[1] in index:
        return True
    alike = index.vocabulary.beginning(word[:_SHARED_LETTERS])
    return any(is_form(word, known) for known in alike)


def is_form(word: str, known: str) -> bool:
    """Whether two lower-case names differ in a usual ending only: Rwandan, Rwanda's."""
    other = POSSESSIVE.sub("", known)
    shared = _shared_letters(word, other)
    endings = {word[shared:], other[shared:]}
    return shared >= _SHARED_LETTERS and endings <= _ENDINGS


def _shared_letters(one: str, other: str) -> int:
    """How many letters two words have in common from the first one on."""
    count = 0
    for here, there in zip(one, other, strict=False):
        if here != there:
            break
        count += 1
    return count


def _is_known_acronym(word: str, index: Index) -> bool:
    """Whether capitals are the initials of words of the source, or one acronym extends another
    (LGBT, LGBTQ).
    """
    letters, wording = word.replace(".", ""), index.wording
    capitals = "".join(filter(str.isupper, letters))
    has_length = len(capitals) >= LEAST_ACRONYM and len(letters) <= _MOST_ACRONYM
    if not has_length or not letters.isalpha():
        return False
    if letters.isupper() and wording.has_acronym(letters):
        return True
    if len(capitals) > 3 and wording.spells_with_numeral(capitals):
        return True
    if len(letters) - len(capitals) <= 1 and wording.spells(capitals):
        return True
    if letters[-1].isupper() and wording.initials(letters):
        return True  # YoY, MoU, DoD: the small words count
    if not letters.isupper() or len(letters) < _LEAST_EXTENDED:
        return False
    shorter = (letters[:-1], letters[:-2])
    return any(len(part) > 2 and wording.has_acronym(part) for part in shorter)
