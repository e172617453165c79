"""What real usage teaches corrects reservations and limits."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely import catalog
from tersely.errors import BudgetExceeded
from tersely.middleware import Budget, Budgeted, Calibration, Gate, Limited
from tersely.records import ModelRef, Usage

from . import clock
from .scripted import REQUEST, Scripted, answer

LUNA = catalog.model(ModelRef("openai", "gpt-6-luna"))
COUNTS = st.integers(1, 100_000)


@given(st.lists(st.tuples(COUNTS, COUNTS), max_size=20))
def test_the_ratio_lies_between_one_and_what_was_seen(seen: list[tuple[int, int]]) -> None:
    """It never overshoots the evidence, whatever the order of the answers."""
    forth, back = Calibration(), Calibration()
    for learner, pairs in ((forth, seen), (back, seen[::-1])):
        for estimated, real in pairs:
            learner.learn(replace(REQUEST, input_tokens=estimated), Usage(real, 10))
    ratios = [real / estimated for estimated, real in seen]
    assert min([1.0, *ratios]) <= forth.ratio <= max([1.0, *ratios])
    assert forth.ratio == back.ratio


@pytest.mark.parametrize("usage", [Usage(18_000, 10, estimated=True), Usage(0, 10)])
def test_usage_that_the_server_did_not_tell_teaches_nothing(usage: Usage) -> None:
    """An estimate cannot correct an estimate."""
    calibration = Calibration()
    calibration.learn(REQUEST, usage)
    assert calibration.ratio == 1


@given(st.lists(st.integers(0, 1_000), max_size=50))
def test_the_expected_output_is_never_above_the_cap_nor_below_twice_the_average(
    written: list[int],
) -> None:
    """Before the first answer it is the cap; another cap is another stage, of which nothing was
    learned.
    """
    calibration = Calibration()
    for tokens in written:
        calibration.learn(REQUEST, Usage(9_000, tokens))
    expected = calibration.output_tokens(REQUEST)
    assert min(1_000, 2 * sum(written) // max(1, len(written))) <= expected <= 1_000
    assert calibration.output_tokens(replace(REQUEST, max_output_tokens=999)) == 999


def test_short_answers_lower_the_expected_output() -> None:
    """Fifty answers of 20 tokens under a cap of 1,000: a tenth of it is expected, not all."""
    calibration = Calibration()
    for _ in range(50):
        calibration.learn(REQUEST, Usage(9_000, 20))
    assert calibration.output_tokens(REQUEST) == 2 * (2_000 + 1_000) // 52


def test_reservations_follow_what_was_learned() -> None:
    """Answers of twice the estimated input: the next call reserves twice as much, and a budget
    stops one call earlier.
    """
    calibration = Calibration()
    inner = Scripted([answer(usage=Usage(18_000, 200))])
    budget = Budget(1.0, explicit=True)
    chain = Budgeted(Limited(inner, Gate(), calibration), budget, LUNA, calibration)

    async def reserved_usd() -> float:
        task = asyncio.create_task(chain.complete(replace(REQUEST, max_output_tokens=0)))
        await asyncio.sleep(0)
        found = budget.reserved_usd
        await task
        return found

    async def main() -> list[float]:
        return [await reserved_usd() for _ in range(50)]

    first, *_, last = clock.run(main())
    assert first == pytest.approx(9_000 * 1.1 * 0.10 / 1e6)
    assert last == pytest.approx(2 * first, rel=0.01)
    budget.limit_usd = budget.spent_usd + 1.5 * first
    with pytest.raises(BudgetExceeded):
        clock.run(chain.complete(replace(REQUEST, max_output_tokens=0)))


@pytest.mark.parametrize(("learned", "in_a_minute"), [(False, 9), (True, 4)])
def test_a_limit_of_tokens_a_minute_is_kept_in_the_services_own_count(
    learned: bool, in_a_minute: int
) -> None:
    """Of calls of 9,000 estimated tokens nine fit 90,000 a minute; once they are known to have
    18,000, four do.
    """
    calibration = Calibration()
    for _ in range(500 if learned else 0):
        calibration.learn(REQUEST, Usage(18_000, 0))
    inner = Scripted(latency_s=60)
    limited = Limited(inner, Gate(50, explicit=True, tpm=90_000), calibration)

    async def main() -> None:
        request = replace(REQUEST, max_output_tokens=0)
        calls = [asyncio.create_task(limited.complete(request)) for _ in range(20)]
        await asyncio.sleep(59)
        assert len(inner.calls) == in_a_minute
        for call in calls:
            call.cancel()

    clock.run(main())
