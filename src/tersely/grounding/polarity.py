"""What turns the sense of a statement around while its words stay: negation, direction, degree.

Each is looked for where a passage has nearly all the words of the statement: there a "not" on one
side only, an opposite, an "all" for a "some" or a lost "may" says something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ..language.words import stem, terms
from ..records import Flag
from .alignment import Alignment
from .extent import check_extent
from .opposites import opposed, opposites_of
from .pairing import Pair, pair_of
from .reserve import HEDGE, STRONG_HEDGE

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
_WORD = re.compile(r"[^\W\d_](?:[\w-]|['’](?=\w))*")
_UNTIL = re.compile(r"\b(?:until|till)\b", re.IGNORECASE)
_EVERY = re.compile(r"\b(?:all|every|each|everyone|everybody)\b", re.IGNORECASE)
_NOT_ALL = re.compile(rf"not\s{_EVERY.pattern}", re.IGNORECASE)
_AFTER_IT = frozenset({"nothing", "nobody", "none", "nichts", "niemand"})
_PREFIXED = re.compile(r"\b(?:un|in|im|dis(?!minu)|non)[a-z]{3,}", re.IGNORECASE)
_THAN = re.compile(r"\bthan\s((?:[\w'’-]+\s?){1,4})")
_PLAIN_NEGATION = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|will)(?:\snot|n['’]t)\s(?P<denied>[a-z]{4,})\b",
    re.IGNORECASE,
)
_OF_COMPARISON = re.compile(
    r"more|less|fewer|worse|[a-z]+er|up|down|(?:r[oi]se|f[ae]ll|gr[eo]w|increas|decreas|declin|drop)[a-z]*"
)
_SCOPE_WORDS, _NEIGHBOURS, _HEDGED_WORDS = 4, 2, 4
# So close that a "not" on one side means something: 19 of 19 such hints on SummEdits are right.
_ALIKE = 0.7
_ALIKE_BETWEEN = 0.6  # where the words on both sides are the same
_DENIED_REACH = 40  # characters
_CLOSE = 0.8


def has_negation(text: str) -> bool:
    """Whether `text` denies something."""
    return bool(_NEGATION.search(text) and _NEGATION.search(without_idioms(text)))


def without_idioms(text: str) -> str:
    """The text with blanks for a "not" that denies nothing, as in "not only"."""
    return _NO_NEGATION.sub(lambda idiom: " " * len(idiom[0]), text)


def denies_in_other_words(text: str) -> bool:
    """Whether `text` may deny something without a "not": "refused", "has yet to"."""
    return _DENIES_IN_OTHER_WORDS.search(text) is not None


def check_polarity(aligned: Alignment, *, is_computed: bool = False) -> Iterator[Flag]:
    """A flag for what the passage says the other way round; one for a statement is enough.

    Where a figure is computed, "7.5 km are not paved" may follow from the 4.9 km that are.
    """
    if not aligned.citations:
        return
    pair = pair_of(aligned)
    if pair is None:
        return
    finders: tuple[Callable[[Pair], Flag | None], ...] = (
        _negated,
        _turned,
        check_extent,
        _asserted,
    )
    if is_computed:
        finders = finders[1:]
    elif not any(has_negation(aligned.index.text[a:b]) for a, b in aligned.near):
        finders = (*finders, _plainly_negated)
    found = next((flag for finder in finders if (flag := finder(pair))), None)
    if found:
        yield found


def _negated(pair: Pair) -> Flag | None:
    """Only one side denies, and denies what the other says."""
    if pair.share < _ALIKE or not pair.is_short:
        return None
    here, there = has_negation(pair.text), has_negation(pair.said)
    if here == there:
        return None
    denying, plain = (pair.text, pair.said) if here else (pair.said, pair.text)
    match = denial_of(plain, denying)
    if match is None:
        return None
    start, end = match.span() if here else (0, len(pair.text))
    return pair.flag("negation", start, end)


def denial_of(plain: str, denying: str) -> re.Match[str] | None:
    """The negation with which `denying` takes back what `plain` says without one; None where it
    denies something else, or `plain` says so in other words.
    """
    match = _NEGATION.search(denying)
    denied = _denied(denying, match) if match else set()
    if match is None or not denied & set(terms(plain)):
        return None
    if _NOT_ALL.match(denying, match.start()) and not _EVERY.search(plain):
        return None  # "not all houses" is "some houses"
    if _UNTIL.search(denying, match.end()) and not _UNTIL.search(plain):
        return None  # "it did not open until May" is "it opened in May"
    # "Declined" denies nothing where "did not decline" stands on the other side.
    others = (word[0] for word in _WORD.finditer(plain) if stem(word[0].lower()) not in denied)
    return None if _DENIAL.search(" ".join(others)) else match


def _plainly_negated(pair: Pair) -> Flag | None:
    """ "It will not increase the price" where the passage has "I think it will increase the price"
    and nothing around it denies anything: there fewer shared words will do.
    """
    match = _PLAIN_NEGATION.search(pair.text)
    if match is None or not pair.is_short or has_negation(pair.text[: match.start()]):
        return None
    if not has_negation(match[0]) or _DENIAL.search(pair.said):
        return None
    denied = match["denied"].lower()
    if stem(denied) in {stem(word[0].lower()) for word in _WORD.finditer(pair.said)}:
        return pair.flag("negation", *match.span())
    return None


def _denied(text: str, negation: re.Match[str]) -> set[str]:
    """The first content word that a negation denies: behind it, before it for "pay nothing"."""
    if negation[0].lower() in _AFTER_IT:
        before = [m[0] for m in _WORD.finditer(text, 0, negation.start())][-_SCOPE_WORDS:]
        return set(terms(" ".join(before))[-1:])
    behind = [m[0] for m in _WORD.finditer(text, negation.end())][:_SCOPE_WORDS]
    return set(terms(" ".join(behind))[:1])


def _turned(pair: Pair) -> Flag | None:
    """An opposite of a word of the passage stands in the statement, beside the same words."""
    compares_others = _compares_others(pair)
    mine = list(_WORD.finditer(pair.text))
    theirs = list(_WORD.finditer(pair.said))
    my_words = {match[0].lower() for match in mine}
    their_words = {match[0].lower() for match in theirs}
    their_stems, my_stems = set(map(stem, their_words)), set(map(stem, my_words))
    for place, match in enumerate(mine):
        word = match[0].lower()
        if word in their_words or stem(word) in their_stems:
            continue
        if compares_others and _OF_COMPARISON.fullmatch(word):
            continue
        opposites = list(opposed(word, their_words))
        if not opposites or _goes_the_same_way(word, their_words):
            continue
        for other in opposites:
            if stem(other) in my_stems:
                continue
            if _PREFIXED.match(word) and _PREFIXED.search(pair.said.replace(other, " ")):
                continue  # "unlikely" for "likely to be unable"
            places = [i for i, m in enumerate(theirs) if m[0].lower() == other]
            around = _neighbours(mine, place)
            shared = [around & _neighbours(theirs, at) for at in places]
            if not any(shared) or _denies_near(pair, match, [theirs[at] for at in places]):
                continue
            least = _ALIKE if max(map(len, shared)) < _NEIGHBOURS else _ALIKE_BETWEEN
            rest = {t for t in terms(pair.text.replace(match[0], " ")) if not t[0].isdigit()}
            if rest and len(rest & set(terms(pair.said))) >= least * len(rest):
                return pair.flag("direction", *match.span())
    return None


def _goes_the_same_way(word: str, others: set[str]) -> bool:
    """Whether the passage has another word that excludes what `word` excludes: "decreased" for
    "lowers".
    """
    excluded = opposites_of(word)
    return any(
        not excluded.isdisjoint(opposites_of(other)) and other not in excluded for other in others
    )


def _denies_near(pair: Pair, match: re.Match[str], places: list[re.Match[str]]) -> bool:
    """Whether only one side denies, close to the two words."""
    here = has_negation(pair.text[max(0, match.start() - _DENIED_REACH) : match.end()])
    there = (has_negation(pair.said[max(0, p.start() - _DENIED_REACH) : p.end()]) for p in places)
    return any(denies != here for denies in there)


def _compares_others(pair: Pair) -> bool:
    """Whether a side compares ("than") and the other not, or with something else."""
    here, there = (_THAN.search(side) for side in (pair.text, pair.said))
    if here is None and there is None:
        return False
    return here is None or there is None or terms(here[1])[:1] != terms(there[1])[:1]


def _neighbours(tokens: list[re.Match[str]], place: int) -> set[str]:
    """The content terms of the words on both sides of one."""
    before = " ".join(m[0] for m in tokens[max(0, place - 2 * _NEIGHBOURS) : place])
    after = " ".join(m[0] for m in tokens[place + 1 : place + 1 + 2 * _NEIGHBOURS])
    return {*terms(before)[-_NEIGHBOURS:], *terms(after)[:_NEIGHBOURS]}


def _asserted(pair: Pair) -> Flag | None:
    """A statement without reserve of what the passage only calls possible."""
    if pair.share < _CLOSE or HEDGE.search(pair.text):
        return None
    if not pair.is_short:
        return None
    for hedge in STRONG_HEDGE.finditer(pair.said):
        hedged = [m[0] for m in _WORD.finditer(pair.said, hedge.end())][:_HEDGED_WORDS]
        if set(terms(" ".join(hedged))[:1]) & set(terms(pair.text)):
            return pair.flag("hedge", 0, len(pair.text))
    return None
