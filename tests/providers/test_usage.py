"""What a service says it read and wrote is compared with what was sent and what came."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wire
from providers.harness import EVERY, REQUEST, Bench, ask
from tersely import tokens
from tersely.errors import ContextTooLong, PromptTruncated
from tersely.providers._usage import Counted, PromptWatch, count, perhaps_cut, settle
from tersely.records import Request, Usage
from wire import Answer
from wire.answer import Twist

WORDS = "The library was open on 312 days and lent 48,104 books to 9,310 readers. "


@pytest.fixture(
    params=[(kind, form) for kind in EVERY for form in ("plain", "stream")], ids="-".join
)
def bench(server: wire.WireServer, request: pytest.FixtureRequest) -> Bench:
    """Every way to write an answer, in both forms."""
    kind, form = request.param
    return Bench(server, kind, form == "stream")


def prompt(estimate: int) -> Request:
    """A request whose text has about `estimate` tokens by the counter of GPT."""
    counter = tokens.counter_for("o200k")
    one = counter.count_batch([WORDS])[0]
    return replace(REQUEST, user=WORDS * (estimate // one), input_tokens=estimate)


@pytest.mark.parametrize("told", [4096, 14_000])
def test_a_prompt_that_was_cut_is_no_answer(bench: Bench, told: int) -> None:
    """25,000 tokens sent, far fewer read: not an answer, but the window, and what it has cost."""
    request = prompt(25_000)
    bench.server.script(Answer(text="All is well.", input_tokens=told, output_tokens=4))

    async def run() -> None:
        adapter = await bench.open()
        with pytest.raises(PromptTruncated) as caught:
            await ask(adapter, request, streaming=bench.streaming)
        error = caught.value
        assert isinstance(error, ContextTooLong)
        assert not error.retryable
        assert error.window_tokens == told
        assert error.lost == (Usage(told, 4),)
        assert f"chunk_tokens={told // 2}" in error.hint
        # The next one of this size is not sent: it would be paid and cut as well.
        with pytest.raises(ContextTooLong):
            await ask(adapter, request, streaming=bench.streaming)
        assert len(bench.server.requests) == 1
        await adapter.aclose()

    asyncio.run(run())


@pytest.mark.parametrize("share", [0.85, 0.72])
def test_another_vocabulary_is_no_truncation(bench: Bench, share: float) -> None:
    """A model that needs fewer tokens than estimated has read all the same."""
    told = round(25_000 * share)
    bench.server.script(Answer(input_tokens=told))
    assert bench.run(prompt(25_000))[1].usage.input_tokens == told


def test_an_estimate_far_above_the_text_is_no_truncation(bench: Bench) -> None:
    """The bound for a vocabulary that nobody has seen may be 1.8 times the count."""
    request = replace(prompt(10_000), input_tokens=18_000)
    bench.server.script(Answer(input_tokens=10_000))
    assert bench.run(request)[1].usage.input_tokens == 10_000


def test_the_same_round_number_for_parts_of_different_size() -> None:
    """5,000 and 4,500 tokens sent, 4,096 read of each: that is a window. The first one alone is in
    doubt, and so is one of the same size.
    """
    watch = PromptWatch()
    small, large = prompt(4_500), prompt(5_000)
    assert watch.truncated(small, Usage(4_096, 9)) is None
    assert watch.truncated(small, Usage(4_096, 9)) is None
    assert watch.truncated(large, Usage(4_096, 9)) == 4_096
    assert watch.window_tokens == 4_096
    assert perhaps_cut(small, Usage(4_096, 9))
    assert not perhaps_cut(small, Usage(4_101, 9))
    assert not perhaps_cut(small, Usage(4_096, 9, estimated=True))
    assert not perhaps_cut(prompt(4_100), Usage(4_096, 9))
    alike = PromptWatch()
    other = replace(small, user=f"{small.user[:-1]}.")
    assert alike.truncated(small, Usage(4_000, 9)) is None
    assert alike.truncated(other, Usage(4_000, 9)) == 4_000
    odd = PromptWatch()
    assert odd.truncated(small, Usage(4_101, 9)) is None
    assert odd.truncated(large, Usage(4_101, 9)) is None


@pytest.mark.parametrize("twist", [t for t in get_args(Twist) if t.startswith("usage_")])
def test_usage_that_cannot_be_is_not_given(bench: Bench, twist: Twist) -> None:
    """Zeros, nulls and negative numbers are estimated and marked; numbers in quotes are numbers."""
    bench.server.script(Answer(text="Twelve bytes", twist=twist, input_tokens=7, output_tokens=2))
    usage = bench.run()[1].usage
    assert usage.estimated == (twist != "usage_strings")
    assert usage.output_tokens == (2 if twist == "usage_strings" else 3)
    assert usage.input_tokens > 0


NUMBERS = st.one_of(st.integers(), st.floats(), st.text(max_size=15), st.booleans(), st.none())


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.text(max_size=50))
def test_usage_is_always_sound(
    sent: object, wrote: object, cached: object, thought: object, text: str
) -> None:
    """Whatever JSON holds: no negative, no absurd number, no part larger than its whole."""
    told = Counted(count(sent), count(wrote), count(cached), count(thought))
    usage = settle(told, REQUEST, text)
    assert usage.input_tokens > 0
    assert 0 <= usage.cached_tokens <= usage.input_tokens
    assert 0 <= usage.reasoning_tokens <= usage.output_tokens <= 10**9


COUNTS: list[tuple[object, int | None]] = [
    (12, 12),
    ("12", 12),
    (12.0, 12),
    (12.5, None),
    (-1, None),
    (True, None),
    ("x", None),
    ("9" * 5000, None),
    (float("inf"), None),
    (10**15, None),
    ([], None),
]


@pytest.mark.parametrize(("value", "expected"), COUNTS)
def test_counts(value: object, expected: int | None) -> None:
    """A count of tokens as JSON may hold it."""
    assert count(value) == expected
