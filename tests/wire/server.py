"""The server: an asyncio protocol in a thread of its own; a test talks to it as to a real service."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl

from .answer import Answer
from .batches import Batches, Raw
from .reply import Cut, listed, steps, told
from .request import WireRequest, parse


@dataclass
class RateLimit:
    """A token bucket of `per_s * burst_s` requests; what comes beyond it is answered by 429.

    Every answer carries the limit per minute in the vendor's headers when `told`.
    """

    per_s: float
    burst_s: float = 1.0
    retry_after: str = ""
    told: bool = True
    level: float = field(default=-1.0, repr=False)
    seen_at: float = field(default=0.0, repr=False)

    def admits(self, now: float) -> bool:
        """Take one request out of the bucket if there is one."""
        full = max(1.0, self.per_s * self.burst_s)
        self.level = (
            full if self.level < 0 else min(full, self.level + (now - self.seen_at) * self.per_s)
        )
        self.seen_at = now
        if self.level < 1:
            return False
        self.level -= 1
        return True

    def headers(self, api: str) -> dict[str, str]:
        """The limit as the vendor tells it (Gemini tells nothing)."""
        if not self.told or api == "gemini":
            return {}
        name = (
            "anthropic-ratelimit-requests-limit"
            if api == "anthropic"
            else "x-ratelimit-limit-requests"
        )
        return {name: str(round(self.per_s * 60))}


class WireServer:
    """What a test sees. `reply` computes the answer when the script is empty; `latency_s` is added
    to every answer.

    `requests` are all generation calls, in order of arrival; `others` the lists and counts. `doors`
    are what a server of the user's own tells of itself, by the end of the path ("/props"). With
    `key` set, any other key is answered by 401. `refused` counts the 429 of the rate limit.
    """

    def __init__(self) -> None:
        self.requests: list[WireRequest] = []
        self.others: list[WireRequest] = []
        self.reply: Callable[[WireRequest], Answer] = lambda _request: Answer()
        self.models = ["wire-model", "wire-model-mini"]
        self.key: str | None = None
        self.latency_s = 0.0
        self.rate_limit: RateLimit | None = None
        self.missing_paths: set[str] = set()
        self.doors: dict[str, object] = {}
        self.batches = Batches(self)
        self.in_flight = self.peak = self.refused = self.connections = 0
        self.port = 0
        self._script: deque[Answer] = deque()
        self._gate = threading.Event()
        self._gate.set()
        self._arrived = threading.Condition()

    def url(self, provider: str, *, scheme: str = "http") -> str:
        """The base URL as the vendor's SDK wants it. `https` gives a TLS error: the server speaks
        plain HTTP.
        """
        bare = f"{scheme}://127.0.0.1:{self.port}/{provider}"
        return bare if provider in ("anthropic", "gemini") else f"{bare}/v1"

    def environment(self) -> dict[str, str]:
        """The variables that send every adapter here, with a dummy key each."""
        return {
            "OPENAI_API_KEY": "sk-wire-openai",
            "OPENAI_BASE_URL": self.url("openai"),
            "ANTHROPIC_API_KEY": "sk-ant-wire-anthropic",
            "ANTHROPIC_BASE_URL": self.url("anthropic"),
            "GEMINI_API_KEY": "AIza-wire-gemini",
            "GOOGLE_GEMINI_BASE_URL": self.url("gemini"),
            "XAI_API_KEY": "xai-wire-grok",
            "XAI_BASE_URL": self.url("grok"),
        }

    def script(self, *answers: Answer) -> None:
        """Queue answers; each generation call takes one, whatever its provider."""
        self._script.extend(answers)

    def hold(self) -> None:
        """Answer nothing until `release`."""
        self._gate.clear()

    def release(self) -> None:
        """Answer all that waits, and go on."""
        self._gate.set()

    def wait_for(self, requests: int, timeout_s: float = 10.0) -> bool:
        """Block until so many generation calls have arrived; False when the time is over."""
        with self._arrived:
            return self._arrived.wait_for(lambda: len(self.requests) >= requests, timeout_s)

    def _answer(self, request: WireRequest) -> Answer:
        """The next answer. Runs on the server's loop."""
        with self._arrived:
            self.requests.append(request)
            self._arrived.notify_all()
        if self.key is not None and request.key != self.key:
            return Answer.failure("auth")
        if any(request.path.endswith(path) for path in self.missing_paths):
            return Answer(status=404, body=b'{"error": "404 page not found"}')
        told = self.rate_limit.headers(request.api) if self.rate_limit else {}
        if self.rate_limit and not self.rate_limit.admits(time.monotonic()):
            self.refused += 1
            return Answer.failure(
                "rate_limit", retry_after=self.rate_limit.retry_after, headers=told
            )
        answer = self._script.popleft() if self._script else self.reply(request)
        return replace(answer, headers={**told, **answer.headers}) if told else answer


class _Connection(asyncio.Protocol):
    """One HTTP/1.1 connection, one request after the other."""

    def __init__(self, server: WireServer) -> None:
        self._server = server
        self._buffer = bytearray()
        self._task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._server.connections += 1

    def connection_lost(self, _exc: Exception | None) -> None:
        if self._task:
            self._task.cancel()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            if not self._buffer[
                :1
            ].isalpha():  # a TLS handshake: say in plain words that this is the wrong door
                self._transport.write(b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n")
                self._transport.close()
            return
        first, *lines = bytes(self._buffer[:end]).decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines)
        }
        whole = end + 4 + int(headers.get("content-length", "0"))
        if len(self._buffer) < whole:
            return
        body = bytes(self._buffer[end + 4 : whole])
        del self._buffer[:whole]
        method, target, _ = first.split(" ", 2)
        if aside := self._server.batches.accept(_raw(method, target, headers, body)):
            for step in aside:
                if step is Cut.DROP:
                    self._transport.close()
                elif isinstance(step, bytes):
                    self._transport.write(step)
            return
        request = parse(method, target, headers, body)
        if request.action != "generate":
            self._aside(request)
            return
        self._task = asyncio.get_running_loop().create_task(self._generate(request))

    def _aside(self, request: WireRequest) -> None:
        server = self._server
        server.others.append(request)
        if server.key is not None and request.key != server.key:
            self._transport.write(
                b"".join(s for s in steps(Answer.failure("auth"), request) if isinstance(s, bytes))
            )
            return
        if request.action == "door":
            name = next((n for n in server.doors if request.path.endswith(n)), "")
            self._transport.write(told(server.doors.get(name)))
            return
        if request.action == "models" and "/v1/models" in server.doors:
            self._transport.write(told(server.doors["/v1/models"]))
            return
        self._transport.write(listed(request, server.models))

    async def _generate(self, request: WireRequest) -> None:
        server = self._server
        server.in_flight += 1
        server.peak = max(server.peak, server.in_flight)
        try:
            answer = server._answer(request)
            if answer.latency_s or server.latency_s:
                await asyncio.sleep(answer.latency_s + server.latency_s)
            while not server._gate.is_set():  # noqa: ASYNC110  # the gate belongs to the threads of the tests
                await asyncio.sleep(0.005)
            for step in steps(answer, request):
                if step is Cut.DROP:
                    self._transport.close()
                elif step is Cut.STALL:
                    await asyncio.Event().wait()
                else:
                    self._transport.write(step)
        finally:
            server.in_flight -= 1


def _raw(method: str, target: str, headers: dict[str, str], body: bytes) -> Raw:
    path, _, query = target.partition("?")
    provider, _, rest = path.lstrip("/").partition("/")
    return Raw(method, provider, f"/{rest}", dict(parse_qsl(query)), headers, body)


@contextmanager
def serve(port: int = 0) -> Iterator[WireServer]:
    """Run a server on the loopback interface for the time of the block; port 0 takes a free one."""
    server = WireServer()
    loop = asyncio.new_event_loop()
    up = threading.Event()
    stop = asyncio.Event()

    async def run() -> None:
        listener = await loop.create_server(
            lambda: _Connection(server), "127.0.0.1", port, backlog=2048
        )
        server.port = listener.sockets[0].getsockname()[1]
        up.set()
        await stop.wait()
        listener.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    thread = threading.Thread(
        target=loop.run_until_complete, args=(run(),), name="wire", daemon=True
    )
    thread.start()
    try:
        if not up.wait(10):
            raise OSError(f"the wire server did not start on port {port}")
        yield server
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()
