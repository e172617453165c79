"""The worker of a node: where it asks, and what it holds of the cache."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from tersely.app.context import Context
from tersely.app.model_selection import choose_model, endpoint
from tersely.cluster import answers
from tersely.cluster.answers import WorkerStore, packed
from tersely.cluster.worker import asking_at
from tersely.errors import UsageError
from tersely.records import Completion, Finish, Usage

ANSWER = Completion("A summary.", Usage(100, 20), Finish.COMPLETE, "m-1", "openai", "req_1")
URL = "http://127.0.0.1:8000/v1"


def address(context: Context) -> str:
    """Where the context's model is asked."""
    return endpoint(choose_model(context).ref, context, key_needed=False).base_url


def test_a_node_asks_the_server_that_it_was_given() -> None:
    """In place of a provider's own address, and of the one of a service in the config."""
    plain = Context.load({"model": "openai/m"}, environment={})
    assert address(plain) != URL
    assert address(asking_at(plain, URL)) == URL
    rows = {"acme": {"base_url": "https://a.example/v1"}}
    service = Context.load({"model": "acme/m", "providers": rows}, environment={})
    assert address(service) == "https://a.example/v1"
    assert address(asking_at(service, URL)) == URL
    with pytest.raises(UsageError, match="no address"):
        asking_at(Context.load({"model": "extractive"}, environment={}), URL)


def key(number: int) -> bytes:
    """The key of one made-up request."""
    return number.to_bytes(8, "big") + bytes(24)


def test_a_worker_asks_only_for_answers_that_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that were stored before, those that came since, and its own that it has let go."""
    monkeypatch.setattr(answers, "KEPT", 2)
    sent: list[bytes] = []
    looked: list[bytes] = []

    def look(wanted: bytes) -> Completion:
        looked.append(wanted)
        return ANSWER

    store = WorkerStore(packed(map(key, range(0, 100, 2))), lambda _n, k, _c: sent.append(k), look)
    assert [store.get(key(n)) is not None for n in (0, 1, 98, 99, 100)] == [
        True, False, True, False, False,
    ]  # fmt: skip
    store.learn([key(1)])
    assert store.get(key(1)) == ANSWER
    looked.clear()

    async def work() -> None:
        for number in (201, 203, 205):
            await store.put(key(number), ANSWER)
        with pytest.raises(ValueError, match="LENGTH"):
            await store.put(key(7), replace(ANSWER, finish=Finish.LENGTH))

    asyncio.run(work())
    assert sent == [key(201), key(203), key(205)]
    for number in (201, 203, 205):
        found = store.get(key(number))
        assert found
        assert found.text == ANSWER.text
    assert looked == [key(201)]
