"""How a window is divided, and what a model on this machine is told of the calls to come."""

from __future__ import annotations

import asyncio

import pytest

from tersely.engine.plan import plan as plan_document
from tersely.engine.run import run as run_plan
from tersely.engine.token_budget import groups, levels
from tersely.errors import UsageError
from tersely.events import no_events
from tersely.grounding import Index
from tersely.records import Completion, Document, Request

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
    """The context that is reserved before the first call holds every call of the run: a local context is
    never made twice.
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
