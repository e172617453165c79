"""One long document through every provider: the same plan, every page read, tokens and cost to the
last digit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

import wire
from model import is_final, is_map, note_taker, text_of
from tersely import config
from tersely.app import entrypoints, session
from tersely.records import Document, Mark, Plan, Status, Summary
from wire import Answer

pytestmark = pytest.mark.thorough

PAGES = [
    f"Page {n} tells of {n * 37} ships and {n % 7} storms. " + "It rained a lot. " * 40
    for n in range(1, 101)
]
CHUNK_TOKENS = 1500
FINAL_INPUT_TOKENS = 150_000
# model -> rows of (above so many input tokens, then USD per million: input, cached, cache write,
# output); as published by the vendors in November 2026. A vendor without a price of its own for
# cache writes counts them as input.
PRICES: dict[str, list[tuple[int, float, float, float, float]]] = {
    "openai/gpt-6-luna": [(0, 0.10, 0.01, 0.125, 0.50)],
    "anthropic/claude-haiku-5-5": [
        (0, 0.10, 0.01, 0.125, 0.50),
        (100_000, 0.50, 0.05, 0.625, 2.50),
    ],
    "gemini/gemini-3.8-flash": [(0, 0.75, 0.075, 0.75, 3.75)],
    "grok/grok-4.3": [(0, 1.25, 0.20, 1.25, 2.50)],
    "openrouter/openai/gpt-6-luna": [(0, 0.10, 0.01, 0.125, 0.50)],
    # One of the service's models whose price does not change with the hour of the day.
    "deepseek/deepseek-v3.1-terminus": [(0, 0.27, 0.13, 0.27, 0.95)],
}
WRITES_TO_CACHE = ("openai", "anthropic", "openrouter")
# name -> model, tables of the config
RUNS: dict[str, tuple[str, dict[str, Any]]] = {
    "responses": ("openai/gpt-6-luna", {}),
    "chat": ("openai/gpt-6-luna", {"providers": {"openai": {"api": "chat"}}}),
    "anthropic": ("anthropic/claude-haiku-5-5", {}),
    "gemini": ("gemini/gemini-3.8-flash", {}),
    "grok": ("grok/grok-4.3", {}),
    "openrouter": ("openrouter/openai/gpt-6-luna", {}),
    "deepseek": ("deepseek/deepseek-v3.1-terminus", {}),
}


def document() -> Document:
    """100 pages with their marks."""
    marks, offset = [], 0
    for number, page in enumerate(PAGES, 1):
        marks.append(Mark("page", offset, str(number)))
        offset += len(page) + 2
    return Document("long.pdf", "\n\n".join(PAGES), marks=tuple(marks), pages=len(PAGES))


class Cashier:
    """Answers with an account of its own for each call, and keeps it."""

    def __init__(self) -> None:
        self.given: list[Answer] = []

    def __call__(self, request: wire.WireRequest) -> Answer:
        number = len(self.given) + 1
        answer = Answer(
            text=note_taker(request).text,
            input_tokens=FINAL_INPUT_TOKENS if is_final(request) else 1500 + 17 * number,
            output_tokens=200 + 3 * number,
            cached_tokens=400 + number if number % 3 == 0 else 0,
            cache_write_tokens=300 + number
            if number % 4 == 0 and request.provider in WRITES_TO_CACHE
            else 0,
            reasoning_tokens=5 * number % 60,
        )
        self.given.append(answer)
        return answer

    def cost_usd(self, model: str) -> float:
        """What all of it costs, each token once, a call above a step at the rates of the step."""
        total = 0.0
        for answer in self.given:
            tokens = answer.input_tokens or 0
            _, fresh, cached, written, out = [row for row in PRICES[model] if tokens > row[0]][-1]
            total += (tokens - answer.cached_tokens - answer.cache_write_tokens) * fresh
            total += answer.cached_tokens * cached + answer.cache_write_tokens * written
            total += (answer.output_tokens or 0) * out
        return total / 1e6


def opened(server: wire.WireServer, model: str, tables: Mapping[str, Any]) -> session.Session:
    """A session with parts of equal size, counted by one tokenizer for all models."""
    environment = server.environment()
    for name in ("openrouter", "deepseek"):
        environment |= {
            f"{name.upper()}_API_KEY": "sk-wire",
            f"{name.upper()}_BASE_URL": server.url(name),
        }
    values = {"model": model, "chunk_tokens": CHUNK_TOKENS, "max_cost": 5.0, "cache": False}
    loaded = config.load({**values, "models": {model: {"tokenizer": "o200k"}}, **tables}, {}, None)
    return entrypoints.session(loaded, environment=environment)


def run(server: wire.WireServer, model: str, tables: Mapping[str, Any]) -> Summary:
    """One summary of the document."""

    async def work() -> Summary:
        async with opened(server, model, tables) as session:
            return await session.summarize(document())

    return asyncio.run(work())


@pytest.mark.parametrize("name", RUNS)
def test_a_hundred_pages(server: wire.WireServer, name: str) -> None:
    """Every page is read once, usage is the sum of what the server said, and the cost is right to a
    millionth of a dollar.

    The final call lies above the price step of claude-haiku-5-5, the others below it.
    """
    model, tables = RUNS[name]
    cashier = Cashier()
    server.reply = cashier
    summary = run(server, model, tables)
    assert (summary.status, summary.receipt.read_share) == (Status.COMPLETE, 1)
    read = sorted((text_of(r) for r in server.requests if is_map(r)), key=document().text.index)
    assert "".join(read) == document().text
    given = cashier.given
    assert len(given) == summary.plan.calls > 15
    assert summary.usage.input_tokens == sum(answer.input_tokens or 0 for answer in given)
    assert summary.usage.output_tokens == sum(answer.output_tokens or 0 for answer in given)
    assert summary.usage.cached_tokens == sum(answer.cached_tokens for answer in given) > 0
    assert summary.usage.cache_write_tokens == sum(answer.cache_write_tokens for answer in given)
    assert summary.usage.reasoning_tokens == sum(answer.reasoning_tokens for answer in given) > 0
    assert not summary.usage.estimated
    assert summary.cost_usd == pytest.approx(cashier.cost_usd(model), abs=1e-6)


def test_the_plan_is_the_same_for_every_model(server: wire.WireServer) -> None:
    """With one size of parts and one counter the cuts, the calls of each stage and the tokens of
    the parts are the same.
    """
    server.reply = note_taker
    plans = [run(server, model, tables).plan for model, tables in RUNS.values()]
    first = plans[0]
    assert len(first.chunks) > 15
    for plan in plans[1:]:
        assert plan.chunks == first.chunks
        assert [(s.stage, s.calls) for s in plan.stages] == [
            (s.stage, s.calls) for s in first.stages
        ]
        assert plan.stages[0].input_tokens == first.stages[0].input_tokens


def test_usage_corrects_the_cost_of_the_next_plan_and_no_cut(server: wire.WireServer) -> None:
    """Where the service counts twice the estimate, the next document is expected to cost more; its
    parts stay as they were.
    """
    server.reply = lambda request: replace(
        note_taker(request), input_tokens=len(request.system + request.text) // 2
    )

    async def plans() -> tuple[Plan, Plan]:
        async with opened(server, "openai/gpt-6-luna", {}) as session:
            before = await session.prepare(document())
            await session.run(before)
            return before.plan, (await session.prepare(document())).plan

    before, after = asyncio.run(plans())
    assert after.chunks == before.chunks
    assert [stage.calls for stage in after.stages] == [stage.calls for stage in before.stages]
    expected = before.stages[0].cost_usd.expected, after.stages[0].cost_usd.expected
    assert expected[0]
    assert expected[1]
    assert 1.2 < expected[1] / expected[0] < 2.2
