"""The lines that a client sends on stdin."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from typing import Self

_READ_BYTES = 1 << 16


class Lines:
    """Async iterator over the lines of a descriptor, as text. To be made in a running loop.

    They are read by a thread that keeps no process alive: where nothing comes, whoever waits can be
    cancelled, so that Ctrl-C and SIGTERM end the server. A line is read when the one before has been
    taken.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue(maxsize=1)
        threading.Thread(target=self._read, name="tersely-stdin", daemon=True).start()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str:
        line = await self._queue.get()
        if line is None:
            raise StopAsyncIteration
        return line.decode("utf-8", "replace")

    def _read(self) -> None:
        # The loop may be closed by then, and nobody listens.
        with suppress(RuntimeError, CancelledError):
            for line in _lines_of(self._descriptor):
                self._hand_over(line)
            self._hand_over(None)

    def _hand_over(self, line: bytes | None) -> None:
        asyncio.run_coroutine_threadsafe(self._queue.put(line), self._loop).result()


def _lines_of(descriptor: int) -> Iterator[bytes]:
    """Not by a file of Python's: it holds a lock while it waits, on which the interpreter's end
    would wait, too.
    """
    pending: list[bytes] = []
    with suppress(OSError):  # a terminal that was closed
        while data := os.read(descriptor, _READ_BYTES):
            *whole, rest = data.split(b"\n")
            for line in whole:
                yield b"".join((*pending, line))
                pending.clear()
            pending.append(rest)
    if last := b"".join(pending):
        yield last


@contextmanager
def diverted(descriptor: int) -> Iterator[int]:
    """What `descriptor` leads to, as another one; it itself is at its end meanwhile, so that no
    program that is started takes what the client sends.
    """
    private = os.dup(descriptor)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, descriptor)
    os.close(nothing)
    try:
        yield private
    finally:
        # Not closed: a thread may still read from it.
        os.dup2(private, descriptor)
