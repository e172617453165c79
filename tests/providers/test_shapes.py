"""A reply of another shape than the API promises is a bad reply, wherever the difference is, and
never a crash.
"""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

import wire
from tersely import providers
from tersely.errors import ProviderError
from tersely.provider import Provider
from tersely.records import Completion
from wire import Answer, reply

from .harness import REQUEST, Bench

ODD: tuple[Any, ...] = ("x", [None])


@pytest.mark.filterwarnings(
    "ignore:.*is not a valid:UserWarning"
)  # google-genai on a word that it does not know
@pytest.mark.parametrize("kind", ["responses", "chat", "anthropic", "gemini"])
def test_no_odd_value_is_a_crash(kind: str) -> None:
    """Each value of a reply is replaced in turn: what comes is an answer of our types, or an error
    of ours.
    """

    async def run(bench: Bench) -> None:
        adapter = providers.create(bench.endpoint())
        bench.server.reply = lambda _request: Answer()
        await adapter.complete(REQUEST)
        (asked,) = bench.server.requests
        whole = reply.VENDORS[asked.api].plain(Answer(), asked)
        for path in paths(whole):
            for value in ODD:
                body = json.dumps(replaced(whole, path, value)).encode()
                bench.server.reply = partial(answered, body)
                await told(adapter)
        await adapter.aclose()

    with wire.serve() as server:
        asyncio.run(run(Bench(server, kind, streaming=False)))


def answered(body: bytes, _request: wire.WireRequest) -> Answer:
    """What the server says."""
    return Answer(body=body)


async def told(adapter: Provider) -> None:
    """Ask once; what comes back must be whole."""
    try:
        answer = await adapter.complete(REQUEST)
    except ProviderError:
        return
    assert isinstance(answer, Completion)
    assert {type(answer.text), type(answer.model), type(answer.detail)} == {str}
    assert {type(answer.usage.input_tokens), type(answer.usage.output_tokens)} == {int}


def paths(document: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value inside of `document`, and to itself."""
    yield above
    inner = (
        document.items()
        if isinstance(document, dict)
        else enumerate(document)
        if isinstance(document, list)
        else ()
    )
    for key, value in inner:
        yield from paths(value, (*above, key))


def replaced(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy with another value at `path`."""
    if not path:
        return value
    found = inner = copy.deepcopy(document)
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return found
