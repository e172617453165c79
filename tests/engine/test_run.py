"""The tree reads every character exactly once, stays inside every window, and accounts for what
failed.
"""

from __future__ import annotations

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
from tersely.records import (
    Completion,
    Document,
    Finish,
    Request,
    Status,
)

from .scripted import DOWN, Scripted, job_for, marked, summarize, told


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
