"""One way through a document: what happens when the final call cannot be made as planned."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import pytest

from tersely.engine.attempt import MOST_EXTRA_MERGES, Answered, Attempt
from tersely.engine.ledger import Ledger
from tersely.engine.plan import plan as plan_document
from tersely.engine.window import WindowFull
from tersely.errors import BadRequest, ContextTooLong, ProviderError
from tersely.events import Event, Warned
from tersely.grounding import Index
from tersely.records import Completion, Document, Finish, Request

from .scripted import Reply, Scripted, job_for, marked, told

WINDOW = 8_192
LONG = Document("long.md", marked(30_000, 60))
SHORT = Document("short.md", marked(1_000, 20))


def answered(
    document: Document, reply: Reply, max_missing_share: float = 0.02
) -> tuple[Answered, Scripted, list[Event]]:
    """The answer of one attempt, the models, and what was told meanwhile."""
    models = Scripted(WINDOW, reply)
    job = replace(job_for(WINDOW), max_missing_share=max_missing_share)
    plan, budget = plan_document(document, job)
    assert budget is not None
    events: list[Event] = []
    ledger = Ledger("", document.name, events.append, lambda _ref, _input, _output: 0.0)
    attempt = Attempt(
        document, plan, job, budget, models.port, Index(document), ledger, stream=False
    )
    return asyncio.run(attempt.answer()), models, events


def notes_with_marks(request: Request) -> Completion:
    """Notes that keep each marker of what was read."""
    marks = re.findall(r"MARK\d{5}", request.user)
    return told("\n".join(f"- {mark} stands here." for mark in dict.fromkeys(marks)))


@pytest.mark.parametrize("refusals", range(4))
def test_notes_that_the_final_call_refuses_are_merged_and_none_is_lost(refusals: int) -> None:
    """Each refusal costs one level of merges and one sentence, and no note."""
    finals = 0

    def reply(kind: str, request: Request) -> Completion | Exception:
        nonlocal finals
        if kind != "final":
            return notes_with_marks(request)
        finals += 1
        if finals <= refusals:
            return ContextTooLong("too long", provider="openai")
        return told("The ships came in late.")

    answer, models, events = answered(LONG, reply)
    warned = [e for e in events if isinstance(e, Warned) and "merged again" in e.message]
    assert answer.completion.text == "The ships came in late."
    assert len(models.finals) == refusals + 1
    assert len(warned) == refusals
    assert set(re.findall(r"MARK\d{5}", models.finals[-1])) == {f"MARK{i:05d}" for i in range(60)}


def test_a_final_call_that_is_always_refused_ends() -> None:
    """With the service's own error, after so many merges that the text could not be shorter."""
    finals = 0

    def reply(kind: str, request: Request) -> Completion | Exception:
        nonlocal finals
        if kind == "final":
            finals += 1
            return ContextTooLong("too long", provider="openai")
        return notes_with_marks(request)

    with pytest.raises(ContextTooLong):
        answered(LONG, reply)
    assert finals == MOST_EXTRA_MERGES + 1


def test_an_answer_that_always_fills_the_window_is_kept() -> None:
    """What was paid is used: the last of them, with the notes it was written from."""

    def reply(kind: str, request: Request) -> Completion:
        if kind == "final":
            return told("The ships came", Finish.CONTEXT_FULL)
        return notes_with_marks(request)

    answer, models, _events = answered(LONG, reply)
    assert answer.completion.text == "The ships came"
    assert answer.completion.finish is Finish.CONTEXT_FULL
    assert answer.notes
    assert len(models.finals) == MOST_EXTRA_MERGES + 1


def test_a_document_in_one_call_has_no_notes_and_is_not_merged() -> None:
    """Where it leaves no room for an answer the caller plans again."""
    answer, models, _events = answered(SHORT, lambda _kind, _request: told("The ships came."))
    assert answer.notes == ()
    assert (models.maps, models.merges) == ([], [])
    assert models.finals[0].strip() == SHORT.text.strip()
    with pytest.raises(WindowFull) as caught:
        answered(SHORT, lambda _kind, _request: told("The ships", Finish.CONTEXT_FULL))
    assert caught.value.answer.text == "The ships"


@pytest.mark.parametrize(("most", "enough"), [(0.0, False), (0.05, False), (0.9, True)])
def test_more_unread_text_than_allowed_is_no_summary(most: float, enough: bool) -> None:
    """The final call is not made, and the message says how much is missing and why."""

    def reply(kind: str, request: Request) -> Completion | Exception:
        if kind == "map" and "MARK00010" in request.user:
            return BadRequest("The part is not allowed.", provider="openai")
        return notes_with_marks(request)

    if enough:
        answer, models, _events = answered(LONG, reply, most)
        assert len(models.finals) == 1
        assert any(notes.missing for notes in answer.notes)
        return
    with pytest.raises(ProviderError, match=r"^\d+\.\d% of the text could not be read: ") as caught:
        answered(LONG, reply, most)
    assert "not allowed" in caught.value.message
    assert f"More than {most:.0%}" in (caught.value.hint or "")


@pytest.mark.parametrize("finish", [Finish.COMPLETE, Finish.LENGTH])
def test_blank_answers_are_read_by_their_key_sentences(finish: Finish) -> None:
    """And every part is said not to have been read by the model, with a reason in words."""

    def reply(kind: str, _request: Request) -> Completion:
        return told("The ships came.") if kind == "final" else told(" \n", finish)

    answer, models, _events = answered(LONG, reply, 1.0)
    spans = [span for notes in answer.notes for span in notes.missing]
    assert len(spans) == len(answer.notes)
    assert {span.read for span in spans} == {False}
    assert all(span.reason.startswith("the answer of openai was empty") for span in spans)
    assert "MARK00059" in models.finals[0]
    with pytest.raises(ProviderError, match=r"^100\.0% of the text could not be read"):
        answered(LONG, reply)
