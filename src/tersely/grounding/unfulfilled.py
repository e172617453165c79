"""What the source only plans, wants, tries or declines to do, told as done."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..language.words import stem, terms
from ..records import Flag
from ..records.check import FlagKind
from .alignment import Alignment
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
_SHORTEST_DONE = 5  # letters
_CITED, _PASSAGES = 2, 5


def check_unfulfilled(aligned: Alignment) -> Iterator[Flag]:
    """A flag for "the options have been removed" where the passage has "we are planning to remove
    the options", and no other passage says that they were.
    """
    text, passages = aligned.text, aligned.passages[:_CITED]
    if not passages or passages[0].score < min(_HELD, _HELD_OF_DECLINED):
        return
    if NOT_DONE.search(text) or aligned.denies:
        return
    done = {root_of(verb): verb for verb in _done_verbs(text)}
    for passage in passages if done else ():
        for pattern, kind in _PATTERNS:
            if passage.score < (_HELD_OF_DECLINED if pattern is _DECLINED else _HELD):
                continue
            if pattern is _TO_COME and not _PERFECT.search(text):
                continue
            for match in pattern.finditer(passage.said):
                verb = next(filter(None, map(done.get, _verbs(match))), None)
                if verb and not _is_told_elsewhere(verb, aligned):
                    yield aligned.contradiction(kind, aligned.whole, passage.span)
                    return


_PATTERNS: tuple[tuple[re.Pattern[str], FlagKind], ...] = (
    (_DECLINED, "negation"),
    (_ONLY_MEANT, "hedge"),
    (_ONLY_MEANT_DE, "hedge"),
    (_TO_COME, "hedge"),
    (_POSSIBLE, "hedge"),
)


def _verbs(match: re.Match[str]) -> list[str]:
    verbs = match.group("verb", "second")
    return [stem(verb.lower()) for verb in verbs if verb]


def _done_verbs(text: str) -> Iterator[str]:
    """The words of a statement that say of something that it was done: "were removed", "closed"."""
    matches = list(_WORD.finditer(text))
    for at, match in enumerate(matches):
        preceding = matches[max(0, at - _DONE_REACH) : at]
        before = " ".join(other[0] for other in preceding)
        if before.endswith((" to", " zu")):
            continue
        word = match[0].lower()
        is_regular = len(word) >= _SHORTEST_DONE and (
            word.endswith("ed") or _is_participle(word, before, text[: match.start()])
        )
        if is_regular or word in IRREGULAR:
            yield match[0]


def _is_participle(word: str, before: str, all_before: str) -> bool:
    """Whether a word is one of "was written", "hat ... gebaut"; there the auxiliary may stand far
    before it.
    """
    if not word.endswith(("en", "t")):
        return False
    return bool(_DONE.search(before) or _DONE_DE.search(all_before))


def _is_told_elsewhere(verb: str, aligned: Alignment) -> bool:
    """Whether the source says in any form that it was done."""
    index, root = aligned.index, root_of(verb)
    wanted = {*terms(aligned.text), root}
    for number, share in index.best(wanted, _PASSAGES):
        if share < _HELD_ELSEWHERE:
            break
        if _tells(index.said(index.sentences[number]), root):
            return True
    return False


def _tells(passage: str, root: str) -> bool:
    """Whether a passage has the verb in the past, and not as what is only meant."""
    meant: set[int] = set()
    for pattern, _ in _PATTERNS:
        for match in pattern.finditer(passage):
            meant |= {match.start("verb"), match.start("second")}
    for word in _WORD.finditer(passage):
        lower = word[0].lower()
        is_past = lower.endswith("ed") or lower in IRREGULAR
        if is_past and word.start() not in meant and root_of(lower) == root:
            return True
    return False
