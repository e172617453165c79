"""The final call: the better of two answers, and the length that was asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tersely.endings import last_line
from tersely.errors import (
    BudgetExceeded,
)
from tersely.records import (
    FINAL,
    LENGTH,
    Completion,
    Document,
    Finish,
    Request,
    Status,
)

from .scripted import DOWN, Scripted, job_for, marked, summarize, told


@pytest.mark.parametrize(("words", "kept"), [(90, "first"), (30, "second"), (61, "first")])
def test_a_length_correction_that_is_worse_is_not_taken(words: int, kept: str) -> None:
    """Of two answers the one closer to what was asked for stays, and that it misses is said."""
    texts = {"first": "Ship " * 60, "second": "Boat " * words}
    replies = iter(texts.values())
    models = Scripted(8192, lambda _kind, _request: told(next(replies)))
    summary = summarize(Document("any", marked(900, 5)), job_for(8192, length="40w"), models)
    assert summary.text == texts[kept].strip()
    assert len(models.finals) == 2
    assert len(summary.warnings) == 1


@pytest.mark.parametrize(
    ("sentence", "unit", "other"),
    [
        ("港口在冬天有很多船只进出。", "characters", "words"),
        ("The harbour is busy in winter. ", "words", "characters"),
    ],
)
def test_lengths_are_asked_for_in_the_unit_they_are_measured_in(
    sentence: str, unit: str, other: str
) -> None:
    """Chinese in characters, English in words: for the notes, for the summary and for its
    correction.
    """
    tasks: list[str] = []

    def reply(_kind: str, request: Request) -> Completion:
        tasks.append(request.user.split("\n\n")[0])
        return told(sentence * 30)

    document, job = (
        Document("any", sentence * 1500),
        job_for(8192, length="100w", chunk_tokens=1500),
    )
    summary = summarize(document, job, Scripted(8192, reply))
    assert [call.stage for call in summary.calls[-2:]] == [FINAL, LENGTH]
    assert all(re.search(rf"about \d+ {unit}", task) for task in tasks)
    assert not any(re.search(rf"\d+ {other}", task) for task in tasks)
    assert f"it has {summary.words} {unit}" in tasks[-1]


@pytest.mark.parametrize("error", [BudgetExceeded("limit", limit_usd=1.0), DOWN])
@pytest.mark.parametrize(
    ("first", "status"),
    [(told("Ships came."), Status.COMPLETE), (told("Ships c", Finish.LENGTH), Status.CUT)],
)
def test_what_was_paid_outlives_a_second_call_that_fails(
    error: Exception, first: Completion, status: Status
) -> None:
    """The call for another length and the one for more budget: the text before them is kept as what
    it is.
    """
    replies: Iterator[Completion | Exception] = iter([first, error])
    models = Scripted(8192, lambda _kind, _request: next(replies))
    summary = summarize(Document("any", marked(900, 5)), job_for(8192, length="40w"), models)
    assert (summary.status, summary.text) == (status, first.text)
    assert len(models.finals) == 2


@pytest.mark.parametrize(
    ("endings", "status", "text"),
    [
        (["blank", "blank"], Status.EMPTY, ""),
        (["blank", "whole"], Status.COMPLETE, "Ships came."),
        (["cut", "refused"], Status.CUT, "Ships c"),
        (["cut", "whole"], Status.COMPLETE, "Ships came."),
        (["refused", "cut"], Status.CUT, "Ships c"),
        (["refused", "blank"], Status.REFUSED, "I cannot do that."),
    ],
)
def test_the_better_of_two_answers_is_told_as_what_it_is(
    endings: list[str], status: Status, text: str
) -> None:
    """Nothing blank is complete, and half a summary is not given up for a refusal."""
    answers = {
        "blank": told(" \n"),
        "cut": told("Ships c", Finish.LENGTH),
        "refused": told("I cannot do that.", Finish.REFUSED),
        "whole": told("Ships came."),
    }
    replies = iter(endings)
    models = Scripted(8192, lambda _kind, _request: answers[next(replies)])
    summary = summarize(Document("any", marked(900, 5)), job_for(8192), models)
    assert (summary.status, summary.text) == (status, text)
    assert bool(last_line(summary)) == (status is not Status.COMPLETE)


@pytest.mark.parametrize("chunk_tokens", [None, 400])
@pytest.mark.parametrize(("words", "sees_text"), [(40, True), (300, False)])
def test_an_answer_that_is_too_short_is_written_again_from_the_text(
    chunk_tokens: int | None, words: int, *, sees_text: bool
) -> None:
    """Or from the notes: a short summary alone could only be padded. One that is too long is
    shortened as it is.
    """
    models = Scripted(16_000, lambda kind, _: told("Ship " * words if kind == "final" else "N."))
    job = job_for(16_000, length="100w", chunk_tokens=chunk_tokens)
    summarize(Document("any", marked(2000, 5)), job, models)
    assert len(models.finals) == 2
    assert (models.finals[0] == models.finals[1]) == sees_text


@pytest.mark.parametrize(("length", "is_said"), [("900w", True), ("90%", True), ("500w", False)])
def test_a_length_of_more_than_half_of_the_text_is_said_to_be_lowered(
    length: str, *, is_said: bool
) -> None:
    """A model is asked for half of it, and what it writes then is no miss."""
    models = Scripted(16_000, lambda *_: told("Ship " * 500))
    document = Document("any", "The ship number nine came in. " * 166 + "One two three four.")
    summary = summarize(document, job_for(16_000, length), models)
    assert len(models.finals) == 1
    assert any("more than half of the text" in w for w in summary.warnings) == is_said


@pytest.mark.parametrize(
    ("words", "is_said"), [(90, True), (105, False), (190, False), (210, True)]
)
def test_a_preset_that_is_missed_by_more_than_a_third_is_said(words: int, *, is_said: bool) -> None:
    """It is not asked for again."""
    models = Scripted(16_000, lambda *_: told("Ship " * words))
    summary = summarize(Document("any", marked(2000, 5)), job_for(16_000, "medium"), models)
    assert len(models.finals) == 1
    assert any("about 150 words were asked for" in w for w in summary.warnings) == is_said
