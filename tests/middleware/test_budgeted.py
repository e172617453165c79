"""Budgeted: spending never passes the limit, and an unknown price is never taken for nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely import catalog
from tersely.errors import BudgetExceeded, ServerFailed, UsageError
from tersely.events import Event, Warned
from tersely.middleware import Budget, Budgeted, Retrying
from tersely.records import Completion, ModelRef, Request, Usage

from . import clock
from .scripted import REQUEST, USAGE, Scripted, answer, server_error

LUNA = catalog.model(ModelRef("openai", "gpt-6-luna"))
NOBODYS = catalog.model(ModelRef("somewhere", "unknown"))
# 9,900 tokens in (with the margin for the estimate) and 1,000 out at 0.10 and 0.50 USD a million.
WORST_USD = 0.00149
PAID_USD = 0.001


def test_a_call_is_settled_with_its_real_usage() -> None:
    """The answer bears its cost, the budget has spent just that and holds nothing back."""
    budget = Budget(1.0, explicit=True)
    completion = clock.run(Budgeted(Scripted(), budget, LUNA).complete(REQUEST))
    assert completion.cost_usd == pytest.approx(PAID_USD)
    assert [budget.spent_usd, budget.reserved_usd] == pytest.approx([PAID_USD, 0.0])


@given(
    st.floats(0, 0.02),
    st.lists(st.tuples(st.integers(0, 9_900), st.integers(0, 1_000)), min_size=1, max_size=20),
)
@settings(max_examples=60)
def test_spending_never_passes_the_limit(limit_usd: float, sizes: list[tuple[int, int]]) -> None:
    """Whatever the calls really use, at once or one after the other: at most the limit, and refused
    calls were not sent.
    """
    budget = Budget(limit_usd, explicit=True)
    inner = Scripted([answer(usage=Usage(*size)) for size in sizes], latency_s=1)
    budgeted = Budgeted(inner, budget, LUNA)

    async def all_at_once() -> list[Completion | BaseException]:
        return await asyncio.gather(
            *(budgeted.complete(REQUEST) for _ in sizes), return_exceptions=True
        )

    outcomes = clock.run(all_at_once())
    assert budget.spent_usd <= limit_usd
    assert budget.reserved_usd == 0.0
    assert len(inner.calls) == sum(isinstance(o, Completion) for o in outcomes)
    assert all(isinstance(o, Completion | BudgetExceeded) for o in outcomes)


def test_reservations_in_flight_make_others_wait_not_fail() -> None:
    """Three calls fit by what they cost, one at a time by their worst case: all are made, one after
    the other.
    """
    inner = Scripted(latency_s=1)
    budgeted = Budgeted(inner, Budget(2 * PAID_USD + WORST_USD, explicit=True), LUNA)

    async def three() -> float:
        await asyncio.gather(*(budgeted.complete(REQUEST) for _ in range(3)))
        return clock.now_s()

    assert clock.run(three()) == 2.0  # two fit beside each other, the third waits for the first
    assert inner.peak == 2


def test_the_call_that_would_cross_is_not_made() -> None:
    """The error says what was spent and what the next call may cost."""
    inner = Scripted()
    with pytest.raises(BudgetExceeded) as caught:
        clock.run(Budgeted(inner, Budget(0.001, explicit=False), LUNA).complete(REQUEST))
    assert caught.value.needed_usd == pytest.approx(WORST_USD)
    assert (caught.value.limit_usd, caught.value.spent_usd, caught.value.exit_code) == (
        0.001,
        0.0,
        7,
    )
    assert inner.calls == []


def test_a_call_that_failed_before_any_text_costs_nothing() -> None:
    """An error frees its reservation; a stream that broke after text is counted at its worst case."""
    budget = Budget(1.0, explicit=True)

    async def fail(pieces: int) -> None:
        budgeted = Budgeted(Scripted([server_error()], pieces=pieces), budget, LUNA)
        with pytest.raises(Exception, match="503"):
            async for _ in budgeted.stream(REQUEST):
                pass

    clock.run(fail(pieces=0))
    assert [budget.spent_usd, budget.reserved_usd] == pytest.approx([0.0, 0.0])
    clock.run(fail(pieces=1))
    assert [budget.spent_usd, budget.reserved_usd] == pytest.approx([WORST_USD, 0.0])


@pytest.mark.parametrize(("partial_text", "spent_usd"), [("", 0.0), ("Half an ans", WORST_USD)])
def test_an_answer_that_broke_off_in_one_piece_is_spent(
    partial_text: str, spent_usd: float
) -> None:
    """What had been written is billed, streamed or not."""
    budget = Budget(1.0, explicit=True)
    inner = Scripted([server_error(partial_text=partial_text)])
    with pytest.raises(ServerFailed):
        clock.run(Budgeted(inner, budget, LUNA).complete(REQUEST))
    assert [budget.spent_usd, budget.reserved_usd] == pytest.approx([spent_usd, 0.0])


def test_a_streamed_answer_bears_its_cost() -> None:
    """The last item of the stream has the cost of its usage."""

    async def last() -> str | Completion:
        return [
            piece
            async for piece in Budgeted(Scripted(), Budget(1.0, explicit=True), LUNA).stream(
                REQUEST
            )
        ][-1]

    completion = clock.run(last())
    assert isinstance(completion, Completion)
    assert completion.cost_usd == pytest.approx(PAID_USD)


def test_text_that_was_lost_with_its_connection_is_spent_and_told() -> None:
    """A stream that is begun anew is paid twice: the budget counts the worst case, the answer what
    is likely.
    """
    budget = Budget(1.0, explicit=True)

    async def last() -> str | Completion:
        inner = Retrying(Scripted([server_error(), answer()], pieces=2), restart_streams=True)
        return [piece async for piece in Budgeted(inner, budget, LUNA).stream(REQUEST)][-1]

    completion = clock.run(last())
    assert isinstance(completion, Completion)
    assert [budget.spent_usd, budget.reserved_usd] == pytest.approx([WORST_USD + PAID_USD, 0.0])
    assert completion.usage == Usage(18_000, 201, estimated=True)
    assert completion.cost_usd == pytest.approx(PAID_USD + 0.0009005)


def test_an_unknown_price_and_a_limit_the_user_named_is_refused() -> None:
    """--max-cost could not be kept; without a limit, with the default one or with a price there is
    nothing to keep.
    """
    with pytest.raises(UsageError, match="is unknown, so the"):
        Budget(1.0, explicit=True).accept(NOBODYS)
    Budget(1.0, explicit=True).accept(
        NOBODYS, {"somewhere/unknown": {"input_usd": 1.0, "output_usd": 1.0}}
    )
    Budget(None, explicit=True).accept(NOBODYS)
    Budget(1.0, explicit=False).accept(NOBODYS)
    Budget(1.0, explicit=True).accept(LUNA)


@pytest.mark.parametrize(("limit_usd", "warnings"), [(1.0, 1), (None, 0)])
def test_an_unknown_price_and_the_default_limit_is_said_once(
    limit_usd: float | None, warnings: int
) -> None:
    """The calls are made, their cost is unknown (not 0), and one event says that the limit does not
    hold.
    """
    events: list[Event] = []
    budgeted = Budgeted(Scripted(), Budget(limit_usd, explicit=False), NOBODYS, emit=events.append)

    async def twice() -> list[Completion]:
        return [await budgeted.complete(REQUEST) for _ in range(2)]

    assert [c.cost_usd for c in clock.run(twice())] == [None, None]
    assert len(events) == warnings
    assert all(isinstance(event, Warned) for event in events)


@pytest.mark.parametrize(
    ("spent_usd", "expected_usd", "message", "enough"),
    [
        (0.0, 1.5, "about $1.50 expected, limit $1.00; nothing was sent.", "1.80"),
        (0.9, 0.2, "about $0.20 more expected, $0.90 spent, limit $1.00.", "1.32"),
        (0.9, 0.1, "", ""),
        (0.0, None, "", ""),
    ],
)
def test_what_is_expected_to_cost_more_than_is_left_is_not_begun(
    spent_usd: float, expected_usd: float | None, message: str, enough: str
) -> None:
    """The message counts what was spent before, and so does the limit that it proposes."""
    budget = Budget(1.0, explicit=False)
    budget.settle(0.0, spent_usd)
    assert budget.fits(expected_usd) == (not message)
    if not message:
        budget.afford(expected_usd, cheaper="-l short")
        return
    with pytest.raises(BudgetExceeded) as caught:
        budget.afford(expected_usd, cheaper="-l short")
    assert caught.value.message == message
    assert f"--max-cost {enough} " in caught.value.hint


def test_own_prices_are_used() -> None:
    """A price in the configuration makes an unknown model a known expense."""
    own = {"somewhere/unknown": {"input_usd": 1.0, "output_usd": 1.0}}
    budgeted = Budgeted(Scripted(), Budget(1.0, explicit=True), NOBODYS, overrides=own)
    assert clock.run(budgeted.complete(REQUEST)).cost_usd == pytest.approx(0.0092)


def test_a_request_without_an_estimate_is_reserved_by_its_length() -> None:
    """When nobody counted the input, its length bounds the reservation."""
    budget = Budget(0.01, explicit=True)
    long = Request("gpt-6-luna", "", "x" * 400_000, 100)
    with pytest.raises(BudgetExceeded):
        clock.run(Budgeted(Scripted(), budget, LUNA).complete(long))


def test_every_try_that_was_answered_is_on_the_bill() -> None:
    """At the price of its own usage where the service told it, and the answer bears them all."""
    budget = Budget(1.0, explicit=True)
    failure = ServerFailed("no use", provider="scripted", status=200)
    failure.lost = (USAGE,)
    inner = Retrying(Scripted([failure, answer()]))
    completion = clock.run(Budgeted(inner, budget, LUNA).complete(REQUEST))
    assert completion.usage == USAGE + USAGE
    assert completion.cost_usd == pytest.approx(2 * PAID_USD)
    assert budget.spent_usd == pytest.approx(2 * PAID_USD)


def test_a_failure_that_was_billed_counts_for_the_limit() -> None:
    """Told usage at its price, guessed usage at the worst case."""
    for usage, spent_usd in ((USAGE, PAID_USD), (replace(USAGE, estimated=True), WORST_USD)):
        budget = Budget(1.0, explicit=True)
        failure = ServerFailed("no use", provider="scripted", status=200, retryable=False)
        failure.lost = (usage,)
        with pytest.raises(ServerFailed):
            clock.run(Budgeted(Scripted([failure]), budget, LUNA).complete(REQUEST))
        assert [budget.spent_usd, budget.reserved_usd] == pytest.approx([spent_usd, 0.0])


def test_another_model_answers_at_its_own_price_and_is_named_once() -> None:
    """What was asked for is not what is paid."""
    events: list[object] = []
    other = replace(answer(), model="gpt-6.1-sol")
    budgeted = Budgeted(Scripted([other]), Budget(1.0, explicit=True), LUNA, emit=events.append)
    for _ in range(2):
        completion = clock.run(budgeted.complete(REQUEST))
        assert completion.cost_usd == pytest.approx(20 * PAID_USD)
    (warning,) = events
    assert "gpt-6.1-sol answered" in str(warning)


def test_remarks_of_an_answer_are_told_once() -> None:
    """What the border has to say reaches the user."""
    events: list[object] = []
    remarked = replace(answer(), remarks=("The effort was left out.",))
    budgeted = Budgeted(Scripted([remarked]), Budget(1.0, explicit=True), LUNA, emit=events.append)
    clock.run(budgeted.complete(REQUEST))
    clock.run(budgeted.complete(REQUEST))
    assert [getattr(event, "message", "") for event in events] == ["The effort was left out."]
