"""What turns the sense of a statement around while its words stay: negation, direction, degree.

Each is looked for where a passage has nearly all the words of the statement: there a "not" on one
side only, an opposite, an "all" for a "some" or a lost "may" says something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import pairwise

from ..facts.spans import Span
from ..language.words import stem, terms
from ..records import Flag
from ..records.check import FlagKind
from .alignment import Alignment
from .index import Index
from .opposites import opposed

_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nor|neither|nothing|nobody|without|cannot|fail(?:s|ed|ing)? to|nicht|kein\w*|nie|ohne|pas"
    r"|jamais|sans|nunca|sin|non)\b|n['’]t\b",
    re.IGNORECASE,
)
# "Not only" denies nothing; "no longer" does.
_NO_NEGATION = re.compile(
    r"\bnot only\b|\bno doubt\b|\bno\.\s?\d|\bno later than\b|\bno (?:less|fewer|more) than\b|\bwhether or not\b"
    r"|\bnot (?:in |on |by |at )?[\d$€£]|,\s(?:and\s)?not [\w%]+(?=[.,;]|$)"
    r"|\bnot just\b|\bno matter\b|\bnot to mention\b|\bno \w+ (?:\w+ )?(?:more|less|better|worse)\b|\bwhy\b.{0,20}\bnot\b",
    re.IGNORECASE,
)
# Words that deny without a "not": where they stand, a "not" on the other side may say the same.
_DENIAL = re.compile(
    r"\b(?:un[a-z]{4,}|in(?:ability|active|capable|complete|correct|sufficient|accurate)|im(?:possible|probable)|prevent\w*|refus\w+"
    r"|den(?:y|ies|ied|ying)|avoid\w*|yet to|dismiss\w*|reject\w*|declin\w+|lack\w*|absen\w+|rather than|instead|except"
    r"|fail\w*|stop\w*|ban(?:s|ned)?|bar(?:s|red)?|exclu\w+|hardly|barely|rarely|seldom|little|few|poor|only|free of"
    r"|miss(?:es|ed|ing)?|los[et]\w*|oppos\w+|against|doubt\w*|question\w*|disput\w+|dis\w{4,}|block\w*|contrary|despite"
    r"|although|though|however|until|unless|if|would|remain\w*|still|neither|zero|nil|never|cannot|nothing|kein\w*|nicht)\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:may|might|could|would|possibl\w+|perhaps|maybe|probabl\w+|likely|potential\w*|reported\w*|alleg\w+|if|unless"
    r"|whether|suggest\w*|appear\w*|seem\w*|propos\w+|consider\w*|plan\w*|expect\w*|hop(?:e|es|ed|ing)|can|should"
    r"|aim\w*|want\w*|intend\w*|suspect\w*|undecided|yet|think\w*|believ\w+|fear\w*|estimat\w+|about to|scheduled"
    r"|set to|due to|likelihood|risk\w*|ask\w*|request\w*|told|claim\w*|said|says|state[sd]|will|rumou?r\w*|hint\w*"
    r"|unclear|uncertain|question\w*|speculat\w+|threat\w*|warn\w*|concern\w*|chance)\b",
    re.IGNORECASE,
)
_STRONG_HEDGE = re.compile(
    r"\b(?:may|might|possibly|perhaps|maybe|allegedly)\b(?!\s+\d)|\bnot yet (?:decided|answered|clear)\b",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"(?<!not )(?<!nearly )(?<!almost )\b(?:all|every|everyone|everybody|always|entire|entirely|each)\b",
    re.IGNORECASE,
)
_MOST = re.compile(r"\b(?:most|mostly|the majority|majority of)\b", re.IGNORECASE)
_FEW = re.compile(
    r"\b(?:some|several|a few|few|many|one of|two of|part of|partly|sometimes|half|certain|those|who|whose)\b",
    re.IGNORECASE,
)
_SOME = re.compile(
    r"\b(?:some|several|a few|few|part of|partly|sometimes|half|minority)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_](?:[\w-]|['’](?=\w))*")
_AFTER_IT = frozenset({"nothing", "nobody", "none", "nichts", "niemand"})
_PREFIXED = re.compile(r"\b(?:un|in|im|dis|non)[a-z]{3,}", re.IGNORECASE)
_THAN = re.compile(r"\bthan\s((?:[\w'’-]+\s?){1,4})")
_RESTRICTED = re.compile(
    r"(?<![^\W\d_])(?P<thing>[^\W\d_]++)\s(?:who|whose|that|over|under|aged|with at least)\b"
)
# "All of her music featuring him" is restricted in other words.
_QUALIFIED = re.compile(r"\b(?:who|whose|that|which|with|over|under|aged|from|\w{3,}ing)\b")
_SCOPE_WORDS, _NEIGHBOURS, _HEDGED_WORDS = 4, 2, 4
_CLAUSE_END = re.compile(
    r"[;:,()–—]|\s(?=(?:but|while|whereas|although|though|because|which|who|and|or|if|unless|aber|mais|pero)\s)"
)
# So close that a "not" on one side means something: 19 of 19 such hints on SummEdits are right.
_ALIKE = 0.7
_CLOSE = 0.8
_LONGEST_SHARE = 2.0  # a passage of twice the length says more than the statement
_MOST_CLAUSES = 4
_NEARLY_ALL = 0.95


@dataclass(frozen=True, slots=True)
class _Pair:
    """A statement, or a clause of it, beside the part of a passage that says it."""

    text: str
    start: int  # of `text` in the statement
    source: Span
    said: str  # the text of `source`
    share: float  # of the content of `text` that `said` holds, numbers left out


def has_negation(text: str) -> bool:
    """Whether `text` denies something."""
    return _NEGATION.search(_NO_NEGATION.sub(" ", text)) is not None


def check_polarity(aligned: Alignment, *, is_computed: bool = False) -> Iterator[Flag]:
    """A flag for what the passage says the other way round; one for a statement is enough.

    Where a figure is computed, "7.5 km are not paved" may follow from the 4.9 km that are.
    """
    if not aligned.citations:
        return
    pair = _pair(aligned)
    if pair is None:
        return
    finders: tuple[Callable[[_Pair], Flag | None], ...] = (
        _negated,
        _turned,
        _generalised,
        _asserted,
    )
    if is_computed:
        finders = finders[1:]
    found = next((flag for finder in finders if (flag := finder(pair))), None)
    if found:
        yield found


def _pair(aligned: Alignment) -> _Pair | None:
    """The statement beside the clauses of its best passage that hold most of it."""
    index, text = aligned.index, aligned.text
    wanted = {term for term in terms(text) if not term[0].isdigit()}
    if len(wanted) < 2 or aligned.best is None:
        return None
    span = _closest_clauses(wanted, aligned.best, index)
    said = index.text[slice(*span)]
    share = _share(wanted, said, index)
    if share < _ALIKE - 0.2:
        return None
    return _Pair(text, 0, span, said, share)


def _closest_clauses(wanted: set[str], sentence: Span, index: Index) -> Span:
    """The shortest run of clauses of a sentence that holds nearly all that the sentence holds."""
    start, end = sentence
    cuts = [start, *(m.end() for m in _CLAUSE_END.finditer(index.text, start, end)), end]
    cuts = [cut for number, cut in enumerate(cuts) if not number or cut > cuts[number - 1]]
    weights = {term: index.weight(term) for term in wanted}
    held = [weights.keys() & terms(index.text[a:b]) for a, b in pairwise(cuts)]
    least = _NEARLY_ALL * _weight(set().union(*held), weights)
    best = sentence
    for first in range(len(held)):
        together: set[str] = set()
        for last in range(first, min(len(held), first + _MOST_CLAUSES)):
            together |= held[last]
            if cuts[last + 1] - cuts[first] >= best[1] - best[0]:
                break
            if _weight(together, weights) >= least:
                best = (cuts[first], cuts[last + 1])
                break
    return best


def _weight(some: Set[str], weights: Mapping[str, float]) -> float:
    return sum(weights[term] for term in some)


def _share(wanted: set[str], said: str, index: Index) -> float:
    """The share of the idf weight of `wanted` that `said` holds."""
    held = set(terms(said))
    total = sum(index.weight(term) for term in wanted)
    return sum(index.weight(term) for term in wanted & held) / (total or 1.0)


def _negated(pair: _Pair) -> Flag | None:
    """Only one side denies, and denies what the other says."""
    if pair.share < _ALIKE or len(pair.said) > _LONGEST_SHARE * len(pair.text):
        return None
    here, there = has_negation(pair.text), has_negation(pair.said)
    if here == there:
        return None
    denying, plain = (pair.text, pair.said) if here else (pair.said, pair.text)
    if _DENIAL.search(plain):
        return None
    match = _NEGATION.search(denying)
    if match is None or not _denied(denying, match) & set(terms(plain)):
        return None
    start, end = match.span() if here else (0, len(pair.text))
    return _flag("negation", pair, start, end)


def _denied(text: str, negation: re.Match[str]) -> set[str]:
    """The first content word that a negation denies: behind it, before it for "pay nothing"."""
    if negation[0].lower() in _AFTER_IT:
        before = [m[0] for m in _WORD.finditer(text, 0, negation.start())][-_SCOPE_WORDS:]
        return set(terms(" ".join(before))[-1:])
    behind = [m[0] for m in _WORD.finditer(text, negation.end())][:_SCOPE_WORDS]
    return set(terms(" ".join(behind))[:1])


def _turned(pair: _Pair) -> Flag | None:
    """An opposite of a word of the passage stands in the statement, beside the same words."""
    if has_negation(pair.text) != has_negation(pair.said) or _compares_others(pair):
        return None
    mine = list(_WORD.finditer(pair.text))
    theirs = list(_WORD.finditer(pair.said))
    my_words = {match[0].lower() for match in mine}
    their_words = {match[0].lower() for match in theirs}
    their_stems, my_stems = set(map(stem, their_words)), set(map(stem, my_words))
    for place, match in enumerate(mine):
        word = match[0].lower()
        if word in their_words or stem(word) in their_stems:
            continue
        for other in opposed(word, their_words):
            if stem(other) in my_stems:
                continue
            if _PREFIXED.match(word) and _PREFIXED.search(pair.said.replace(other, " ")):
                continue  # "unlikely" for "likely to be unable"
            places = [i for i, m in enumerate(theirs) if m[0].lower() == other]
            around = _neighbours(mine, place)
            if not any(around & _neighbours(theirs, at) for at in places):
                continue
            rest = {t for t in terms(pair.text.replace(match[0], " ")) if not t[0].isdigit()}
            if rest and len(rest & set(terms(pair.said))) >= _ALIKE * len(rest):
                return _flag("direction", pair, *match.span())
    return None


def _compares_others(pair: _Pair) -> bool:
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


def _generalised(pair: _Pair) -> Flag | None:
    """ "All" or "most" where the passage says "some", or of whom it speaks."""
    if pair.share < _CLOSE or len(pair.said) > _LONGEST_SHARE * len(pair.text):
        return None
    every = _ALL.search(pair.text) or _MOST.search(pair.text)
    if (
        every
        and not _ALL.search(pair.said)
        and not _MOST.search(pair.said)
        and _FEW.search(pair.said)
    ):
        return _flag("quantity", pair, *every.span())
    if every and (restricted := _restricted(pair, every)):
        return restricted
    some = _SOME.search(pair.text)
    if some and not _SOME.search(pair.said) and _ALL.search(pair.said):
        return _flag("quantity", pair, *some.span())
    return None


def _restricted(pair: _Pair, every: re.Match[str]) -> Flag | None:
    """ "All its members" where the passage speaks of "members who work at night"."""
    if _QUALIFIED.search(pair.text, every.end()):
        return None
    of_whom = [m[0] for m in _WORD.finditer(pair.text, every.end())][:_SCOPE_WORDS]
    things = terms(" ".join(of_whom))[:1]
    for match in _RESTRICTED.finditer(pair.said):
        if things and terms(match["thing"])[:1] == things:
            return _flag("quantity", pair, *every.span())
    return None


def _asserted(pair: _Pair) -> Flag | None:
    """A statement without reserve of what the passage only calls possible."""
    if pair.share < _CLOSE or _HEDGE.search(pair.text):
        return None
    if len(pair.said) > _LONGEST_SHARE * len(pair.text):
        return None
    for hedge in _STRONG_HEDGE.finditer(pair.said):
        hedged = [m[0] for m in _WORD.finditer(pair.said, hedge.end())][:_HEDGED_WORDS]
        if set(terms(" ".join(hedged))[:1]) & set(terms(pair.text)):
            return _flag("hedge", pair, 0, len(pair.text))
    return None


def _flag(kind: FlagKind, pair: _Pair, start: int, end: int) -> Flag:
    said = pair.said.strip()
    first = pair.source[0] + len(pair.said) - len(pair.said.lstrip())
    return Flag(
        kind,
        pair.text[start:end],
        start,
        end,
        -1,
        said,
        first,
        first + len(said),
        contradicted=True,
    )
