"""Asking the judge: each open claim once, in calls that fit, each call on its own."""

from __future__ import annotations

import asyncio
import json

import pytest

from tersely.errors import ServerFailed
from tersely.grounding import Index, check
from tersely.records import Check, Completion, Finish, Request
from tersely.verification import expected, planned, verify

from .models import judge_of, ledger, told

SOURCE = "\n\n".join(
    f"The ferry of town {n} carried {n}00 people in the year." for n in range(1, 40)
)
SUMMARY = "\n".join(f"- People of town {n} took the ferry." for n in range(1, 31))


def asked(request: Request) -> list[dict[str, object]]:
    """The questions of a call."""
    inside = request.user.rpartition("<document>")[2].split("</document>", 1)[0]
    return [json.loads(line) for line in inside.splitlines() if line.startswith('{"claim": ')]


def yes(request: Request) -> Completion:
    """Every claim is supported, by the first passage."""
    answers = [
        {"claim": q["claim"], "words": q["passages"][0], "verdict": "supported"}  # type: ignore[index]
        for q in asked(request)
    ]
    return told(json.dumps({"answers": answers}))


def verified(reply: object, **info: object) -> tuple[Check, list[Request]]:
    """The check after the judge, and what that was asked."""
    index = Index(SOURCE)
    judge, provider = judge_of(reply, **info)  # type: ignore[arg-type]
    found = asyncio.run(verify(check(SUMMARY, index), index, judge, ledger()))
    return found, provider.requests


def test_every_open_claim_is_asked_once() -> None:
    """In calls of twelve; the plan says beforehand how many."""
    found, requests = verified(yes)
    texts = [question["text"] for request in requests for question in asked(request)]
    assert len(texts) == len(set(texts)) == 30
    assert len(requests) == 3
    assert found.count("supported") == 30
    index = Index(SOURCE)
    judge, _ = judge_of(yes)
    stage = planned(check(SUMMARY, index), index, judge)
    assert stage.calls == 3
    assert stage.input_tokens.expected == sum(request.input_tokens for request in requests)
    assert 0 < expected(600, judge).cost_usd.expected < 1  # type: ignore[operator]


def test_calls_fit_a_small_window() -> None:
    """Fewer claims a call; what fits in none is not asked."""
    found, requests = verified(yes, window_tokens=1_400, max_output_tokens=700)
    assert len(requests) > 3
    assert all(r.input_tokens + r.max_output_tokens <= 1_400 for r in requests)
    assert found.opinion is not None
    assert found.opinion.asked == 30


def test_one_failed_call_costs_its_claims_only() -> None:
    """The others have their answers; why is said once."""

    def reply(request: Request) -> Completion | Exception:
        is_first = asked(request)[0]["text"] == "People of town 1 took the ferry."
        return ServerFailed("The service is down.", provider="openai") if is_first else yes(request)

    found, _ = verified(reply)
    assert found.opinion is not None
    assert found.opinion.failed == "The service is down."
    assert sum(claim.judgement is not None for claim in found.claims) == 18


@pytest.mark.parametrize(
    ("finish", "words"),
    [
        (Finish.LENGTH, "cut at its output limit"),
        (Finish.REFUSED, "refused"),
        (Finish.EMPTY, "empty"),
    ],
)
def test_an_answer_that_is_no_answer_changes_nothing(finish: Finish, words: str) -> None:
    """Cut, refused, empty: unusable, and said."""
    before = check(SUMMARY, SOURCE)
    found, _ = verified(lambda _request: told('{"answers": [', finish))
    assert [c.verdict for c in found.claims] == [c.verdict for c in before.claims]
    assert found.opinion is not None
    assert words in found.opinion.failed
