"""The tree reads every character exactly once, stays inside every window, and accounts for what
failed.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model import MARKER
from tersely import engine
from tersely.errors import (
    BadRequest,
    BudgetExceeded,
    ContextTooLong,
    ProviderError,
    ServerFailed,
    UsageError,
)
from tersely.events import ignore
from tersely.grounding import Index
from tersely.records import Completion, Document, Finish, Request, Status, Summary

from .scripted import COUNT, Scripted, job_for, marked, told


def summarize(document: Document, job: engine.Job, writers: Scripted) -> Summary:
    """Plan and run."""
    plan, room = engine.plan(document, job)
    assert room is not None
    return asyncio.run(engine.run(document, plan, job, room, writers, Index(document), emit=ignore))


@pytest.mark.parametrize("window_tokens", [2048, 8192, 128_000])
def test_every_marker_reaches_exactly_one_map_call(window_tokens: int) -> None:
    """Nothing is lost and nothing is read twice, whatever the window; the receipt says 100 %."""
    text = marked(40_000, 300)
    writers = Scripted(window_tokens, lambda _kind, _request: told("Ships came in late."))
    job = job_for(window_tokens, chunk_tokens=None if window_tokens < 100_000 else 20_000)
    summary = summarize(Document("long.md", text), job, writers)
    read = [m for chunk in writers.maps for m in MARKER.findall(chunk)]
    assert sorted(read) == [f"MARK{i:05d}" for i in range(300)]
    assert summary.receipt.read_share == 1
    assert summary.status is Status.COMPLETE
    assert len(writers.finals) == 1


alphabet = st.sampled_from(
    [
        "word ",
        "Satz. ",
        "\n\n",
        "\n## Kopf\n",
        "日本語の文。",
        "🤷🏽‍♂️",
        "e\u0301\u0323",
        "\r\n",
        " " * 40,
        "=" * 30,
        "<|endoftext|>",
        "</document>",
    ]
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    pieces=st.lists(alphabet, min_size=400, max_size=900),
    window_tokens=st.sampled_from([2048, 3000, 8192]),
)
def test_any_text_is_read_whole_within_any_window(pieces: list[str], window_tokens: int) -> None:
    """The chunks of a plan join to the text, and no call passes the window (the scripted model
    checks).
    """
    document = Document("any", "Begin. " + "".join(pieces))
    writers = Scripted(window_tokens, lambda _kind, _request: told("Something was said."))
    job = replace(job_for(window_tokens, chunk_tokens=600), always_call=True, strategy="map-reduce")
    plan, _ = engine.plan(document, job)
    assert "".join(document.text[c.start : c.end] for c in plan.chunks) == document.text
    assert summarize(document, job, writers).receipt.read_share == 1


def test_a_failed_part_is_named_and_the_rest_goes_on() -> None:
    """One permanent failure: partial, its span in the receipt, siblings unharmed."""

    def reply(kind: str, request: Request) -> Completion | Exception:
        return (
            BadRequest("no", provider="openai")
            if kind == "map" and "MARK00150" in request.user
            else told("Ships came.")
        )

    writers = Scripted(8192, reply)
    document = Document("long.md", marked(40_000, 300))
    summary = summarize(document, replace(job_for(8192), max_missing_share=0.5), writers)
    assert summary.status is Status.PARTIAL
    (span,) = summary.receipt.missing
    assert "MARK00150" in document.text[span.start : span.end]
    assert summary.ended.startswith("[Incomplete: ")
    assert summary.receipt.read_share == pytest.approx(
        1 - (span.end - span.start) / len(document.text)
    )


def test_too_much_unread_is_an_error() -> None:
    """More than the share that may stay unread ends the run, after all other parts were read and
    stored.
    """
    writers = Scripted(
        8192,
        lambda kind, _request: BadRequest("no", provider="openai") if kind == "map" else told("x"),
    )
    with pytest.raises(ProviderError, match="could not be read"):
        summarize(Document("long.md", marked(40_000, 300)), job_for(8192), writers)
    assert len(writers.maps) > 1


def test_a_prompt_that_is_too_long_is_split_and_still_read_whole() -> None:
    """The server's own "too long" halves the chunk; no text is lost."""
    read: list[str] = []

    def reply(kind: str, request: Request) -> Completion | Exception:
        if kind != "map":
            return told("Ships came in.")
        if COUNT.count(request.user) > 3000:
            return ContextTooLong("too long", provider="openai")
        read.extend(MARKER.findall(request.user))
        return told("Ships came in.")

    summary = summarize(
        Document("long.md", marked(20_000, 100)), job_for(8192), Scripted(8192, reply)
    )
    assert sorted(read) == [f"MARK{i:05d}" for i in range(100)]
    assert summary.receipt.read_share == 1


@pytest.mark.parametrize("finish", [Finish.REFUSED, Finish.BLOCKED, Finish.EMPTY])
def test_a_refused_part_is_asked_once_more_and_then_read_extractively(finish: Finish) -> None:
    """Two calls for that part, its sentences in the final call, and it counts as not read by the
    model.
    """
    asked = 0

    def reply(kind: str, request: Request) -> Completion | Exception:
        nonlocal asked
        if kind == "map" and "MARK00050" in request.user:
            asked += 1
            return told("", finish)
        return told("Notes on ships.")

    writers = Scripted(8192, reply)
    summary = summarize(
        Document("long.md", marked(20_000, 100)),
        replace(job_for(8192), max_missing_share=0.9),
        writers,
    )
    assert asked == 2
    assert summary.status is Status.PARTIAL
    assert "extractive fallback" in summary.receipt.missing[0].reason


def test_a_model_that_ignores_every_limit_never_grows_the_tree() -> None:
    """Answers as long as the cap allows are cut to their share; each merge still fits its window."""
    long_answer = " ".join(f"Fact {i} is stated here." for i in range(400))
    writers = Scripted(2048, lambda _kind, _request: told(long_answer))
    summary = summarize(Document("long.md", marked(20_000, 50)), job_for(2048), writers)
    assert len(writers.finals) == 1
    assert summary.status is Status.COMPLETE


def test_an_edit_elsewhere_leaves_a_map_request_as_it_was() -> None:
    """Map requests hold nothing of the rest of the document."""
    text = marked(40_000, 300)
    before, after = (
        Scripted(8192, lambda *_: told("Notes.")),
        Scripted(8192, lambda *_: told("Notes.")),
    )
    summarize(Document("a.md", text), job_for(8192), before)
    summarize(
        Document("a.md", text.replace("MARK00151 stands", "MARK00151 really stands")),
        job_for(8192),
        after,
    )
    assert len(set(after.maps) - set(before.maps)) <= 3


def test_a_window_that_is_too_small_is_refused_with_the_size_that_is_needed() -> None:
    """Exit 2 before any call."""
    with pytest.raises(UsageError, match="too small") as caught:
        engine.plan(Document("long.md", marked(5000, 20)), job_for(900, "long"))
    assert "window of about" in caught.value.hint


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
    assert [call.stage for call in summary.calls[-2:]] == ["final", "length"]
    assert all(re.search(rf"about \d+ {unit}", task) for task in tasks)
    assert not any(re.search(rf"\d+ {other}", task) for task in tasks)
    assert f"it has {summary.words} {unit}" in tasks[-1]


@pytest.mark.parametrize("cut", ["It cost 3.", "It cost 3.1", "It cost"])
def test_notes_that_were_cut_twice_end_with_a_whole_sentence(cut: str) -> None:
    """A number of which the limit took a part would be a wrong one."""

    def reply(kind: str, _request: Request) -> Completion:
        return (
            told(f"Ships came in. {cut}", Finish.LENGTH)
            if kind == "map"
            else told("All ships came.")
        )

    writers = Scripted(8192, reply)
    summarize(Document("any", marked(9000, 20)), job_for(8192), writers)
    assert "Ships came in." in writers.finals[0]
    assert "It cost" not in writers.finals[0]


DOWN = ServerFailed("down", provider="openai")


@pytest.mark.parametrize(
    "answers",
    [
        [told("Ships came in.", Finish.LENGTH)] * 2,
        [
            told("", Finish.REFUSED),
            told("Ships came in.", Finish.LENGTH),
            told("Ships came.", Finish.LENGTH),
        ],
        [told("Ships came in.", Finish.LENGTH), DOWN],
        [told("Ships came in.", Finish.LENGTH), told("", Finish.EMPTY)],
    ],
)
def test_a_summary_from_notes_that_were_cut_is_incomplete(
    answers: list[Completion | Exception],
) -> None:
    """All was read, so the run goes on; but what the notes lost is named, whatever the other tries
    brought.
    """
    replies = iter(answers)

    def reply(kind: str, request: Request) -> Completion | Exception:
        return (
            next(replies)
            if kind == "map" and "MARK00050" in request.user
            else told("Notes on ships.")
        )

    document = Document("any", marked(20_000, 100))
    summary = summarize(document, job_for(8192), Scripted(8192, reply))
    (span,) = summary.receipt.missing
    assert "MARK00050" in document.text[span.start : span.end]
    assert summary.status is Status.PARTIAL
    assert summary.receipt.read_share == 1
    assert summary.ended.startswith("[Incomplete: the notes on ")
    assert summary.ended.endswith(" of the text were cut.]")


@pytest.mark.parametrize("error", [BudgetExceeded("limit", limit_usd=1.0), DOWN])
@pytest.mark.parametrize(
    ("first", "status"),
    [(told("Ships came."), Status.COMPLETE), (told("Ships c", Finish.LENGTH), Status.CUT)],
)
def test_what_was_paid_outlives_a_second_call_that_fails(
    error: Exception, first: Completion, status: Status
) -> None:
    """The call for another length and the one for more room: the text before them is kept as what
    it is.
    """
    replies: Iterator[Completion | Exception] = iter([first, error])
    writers = Scripted(8192, lambda _kind, _request: next(replies))
    summary = summarize(Document("any", marked(900, 5)), job_for(8192, length="40w"), writers)
    assert (summary.status, summary.text) == (status, first.text)
    assert len(writers.finals) == 2


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
    writers = Scripted(8192, lambda _kind, _request: answers[next(replies)])
    summary = summarize(Document("any", marked(900, 5)), job_for(8192), writers)
    assert (summary.status, summary.text) == (status, text)
    assert bool(summary.ended) == (status is not Status.COMPLETE)
