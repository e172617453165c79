"""A summary whose notes others have paid."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tersely import summarize
from tersely.app.dividing import with_paid
from tersely.records import FINAL, MAP, CallRecord, Finish, Usage


def call(index: int, cost_usd: float | None, *, reused: bool = False) -> CallRecord:
    """A map call of 100 + 10 tokens."""
    usage = Usage() if reused else Usage(100, 10)
    return CallRecord(MAP, index, "openai", "m", Finish.COMPLETE, usage, cost_usd, reused, 1.0, 1)


@pytest.mark.parametrize(("price", "total"), [(0.5, 2.5), (None, None)])
def test_calls_that_others_paid_stand_for_those_that_found_their_answers(
    price: float | None, total: float | None
) -> None:
    """Answers of earlier runs stay free; a price that nobody knows makes the sum unknown."""
    plain = summarize("The harbour has ships. " * 60, model="extractive")
    final = replace(call(0, 1.0), stage=FINAL)
    known_before = call(2, 0.0, reused=True)
    summary = replace(
        plain, calls=(call(0, 0.0, reused=True), call(1, 0.0, reused=True), known_before, final)
    )
    whole = with_paid(summary, [call(0, 1.0), call(1, price)])
    assert [c.reused for c in whole.calls] == [False, False, True, False]
    assert whole.cost_usd == total
    assert whole.usage == Usage(300, 30)
