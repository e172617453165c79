"""`--exact-tokens`: the service's own count of the document makes the plan."""

from __future__ import annotations

import json
from typing import Any

import pytest

import wire

from .conftest import Run

TEXT = "".join(
    f"Ship {i} came in {1900 + i % 90} and left again with {i * 37} crates. " for i in range(1500)
)


def planned(tersely: Run, *arguments: str) -> dict[str, Any]:
    """The plan of a dry run."""
    ended = tersely("-", "--dry-run", "--json", *arguments, stdin=TEXT.encode())
    assert ended.code == 0, ended.err
    plan: dict[str, Any] = json.loads(ended.out)["plan"]
    return plan


@pytest.mark.parametrize("model", ["anthropic", "gemini"])
def test_the_plan_follows_the_count_of_the_service(
    tersely: Run, server: wire.WireServer, model: str
) -> None:
    """One count of the whole document, within a percent of it, the same cuts each time; no call is
    made.
    """
    counted = len(TEXT) // 4
    estimated = planned(tersely, "-m", model, "--set", "chunk_tokens=2000")
    assert not server.others
    plan = planned(tersely, "-m", model, "--set", "chunk_tokens=2000", "--exact-tokens")
    assert [request.action for request in server.others] == ["count"]
    assert server.others[0].text.strip() == TEXT.strip()
    assert counted <= plan["document_tokens"] <= 1.03 * counted
    assert abs(plan["document_tokens"] - counted) < abs(estimated["document_tokens"] - counted)
    assert plan["cost_usd"]["expected"] != estimated["cost_usd"]["expected"]
    assert planned(tersely, "-m", model, "--set", "chunk_tokens=2000", "--exact-tokens") == plan
    assert not server.requests


def test_a_plan_says_how_far_its_count_may_be_off(tersely: Run, server: wire.WireServer) -> None:
    """Exact, or estimated with its margin, for people and for programs."""
    for model, said, margin in (
        ("openai", "(exact, o200k)", 0.0),
        ("anthropic", "(estimated, up to 10% more)", 0.1),
    ):
        assert said in tersely("-", "--dry-run", "-m", model, stdin=TEXT.encode()).out
        assert planned(tersely, "-m", model)["margin"] == margin


def test_an_exact_counter_asks_nobody(tersely: Run, server: wire.WireServer) -> None:
    """The counts of GPT models are exact on this machine. (A server on loopback is asked for its
    window, which sends no text.)
    """
    assert planned(tersely, "-m", "openai", "--exact-tokens") == planned(tersely, "-m", "openai")
    assert all(asked.method == "GET" for asked in server.others)


def test_a_service_that_does_not_count_says_so(tersely: Run, server: wire.WireServer) -> None:
    """The option is refused, not ignored."""
    ended = tersely("-", "-m", "grok", "--exact-tokens", stdin=TEXT.encode())
    assert ended.code == 2
    assert "--exact-tokens" in ended.err
    assert not server.requests
