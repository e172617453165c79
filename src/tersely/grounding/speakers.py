"""Who speaks in a transcript, and who is named as the speaker of a quotation or statement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..facts.names import Name, names, words_of
from ..facts.quotations import flat
from ..facts.spans import Span
from ..language.words import STOP_WORDS, terms
from ..records import Flag
from .index import Index
from .turns import turn_head

if TYPE_CHECKING:
    from .alignment import Alignment

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
_REACH = 24
_PRONOUN = re.compile(r"\b(?:he|she|they|i|we|his|her|their)\b", re.IGNORECASE)
# A passage of somebody else's turn must hold this much of the statement.
_HELD_SHARE = 0.7
_REPORTED_SHARE = 0.65
_BEFORE_SENTENCES = 2
_BOTH_SIDES = re.compile(r";\s|,?\s(?:but|while|whereas|although|though)\s")
_FEWEST_REPORTED, _MOSTLY, _SPEAKER_WORDS = 2, 0.6, 4


def speaker_at(index: Index, number: int) -> str:
    """Who says the sentence with this number, "" where nobody is named."""
    return turn_head(index.text, index.block_start(number))[0]


def is_same_person(one: str, other: str) -> bool:
    """Whether two names share a word, as "Oyelaran" and "Marta Oyelaran" do; small words do not
    count.
    """
    return bool(set(one.lower().split()) & set(other.lower().split()) - STOP_WORDS)


def check_speakers(aligned: Alignment, quoted: Sequence[Span]) -> Iterator[Flag]:
    """A flag for words that the source gives to another speaker: a quotation, the turn of a
    transcript, a reported statement.
    """
    for start, end in quoted:
        yield from _quoted_by_another(aligned, start, end)
    if not quoted:
        yield from _turn_of_another(aligned)
        yield from _reported_by_another(aligned)
        yield from _reported_by_the_other_side(aligned)


def _quoted_by_another(aligned: Alignment, start: int, end: int) -> Iterator[Flag]:
    """The claimed speaker is neither in the sentence of the quotation nor shortly before it."""
    index, text = aligned.index, aligned.text
    outside = f"{text[:start]}{'_' * (end - start)}{text[end:]}"
    said_by = [name for name in names(outside) if _speaks(outside, name)]
    if not said_by:
        return
    place = _place_of(text[start + 1 : end - 1], index)
    if place is None:
        return
    number = index.sentence_at(place)
    around = _names_around(index, number)
    speaker = said_by[0]
    if not around or any(is_same_person(speaker.text, other) for other in around):
        return
    if not any(is_same_person(speaker.text, other) for other in _all_names(index)):
        return  # an unknown name is flagged as such
    yield _flag(aligned, speaker.span, index.sentences[number])


def _speaks(text: str, name: Name) -> bool:
    """Whether a verb of speech stands right beside the name, and the name is nobody's attribute."""
    if _ATTRIBUTE.search(text, max(0, name.start - _REACH), name.start):
        return False
    if _VERB_AFTER.match(text, name.end):
        return True
    return _VERB_BEFORE.search(text, max(0, name.start - _REACH), name.start) is not None


def _place_of(quotation: str, index: Index) -> int | None:
    """Where the source has the quotation, by its first words."""
    wanted = flat(quotation).strip(" .,;:!?")
    for number, (start, end) in enumerate(index.sentences):
        if wanted[:40] and wanted[:40] in flat(index.text[start : end + len(quotation)]):
            return index.sentences[number][0]
    return None


def _names_around(index: Index, number: int) -> list[str]:
    """The names of a sentence, of the two before it and of the one behind: "he said" is one of
    them.
    """
    first = max(0, number - _BEFORE_SENTENCES)
    spans = index.sentences[first : number + 2]
    found = [name.text for start, end in spans for name in names(index.text[start:end])]
    speaker = speaker_at(index, number)
    return [*found, speaker] if speaker else found


def _all_names(index: Index) -> list[str]:
    return [name.text for name in names(index.text[:20_000])]


def _turn_of_another(aligned: Alignment) -> Iterator[Flag]:
    """The passage is said by somebody in a transcript, and the statement gives it to another of its
    speakers.
    """
    if not aligned.citations or aligned.citations[0].score < _HELD_SHARE:
        return
    index = aligned.index
    best = index.sentence_at(aligned.citations[0].start)
    speaker = speaker_at(index, best)
    if not speaker or is_same_person(speaker, aligned.text):
        return
    others = {name.lower() for name in index.speakers} - {speaker.lower()}
    first = next(words_of(aligned.text), None)
    if first and any(is_same_person(first[0], other) for other in others):
        yield _flag(aligned, first.span(), index.sentences[best])


def _reported_by_another(aligned: Alignment) -> Iterator[Flag]:
    """ "Osei warned that ..." where the source has "Wen warned that ..."."""
    text, index = aligned.text, aligned.index
    if not aligned.citations or aligned.citations[0].score < _REPORTED_SHARE:
        return
    verb = _SPEECH.search(text)
    speakers = [name for name in names(text) if verb and _speaks(text, name)]
    if not speakers:
        return
    speaker = speakers[0]
    best = index.sentence_at(aligned.citations[0].start)
    start, end = index.sentences[best]
    sentence = index.text[start:end]
    there = _SPEECH.search(sentence)
    others = [name.text for name in names(sentence) if there and name.start < there.start()]
    if (
        not others
        or is_same_person(speaker.text, sentence)
        or _is_named_before(index, best, speaker.text)
    ):
        return
    if not any(is_same_person(other, text) for other in others):
        yield _flag(aligned, speaker.span, (start, end))


def _reported_by_the_other_side(aligned: Alignment) -> Iterator[Flag]:
    """ "The union says that it was promised interviews" where one sentence has both sides: "the
    union says ..., the council says that it promised interviews".
    """
    if not aligned.citations or aligned.citations[0].score < _REPORTED_SHARE:
        return
    index, mine = aligned.index, _reported(aligned.text)
    if mine is None or len(mine.content) < _FEWEST_REPORTED:
        return
    start, end = aligned.citations[0].start, aligned.citations[0].end
    clauses = _BOTH_SIDES.split(index.text[start:end])
    sides = [side for side in map(_reported, clauses) if side]
    theirs = [len(mine.content & s.content) for s in sides if s.who.isdisjoint(mine.who)]
    same = [len(mine.content & s.content) for s in sides if not s.who.isdisjoint(mine.who)]
    if theirs and same and max(theirs) > max(same) and max(theirs) >= _MOSTLY * len(mine.content):
        yield _flag(aligned, mine.span, (start, end))


@dataclass(frozen=True, slots=True)
class _Reported:
    """A clause that reports: the stems of who says it, where its last word stands, what is said."""

    who: frozenset[str]
    span: Span
    content: frozenset[str]


def _reported(clause: str) -> _Reported | None:
    verb = _SPEECH.search(clause)
    said_by = clause[: verb.start()].removesuffix(" as ") if verb else ""
    before = list(words_of(said_by))[-_SPEAKER_WORDS:]
    if verb is None or not before or before[-1][0].lower() in STOP_WORDS:
        return None
    who = frozenset(terms(" ".join(match[0] for match in before)))
    said = frozenset(terms(clause[verb.end() :])) - who
    return _Reported(who, before[-1].span(), said)


def _is_named_before(index: Index, number: int, name: str) -> bool:
    """Whether a pronoun of the sentence may stand for the name."""
    start, end = index.sentences[number]
    if not _PRONOUN.search(index.text, start, end):
        return False
    first = index.sentences[max(0, number - _BEFORE_SENTENCES)][0]
    return is_same_person(name, index.text[first:start])


def _flag(aligned: Alignment, span: Span, sentence: Span) -> Flag:
    said = aligned.index.text[slice(*sentence)]
    return Flag(
        "speaker", aligned.text[slice(*span)], *span, -1, said, *sentence, contradicted=True
    )
