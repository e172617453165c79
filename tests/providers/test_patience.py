"""How long a silence may last: minutes of them, in a time that jumps whenever nothing happens."""

from __future__ import annotations

import asyncio
import json
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import pytest

from app.test_clients import clients
from tersely import providers
from tersely.app.model_selection import endpoint
from tersely.errors import ConnectionFailed
from tersely.provider import Endpoint, Timeouts
from tersely.records import Completion, ModelRef, Request

T = TypeVar("T")
REQUEST = Request("m", "", "A long report.", 500)
IDLE_S = 0.02
"""So long (really) nothing may come before the clock is put forward to the next timer."""


class Jumping(selectors.DefaultSelector):
    """Waits for no timer: when nothing happens on the line, the time that is left is skipped."""

    skipped_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready: list[tuple[selectors.SelectorKey, int]] = super().select(
            IDLE_S if timeout is None else min(timeout, IDLE_S)
        )
        if not ready and timeout is not None and timeout > IDLE_S:
            self.skipped_s += timeout - IDLE_S
        return ready


class JumpingLoop(asyncio.SelectorEventLoop):
    """A loop whose clock runs ahead of the real one by what was skipped."""

    def __init__(self) -> None:
        self._jumping = Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        return super().time() + self._jumping.skipped_s


def run(scenario: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """`scenario` in the time that jumps."""
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return runner.run(scenario())


def event(**fields: Any) -> bytes:
    """One event of a chat stream."""
    return f"data: {json.dumps({'choices': [{'index': 0, **fields}]})}\n\n".encode()


HEADERS = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
FIRST, LAST = event(delta={"content": "One "}), event(delta={"content": "two."})
END = event(delta={}, finish_reason="stop")
# What is sent, and the seconds of silence between.
Script = tuple[bytes | float, ...]
SILENCES: dict[str, Script] = {
    "before the headers": (130.0, HEADERS, FIRST, LAST, END),
    "between headers and text": (HEADERS, 75.0, FIRST, LAST, END),
    "after an empty first event": (HEADERS, event(delta={}), 75.0, FIRST, LAST, END),
    "within the text": (HEADERS, FIRST, 130.0, LAST, END),
    "comments all the time": (HEADERS, *(b": wait\n\n", 3.0) * 60, FIRST, LAST, END),
}


async def asked(script: Script, timeouts: Timeouts) -> Completion:
    """The answer of a server that sends `script`."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for step in script:
            if isinstance(step, bytes):
                writer.write(step)
                await writer.drain()
            else:
                await asyncio.sleep(step)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    address = f"http://127.0.0.1:{port}/v1"
    adapter = providers.create(Endpoint("openai", "m", address, api="chat", timeouts=timeouts))
    try:
        items = [item async for item in adapter.stream(REQUEST)]
    finally:
        await adapter.aclose()
        server.close()
    answer = items[-1]
    assert isinstance(answer, Completion)
    return answer


@pytest.mark.thorough
@pytest.mark.parametrize("name", SILENCES)
def test_a_slow_service_is_waited_for(name: str) -> None:
    """Silence lasts as long as --timeout allows: headers, comments and empty events end none."""
    answer = run(lambda: asked(SILENCES[name], Timeouts(call_s=900)))
    assert answer.text == "One two."


@pytest.mark.parametrize("name", SILENCES)
def test_a_short_patience_ends(name: str) -> None:
    """--timeout 60 leaves each of them: a minute is over before the text is whole."""

    async def scenario() -> None:
        with pytest.raises(ConnectionFailed) as caught:
            await asked(SILENCES[name], Timeouts(call_s=60))
        assert "--timeout" in caught.value.hint

    run(scenario)


@pytest.mark.thorough
def test_comments_end_a_silence() -> None:
    """A limit on the silence alone is not met by a line that is kept alive."""
    script = SILENCES["comments all the time"]
    assert run(lambda: asked(script, Timeouts(silence_s=10, call_s=900))).text == "One two."


def test_what_the_settings_mean() -> None:
    """A server on this machine is waited for longest; --timeout rules everywhere."""
    hosted, own = ModelRef("openai", "gpt-6-luna"), ModelRef("llama-server", "m")
    keys = {"OPENAI_API_KEY": "sk-0123456789abcdef"}
    for timeout_s, expected in ((None, (600, 3600)), (900, (900, 900))):
        asked = clients(keys) if timeout_s is None else clients(keys, timeout_s=timeout_s)
        context = asked._context
        found = [endpoint(ref, context).timeouts for ref in (hosted, own)]
        assert tuple(each.call_s for each in found) == expected
        assert [each.silence_s for each in found] == [None, None]
