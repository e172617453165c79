"""What a judge has answered, believed only as far as its words stand in the passages."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from ..facts.quotations import flat
from ..facts.spans import Span
from ..grounding import Index
from ..language.words import UNSPACED, terms
from ..records import Judgement
from .questions import Question

_UNSPACED = re.compile(f"[{UNSPACED}]")
_WORD = re.compile(r"\w+")
_UNUSABLE = Judgement("unusable")


class _Answer(BaseModel):
    """One entry of a judge's answer."""

    model_config = ConfigDict(extra="ignore")

    claim: int
    words: str
    verdict: Literal["supported", "contradicted", "not stated"]


_ANSWER = TypeAdapter(_Answer)


def judgements(
    text: str, asked: Sequence[Question], index: Index, *, other_language: bool = False
) -> dict[int, Judgement]:
    """What the answer `text` says of each claim that was asked about, by the claim's number in the
    check. A claim without an answer, with two that differ, or with one whose words are in none of
    its passages, is "unusable".
    """
    by_number: dict[int, set[tuple[str, str]]] = {}
    for answer in _read(text):
        by_number.setdefault(answer.claim, set()).add((answer.verdict, answer.words))
    judged: dict[int, Judgement] = {}
    for number, question in enumerate(asked, 1):
        answers = by_number.get(number, set())
        verdicts = {verdict for verdict, _ in answers}
        if len(verdicts) != 1:
            judged[question.claim] = _UNUSABLE
            continue
        verdict, words = min(answers)
        judged[question.claim] = _judgement(
            verdict, words, question, index, other_language=other_language
        )
    return judged


def _read(text: str) -> list[_Answer]:
    """The entries of an answer that can be used; none of one that is no such JSON."""
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return []
    entries = read.get("answers") if isinstance(read, Mapping) else None
    usable: list[_Answer] = []
    for entry in entries if isinstance(entries, list) else ():
        with suppress(ValidationError):
            usable.append(_ANSWER.validate_python(entry))
    return usable


def _judgement(
    verdict: str, words: str, question: Question, index: Index, *, other_language: bool
) -> Judgement:
    if verdict == "not stated":
        return Judgement("not stated")
    place = next(
        (place for span in question.passages if (place := place_of(words, span, index))), None
    )
    # Words that have nothing of the claim decide nothing: "the passages above support all claims".
    speaks = other_language or not set(terms(words)).isdisjoint(terms(question.text))
    if place is None or not speaks:
        return _UNUSABLE
    said = index.text[slice(*place)]
    return Judgement("supported" if verdict == "supported" else "contradicted", said, *place)


def place_of(words: str, passage: Span, index: Index) -> Span | None:
    """Where in a passage of the source these words stand, verbatim but for white space, quotation
    marks and case; None if they do not.
    """
    quoted = flat(words).strip(" .,;:!?。，、…")
    said = flat(index.text[slice(*passage)])
    if not terms(quoted) or not _stands_in(quoted, said):
        return None
    pieces = [re.escape(word) for word in _WORD.findall(words)]
    pattern = re.compile(r"\W{1,8}".join(pieces), re.IGNORECASE)
    match = pattern.search(index.text, *passage)
    return match.span() if match else passage


def _stands_in(quoted: str, said: str) -> bool:
    """Whether `quoted` is in `said` as whole words; in a script without spaces anywhere."""
    if _UNSPACED.search(quoted):
        return quoted in said
    return re.search(rf"(?<!\w){re.escape(quoted)}(?!\w)", said) is not None
