"""What a sentence says of a part of itself: who copies "the quay was sold" out of "the board denied
that the quay was sold" says something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts.spans import Span
from ..language.words import stem
from ..records import Flag
from ..records.check import FlagKind
from .alignment import Alignment, sought
from .negation import has_negation
from .reserve import RESERVED

# Between what governs the words and these words themselves.
_TO_THE_WORDS = (
    r"(?:[\s,:]+(?:that|dass|que|the|an?|its|his|her|their|our|this|these|those|any|there|has|had"
    r"|have|is|was|were|be|been))*[\s,:\"“'‘*_]*$"
)
_DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|disput(?:e|es|ed|ing)|(?:not|un)true|not\s+(?:the\s+case|true|so)"
    r"|false|wrong\s+to\s+(?:say|claim|think|believe|assume)|(?:myth|misconception|lie|hoax)"
    r"|(?:reject|dismiss|refut|contest)(?:s|ed|es|ing)?(?:\s+(?:the|all|any|as))?"
    r"\s+(?:claims?|ideas?|reports?|suggestions?|allegations?|rumou?rs?|notions?)"
    r"|(?:no|little|any)\s+(?:evidence|sign|proof|indication|suggestion|reason\s+to\s+(?:believe|think))s?"
    r"|(?:never|not|n['’]t)\s+(?:ever\s+)?(?:sa(?:y|id|ys)|claim(?:s|ed)?|mean(?:s|t)?|believed?|think"
    r"|thought|prove[dn]?|shown?|suggest(?:s|ed)?|found|find)"
    r"|(?:nobody|no\s+one|none)\s+(?:\w+\s+){0,4}(?:sa(?:ys|id)|believe[sd]?|thinks?|thought|claim(?:s|ed)?)"
    r"|bestr(?:itt|eitet|eiten)|stimmt\s+nicht|nicht\s+wahr)"
    rf"(?:\s+(?:claims?|reports?|suggestions?|allegations?|rumou?rs?|the\s+\w+))?{_TO_THE_WORDS}",
    re.IGNORECASE,
)
_NEITHER = re.compile(rf"\b(?:neither|nor|weder|noch){_TO_THE_WORDS}", re.IGNORECASE)
_UNSURE = re.compile(
    r"\b(?:unlikely|doubtful|doubts?|doubted|unclear|uncertain|unsure|not\s+(?:clear|certain|sure|known"
    r"|decided)|(?:rumou?rs?|allegations?|speculation|fears?|hopes?|optimism|suspicions?|prospects?|chances?|danger)(?=\s+(?:that|of)\b)|if|whether|unless|ob|falls|sofern)"
    rf"(?:\s+(?:whether|if))?{_TO_THE_WORDS}",
    re.IGNORECASE,
)
_NO_CONDITION = (
    r"(?!you\b|one\b|any\b|anything\b|so\b|not\b|necessary|possible|needed|applicable|at all)"
)
_CONDITION = re.compile(
    rf"(?:^|[,;(–—]\s*|\b(?:and|but|that|or)\s)\W{{0,3}}(?:only\s)?(?:if|unless|provided|assuming|falls|sofern)"
    rf"\s{_NO_CONDITION}[^.;:!?]{{1,200}},\s*(?:then\s)?{_TO_THE_WORDS}",
    re.IGNORECASE,
)
_CONDITION_BEHIND = re.compile(
    r"[,\s]*(?:[\w'’-]{1,20}\s){0,3}?(?:but\s)?(?:only\s)?(?:if|unless|provided|as\slong\sas|on\s(?:the\s)?condition|assuming|falls"
    rf"|sofern)\s{_NO_CONDITION}",
    re.IGNORECASE,
)
_COUNT_WORDS = (
    r"(?:few(?:er)?|half|third|quarter|some|many|most|none|neither|parts?|several|majority|minority"
    r"|two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds?|thousands?)"
)
_PART = re.compile(
    rf"(?:\b{_COUNT_WORDS}|(?<![\w.,])\d[\d.,]*+(?:\s?%|\sper\s?cent)?)\s(?:out\s)?of\s"
    r"(?:(?:the|its|their|our|his|her|these|those)\s?)?$",
    re.IGNORECASE,
)
_COUNTED = re.compile(rf"\b(?:{_COUNT_WORDS}|all)\b", re.IGNORECASE)
# "Does not deny that", "no doubt that": two denials are none.
_NOT_BEFORE = re.compile(
    r"(?:\b(?:no|not|never|nobody|without|little|hardly)|n['’]t)\s+(?:an?\s|the\s|\w+ly\s)?$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_](?:[\w-]|['’](?=\w))*|\d[\d.,]*")
_ARTICLE = re.compile(r"\b(?:the|an?|its|his|her|their|our|all)\s+$", re.IGNORECASE)
# Only a passage with nearly all words of the statement can be where it was taken from.
_HELD_SHARE = 0.8


def governing(before: str, behind: str, words_said: str) -> FlagKind | None:
    """What kind of fact is lost where `words_said` is taken out of a sentence, between what stands
    `before` and `behind` it there: "negation", "hedge" or "quantity"; None for nothing.
    """
    if _PART.search(before):
        return "quantity"
    denied = _DENIED.search(before)
    if denied and not _NOT_BEFORE.search(before, 0, denied.start()):
        return "negation"
    if _NEITHER.search(before) and not has_negation(words_said):
        return "negation"
    if RESERVED.search(words_said):
        return None
    unsure = _UNSURE.search(before)
    if unsure and not _NOT_BEFORE.search(before, 0, unsure.start()):
        return "hedge"
    if _CONDITION.search(before) or _CONDITION_BEHIND.match(behind):
        return "hedge"
    return None


def check_governed(aligned: Alignment) -> Iterator[Flag]:
    """A flag where each passage that has the words of the statement takes them back, doubts them,
    or says them of a part only.
    """
    index, text = aligned.index, aligned.text
    flags: list[Flag] = []
    for start, end in _verbatim_places(aligned) if aligned.verbatim else _places(aligned):
        first, last = passage = index.sentence_around(start)
        before, behind = index.said((first, start)), index.said((end, last))
        kind = governing(before, behind, text)
        if kind is None:
            return
        copied = index.said((start, end)).casefold()
        is_copied = copied in text.casefold()
        if kind == "quantity" and (_COUNTED.search(text) or not is_copied):
            return
        flags.append(aligned.contradiction(kind, aligned.whole, passage))
    yield from flags[:1]


def _verbatim_places(aligned: Alignment) -> Iterator[Span]:
    """Where the source has the very words of the statement, without its final stop."""
    find, text = aligned.index.wording.find, aligned.text
    at = find(text) if aligned.index.sentences else -1
    while at >= 0:
        yield at, at + len(text)
        at = find(text, at + 1)


def _places(aligned: Alignment) -> Iterator[Span]:
    """In each passage with nearly all words of the statement, from the first of them, with its
    article, to the last.
    """
    mine = sought(aligned.statement)
    for passage in aligned.passages:
        if passage.score < _HELD_SHARE:
            continue
        words = _WORD.finditer(passage.said)
        held = [word for word in words if _is_one_of(mine, word[0].lower())]
        if held:
            start = held[0].start()
            article = _ARTICLE.search(passage.said, 0, start)
            first = passage.span[0]
            yield first + (article.start() if article else start), first + held[-1].end()


def _is_one_of(terms: set[str], word: str) -> bool:
    return word in terms or stem(word) in terms
