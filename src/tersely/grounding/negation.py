"""What denies in a sentence, with a "not" or in other words."""

from __future__ import annotations

import re

from ..language.words import stem, terms

_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nor|neither|nothing|nobody|without|cannot|fail(?:s|ed|ing)? to|nicht|kein\w*|nie|ohne|pas"
    r"|jamais|sans|aucune?|rien|nunca|sin|ning[uú]n[ao]?|nada|nichts|keinerlei|non)\b|n['’]t\b",
    re.IGNORECASE,
)
# "Not only" denies nothing; "no longer" does.
_NO_NEGATION = re.compile(
    r"\bnot only\b|\bno doubt\b|\bno\.\s?\d|\bno later than\b|\bwhether or not\b"
    r"|\b(?:no|not) (?:less|fewer|more|higher|lower|greater) than\b|\bnot (?:to )?exceed(?:ing)?\b"
    r"|(?:\bnot|n['’]t)\s(?:\w+\s){0,3}(?:(?:more|less|fewer) than|over|exceed)(?=\s[\d$€£])"
    r"|\bnot (?:in |on |by |at )?[\d$€£]|,\s(?:and\s)?not [\w%]+(?=[.,;]|$)"
    r"|\bif not[,:]|\bnot just\b"
    r"|\bno matter\b|\bnot to mention\b|\bno \w+ (?:\w+ )?(?:more|less|better|worse)\b|\bwhy\b.{0,20}\bnot\b",
    re.IGNORECASE,
)
# Words that deny without a "not": where they stand, a "not" on the other side may say the same.
_IN_OTHER_WORDS = (
    r"un(?:able|likely|willing|clear|certain|decided|successful\w*)|in(?:ability|active|capable|complete|correct|sufficient|accurate)"
    r"|im(?:possible|probable)|prevent\w*|refus\w+|den(?:y|ies|ied|ying)|avoid\w*|yet to|dismiss\w*|reject\w*|declin\w+"
    r"|lack\w*|absen\w+|rather than|instead|except|fail\w*|stop\w*|ban(?:s|ned)?|hardly|barely|rarely|seldom|little|few"
    r"|kept|keep(?:s|ing)?|hinder\w*|thwart\w*|deter(?:s|red)?|discourag\w+|cancel\w*|withh[eo]ld\w*|abandon\w*"
    r"|free of|miss(?:es|ed|ing)?|los[et]\w*|doubt\w*|question\w*|contrary|although|though|however|until|unless"
    r"|neither|zero|nil"
)
_DENIES_IN_OTHER_WORDS = re.compile(rf"\b(?:{_IN_OTHER_WORDS}|whether)\b", re.IGNORECASE)
_DENIAL = re.compile(
    rf"\b(?:{_IN_OTHER_WORDS}|un[a-z]{{4,}}|bar(?:s|red)?|exclu\w+|poor|only|oppos\w+|against|disput\w+|dis\w{{4,}}|block\w*"
    r"|despite|if|would|remain\w*|still|never|cannot|nothing|kein\w*|nicht)\b",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W\d_](?:[\w-]|['’](?=\w))*")
_UNTIL = re.compile(r"\b(?:until|till)\b", re.IGNORECASE)
_EVERY = re.compile(r"\b(?:all|every|each|everyone|everybody)\b", re.IGNORECASE)
_NOT_ALL = re.compile(rf"not\s{_EVERY.pattern}", re.IGNORECASE)
_AFTER_IT = frozenset({"nothing", "nobody", "none", "nichts", "niemand"})
_SCOPE_WORDS = 4


def has_negation(text: str) -> bool:
    """Whether `text` denies something."""
    return bool(_NEGATION.search(text) and _NEGATION.search(without_idioms(text)))


def without_idioms(text: str) -> str:
    """The text with blanks for a "not" that denies nothing, as in "not only"."""
    return _NO_NEGATION.sub(lambda idiom: " " * len(idiom[0]), text)


def denies_in_other_words(text: str) -> bool:
    """Whether `text` may deny something without a "not": "refused", "has yet to"."""
    return _DENIES_IN_OTHER_WORDS.search(text) is not None


def may_deny(text: str) -> bool:
    """Whether a word of `text` may stand for a "not", taken as widely as can be: "only", "if"."""
    return _DENIAL.search(text) is not None


def denial_of(plain: str, denying: str) -> re.Match[str] | None:
    """The negation with which `denying` takes back what `plain` says without one; None where it
    denies something else, or `plain` says so in other words.
    """
    match = _NEGATION.search(denying)
    denied = _denied(denying, match) if match else set()
    if match is None or denied.isdisjoint(terms(plain)):
        return None
    if _NOT_ALL.match(denying, match.start()) and not _EVERY.search(plain):
        return None  # "not all houses" is "some houses"
    if _UNTIL.search(denying, match.end()) and not _UNTIL.search(plain):
        return None  # "it did not open until May" is "it opened in May"
    # "Declined" denies nothing where "did not decline" stands on the other side.
    words = WORD.findall(plain)
    others = [word for word in words if stem(word.lower()) not in denied]
    return None if may_deny(" ".join(others)) else match


def _denied(text: str, negation: re.Match[str]) -> set[str]:
    """The first content word that a negation denies: behind it, before it for "pay nothing"."""
    if negation[0].lower() in _AFTER_IT:
        before = WORD.findall(text, 0, negation.start())[-_SCOPE_WORDS:]
        return set(terms(" ".join(before))[-1:])
    behind = WORD.findall(text, negation.end())[:_SCOPE_WORDS]
    return set(terms(" ".join(behind))[:1])
