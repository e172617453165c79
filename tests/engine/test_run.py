"""The tree reads every character exactly once, stays inside every window, and accounts for what
failed.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model import MARKER
from tersely.endings import last_line
from tersely.engine.plan import plan as plan_document
from tersely.errors import (
    BadRequest,
    ProviderError,
)
from tersely.events import CallFinished, CallStarted, Event, TextPiece
from tersely.records import (
    Completion,
    Document,
    Finish,
    Request,
    Stage,
    Status,
)

from .scripted import DOWN, Scripted, job_for, marked, summarize, told


@pytest.mark.thorough
@pytest.mark.parametrize("window_tokens", [2048, 8192, 128_000])
def test_every_marker_reaches_exactly_one_map_call(window_tokens: int) -> None:
    """Nothing is lost and nothing is read twice, whatever the window; the receipt says 100 %."""
    text = marked(40_000, 300)
    models = Scripted(window_tokens, lambda _kind, _request: told("Ships came in late. " * 20))
    job = job_for(window_tokens, chunk_tokens=None if window_tokens < 100_000 else 20_000)
    summary = summarize(Document("long.md", text), job, models)
    read = [m for chunk in models.maps for m in MARKER.findall(chunk)]
    assert sorted(read) == [f"MARK{i:05d}" for i in range(300)]
    assert summary.receipt.read_share == 1
    assert summary.status is Status.COMPLETE
    assert len(models.finals) == 1


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
    models = Scripted(window_tokens, lambda _kind, _request: told("Something was said."))
    job = replace(job_for(window_tokens, chunk_tokens=600), always_call=True, strategy="map-reduce")
    plan, _ = plan_document(document, job)
    assert "".join(document.text[c.start : c.end] for c in plan.chunks) == document.text
    assert summarize(document, job, models).receipt.read_share == 1


def test_too_much_unread_is_an_error() -> None:
    """More than the share that may stay unread ends the run, after all other parts were read and
    stored.
    """
    models = Scripted(
        8192,
        lambda kind, _request: BadRequest("no", provider="openai") if kind == "map" else told("x"),
    )
    with pytest.raises(ProviderError, match="could not be read"):
        summarize(Document("long.md", marked(40_000, 300)), job_for(8192), models)
    assert len(models.maps) > 1


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
    assert last_line(summary).startswith("[Incomplete: the notes on ")
    assert last_line(summary).endswith(" of the text were cut.]")


LATE = "Ships came in late. " * 20
RUNS: dict[str, tuple[str, int | None, bool, Completion | Exception]] = {
    "whole": ("short", None, False, told("Ships came.")),
    "many parts": ("short", 400, False, told("Ships came.")),
    "too long": ("10w", None, False, told(LATE)),
    "too short": ("300w", 400, False, told(LATE)),
    "cut, in a stream": ("short", None, True, told("Ships c", Finish.LENGTH)),
    "refused": ("short", 400, False, told("No.", Finish.REFUSED)),
    "failed": ("short", 400, False, DOWN),
}


@pytest.mark.parametrize("name", RUNS)
def test_every_event_says_what_it_belongs_to(name: str) -> None:
    """The run and the document; a call has a place among those of its stage, begins before it ends,
    and each one that ended is on the bill.
    """
    length, chunk_tokens, stream, answer = RUNS[name]
    seen: list[Event] = []
    models = Scripted(4_096, lambda kind, _request: told(LATE) if kind != "final" else answer)
    document = Document("long.md", marked(2_000 if chunk_tokens is None else 9_000, 10))
    job = job_for(4_096, length, chunk_tokens=chunk_tokens)
    calls = -1
    with suppress(ProviderError):
        summary = summarize(document, job, models, stream=stream, emit=seen.append)
        calls = len(summary.calls)
    assert {(event.run, event.document) for event in seen} == {("", "long.md")}
    open_calls: Counter[tuple[Stage, int]] = Counter()
    for event in seen:
        if isinstance(event, CallStarted | CallFinished):
            assert 0 <= event.index < event.total
            place = (event.stage, event.index)
            open_calls[place] += 1 if isinstance(event, CallStarted) else -1
            assert open_calls[place] in (0, 1)
    assert not +open_calls
    ended = [event for event in seen if isinstance(event, CallFinished)]
    assert len(ended) == len(models.maps) + len(models.merges) + len(models.finals)
    assert calls in (-1, len(ended))
    if stream:
        assert any(isinstance(event, TextPiece) for event in seen)
