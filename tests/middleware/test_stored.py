"""Stored: what was paid once is not paid again."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tersely.errors import ServerFailed, TerselyError
from tersely.middleware import Shared, Stored
from tersely.records import Completion, Finish
from tersely.store import Store

from . import clock
from .scripted import REQUEST, Scripted, answer, server_error

HOLDER = """
import fcntl, sys
file = open(sys.argv[1], "a+")
fcntl.lockf(file, fcntl.LOCK_EX, 1, int.from_bytes(bytes.fromhex(sys.argv[2])[:7]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    store = Store.open(tmp_path / "s.sqlite")
    yield store
    store.close()


def test_the_second_call_comes_from_the_store(store: Store) -> None:
    """Same text, marked as reused, free; also as a stream whose pieces join to the text."""
    inner = Scripted()

    async def twice() -> tuple[Completion, Completion, list[str | Completion]]:
        stored = Stored(inner, store)
        assert stored.peek(REQUEST) is None
        first, second = await stored.complete(REQUEST), await stored.complete(REQUEST)
        assert stored.peek(REQUEST) == second
        return first, second, [piece async for piece in stored.stream(REQUEST)]

    first, second, (text, last) = clock.run(twice())
    assert (first.reused, second.reused, second.cost_usd) == (False, True, 0.0)
    assert first.text == second.text == text
    assert last == second
    assert len(inner.calls) == 1


@pytest.mark.skipif(os.name != "posix", reason="takes the lock as another process would")
@pytest.mark.parametrize("is_stream", [False, True])
def test_an_equal_call_of_another_process_is_waited_for(store: Store, *, is_stream: bool) -> None:
    """Its answer is taken; that it is waited for is said once."""
    inner, notes = Scripted(), list[str]()
    held = [
        sys.executable,
        "-c",
        HOLDER,
        f"{store.path}.claims",
        Stored(inner, store).key(REQUEST).hex(),
    ]
    with subprocess.Popen(held, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        other.stdout.readline()

        async def sleep(_seconds: float) -> None:
            await store.put(stored.key(REQUEST), answer())
            other.kill()
            other.wait()

        stored = Stored(inner, store, on_waiting=notes.append, sleep=sleep)

        async def ask() -> Completion:
            if not is_stream:
                return await stored.complete(REQUEST)
            *_, last = [piece async for piece in stored.stream(REQUEST)]
            assert isinstance(last, Completion)
            return last

        assert clock.run(ask()).reused
    assert inner.calls == []
    assert notes == ["Another tersely is asking for the same; waiting for its answer."]


def test_a_streamed_answer_is_stored_too(store: Store) -> None:
    """The stream is passed on unchanged and serves the next complete()."""
    inner = Scripted()

    async def stream_then_complete() -> tuple[list[str | Completion], Completion]:
        stored = Stored(inner, store)
        return [piece async for piece in stored.stream(REQUEST)], await stored.complete(REQUEST)

    pieces, again = clock.run(stream_then_complete())
    assert pieces == ["A", " summary.", answer()]
    assert again.reused
    assert len(inner.calls) == 1


@pytest.mark.parametrize(
    "unusable",
    [*(answer(finish=finish) for finish in Finish if finish is not Finish.COMPLETE), answer(" \n")],
)
def test_what_is_not_whole_is_asked_for_again(store: Store, unusable: Completion) -> None:
    """A cut, refused, blocked or empty answer is handed on and not stored."""
    inner = Scripted([unusable])

    async def twice() -> None:
        stored = Stored(inner, store)
        assert await stored.complete(REQUEST) == unusable
        assert await stored.complete(REQUEST) == unusable

    clock.run(twice())
    assert len(inner.calls) == 2
    assert store.stats().answers == 0


def test_equal_requests_at_the_same_time_are_one_call(store: Store) -> None:
    """Repeated pages of a document, or the same file twice in a folder, are paid once."""
    inner = Scripted(latency_s=5)

    async def together() -> list[Completion]:
        stored = Stored(inner, store)
        other = replace(REQUEST, sample=1)
        return await asyncio.gather(
            *(stored.complete(r) for r in (REQUEST, REQUEST, other, REQUEST))
        )

    answers = clock.run(together())
    assert len(inner.calls) == 2
    assert sum(a.reused for a in answers) == 2


def test_a_failure_is_not_shared(store: Store) -> None:
    """When the first of two equal calls fails, the second asks for itself."""
    inner = Scripted([server_error(), answer()], latency_s=1)

    async def together() -> list[Completion | BaseException]:
        stored = Stored(inner, store)
        calls = [stored.complete(REQUEST) for _ in range(2)]
        return await asyncio.gather(*calls, return_exceptions=True)

    failed, fine = clock.run(together())
    assert isinstance(failed, ServerFailed)
    assert isinstance(fine, Completion)
    assert not fine.reused


def test_another_endpoint_does_not_share_answers(store: Store) -> None:
    """The same request at another base URL is another call."""
    inner = Scripted()

    async def both() -> None:
        await Stored(inner, store, base_url="https://a").complete(REQUEST)
        await Stored(inner, store, base_url="https://b").complete(REQUEST)

    clock.run(both())
    assert len(inner.calls) == 2


def test_what_a_full_disk_cannot_take_is_kept(store: Store) -> None:
    """It is handed out, told and found again; without a place to keep it the call fails instead."""
    store._connection.execute("PRAGMA max_page_count = 1")
    inner = Scripted([answer("x" * 100_000)])
    shared = Shared()
    told: list[str] = []

    async def twice() -> tuple[Completion, Completion]:
        stored = Stored(inner, store, shared=shared, on_spared=told.append)
        return await stored.complete(REQUEST), await stored.complete(REQUEST)

    first, second = clock.run(twice())
    assert (first.reused, second.reused, first.text) == (False, True, second.text)
    assert len(inner.calls) == len(shared.spare) == len(told) == 1
    with pytest.raises(TerselyError, match="disk is full"):
        clock.run(Stored(inner, store).complete(REQUEST))
