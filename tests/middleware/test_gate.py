"""Limited and its gate: never wider, never faster than allowed, the most urgent first, and no storm
after a pause.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely.errors import ProviderError, TerselyError
from tersely.middleware import Gate, Limited, Retrying, RetryPolicy, priority
from tersely.records import Completion, Request

from . import clock
from .scripted import REQUEST, Scripted, answer, server_error, too_fast

SMALL = replace(REQUEST, input_tokens=900, max_output_tokens=100)


class Server:
    """Admits `per_s` requests a second with bursts of one second, and answers 429 beyond; decides
    at the request's arrival.
    """

    def __init__(self, per_s: float, retry_after_s: float | None = None) -> None:
        self.per_s, self.retry_after_s = per_s, retry_after_s
        self.admitted: list[float] = []
        self.refused: list[float] = []
        self._level, self._seen_at = per_s, 0.0

    def decide(self, _request: Request) -> Completion | TerselyError:
        now = clock.now_s()
        self._level = min(self.per_s, self._level + (now - self._seen_at) * self.per_s)
        self._seen_at = now
        if self._level < 1:
            self.refused.append(now)
            return too_fast(self.retry_after_s)
        self._level -= 1
        self.admitted.append(now)
        return answer()


async def call_all(
    limited: Limited | Retrying, number: int, request: Request = SMALL
) -> list[Completion | BaseException]:
    """So many calls at once."""
    return await asyncio.gather(
        *(limited.complete(request) for _ in range(number)), return_exceptions=True
    )


@given(st.integers(1, 8), st.integers(1, 40), st.booleans())
@settings(max_examples=40)
def test_there_are_never_more_calls_at_once_than_slots(
    width: int, calls: int, explicit: bool
) -> None:
    """An explicit width is used from the start, a default one is grown into; neither is passed."""
    inner = Scripted(latency_s=1)
    gate = Gate(width, explicit=explicit)
    clock.run(call_all(Limited(inner, gate), calls))
    assert inner.peak <= width
    assert inner.peak >= min(calls, width if explicit else min(width, 4))
    assert len(inner.calls) == calls
    assert gate.running == 0


def test_the_default_width_grows_while_all_goes_well() -> None:
    """From 4 calls at once to 16, doubling a round."""
    inner = Scripted(latency_s=1)
    clock.run(call_all(Limited(inner, Gate()), 100))
    starts = [round(second) for second, _ in inner.calls]
    assert [starts.count(second) for second in range(5)] == [4, 8, 16, 16, 16]


@given(st.permutations([(-1, 0, 0), (-1, 1, 0), (0, 0, 0), (0, 0, 1), (0, 1, 0)]))
@settings(max_examples=30)
def test_the_most_urgent_call_goes_first(order: list[tuple[int, ...]]) -> None:
    """Whatever the order of arrival: reduces before maps, then document order."""
    inner = Scripted(latency_s=1)
    limited = Limited(inner, Gate(1, explicit=True))

    async def with_priority(rank: tuple[int, ...]) -> None:
        priority.set(rank)
        await limited.complete(replace(SMALL, user=str(rank)))

    async def main() -> None:
        blocker = asyncio.create_task(limited.complete(SMALL))
        await asyncio.sleep(0.5)
        await asyncio.gather(blocker, *(with_priority(rank) for rank in order))

    clock.run(main())
    assert [request.user for _, request in inner.calls[1:]] == [str(rank) for rank in sorted(order)]


@given(st.integers(0, 12), st.sampled_from([0.0, 0.5, 1.0, 1.5]))
@settings(max_examples=40)
def test_a_cancelled_call_leaves_no_slot_behind(cancelled: int, at_s: float) -> None:
    """Whether it waits, runs or was let in that very moment: afterwards the gate has all its slots."""
    inner = Scripted(latency_s=1)
    gate = Gate(3, explicit=True)
    limited = Limited(inner, gate)

    async def main() -> None:
        tasks = [asyncio.create_task(limited.complete(SMALL)) for _ in range(12)]
        await asyncio.sleep(at_s)
        for task in tasks[:cancelled]:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert gate.running == 0
        inner.peak = 0
        await call_all(limited, 6)
        assert inner.peak == 3

    clock.run(main())


def test_an_abandoned_stream_frees_its_slot() -> None:
    """A reader who stops in the middle and closes the stream lets the next call in."""
    gate = Gate(1, explicit=True)
    limited = Limited(Scripted(), gate)

    async def main() -> None:
        stream = limited.stream(SMALL)
        assert await anext(stream) == "A"
        assert gate.running == 1
        await stream.aclose()
        assert gate.running == 0
        assert (await limited.complete(SMALL)).text == "A summary."

    clock.run(main())


def test_a_retry_that_waits_gives_its_slot_back() -> None:
    """With one slot, the second call runs while the first one waits for its next try."""
    inner = Scripted([server_error(500), answer()], latency_s=1)
    retrying = Retrying(Limited(inner, Gate(1, explicit=True)), RetryPolicy(base_s=60, cap_s=60))

    async def main() -> list[float]:
        ends: list[float] = []

        async def call() -> None:
            await retrying.complete(SMALL)
            ends.append(clock.now_s())

        await asyncio.gather(call(), call())
        return ends

    assert clock.run(main())[0] == 2.0


def test_retry_after_pauses_the_whole_gate_and_it_opens_narrow() -> None:
    """Of 40 calls ready to start, none starts during the pause and only a few start with its end."""
    inner = Scripted([too_fast(7.0), answer()], latency_s=1)
    limited = Limited(inner, Gate(20, explicit=True))
    clock.run(call_all(limited, 60))
    starts = [second for second, _ in inner.calls]
    assert not [second for second in starts if 1.0 < second < 8.0]
    assert sum(second == 8.0 for second in starts) == 4
    assert max(starts) < 14.0  # and it is wide again soon


def test_many_refusals_at_once_are_one_cut() -> None:
    """Eight 429 of the same moment halve the width once, not eight times; a success later it grows
    again.
    """
    gate = Gate(16, explicit=True)
    refusals: list[Completion | TerselyError] = [too_fast()] * 8
    inner = Scripted([*refusals, answer()], latency_s=1)

    async def main() -> int:
        await call_all(Limited(inner, gate), 16)
        after = gate.width
        await call_all(Limited(inner, gate), 200)
        return after

    assert clock.run(main()) == 8
    assert 8 < gate.width <= 16


def test_a_delay_too_long_to_wait_for_does_not_stop_the_others() -> None:
    """A quota that is over for ten hours fails its own call; the gate stays open."""
    inner = Scripted([too_fast(36_000), answer()], latency_s=1)

    async def main() -> float:
        await call_all(Limited(inner, Gate(1, explicit=True)), 3)
        return clock.now_s()

    assert clock.run(main()) == 3.0


@given(st.floats(30, 3_000), st.integers(10, 60))
@settings(max_examples=30)
def test_no_minute_has_more_requests_than_rpm(rpm: float, calls: int) -> None:
    """In any stretch of time: at most the rate times its length, and a burst of half a second."""
    inner = Scripted()
    clock.run(call_all(Limited(inner, Gate(1000, explicit=True, rpm=rpm)), calls))
    starts = [second for second, _ in inner.calls]
    for i, first in enumerate(starts):
        for n, last in enumerate(starts[i:], 1):
            assert n <= (last - first) * rpm / 60 + max(1.0, rpm / 120) + 1e-6
    assert starts[-1] <= calls * 60 / rpm / 0.96


@given(st.integers(1_000, 200_000), st.integers(10, 3_000), st.floats(0.1, 90))
@settings(max_examples=30)
def test_no_minute_has_more_tokens_than_tpm_wherever_it_begins(
    tpm: int, output: int, latency_s: float
) -> None:
    """Counted as a server may: what each call really used, at the moment it came, in any 60 s."""
    request = replace(REQUEST, input_tokens=500, max_output_tokens=output)
    used = 500 + output // 2
    usage = replace(answer().usage, input_tokens=500, output_tokens=output // 2)
    inner = Scripted([answer(usage=usage)], latency_s=latency_s)
    clock.run(call_all(Limited(inner, Gate(1000, explicit=True, tpm=tpm)), 40, request))
    starts = [second for second, _ in inner.calls]
    for first in starts:
        calls = sum(first <= start < first + 60 for start in starts)
        assert calls * used <= max(tpm, used)


def test_tokens_a_minute_are_used_and_unused_ones_given_back() -> None:
    """97 % of the limit is used in 62 s; what a call reserved and did not use counts for the next."""
    request = replace(REQUEST, input_tokens=900, max_output_tokens=100)

    def ends_s(unused: int) -> float:
        usage = replace(answer().usage, input_tokens=900, output_tokens=100 - unused)
        inner = Scripted([answer(usage=usage)])

        async def main() -> float:
            await call_all(Limited(inner, Gate(10, explicit=True, tpm=60_000)), 600, request)
            return clock.now_s()

        return clock.run(main())

    assert ends_s(unused=0) == pytest.approx(62 * 600_000 / (0.97 * 60_000) - 62, rel=0.1)
    assert ends_s(unused=100) < 0.92 * ends_s(unused=0)


@pytest.mark.parametrize("cap", [500, 4_300])
def test_nearly_the_whole_limit_is_used_though_caps_are_far_above_what_is_written(cap: int) -> None:
    """Calls in flight hold what is expected of them, not their caps; and waves that wait for
    refunds are spread.
    """
    request = replace(REQUEST, input_tokens=850, max_output_tokens=cap)
    usage = replace(answer().usage, input_tokens=850, output_tokens=25)
    inner = Scripted([answer(usage=usage)], latency_s=2.5)
    clock.run(call_all(Limited(inner, Gate(100, explicit=True, tpm=100_000)), 800, request))
    assert 800 * 875 / (inner.calls[-1][0] / 60) > 0.93 * 100_000


@given(st.lists(st.integers(1, 1_000), min_size=40, max_size=120), st.floats(0.1, 20))
@settings(max_examples=30)
def test_answers_of_any_length_stay_within_the_limit(written: list[int], latency_s: float) -> None:
    """The expectation is twice the average, so that the calls in flight together do not write more
    than they hold.
    """
    request = replace(REQUEST, input_tokens=2_000, max_output_tokens=1_000)
    usages = [replace(answer().usage, input_tokens=2_000, output_tokens=n) for n in written]
    inner = Scripted([answer(usage=usage) for usage in usages], latency_s=latency_s)
    clock.run(
        call_all(Limited(inner, Gate(1000, explicit=True, tpm=60_000)), len(written), request)
    )
    starts = [second for second, _ in inner.calls]
    for first in starts:
        window = [
            n for start, n in zip(starts, written, strict=True) if first <= start < first + 60
        ]
        assert 2_000 * len(window) + sum(window) <= 60_000


@given(st.lists(st.floats(0, 2), min_size=150, max_size=150))
@settings(max_examples=20)
def test_calls_that_are_late_on_their_way_stay_within_the_servers_minute(
    late_s: list[float],
) -> None:
    """The first ones open connections; what was spread over 62 s here may arrive within 60 s there."""
    request = replace(REQUEST, input_tokens=1_000, max_output_tokens=0)
    inner = Scripted(
        [answer(usage=replace(answer().usage, input_tokens=1_000, output_tokens=0))], latency_s=3
    )
    clock.run(call_all(Limited(inner, Gate(1000, explicit=True, tpm=40_000)), len(late_s), request))
    arrivals = [start + late for (start, _), late in zip(inner.calls, late_s, strict=True)]
    assert max(sum(first <= at < first + 60 for at in arrivals) for first in arrivals) <= 40


@given(st.integers(10, 5_000), st.floats(0.1, 90))
@settings(max_examples=30)
def test_a_service_that_counts_caps_sees_no_more_than_its_limit(cap: int, latency_s: float) -> None:
    """Input and cap are counted when the call comes; that little was written changes nothing. 97 %
    is used in 62 s, as far as whole calls fill it.
    """
    request = replace(REQUEST, input_tokens=1_000, max_output_tokens=cap)
    inner = Scripted(
        [answer(usage=replace(answer().usage, input_tokens=1_000, output_tokens=5))],
        latency_s=latency_s,
    )
    inner.counts_output_cap = True
    limited = Limited(inner, Gate(1000, explicit=True, tpm=100_000))
    clock.run(call_all(limited, 200, request))
    starts = [second for second, _ in inner.calls]
    calls = [sum(first <= start < first + 60 for start in starts) for first in starts]
    assert max(calls) * (1_000 + cap) <= 100_000
    assert starts[-1] <= 62 * 199 / (97_000 // (1_000 + cap))


def test_a_request_larger_than_a_minutes_tokens_still_goes() -> None:
    """It goes alone, and its debt is waited for."""
    inner = Scripted([answer(usage=replace(answer().usage, input_tokens=20_000, output_tokens=0))])
    huge = replace(REQUEST, input_tokens=20_000, max_output_tokens=0)
    clock.run(call_all(Limited(inner, Gate(tpm=10_000)), 2, huge))
    starts = [start for start, _ in inner.calls]
    assert starts == pytest.approx([0.0, 62 * 20_000 / (0.97 * 10_000)], rel=0.01)


def test_limits_in_the_replies_are_learned() -> None:
    """After the first answer named 60 requests a minute, about one a second starts; a limit of the
    user's own wins.
    """
    inner = Scripted(limits={"rpm": 60.0})
    clock.run(call_all(Limited(inner, Gate(1, explicit=True)), 10))
    gaps = [b - a for (a, _), (b, _) in pairwise(inner.calls)]
    assert gaps[1:] == pytest.approx([1 / 0.97] * 8)
    inner = Scripted(limits={"rpm": 60.0})
    clock.run(call_all(Limited(inner, Gate(1, explicit=True, rpm=6_000)), 10))
    assert inner.calls[-1][0] < 1.0


def test_a_limit_that_changes_from_reply_to_reply_gives_no_new_allowance() -> None:
    """The rate follows the newest number; the minute's tokens that were used stay used."""
    big = replace(REQUEST, input_tokens=10_000, max_output_tokens=0)
    inner = Scripted()

    def decide(_request: Request) -> Completion:
        inner.limits = {"tpm": 60_000 + len(inner.calls) % 2}
        return answer(usage=replace(answer().usage, input_tokens=10_000, output_tokens=0))

    inner._decide = decide
    clock.run(call_all(Limited(inner, Gate(1, explicit=True)), 30, big))
    assert 5 * 62 <= inner.calls[-1][0] <= 5.5 * 62  # five calls of 10,000 fit into a minute


@pytest.mark.parametrize(("known", "retry_after_s"), [(True, None), (True, 1.0), (False, 1.0)])
def test_a_rate_limited_server_is_used_fully_without_a_storm(
    known: bool, retry_after_s: float | None
) -> None:
    """20 requests a second: with the limit known at least 0.9 of it and no 429; learned from a
    429's headers, hardly any more.
    """
    server = Server(20, retry_after_s)
    inner = Scripted(decide=server.decide, latency_s=1, limits={} if known else {"rpm": 1200.0})
    gate = Gate(50, explicit=True, rpm=1200 if known else None)
    outcomes = clock.run(call_all(Retrying(Limited(inner, gate), RetryPolicy(attempts=20)), 1_000))
    assert not [o for o in outcomes if isinstance(o, ProviderError)]
    goodput_per_s = 1_000 / (server.admitted[-1] + 1)
    assert goodput_per_s >= 0.9 * 20
    since_s = 0.0 if known else 5.0
    late = [second for second in server.refused if second > since_s]
    assert len(late) <= 0.02 * len([second for second in server.admitted if second > since_s])


def test_an_unknown_limit_is_found_by_trying() -> None:
    """No header, no setting, no Retry-After: the width settles where the server answers, well above
    half of its limit.
    """
    server = Server(20)
    inner = Scripted(decide=server.decide, latency_s=1)
    retrying = Retrying(Limited(inner, Gate(50, explicit=True)), RetryPolicy(attempts=20))
    outcomes = clock.run(call_all(retrying, 2_000))
    assert all(isinstance(o, Completion) for o in outcomes)
    assert 2_000 / server.admitted[-1] >= 0.7 * 20
    assert len(server.refused) <= 0.15 * 2_000
