"""What a judge is asked: a claim that is open, and the passages of the source that are nearest."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..facts.spans import Span
from ..grounding import Index
from ..records import Check, Claim

MOST_PASSAGES = 3
PASSAGE_CHARACTERS = 450
"""A sentence with the one before it, where "he" and "it" are named, and the one after it."""
MOST_CLAIMS = 12
"""In one call: a judge that has many before it looks at each for less long."""
_CLAIM_CHARACTERS = 1_200


@dataclass(frozen=True, slots=True)
class Question:
    """One claim with its passages, spans of the source, the best one first."""

    claim: int
    text: str
    passages: tuple[Span, ...]
    said: tuple[str, ...]

    def line(self, number: int, *, reason: str = "") -> str:
        """The question as one line of JSON, so that no text can forge a second one."""
        values = {"claim": number, "text": self.text, "passages": list(self.said)}
        values |= {"reason": reason} if reason else {}
        return json.dumps(values, ensure_ascii=False)


def questions(check: Check, index: Index) -> list[Question]:
    """A question for each claim that is not supported and has a passage at all, repeats left out."""
    open_claims = [claim for claim in check.distinct if claim.verdict != "supported"]
    asked = [question_of(claim, check, index) for claim in open_claims]
    return [question for question in asked if question.passages]


def passages_of(claim: Claim, check: Check, index: Index) -> tuple[Span, ...]:
    """The passages nearest to a claim: what contradicts it, then its citations, each with its
    neighbours; no sentence that is addressed to a model is among them.
    """
    places = [
        (flag.nearest_start, flag.nearest_end)
        for flag in check.flags
        if flag.claim == claim.index and flag.nearest_start >= 0
    ]
    places += [(citation.start, citation.end) for citation in claim.citations]
    numbers: dict[int, None] = {}
    for start, end in places:
        first, last = index.sentence_at(start), index.sentence_at(max(start, end - 1))
        numbers |= dict.fromkeys(range(first, last + 1))
    return tuple(_merged(list(numbers)[:MOST_PASSAGES], index))


def batches(
    asked: Sequence[Question],
    room_tokens: int,
    tokens: Sequence[int],
    most_claims: int = MOST_CLAIMS,
) -> Iterator[list[Question]]:
    """The questions in calls of at most `room_tokens` and `most_claims`; one that does not fit
    alone is left out.
    """
    batch: list[Question] = []
    used = 0
    for question, size in zip(asked, tokens, strict=True):
        if size > room_tokens:
            continue
        if batch and (used + size > room_tokens or len(batch) == most_claims):
            yield batch
            batch, used = [], 0
        batch.append(question)
        used += size
    if batch:
        yield batch


def question_of(claim: Claim, check: Check, index: Index) -> Question:
    """One claim with the passages nearest to it, none where the source shares no word with it."""
    passages = passages_of(claim, check, index)
    said = tuple(" ".join(index.text[start:end].split()) for start, end in passages)
    text = " ".join(claim.text.split())[:_CLAIM_CHARACTERS]
    return Question(claim.index, text, passages, said)


def _merged(numbers: Sequence[int], index: Index) -> Iterator[Span]:
    """Each sentence with its neighbours as one span; what a passage before holds is not repeated."""
    taken: set[int] = set()
    for number in numbers:
        if number in taken or index.is_instruction(number):
            continue
        around = range(max(0, number - 1), min(number + 2, len(index.sentences)))
        usable = [near for near in around if near not in taken and not index.is_instruction(near)]
        taken.update(usable)
        yield _span(number, usable, index)


def _span(number: int, usable: Iterable[int], index: Index) -> Span:
    """The sentence with those of its neighbours that fit."""
    start, end = index.sentences[number]
    end = min(end, start + 2 * PASSAGE_CHARACTERS)
    for other in usable:
        first, last = index.sentences[other]
        if max(end, last) - min(start, first) <= PASSAGE_CHARACTERS:
            start, end = min(start, first), max(end, last)
    return start, end
