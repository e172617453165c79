"""The connections of one client, in lanes.

A pool looks at each of its connections, with a system call for each idle one, whenever a request
begins or ends. At 200 calls at once that costs more than all layers of ours (bench/throughput.py);
pools of a few connections each do the same in a tenth of the time.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx2

LANE_WIDTH = 8
# A peer that has gone without a word is noticed by the kernel after two minutes, however long a
# service may think; the SDKs' own clients do the same.
KEEPALIVE = (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 15), ("TCP_KEEPCNT", 4))


@dataclass(slots=True)
class _Lane:
    """One pool, and how many requests have a connection of it or wait for one."""

    transport: httpx2.AsyncHTTPTransport
    width: int
    busy: int = 0


class Connections(httpx2.AsyncBaseTransport):
    """At most `most` connections, made when they are needed. A request takes the first lane with
    room, so that few calls at once share few connections.
    """

    def __init__(self, most: int, context: ssl.SSLContext, proxy: str = "") -> None:
        self._lanes = []
        for first in range(0, max(most, 1), LANE_WIDTH):
            width = min(LANE_WIDTH, max(most, 1) - first)
            transport = httpx2.AsyncHTTPTransport(
                verify=context,
                limits=httpx2.Limits(max_connections=width, max_keepalive_connections=width),
                proxy=proxy or None,
                trust_env=False,
                socket_options=_keepalive(),
            )
            self._lanes.append(_Lane(transport, width))

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        lane = self._lane()
        lane.busy += 1
        try:
            response = await lane.transport.handle_async_request(request)
        except BaseException:
            lane.busy -= 1
            raise
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        response.stream = _Body(response.stream, lane)
        return response

    def _lane(self) -> _Lane:
        """The first with room, else the one with the shortest queue."""
        for lane in self._lanes:
            if lane.busy < lane.width:
                return lane
        return min(self._lanes, key=lambda lane: lane.busy / lane.width)

    async def aclose(self) -> None:
        for lane in self._lanes:
            await lane.transport.aclose()


class _Body(httpx2.AsyncByteStream):
    """The bytes of a reply; closed, it gives its place in the lane back."""

    def __init__(self, inner: httpx2.AsyncByteStream, lane: _Lane) -> None:
        self._inner = inner
        self._lane: _Lane | None = lane

    def __aiter__(self) -> AsyncIterator[bytes]:
        return aiter(self._inner)

    async def aclose(self) -> None:
        lane, self._lane = self._lane, None
        try:
            await self._inner.aclose()
        finally:
            if lane:
                lane.busy -= 1


def _keepalive() -> list[tuple[int, int, int]]:
    options = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)]
    for name, value in KEEPALIVE:
        if number := getattr(socket, name, None):
            options.append((socket.IPPROTO_TCP, number, value))
    return options
