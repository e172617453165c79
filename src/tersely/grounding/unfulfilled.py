"""What the source only plans, wants, tries or declines to do, told as done."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..language.words import stem, terms
from ..records import Flag
from ..records.check import FlagKind
from .alignment import Alignment
from .index import Index
from .polarity import has_negation
from .reserve import NOT_DONE
from .verbs import IRREGULAR, root_of

_ADVERB = r"(?:(?:also|now|soon|still|publicly|fully|formally|\w+ly)\s)?"
_VERB = rf"{_ADVERB}(?:be\s|have\s(?:been\s)?)?(?P<verb>[^\W\d_]{{3,}}+)(?:\s(?:and|or)\s(?P<second>[^\W\d_]{{3,}}+))?"
_DECLINED = re.compile(
    r"\b(?:declin(?:es|ed|ing)|refus(?:es|ed|ing)|unable|unwilling|reluctant|loath|hesitant|yet|fail(?:s|ed|ing)"
    rf"|neglect(?:s|ed)|forgot|(?:decided|chose|voted|agreed)\snot)\sto\s{_VERB}",
    re.IGNORECASE,
)
_ONLY_MEANT = re.compile(
    r"\b(?:(?:plan(?:s|ned|ning)?|want(?:s|ed|ing)?|hop(?:es|ed|ing|e)|aim(?:s|ed|ing)?|intend(?:s|ed|ing)?"
    r"|(?:going|due|set|about|scheduled|expected|supposed|ready|poised|likely)|tr(?:y|ies|ied|ying)|seek(?:s|ing)?|sought"
    r"|attempt(?:s|ed|ing)?|promis(?:e|es|ed|ing)|threaten(?:s|ed|ing)?|propos(?:e|es|ed|ing)|wish(?:es|ed)?"
    r"|pledg(?:e|es|ed)|vow(?:s|ed)?)\sto"
    r"|(?:consider(?:s|ed|ing)?|propos(?:e|es|ed|ing)|suggest(?:s|ed|ing)?|discuss(?:es|ed|ing)?|contemplat(?:es|ed|ing))(?=\s\w+ing)"
    rf")\s{_VERB}",
    re.IGNORECASE,
)
# A tale goes on to tell what "would" happen; only "has been done" is more than the passage says.
_TO_COME = re.compile(rf"\b(?:will|would)\s(?!have\b){_VERB}", re.IGNORECASE)
_POSSIBLE = re.compile(rf"\b(?:could|might|may)\s(?!have\b){_VERB}", re.IGNORECASE)
_PERFECT = re.compile(r"\b(?:has|have)\s(?:\w+ly\s|now\s|already\s)?(?:been\s)?\w+", re.IGNORECASE)
_ONLY_MEANT_DE = re.compile(
    r"\b(?:versuch|plan|beabsichtig|droh|weiger|hoff)\w*\b[^.;:!?]{0,80}?\szu\s(?P<verb>[^\W\d_]{4,})(?P<second>)",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:has|have|had|was|were|been|got|hat|haben|hatte|wurden?|ist|sind)\b", re.IGNORECASE
)
_DONE_DE = re.compile(r"\b(?:hat|haben|hatten?|wurden?)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_HELD, _HELD_OF_DECLINED, _HELD_ELSEWHERE = 0.7, 0.55, 0.5
_DONE_REACH = 3  # words
_PASSAGES = 5


def check_unfulfilled(aligned: Alignment) -> Iterator[Flag]:
    """A flag for "the options have been removed" where the passage has "we are planning to remove
    the options", and no other passage says that they were.
    """
    index, text = aligned.index, aligned.text
    if not aligned.citations or aligned.citations[0].score < min(_HELD, _HELD_OF_DECLINED):
        return
    if NOT_DONE.search(text) or has_negation(text):
        return
    done = {root_of(match[0]): match for match in _done_verbs(text)}
    if not done:
        return
    for citation in aligned.citations[:2]:
        said = index.text[citation.start : citation.end]
        for pattern, kind in _PATTERNS:
            if citation.score < (_HELD_OF_DECLINED if pattern is _DECLINED else _HELD):
                continue
            if pattern is _TO_COME and not _PERFECT.search(text):
                continue
            for match in pattern.finditer(said):
                verb = next((done[v] for v in _verbs(match) if v in done), None)
                if verb is None or _is_told_elsewhere(verb[0], aligned, index):
                    continue
                span = (citation.start, citation.end)
                yield Flag(kind, text, 0, len(text), -1, said, *span, contradicted=True)
                return


_PATTERNS: tuple[tuple[re.Pattern[str], FlagKind], ...] = (
    (_DECLINED, "negation"),
    (_ONLY_MEANT, "hedge"),
    (_ONLY_MEANT_DE, "hedge"),
    (_TO_COME, "hedge"),
    (_POSSIBLE, "hedge"),
)


def _verbs(match: re.Match[str]) -> list[str]:
    return [stem(verb.lower()) for verb in (match["verb"], match["second"]) if verb]


def _done_verbs(text: str) -> Iterator[re.Match[str]]:
    """The words of a statement that say of something that it was done: "were removed", "closed"."""
    tokens = list(_WORD.finditer(text))
    for at, match in enumerate(tokens):
        word = match[0].lower()
        before = " ".join(t[0] for t in tokens[max(0, at - _DONE_REACH) : at])
        if before.endswith((" to", " zu")):
            continue
        is_past = bool(word.endswith(("ed", "en", "t")) and _DONE.search(before))
        if word.endswith(("t", "en")) and _DONE_DE.search(text, 0, match.start()):
            is_past = True  # the auxiliary may stand far before it
        if word in IRREGULAR or ((word.endswith("ed") or is_past) and len(word) > 4):
            yield match


def _is_told_elsewhere(verb: str, aligned: Alignment, index: Index) -> bool:
    """Whether the source says in any form that it was done."""
    root = root_of(verb)
    wanted = {*terms(aligned.text), root}
    for number, share in index.best(wanted, _PASSAGES):
        if share < _HELD_ELSEWHERE:
            break
        passage = index.text[slice(*index.sentences[number])]
        governed = {
            match.start(name)
            for pattern, _ in _PATTERNS
            for match in pattern.finditer(passage)
            for name in ("verb", "second")
        }
        for word in _WORD.finditer(passage):
            is_it = root_of(word[0]) == root and word.start() not in governed
            is_past = word[0].lower().endswith("ed") or word[0].lower() in IRREGULAR
            if is_it and is_past:
                return True
    return False
