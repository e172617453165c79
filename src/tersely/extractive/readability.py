"""How well a sentence reads when it stands alone in a summary, told from its shape and a few words
of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum

from ..language.lines import Kind
from ..language.words import STOP_WORDS
from .boilerplate import is_boilerplate, is_link


class Fitness(IntEnum):
    """How fit a unit is to stand in a summary; a lower grade is taken only when the higher ones are
    used up.
    """

    JUNK = 0  # headings, table rows, code, navigation, references: never chosen while there is anything else
    RECORD = 1  # a part of data, shown as an example where there are too few sentences
    DANGLING = 2  # opens with a word that points at the sentence before
    READABLE = 3


JUNK, RECORD, DANGLING, READABLE = (
    Fitness  # in Python 3.11 a name is read ten times faster than a member of an enum
)


_DANGLING = frozenset(
    """it its itself this that these those such however but thus hence therefore moreover furthermore additionally
    likewise similarly conversely nevertheless nonetheless otherwise consequently accordingly meanwhile secondly thirdly
    instead also then besides again specifically namely alternatively
    dies diese dieser dieses jedoch aber daher deshalb außerdem ce cela ceci cette ces cependant mais donc esto esta
    este estos estas pero además однако это эти поэтому""".split()
)
# Openers of two words that lean on the sentence before.
_LEANING = {
    "for": ("example", "instance"),
    "in": ("particular", "addition", "contrast", "turn", "other"),
    "as": ("mentioned", "noted", "described", "discussed", "shown", "stated", "above", "such"),
    "by": ("contrast", "comparison"),
    "of": ("course",),
    "since": ("then",),
    "after": ("that",),
    "zum": ("beispiel",),
    "par": ("exemple", "ailleurs"),
    "por": ("ejemplo",),
}
_POINTERS = frozenset(("this", "these", "those", "such"))
_PREPOSITIONS = frozenset(
    (
        "after",
        "at",
        "because",
        "by",
        "during",
        "for",
        "from",
        "in",
        "of",
        "on",
        "to",
        "under",
        "with",
    )
)
# After "this" and "these": the document speaks of itself, nothing is left open.
_ITSELF = frozenset(
    """paper work study article report document guide page book chapter section thesis project package manual survey
    tutorial note memo review analysis story repository library tool program meeting year week month standard specification
    policy software module readme
    papers articles documents pages chapters sections notes""".split()
)
_EXPLETIVE = re.compile(
    r"it (?:is|was|has been|turns out|seems|appears|remains|takes|follows)\b[^.;]{0,60}?\b(?:that|to|whether)\b"
    r"|(?:that|those|this) (?:said|who)\b|so far\b|because of\b",
    re.IGNORECASE,
)
_COLUMNS = re.compile(r"[^\s.!?:] {3,}\S")
_CLOSED = re.compile(r"[.!?…。！？؟।۔።][\"'”’»)\]*_`」』）\s]*(?:\[[^\[\]]{0,40}\]\s*)*$")
# Cue phrases (Edmundson 1969) between words, each with a space on both sides: the author says that
# this is the point.
_CLAIMS = (
    r"(?:also )?"
    r"(?:propose|present|introduce|show|find|found|demonstrate|develop|describe|argue|conclude|recommend|decided|agreed)"
)
_WORK = "(?:paper|study|report|work|article) "
_RESULTS = "results (?:show|suggest|indicate) "
# Each choice begins with letters: `re` then sees at once which of them can match.
_CUE = re.compile(
    rf" (?:we {_CLAIMS}|i {_CLAIMS}|this {_WORK}{_CLAIMS}|our {_WORK}{_CLAIMS}|{_RESULTS}|most important |as a result |"
    rf"the (?:{_WORK}{_CLAIMS}|{_RESULTS}|(?:main|key) (?:result|finding|point|reason) )|"
    r"in (?:conclusion|summary|short) |to sum(?:marize| up) )"
)
# Every cue phrase holds one of these stems: looked up first, for the pattern is slow.
_CUE_STEMS = frozenset(
    """propos present introduc show find found demonstr develop describ argu conclud recommend decid agre conclus
    summari summar short sum result overal import main kei""".split()
)
# The document says what it is about: the best sentence where it opens, an empty one in a later
# section. In the abstract of a paper a definition is known to its reader, in a long text it is not.
_NAMED = r"(?:#+ )?\S++(?:(?<=,) \S++){0,5} [-–—] \w+(?: \S+){2}"
_SUBJECT = (
    r"(?:this|the present) (?:report|document|file|page|guide|article|manual|specification|standard|book|policy|readme) "
    r"(?:\w+ )?(?:covers|describes|documents|explains|defines|specifies|consists of|presents|is about)\b"
)
_DEFINITION = r"(?!(?:it|he|she|this|that|there|here|what|who)\b)[\w.+*`'’\"-]+(?: [\w.+*`'’\"-]+){0,3} (?:is|are) (?:an?|the) "
_OPENING, _OPENING_OF_LONG = (
    re.compile("|".join(patterns).replace(" ", r"\s+"), re.IGNORECASE)
    for patterns in ((_NAMED, _SUBJECT), (_NAMED, _SUBJECT, _DEFINITION))
)
_LONG_CHARACTERS = 20_000
# The document speaks of its own parts, not of its matter.
_SIGNPOST = re.compile(
    r"(?:this|the (?:present|following)) (?:report|document|file|page|section|chapter|guide|article|manual|appendix) "
    r"(?:covers|describes|explains|contains|lists|is (?:about|for|divided|organi[sz]ed|structured|"
    r"part of|a product of|subject to|distributed|available|maintained))\b"
    r"|the (?:tables?|figures?|sections?|chapters?|appendi(?:x|ces)|questionnaires?) (?:\d|above|below|behind|in|shows?|lists?)\b"
    r"|see \b|for (?:more )?(?:details|information)\b",
    re.IGNORECASE,
)
_SIGNPOST_OPENERS = frozenset(("this", "the", "see", "for"))
# Somebody of whom an earlier sentence spoke.
_PERSONS = frozenset(
    """he she they his her their him them er sie il elle ils elles son sa leur él ella ellos ellas su он она они его
    её их""".split()
)
# One class of characters stands first: the search skips to them.
_NAME_OR_FIGURE = re.compile("[0-9A-ZÀ-ÖØ-ÞΑ-ΩА-Я](?:(?<=[0-9])|[a-zß-öø-ÿά-ώа-я])")
_QUOTES = ('"', "“", "«", "„", "「", "'")
_ANNOUNCED = 1.4
_OPENED_WELL = 3.0
_SIGNPOSTED = 0.5
_SPEECH_WORDS = 25
_ASKED = 0.5
_CONCRETE = 1.15
_UNNAMED = 0.7
_FRAGMENT_WORDS = 4
_WORDY_LETTERS = 0.55
_UNCLOSED = 0.5
_CODED_SHARE = 0.25
_IDENTIFIERS = re.compile(
    r"(?:(?<!\S)[\"'(\[`*]*[~.]?/\w|[/:]\S*[/:*]|\w_\w|\w\(\)|\w::\w|->|\w=\S)\S*"
)
_GLOSS = re.compile(r"[A-Z\d]+_[A-Z\d_]+\b|\S*/\S* : ")  # a name that is explained
_OPENED = re.compile(r"\W*\w+(?: \w+)?, (?:it|this|these|they|he|she)\b", re.IGNORECASE)
_MARKER = re.compile(r"(?:(?:[-*+•‣◦▪·–—]|\(?[\da-zA-Z]{1,3}[.)]|\[[ xX]\])\s+)*")
_FOOTNOTE = re.compile(r"\d{1,3} [A-Z]")


def fitness(raw: str, plain: str, tokens: Sequence[str], kind: Kind) -> Fitness:
    """The grade of the unit `raw` in a block of `kind`; `plain` is it without markup and label,
    `tokens` its words.
    """
    if kind == "record" or (kind == "table" and raw.startswith("|")):
        return RECORD
    if (
        kind in ("heading", "table", "code", "term")
        or not tokens
        or ("   " in raw and _COLUMNS.search(raw))
    ):
        return JUNK
    stripped = plain.strip()
    if len("".join(tokens)) < _WORDY_LETTERS * len(stripped) or stripped.endswith((":", "：")):
        return JUNK
    if (
        is_boilerplate(plain, tokens)
        or ("[" in raw and is_link(raw))
        or _identifiers(plain) > _CODED_SHARE
    ):
        return JUNK
    if len(tokens) < _FRAGMENT_WORDS and not _is_closed(stripped) and kind != "entry":
        return JUNK  # a greeting, a signature, an entry of a menu
    if (
        len(tokens) < _FRAGMENT_WORDS
        or _dangles(plain, tokens)
        or (stripped[0] == "(" and stripped.endswith((")", ").")))
    ):
        return DANGLING
    if kind == "entry":
        return READABLE
    if (_MARKER.sub("", stripped, count=1) if kind == "item" else stripped)[:1].islower():
        return DANGLING  # the rest of a sentence that was broken off, or that the items share
    if kind != "item" and not _is_closed(stripped):
        return DANGLING  # a title, a caption
    return READABLE


def _is_closed(stripped: str) -> bool:
    return stripped.endswith(".") or _CLOSED.search(stripped) is not None


def _identifiers(plain: str) -> float:
    """The share of the words that are paths, options or names of a program."""
    # One sign alone is found eight times faster than two in a row.
    if not (
        ("/" in plain or "_" in plain or "=" in plain)
        or ("(" in plain and "()" in plain)
        or (">" in plain and "->" in plain)
        or (":" in plain and "::" in plain)
    ):
        return 0.0
    return len(_IDENTIFIERS.findall(plain)) / len(plain.split())


def opening_of(text: str) -> re.Pattern[str]:
    """What a sentence starts with that says, among the first of `text`, what it is about; titles
    like "tar - an archiver" among them.
    """
    return _OPENING if len(text) < _LONG_CHARACTERS else _OPENING_OF_LONG


def appeal(
    plain: str,
    tokens: Sequence[str],
    bag: Sequence[str],
    kind: Kind = "paragraph",
    opening: re.Pattern[str] | None = None,
) -> float:
    """What multiplies the score of a sentence with these words and terms, for reasons of its form.

    `opening` is what the first sentences of the document are looked through for, see `opening_of`.
    """
    stripped = plain.strip()
    if opening and opening.match(stripped):
        return _OPENED_WELL
    if not tokens or stripped.endswith(("?", "？", "؟")):
        return _ASKED
    if tokens[0] in _SIGNPOST_OPENERS and _SIGNPOST.match(stripped):
        return _SIGNPOSTED
    worth = (
        _CONCRETE if _NAME_OR_FIGURE.search(stripped, stripped.find(" ", 2)) else 1.0
    )  # the first word is no name
    if kind == "item" and not _is_closed(stripped):
        worth *= _UNCLOSED
    if stripped.startswith(_QUOTES):
        worth *= min(
            1.0, len(tokens) / _SPEECH_WORDS
        )  # a short line of dialogue says nothing alone
    elif not _PERSONS.isdisjoint(tokens[:2]):
        worth *= _UNNAMED
    return worth * _ANNOUNCED if not _CUE_STEMS.isdisjoint(bag) and _announces(tokens) else worth


def _announces(tokens: Sequence[str]) -> bool:
    return tokens[0] == "overall" or _CUE.search(f" {' '.join(tokens)} ") is not None


def _dangles(plain: str, tokens: Sequence[str]) -> bool:
    """Whether the first word, or the one after a preposition, points at an earlier sentence."""
    if tokens[1] in _LEANING.get(tokens[0], ()):
        return True
    if tokens[0].isdigit() and tokens[1] in STOP_WORDS and _FOOTNOTE.match(plain):
        return True  # nobody writes "11 The"
    if (("_" in plain or ":" in plain) and _GLOSS.match(plain)) or (
        plain.find(",", 0, 30) > 0 and _OPENED.match(plain)
    ):
        return True
    first = tokens[1] if tokens[0] in _PREPOSITIONS else tokens[0]
    if first not in _DANGLING or (tokens[0] != first and first not in _POINTERS):
        return False
    if first in _POINTERS and _ITSELF.intersection(tokens[1:4]):
        return False
    return not _EXPLETIVE.match(plain.lstrip("-*> "))
