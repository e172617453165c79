"""A stop ends all waiting at once, takes nothing from calls in flight and hides no cost."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from tersely.errors import ConnectionFailed, ProviderError, Stopped
from tersely.middleware import Gate, Limited, Retrying, RetryPolicy, StopSignal
from tersely.records import Usage

from . import clock
from .scripted import REQUEST, Scripted, answer, too_fast

SMALL = replace(REQUEST, input_tokens=900, max_output_tokens=100)


@pytest.mark.parametrize(
    "limits", [{"tpm": 2000}, {"rpm": 2}, {"width": 2}], ids=["tokens", "requests", "slots"]
)
def test_calls_that_wait_for_their_turn_give_up_at_once(limits: dict[str, float]) -> None:
    """Those in flight end. Nobody waits for the minute's limit, which may be far away."""
    signal = StopSignal()
    inner = Scripted(latency_s=1)
    width = int(limits.pop("width", 10))
    gate = Gate(width, explicit=True, signal=signal, **limits)
    limited = Limited(inner, gate)

    async def main() -> list[object]:
        calls = [asyncio.create_task(limited.complete(SMALL)) for _ in range(8)]
        await asyncio.sleep(0.5)
        signal.give()
        results = await asyncio.gather(*calls, return_exceptions=True)
        assert clock.now_s() <= 1
        assert gate.running == 0
        with pytest.raises(Stopped):
            await limited.complete(SMALL)
        return list(results)

    results = clock.run(main())
    stopped = [result for result in results if isinstance(result, Stopped)]
    assert len(inner.calls) + len(stopped) == 8
    assert 0 < len(stopped) < 8
    assert all(not isinstance(result, BaseException) for result in results if result not in stopped)


def test_a_call_between_two_tries_gives_up_at_once() -> None:
    """The server asked for a minute; the user is not kept that long."""
    signal = StopSignal()
    retrying = Retrying(
        Scripted([too_fast(60), answer()]), RetryPolicy(max_wait_s=60), sleep=signal.sleep
    )

    async def main() -> None:
        asyncio.get_running_loop().call_later(5, signal.give)
        with pytest.raises(Stopped):
            await retrying.complete(REQUEST)
        assert clock.now_s() == 5

    clock.run(main())


@pytest.mark.parametrize("streams", [False, True])
def test_what_the_tries_have_cost_is_told_though_the_call_was_stopped(streams: bool) -> None:
    """The answer was billed and could not be used: the error that bears the cost is the one raised."""
    signal = StopSignal()
    error = ConnectionFailed("lost", provider="p")
    error.lost = (Usage(900, 40),)
    retrying = Retrying(Scripted([error, answer()]), RetryPolicy(base_s=50.0), sleep=signal.sleep)

    async def call() -> None:
        if streams:
            async for _ in retrying.stream(REQUEST):
                pass
        else:
            await retrying.complete(REQUEST)

    async def main() -> None:
        asyncio.get_running_loop().call_soon(signal.give)
        with pytest.raises(ProviderError) as raised:
            await call()
        assert raised.value.lost == (Usage(900, 40),)

    clock.run(main())


def test_who_is_cancelled_is_not_told_of_a_stop() -> None:
    """A cancelled task ends as one, whatever the signal says at the same moment."""
    signal = StopSignal()

    async def main() -> None:
        waiting = asyncio.create_task(signal.sleep(100))
        await asyncio.sleep(1)
        waiting.cancel()
        signal.give()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    clock.run(main())
