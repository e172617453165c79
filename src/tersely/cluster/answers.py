"""The answers of a worker: finished ones go to the driver, stored ones come from there."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..records import Completion, Finish
from ..store import Store
from ..store.claims import Claims

file_number: ContextVar[int] = ContextVar("file_number", default=0)
"""The file that the current task works on."""

# Enough for the notes of the documents that a worker has open; the others are asked for.
KEPT = 4096
PREFIX_BYTES = 8


def packed(keys: Iterable[bytes]) -> bytes:
    """The first 8 bytes of each key in order: 8 MB for a million answers."""
    numbers = sorted(int.from_bytes(key[:PREFIX_BYTES], "big") for key in keys)
    return array("Q", numbers).tobytes()


class WorkerStore(Store):
    """A Store without a file. `send` hands an answer on to the driver, `look` asks it for one; what
    the driver does not have is known here, so that nobody asks in vain.
    """

    def __init__(
        self,
        known: bytes,
        send: Callable[[int, bytes, Completion], None],
        look: Callable[[bytes], Completion | None],
    ) -> None:
        self.path, self.notice = Path(), ""
        self.claims = Claims(None)  # the driver gives each file to one worker
        self._known: Any = array("Q")
        self._known.frombytes(known)
        self._fresh: set[bytes] = set()
        self._kept: OrderedDict[bytes, Completion] = OrderedDict()
        self._send, self._look = send, look

    def learn(self, keys: Iterable[bytes]) -> None:
        """These have been stored since."""
        self._fresh.update(keys)

    def get(self, key: bytes) -> Completion | None:
        if kept := self._kept.get(key):
            return replace(kept, reused=True, cost_usd=0.0)
        if key in self._fresh or self._is_known(key):
            return self._look(key)
        return None

    async def put(self, key: bytes, completion: Completion) -> None:
        if completion.finish is not Finish.COMPLETE:
            raise ValueError(f"an answer that ended as {completion.finish.name} is never stored")
        self._send(file_number.get(), key, completion)
        self._kept[key] = completion
        if len(self._kept) > KEPT:
            old, _ = self._kept.popitem(last=False)
            self._fresh.add(old)

    def close(self) -> None:
        """Nothing is open."""

    def _is_known(self, key: bytes) -> bool:
        number = int.from_bytes(key[:PREFIX_BYTES], "big")
        place = bisect_left(self._known, number)
        return bool(place < len(self._known) and self._known[place] == number)
