"""Claims in words, judged by a model: what is sent, what is believed, what it costs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from judges import Verdict, judge, questions_in, quoting, says
from tersely.agreement import compare
from tersely.app.agreeing import Claims, with_claims
from tersely.app.context import Context
from tersely.config import Settings
from tersely.errors import BudgetExceeded, UsageError
from tersely.events import no_events
from tersely.records import Document
from wire import Answer, WireServer, serve

# A claim, the same in other words, and its opposite in other words: no fact tells them apart.
PLANTED = [
    ("The council approved the plan for the new harbour road.",
     "The plan for the new harbour road was accepted by the council.",
     "The council turned down the plan for the new harbour road."),
    ("The museum charges visitors for the northern wing.",
     "Visitors pay a fee for the northern wing of the museum.",
     "The northern wing of the museum is free for all visitors."),
    ("The old mill still grinds grain for the village bakery.",
     "Grain for the village bakery is ground by the old mill to this day.",
     "The old mill was shut, and the village bakery buys its grain elsewhere."),
    ("Most teachers of the town school welcomed the longer lunch break.",
     "The longer lunch break was welcome to most teachers of the town school.",
     "Most teachers of the town school objected to the longer lunch break."),
]  # fmt: skip
FILLER = "Nobody in the valley remembers a winter with so little snow on the southern slopes."


@pytest.fixture
def server() -> Iterator[WireServer]:
    with serve() as opened:
        yield opened


def texts(column: int) -> dict[str, Document]:
    one = "\n\n".join(row[0] for row in PLANTED)
    other = "\n\n".join([FILLER, *(row[column] for row in PLANTED)])
    return {"one.md": Document("one", one), "other.md": Document("other", other)}


def asked(
    server: WireServer, verdict: Verdict, column: int = 2, *, dry_run: bool = False, **values: Any
) -> Claims:
    server.reply = judge(verdict)
    given = texts(column)
    context = Context.of(Settings(model="openai", **values), server.environment())
    work = with_claims(given, compare(given), context, no_events, dry_run=dry_run)
    return asyncio.run(work)


def oracle(question: dict[str, Any]) -> tuple[str, str]:
    """Who knows: the passage that holds a planted sentence decides."""
    for claim, same, opposite in PLANTED:
        if question["text"] == claim:
            for passage in question["passages"]:
                for answer, sentence in (("supported", same), ("contradicted", opposite)):
                    if sentence in passage:
                        return answer, sentence
    return "not stated", ""


def test_contradictions_in_words_are_found_and_none_is_invented(server: WireServer) -> None:
    """All planted ones reach the model; what says the same becomes an agreement."""
    against = asked(server, oracle).matters
    assert [c.kind for c in against.contradictions] == ["claim"] * len(PLANTED)
    quoted = [[side.quotations[0].text for side in c.sides] for c in against.contradictions]
    assert quoted == [[claim, opposite] for claim, _, opposite in PLANTED]
    same = asked(server, oracle, 1).matters
    assert same.contradictions == ()
    assert len(same.agreements) == len(PLANTED)


def test_words_that_stand_nowhere_are_not_believed(server: WireServer) -> None:
    """A made-up quotation makes no contradiction; how many there were is told."""
    found = asked(server, quoting("contradicted", "the council plan harbour was refused twice"))
    assert found.matters.contradictions == ()
    assert found.unusable == found.asked == len(PLANTED)


def test_what_a_passage_orders_is_not_done(server: WireServer) -> None:
    """It is data inside of the fence, and no sentence to a model is a passage."""
    found = asked(server, says("not stated"))
    assert found.matters.contradictions == ()
    (request,) = server.requests
    assert {q["text"] for q in questions_in(request)} == {row[0] for row in PLANTED}


def test_a_second_run_pays_nothing(server: WireServer) -> None:
    """Answers are stored like all others."""
    first = asked(server, oracle)
    made = len(server.requests)
    again = asked(server, oracle)
    assert len(server.requests) == made
    assert again.matters == first.matters
    assert (again.cost_usd, bool(first.cost_usd)) == (0, True)


def test_limits_and_plans_send_nothing(server: WireServer) -> None:
    """Too dear, only planned, or no model that could judge."""
    with pytest.raises(BudgetExceeded):
        asked(server, oracle, max_cost_usd=0.000001, max_cost_explicit=True)
    planned = asked(server, oracle, dry_run=True)
    assert (planned.asked, len(planned.planned)) == (len(PLANTED), 1)
    given, offline = texts(2), Context.of(Settings(model="extractive"))
    refused = with_claims(given, compare(given), offline, no_events)
    with pytest.raises(UsageError, match="cannot judge"):
        asyncio.run(refused)
    assert not server.requests


def test_a_call_that_fails_is_a_warning(server: WireServer) -> None:
    """What facts decide stays."""
    context = Context.of(Settings(model="openai", retries=0), server.environment())
    server.reply = lambda _request: Answer.failure("bad_request")
    given = texts(2)
    found = asyncio.run(with_claims(given, compare(given), context, no_events))
    assert found.warnings
    assert found.unusable == found.asked > 0
    assert found.matters == compare(given)
