"""Models in a chain: what all of them can take, and who is left out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wire
from tersely import catalog
from tersely.app.chain import Chain
from tersely.app.clients import Clients
from tersely.app.context import Context
from tersely.app.counting import DocumentCounts, LargestCounter
from tersely.catalog import Overrides
from tersely.errors import MissingKey, UsageError
from tersely.events import no_events
from tersely.middleware import Budget
from tersely.records import ModelRef
from tersely.tokens import counter_for

GPT, CLAUDE, SMALL = (
    ModelRef("openai", "gpt-6-luna"),
    ModelRef("anthropic", "claude-haiku-5-5"),
    ModelRef("ollama", "small"),
)
KEYS = {"OPENAI_API_KEY": "k", "ANTHROPIC_API_KEY": "k"}


def clients(
    environment: Mapping[str, str],
    *,
    dry_run: bool = False,
    overrides: Overrides | None = None,
    **flags: Any,
) -> Clients:
    """The clients of a session that keeps no answers."""
    context = Context.load({"cache": False, **flags}, environment=environment)
    budget = Budget(None, explicit=False)
    return Clients(
        context, budget, overrides or {}, emit=no_events, restart_streams=False, dry_run=dry_run
    )


@given(st.permutations([GPT, CLAUDE, SMALL]), st.integers(1, 3))
def test_a_chain_keeps_the_limits_of_each_of_its_models(refs: list[ModelRef], size: int) -> None:
    """The name is that of the first; whatever fits the chain fits every model of it."""
    chain, _ = asyncio.run(clients(KEYS).chain(refs[:size]))
    assert chain.info.ref == refs[0]
    for ref in refs[:size]:
        info = catalog.model(ref)
        assert chain.info.window_tokens <= info.window_tokens
        assert chain.info.max_output_tokens <= info.max_output_tokens
        assert chain.info.quality_cap_tokens <= info.quality_cap_tokens
        assert chain.info.reasoning >= info.reasoning


def test_counts_hold_for_every_model_of_a_chain() -> None:
    """The largest count is taken; a chain of one has that model's own counter."""
    chain, _ = asyncio.run(clients(KEYS).chain([GPT, CLAUDE]))
    alone, _ = asyncio.run(clients(KEYS).chain([GPT]))
    text = "The ships came in late and left early again. " * 9
    counts = DocumentCounts(ask_services=False)
    both = asyncio.run(counts.counter(chain, text))
    assert isinstance(both, LargestCounter)
    assert not both.exact
    each = [counter_for(catalog.model(ref).tokenizer, text) for ref in (GPT, CLAUDE)]
    assert both.count_batch([text, "x"]) == [
        max(counter.count_batch([part])[0] for counter in each) for part in (text, "x")
    ]
    assert asyncio.run(counts.counter(alone, text)) == each[0]


def test_a_model_without_a_key_is_left_out_and_told_once() -> None:
    """Without any key it is the missing key of the first, unless only a plan is wanted."""
    session = clients({"OPENAI_API_KEY": "k"})
    for sentences in (
        ["There is no key for anthropic; anthropic/claude-haiku-5-5 is left out."],
        [],
    ):
        chain, told = asyncio.run(session.chain([CLAUDE, GPT]))
        assert [client.info.ref for client in chain.clients] == [GPT]
        assert told == sentences
    with pytest.raises(MissingKey, match="no key for anthropic"):
        asyncio.run(clients({}).chain([CLAUDE, GPT]))
    plan_only, told = asyncio.run(clients({}, dry_run=True).chain([CLAUDE, GPT]))
    assert plan_only.first.info.ref == CLAUDE
    assert "the plan needs none" in told[0]


def test_a_model_that_was_given_up_leads_only_where_all_were() -> None:
    """The plan is priced by the model that will be asked."""
    session = clients(KEYS)
    session._given_up.add(GPT, UsageError("down"))
    chain, _ = asyncio.run(session.chain([GPT, CLAUDE]))
    assert [client.info.ref for client in chain.clients] == [CLAUDE, GPT]
    session._given_up.add(CLAUDE, UsageError("down"))
    chain, _ = asyncio.run(session.chain([GPT, CLAUDE]))
    assert chain.info.ref == GPT


def test_a_parameter_that_a_model_of_the_chain_does_not_take_is_refused_at_the_start() -> None:
    """Not when the first has been paid."""
    with pytest.raises(UsageError, match="does not take top_k"):
        asyncio.run(clients(KEYS, top_k=5).chain([SMALL, GPT]))
    assert isinstance(asyncio.run(clients(KEYS).chain([SMALL]))[0], Chain)


def test_a_server_of_the_users_own_tells_its_window() -> None:
    """It is asked once, what it says replaces what would be assumed, and a number of the user's own
    holds where it is smaller.
    """
    small, mine = ModelRef("ollama", "wire-model"), {"window_tokens": 2048}
    for overrides, window_tokens in (({}, 4096), ({str(small): mine}, 2048)):
        with wire.serve() as server:
            settings = {"default_generation_settings": {"n_ctx": 4096}, "total_slots": 2}
            server.doors["/props"] = settings
            session = clients({"OLLAMA_BASE_URL": server.url("ollama")}, overrides=overrides)

            async def meet_twice(session: Clients = session) -> list[tuple[Chain, list[str]]]:
                met = [await session.chain([small]) for _ in range(2)]
                await session.aclose()
                return met

            (chain, first), (again, second) = asyncio.run(meet_twice())
            gates = [gate for gate, _ in session._gates.values()]
            assert [gate.width for gate in gates] == [2]
            assert chain.info.window_tokens == again.info.window_tokens == window_tokens
            assert sum(seen.path.endswith("/props") for seen in server.others) == 1
            assert not server.requests
        assert second == []
        if not overrides:
            assert "its server has a window of 4,096 tokens" in first[0]
