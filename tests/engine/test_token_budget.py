"""How a window is divided, and what a model on this machine is told of the calls to come."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from tersely.engine.plan import plan as plan_document
from tersely.engine.run import run as run_plan
from tersely.engine.token_budget import (
    allocate,
    evidence_tokens,
    groups,
    levels,
    margin,
    used_window,
)
from tersely.errors import UsageError
from tersely.events import no_events
from tersely.grounding import Index
from tersely.records import Completion, Document, Request
from tersely.tokens import counter_for

from .scripted import COUNT, Scripted, job_for, marked, told


class Measuring(Scripted):
    """Writes as much as it may, and keeps the longest call (prompt and cap) of each kind beside
    what was announced.
    """

    def __init__(self, window_tokens: int) -> None:
        super().__init__(window_tokens, self._fill)
        self.longest = {"map": 0, "merge": 0, "final": 0}

    def _fill(self, kind: str, request: Request) -> Completion:
        used = COUNT.count(request.system) + COUNT.count(request.user) + request.max_output_tokens
        self.longest[kind] = max(self.longest[kind], used)
        return told("Ships came in late. " * (request.max_output_tokens // 5))


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("words", "window_tokens", "chunk_tokens", "kinds"),
    [
        (500, 8192, None, {"final"}),
        (9000, 8192, None, {"map", "final"}),
        (20_000, 4096, 400, {"map", "merge", "final"}),
        (40_000, 2600, 300, {"map", "merge", "final"}),
    ],
)
def test_no_call_is_longer_than_announced(
    words: int, window_tokens: int, chunk_tokens: int | None, kinds: set[str]
) -> None:
    """The context that is reserved before the first call holds every call of the run: a local
    context is never made twice.
    """
    document, job = (
        Document("any", marked(words, 20)),
        job_for(window_tokens, chunk_tokens=chunk_tokens),
    )
    plan, budget = plan_document(document, job)
    assert budget is not None
    models = Measuring(window_tokens)
    asyncio.run(run_plan(document, plan, job, budget, models.port, Index(document), emit=no_events))
    assert {kind for kind, used in models.longest.items() if used} == kinds
    mapped, final = models.announced["mapper"], models.announced["writer"]
    assert max(models.longest["map"], models.longest["merge"]) <= mapped <= window_tokens
    assert models.longest["final"] <= final <= window_tokens
    assert (mapped > 0) == ("map" in kinds)


@pytest.mark.parametrize("fan_in", [2, 6, 8])
def test_levels_and_groups(fan_in: int) -> None:
    """Each level is smaller, its groups cover all below in order, none is larger than what one call
    takes.
    """
    for count in range(1, 300):
        for into in levels(count, fan_in):
            parts = groups(count, into)
            assert [index for part in parts for index in part] == list(range(count))
            assert 1 <= max(map(len, parts)) <= fan_in
            assert max(map(len, parts)) - min(map(len, parts)) <= 1
            assert into < count
            count = into
        assert count <= fan_in


def test_a_window_that_is_too_small_is_refused_with_the_size_that_is_needed() -> None:
    """Exit 2 before any call."""
    with pytest.raises(UsageError, match="too small") as caught:
        plan_document(Document("long.md", marked(5000, 20)), job_for(900, "long"))
    assert "window of about" in caught.value.hint


@pytest.mark.parametrize(
    ("words", "window_tokens", "length", "chunk_tokens", "expected"),
    [
        # words asked for, cap: of the answer, of notes, of merged notes; words of the notes
        (500, 8_192, "medium", None, (150, 1_024, 512, 768, 220)),
        (20_000, 4_096, "short", 400, (60, 192, 192, 256, 60)),
        (60_000, 128_000, "long", None, (400, 1_024, 1_536, 2_048, 600)),
        (60_000, 32_000, "xl", 2_000, (1_000, 2_560, 704, 1_024, 300)),
    ],
)
def test_the_caps_of_the_calls(
    words: int,
    window_tokens: int,
    length: str,
    chunk_tokens: int | None,
    expected: tuple[int, ...],
) -> None:
    """They are part of every stored answer: another cap asks, and pays, all calls again."""
    job = job_for(window_tokens, length, chunk_tokens=chunk_tokens)
    budget = allocate(words * 4 // 3, words, "words", job)
    assert expected == (
        budget.final_words,
        budget.final_cap,
        budget.map_cap,
        budget.merge_cap,
        budget.map_words,
    )
    assert budget.merge_words == expected[4] * 3 // 2
    assert budget.head_tokens == min(200, window_tokens // 32)


@pytest.mark.parametrize(
    ("window_tokens", "room"), [(8_192, 1_024), (32_768, 4_096), (400_000, 4_096)]
)
def test_reasoning_has_room_of_its_own(window_tokens: int, room: int) -> None:
    """An eighth of the window, 4,096 tokens at most, in each cap of a model that reasons."""
    job = job_for(window_tokens)
    info = replace(job.info, max_output_tokens=window_tokens)
    plain, thinking = (
        allocate(
            20_000,
            15_000,
            "words",
            replace(
                job,
                info=replace(info, reasoning=reasons),
                map_info=replace(info, reasoning=reasons),
            ),
        )
        for reasons in (False, True)
    )
    assert thinking.final_cap - plain.final_cap == room
    assert thinking.map_cap - plain.map_cap == room
    assert thinking.merge_cap - plain.merge_cap == room


@pytest.mark.parametrize(
    ("window_tokens", "exact", "expected"),
    [(2_048, True, 64), (32_000, True, 640), (2_048, False, 205), (32_000, False, 3_200)],
)
def test_the_margin(window_tokens: int, exact: bool, expected: int) -> None:
    """2 % of the window where tokens are counted, 10 % where they are estimated, 64 at least."""
    info = job_for(window_tokens).info
    assert margin(info, COUNT if exact else counter_for("estimate")) == expected


def test_a_price_step_lowers_the_window_that_is_used() -> None:
    info = job_for(400_000).info
    assert used_window(info) == 400_000
    assert used_window(replace(info, price_step_tokens=272_000)) == 272_000
    assert used_window(replace(info, quality_cap_tokens=100_000)) == 100_000


@pytest.mark.parametrize(
    ("notes_tokens", "expected"), [(100, 120), (480, 120), (768, 192), (1_600, 400), (4_000, 400)]
)
def test_the_room_for_quoted_sentences(notes_tokens: int, expected: int) -> None:
    """A quarter of the notes, 120 to 400 tokens."""
    assert evidence_tokens(notes_tokens) == expected


def test_a_text_that_is_too_long_for_one_call_is_refused_where_one_is_demanded() -> None:
    """With what one call takes; a text within it goes in one call whatever chunk_tokens says."""
    job = replace(job_for(8_192), strategy="stuff")
    with pytest.raises(UsageError, match=r"20,000 tokens and one call to \S+ takes [67],\d{3}\."):
        allocate(20_000, 15_000, "words", job)
    assert allocate(2_000, 1_500, "words", replace(job, chunk_tokens=500)).stuff
    assert not allocate(2_000, 1_500, "words", replace(job_for(8_192), chunk_tokens=500)).stuff
