"""What goes out and comes back: usage adds up, and an estimate is marked as one."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.records import Finish, ModelRef, Request, Usage
from tersely.records.call import CUT_SHORT

usages = st.builds(Usage, *[st.integers(0, 10**9)] * 5, st.booleans())


@given(usages, usages, usages)
def test_usage_adds_up_in_any_order(a: Usage, b: Usage, c: Usage) -> None:
    """Nothing is the neutral element; a sum with an estimate is one."""
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)
    assert a + Usage() == a
    assert (a + b).estimated is (a.estimated or b.estimated)


@given(usages, usages)
def test_every_count_is_in_the_sum(a: Usage, b: Usage) -> None:
    """Also those that are parts of others."""
    counts = [field.name for field in dataclasses.fields(Usage) if field.name != "estimated"]
    total = a + b
    for name in counts:
        assert getattr(total, name) == getattr(a, name) + getattr(b, name)


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_an_estimate_counts_what_was_sent_and_what_came(system: str, user: str, text: str) -> None:
    """Four bytes a token; the planner's own estimate is better where there is one."""
    request = Request("m", system, user, 100)
    used = request.estimate(text)
    assert used.estimated
    assert used.input_tokens == len((system + user).encode()) // 4
    assert used.output_tokens == len(text.encode()) // 4
    planned = dataclasses.replace(request, input_tokens=77)
    assert planned.estimate(text).input_tokens == 77


@pytest.mark.parametrize(
    ("ref", "text"),
    [
        (ModelRef("openai", "gpt-6-luna"), "openai/gpt-6-luna"),
        (ModelRef("openai"), "openai"),
        (ModelRef("local", "./a/b.gguf"), "local/./a/b.gguf"),
    ],
)
def test_a_reference_prints_as_a_user_writes_it(ref: ModelRef, text: str) -> None:
    assert str(ref) == text


def test_an_answer_that_is_whole_or_refused_is_not_cut_short() -> None:
    """There may be text in all that are."""
    whole = {
        Finish.COMPLETE,
        Finish.REFUSED,
        Finish.BLOCKED,
        Finish.EMPTY,
        Finish.REASONING_ONLY,
        Finish.INVALID,
    }
    assert frozenset(Finish) - CUT_SHORT == whole


def test_records_of_calls_are_frozen() -> None:
    request = Request("m", "s", "u", 1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        request.user = "other"  # type: ignore[misc]
