"""How a window is divided, and what a model on this machine is told of the calls to come."""

from __future__ import annotations

import asyncio

import pytest

from tersely import engine
from tersely.engine.token_budget import groups, levels
from tersely.events import ignore
from tersely.grounding import Index
from tersely.records import Completion, Document, Request

from .scripted import COUNT, Scripted, job_for, marked, told


class Measuring(Scripted):
    """Writes as much as it may, and keeps the longest call (prompt and cap) of each kind beside
    what was announced.
    """

    def __init__(self, window_tokens: int) -> None:
        super().__init__(window_tokens, self._fill)
        self.announced = (0, 0)
        self.longest = {"map": 0, "merge": 0, "final": 0}

    def reserve_context(self, mapped_tokens: int, final_tokens: int) -> None:
        super().reserve_context(mapped_tokens, final_tokens)
        self.announced = (mapped_tokens, final_tokens)

    def _fill(self, kind: str, request: Request) -> Completion:
        used = COUNT.count(request.system) + COUNT.count(request.user) + request.max_output_tokens
        self.longest[kind] = max(self.longest[kind], used)
        return told("Ships came in late. " * (request.max_output_tokens // 5))


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
    """The room that is made before the first call holds every call of the run: a local context is
    never made twice.
    """
    document, job = (
        Document("any", marked(words, 20)),
        job_for(window_tokens, chunk_tokens=chunk_tokens),
    )
    plan, room = engine.plan(document, job)
    assert room is not None
    writers = Measuring(window_tokens)
    asyncio.run(engine.run(document, plan, job, room, writers, Index(document), emit=ignore))
    assert {kind for kind, used in writers.longest.items() if used} == kinds
    mapped, final = writers.announced
    assert max(writers.longest["map"], writers.longest["merge"]) <= mapped <= window_tokens
    assert writers.longest["final"] <= final <= window_tokens
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
