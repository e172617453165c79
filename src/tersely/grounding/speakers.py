"""Who speaks in a transcript, and who is named as the speaker of a quotation or statement."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..facts.names import Name, names, words_of
from ..facts.quotations import flat
from ..facts.spans import Span
from ..language.words import STOP_WORDS, terms
from ..records import Flag
from .alignment import Alignment
from .index import Index
from .windows import before

_SPEECH = re.compile(
    r"\b(?:said|says|say|told|tells|added|adds|argued|argues|explained|explains|noted|notes|claimed|claims|wrote|writes"
    r"|replied|warned|warns|stated|states|announced|insisted|testified|called|calls|asked|remarked|according to|observed"
    r"|saying)\b",
    re.IGNORECASE,
)
_VERB_AFTER = re.compile(rf"\s(?:has\s|have\s|also\s|had\s)?{_SPEECH.pattern}", re.IGNORECASE)
_VERB_BEFORE = re.compile(
    rf"{_SPEECH.pattern}\s(?:(?:Mr|Mrs|Ms|Dr|Mayor|Captain|Professor)\.?\s)?$", re.IGNORECASE
)
_ATTRIBUTE = re.compile(r"\b(?:for|of|with|from|by|in|at|to)\s(?:the\s)?$", re.IGNORECASE)
_REACH, _BEGINNING, _OPENING = 24, 40, 20_000  # characters
_PRONOUN = re.compile(r"\b(?:he|she|they|i|we|his|her|their)\b", re.IGNORECASE)
# A passage of somebody else's turn must hold this much of the statement.
_HELD_SHARE = 0.7
_REPORTED_SHARE = 0.65
_BEFORE_SENTENCES = 2
_BOTH_SIDES = re.compile(r";\s|,?\s(?:but|while|whereas|although|though)\s")
_FEWEST_REPORTED, _MOSTLY, _SPEAKER_WORDS = 2, 0.6, 4


def is_same_person(one: str, other: str) -> bool:
    """Whether two names share a word, as "Oyelaran" and "Marta Oyelaran" do; small words do not
    count.
    """
    words = set(one.lower().split()) - STOP_WORDS
    return not words.isdisjoint(other.lower().split())


def check_speakers(aligned: Alignment) -> Iterator[Flag]:
    """A flag for words that the source gives to another speaker: a quotation, the turn of a
    transcript, a reported statement.
    """
    quotations = list(aligned.quoted)
    for quotation in quotations:
        yield from _quoted_by_another(aligned, quotation)
    if not quotations:
        yield from _turn_of_another(aligned)
        yield from _reported_by_another(aligned)
        yield from _reported_by_the_other_side(aligned)


def _quoted_by_another(aligned: Alignment, quotation: Span) -> Iterator[Flag]:
    """The claimed speaker is neither in the sentence of the quotation nor shortly before it."""
    index, text = aligned.index, aligned.text
    start, end = quotation
    outside = f"{text[:start]}{'_' * (end - start)}{text[end:]}"
    speaker = _speaker_in(outside, names(outside))
    number = _place_of(text[start + 1 : end - 1], index) if speaker else None
    if speaker is None or number is None:
        return
    around = _names_around(index, number)
    if not around or any(is_same_person(speaker.text, other) for other in around):
        return
    known = names(index.text[:_OPENING])
    if any(is_same_person(speaker.text, other.text) for other in known):
        yield aligned.contradiction("speaker", speaker.span, index.sentences[number])


def _speaker_in(text: str, named: Iterable[Name]) -> Name | None:
    """The first name that is said to speak."""
    return next((name for name in named if _speaks(text, name)), None)


def _speaks(text: str, name: Name) -> bool:
    """Whether a verb of speech stands right beside the name, and the name is nobody's attribute."""
    words_before = before(text, name.start, _REACH)
    if _ATTRIBUTE.search(words_before):
        return False
    if _VERB_AFTER.match(text, name.end):
        return True
    return _VERB_BEFORE.search(words_before) is not None


def _place_of(quotation: str, index: Index) -> int | None:
    """The sentence in which the source has the first words of the quotation."""
    beginning = flat(quotation).strip(" .,;:!?")[:_BEGINNING]
    if not beginning:
        return None
    for number, (start, end) in enumerate(index.sentences):
        stretch = index.said((start, end + len(quotation)))
        if beginning in flat(stretch):
            return number
    return None


def _names_around(index: Index, number: int) -> list[str]:
    """The names of a sentence, of the two before it and of the one behind: "he said" is one of
    them.
    """
    around = index.sentences[max(0, number - _BEFORE_SENTENCES) : number + 2]
    named = [name.text for name in index.names_in(around)]
    speaker = index.speaker_at(number)
    return [*named, speaker] if speaker else named


def _turn_of_another(aligned: Alignment) -> Iterator[Flag]:
    """The passage is said by somebody in a transcript, and the statement gives it to another of its
    speakers.
    """
    if aligned.best is None or aligned.passages[0].score < _HELD_SHARE:
        return
    index, first = aligned.index, next(words_of(aligned.text), None)
    number = index.sentence_at(aligned.best[0])
    speaker = index.speaker_at(number)
    if first is None or not speaker or is_same_person(speaker, aligned.text):
        return
    others = {name.lower() for name in index.speakers} - {speaker.lower()}
    if any(is_same_person(first[0], other) for other in others):
        yield aligned.contradiction("speaker", first.span(), index.sentences[number])


def _reported_by_another(aligned: Alignment) -> Iterator[Flag]:
    """ "Osei warned that ..." where the source has "Wen warned that ..."."""
    text, index = aligned.text, aligned.index
    if aligned.best is None or aligned.passages[0].score < _REPORTED_SHARE:
        return
    speaker = _speaker_in(text, names(text)) if _SPEECH.search(text) else None
    if speaker is None:
        return
    number = index.sentence_at(aligned.best[0])
    sentence = index.said(index.sentences[number])
    others = _named_before_the_verb(sentence)
    if not others or any(is_same_person(other, text) for other in others):
        return
    if is_same_person(speaker.text, sentence) or _is_named_before(index, number, speaker.text):
        return
    yield aligned.contradiction("speaker", speaker.span, index.sentences[number])


def _named_before_the_verb(sentence: str) -> list[str]:
    """The names that stand before the first verb of speech."""
    verb = _SPEECH.search(sentence)
    first = verb.start() if verb else 0
    return [name.text for name in names(sentence) if name.start < first]


def _reported_by_the_other_side(aligned: Alignment) -> Iterator[Flag]:
    """ "The union says that it was promised interviews" where one sentence has both sides: "the
    union says ..., the council says that it promised interviews".
    """
    if aligned.best is None or aligned.passages[0].score < _REPORTED_SHARE:
        return
    mine = _reported(aligned.text)
    if mine is None or len(mine.content) < _FEWEST_REPORTED:
        return
    clauses = _BOTH_SIDES.split(aligned.passages[0].said)
    sides = [side for side in map(_reported, clauses) if side]
    same = [side for side in sides if not side.who.isdisjoint(mine.who)]
    others = [side for side in sides if side.who.isdisjoint(mine.who)]
    if not same or not others:
        return
    shared_with_others = _most_shared(mine, others)
    is_theirs = shared_with_others > _most_shared(mine, same)
    if is_theirs and shared_with_others >= _MOSTLY * len(mine.content):
        yield aligned.contradiction("speaker", mine.span, aligned.best)


@dataclass(frozen=True, slots=True)
class _Reported:
    """A clause that reports: the stems of who says it, where its last word stands, what is said."""

    who: frozenset[str]
    span: Span
    content: frozenset[str]


def _most_shared(mine: _Reported, sides: Iterable[_Reported]) -> int:
    return max(len(mine.content & side.content) for side in sides)


def _reported(clause: str) -> _Reported | None:
    verb = _SPEECH.search(clause)
    if verb is None:
        return None
    subject = clause[: verb.start()].removesuffix(" as ")
    matches = list(words_of(subject))[-_SPEAKER_WORDS:]
    if not matches or matches[-1][0].lower() in STOP_WORDS:
        return None
    who = frozenset(terms(" ".join(match[0] for match in matches)))
    said = frozenset(terms(clause[verb.end() :])) - who
    return _Reported(who, matches[-1].span(), said)


def _is_named_before(index: Index, number: int, name: str) -> bool:
    """Whether a pronoun of the sentence may stand for the name."""
    start, end = index.sentences[number]
    if not _PRONOUN.search(index.said((start, end))):
        return False
    first, _ = index.sentences[max(0, number - _BEFORE_SENTENCES)]
    return is_same_person(name, index.said((first, start)))
