"""Names of a claim: capitalised words that the source holds in no form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from ..language.words import STOP_WORDS, stem
from ..records import Claim, Flag
from .dates import dates
from .index import Index
from .spans import Span, overlaps

_TOKEN = re.compile(r"(?:[A-Z]\.){2,}|[^\W\d_](?:[^\W_]|[&'’-](?=[^\W_]))*")
_GAP = re.compile(r"\s(?:(?:of|de|la|le|von|van|der|den|du|da|al|bin|the)\s)*|\s?&\s?|-")
_POSSESSIVE = re.compile(r"['’](?:s|S)?$")
_OPENING = re.compile(r"(?:^|[.!?:;…—–•(\[]|[.!?]['\"”’)])[\s\"“‘'«„*_(\[]*$|(?:^|\s)[\"“‘«„]$")
_FOLLOWING = re.compile(r"\s[^\W\d_]+(?:['’][^\W\d_]+)?(?:\s[^\W\d_]+|:)")
# What stands before a name and ends with a period.
_ADDRESS = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Capt|Lt|Sgt|Rev|Hon|[A-Z][a-z]+\s[A-Z])\.\s$"
)
_ROMAN = re.compile(
    r"[IVXLC]+$|Q[1-4]$|H[12]$|FY\d+$"
)  # quarters and fiscal years have many spellings
_DESIGNATION = re.compile(r"([^\W\d_]+)-?(\d+)")
# What may follow the common part of two forms of one name: Ukraine, Ukrainian, Ukraine's,
# Parisians.
_ENDING_LIST = "a an ans ia ian ians ean e es er ers en i ic ish ese n ns s y ies land"
_ENDINGS = frozenset(["", *_ENDING_LIST.split()])
# Capitalised in a text without being a name of their own; a summary adds them freely.
_TITLE_LIST = """
    mr mrs ms miss dr prof professor president vice prime minister secretary senator governor mayor king queen
    prince princess sir lord lady chief chair chairman chairwoman ceo cfo cto director captain general colonel judge
    justice state county city university department ministry government congress parliament senate court board
    committee council section chapter part figure table appendix act bill article north south east west northern
    southern eastern western god internet english speaker author narrator"""
TITLES = frozenset(_TITLE_LIST.split())
_ALIASES = tuple(
    frozenset(names.split("|"))
    for names in (
        "u.s.|us|u.s.a.|usa|united states|america|american|americans",
        "u.k.|uk|united kingdom|britain|british|great britain|briton|britons|england|english",
        "e.u.|eu|european union|europe|european",
        "u.n.|un|united nations",
        "france|french",
        "germany|german|germans",
        "spain|spanish",
        "netherlands|dutch|holland",
        "switzerland|swiss",
        "denmark|danish|danes",
        "ireland|irish",
        "greece|greek|greeks",
        "poland|polish|poles",
        "turkey|turkish|turks|türkiye",
        "sweden|swedish|swedes",
        "finland|finnish",
        "wales|welsh",
        "scotland|scottish|scots",
        "norway|norwegian",
        "china|chinese",
        "philippines|filipino|filipinos",
        "israel|israeli",
        "covid|coronavirus|covid-19",
        "christmas|xmas",
    )
)
_ORDINARY = re.compile(
    r"(?:ly|ing|ed|tions?|sions?|ments?|ness|ers|ors|ists|ives?|ous|ful|able|ible|ities|ity|ants|ents|ances?|ences?|"
    r"isms?|als|ical|less|ward|wards|wise|ics|ures?|ages?|ships?)$"
)
_PERSON_AFTER = re.compile(
    r"['’]s\b|,? (?:said|says|told|tells|added|adds|argued|argues|explained|explains|noted|notes|claimed|wrote|replied|"
    r"asked|joined|announced|insisted|warned|testified)\b"
)


def check_names(
    claim: Claim, index: Index, near: Sequence[Span], taken: Sequence[Span]
) -> list[Flag]:
    """A flag for each name of which a part is nowhere in the source, in no inflection, acronym or
    expansion.
    """
    taken = [
        *taken,
        *((claim.start + d.start, claim.start + d.end) for d in dates(claim.text, lenient=True)),
    ]
    if is_title_case(claim.text):
        return []
    found = list(_first_words(claim, index, near))
    for group in _groups(claim.text):
        missing = [m for m in group if _is_name(claim.text, m) and not _known(m[0], index)]
        missing = [
            m
            for m in missing
            if not overlaps((claim.start + m.start(), claim.start + m.end()), taken)
        ]
        if missing and not _spelled_out(group, claim.text, index):
            text = _POSSESSIVE.sub("", claim.text[missing[0].start() : missing[-1].end()])
            start = claim.start + missing[0].start()
            found.append(
                Flag("name", text, start, start + len(text), claim.index, *_nearest(text, index))
            )
    return found


def _nearest(name: str, index: Index) -> tuple[str, int, int]:
    """A name of the source that is spelled almost like this one."""
    similar = index.similar(name.lower())
    start = index.wording.lower.find(similar) if similar else -1
    if similar is None or start < 0:
        return "", -1, -1
    end = start + len(similar)
    return index.text[start:end], start, end


def _first_words(claim: Claim, index: Index, near: Sequence[Span]) -> Iterator[Flag]:
    """A flag for an unknown first word in the place of a name: "Kowalski signed the" where the
    source has "Smith".
    """
    for first in _TOKEN.finditer(claim.text):
        following = _FOLLOWING.match(claim.text, first.end())
        opens = first[0][0].isupper() and _OPENING.search(claim.text, 0, first.start())
        if not opens or not following or _is_name(claim.text, first) or _known(first[0], index):
            continue
        swapped = (index.wording.swapped(following[0], *span) for span in near)
        if where := next(
            (s for s in swapped if s and index.text[slice(*s)].lower() not in TITLES), None
        ):
            start, end = claim.start + first.start(), claim.start + first.end()
            yield Flag("name", first[0], start, end, claim.index, index.text[slice(*where)], *where)


def is_title_case(text: str) -> bool:
    """Whether capitals do not mark names here: nearly all words have one (a headline)."""
    tokens = [m[0] for m in _TOKEN.finditer(text) if m[0].lower() not in STOP_WORDS]
    small = sum(not t[0].isupper() for t in tokens)
    return len(tokens) >= 4 and small <= 2 and small < 0.2 * len(tokens) and not text.endswith(".")


def _groups(text: str) -> Iterator[list[re.Match[str]]]:
    """Runs of capitalised words, "of" and the like between them allowed."""
    group: list[re.Match[str]] = []
    for match in _TOKEN.finditer(text):
        if not match[0][0].isupper():
            if (
                group
                and match[0].islower()
                and _GAP.fullmatch(text, group[-1].end(), match.end() + 1)
            ):
                continue
            if group:
                yield group
            group = []
        elif group and not _GAP.fullmatch(text, group[-1].end(), match.start()):
            yield group
            group = [match]
        else:
            group.append(match)
    if group:
        yield group


def _is_name(text: str, match: re.Match[str]) -> bool:
    word = _POSSESSIVE.sub("", match[0])
    lower = word.lower()
    if len(word) < 2 or lower in STOP_WORDS or lower in TITLES or _ROMAN.match(word):
        return False
    if not _OPENING.search(text, 0, match.start()) or _ADDRESS.search(text, 0, match.start()):
        return True
    if word.isupper() or not word[1:].islower():
        return True
    # The first word of a sentence has a capital in any case: only signs of a person or a longer
    # name make it one.
    if _ORDINARY.search(lower):
        return False
    return bool(_PERSON_AFTER.match(text, match.start() + len(word)))


def _known(token: str, index: Index) -> bool:
    word = _POSSESSIVE.sub("", token)
    lower = word.lower()
    if lower in index or stem_known(lower, index) or index.wording.writes(word):
        return True
    if any(
        lower in names and any(index.wording.says(name) for name in names) for names in _ALIASES
    ):
        return True
    if "-" in word or "&" in word:
        return all(
            len(p) < 2 or not p[0].isupper() or _known(p, index) for p in re.split(r"[-&]", word)
        )
    if designation := _DESIGNATION.fullmatch(word):
        return (
            re.search(rf"(?<![^\W_]){designation[1]}[-\s]?{designation[2]}(?!\d)", index.text)
            is not None
        )
    letters = word.replace(".", "")
    return letters.isupper() and 2 <= len(letters) <= 6 and index.wording.spells(letters)


def stem_known(word: str, index: Index) -> bool:
    """Whether the source holds an inflection of `word`, or a name that differs only in a usual
    ending.
    """
    if index.forms(stem(word)):
        return True
    for other in index.beginning(word[:4]):
        shared = sum(
            1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False))
        )
        if shared >= 4 and word[shared:] in _ENDINGS and other[shared:] in _ENDINGS:
            return True
    return False


def _spelled_out(group: list[re.Match[str]], text: str, index: Index) -> bool:
    """Whether the initials of the group are an acronym of the source: "World Health Organization"
    for WHO.

    Two letters are little evidence: no other word of the group may be in the source then.
    """
    words = [m[0] for m in group if m[0].lower() not in STOP_WORDS]
    initials = "".join(w[0] for w in words)
    with_all = "".join(
        w[0] for w in re.findall(r"[^\W\d_]+", text[group[0].start() : group[-1].end()])
    ).upper()
    if len(initials) < 2 or (len(initials) == 2 and any(_known(word, index) for word in words)):
        return False
    return any(
        a.lower() not in STOP_WORDS and index.wording.has_acronym(a) for a in {initials, with_all}
    )
