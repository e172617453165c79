"""Whose call it is: of several processes that would ask the same, one asks, the others wait for it."""

from __future__ import annotations

import os
import sys
import threading
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.05, 0.5
LONGEST_WAIT_S = 120.0
"""Nobody waits longer: the other process may have been suspended. It is asked again then, and the
answer may be paid twice.
"""
# A place in the file for each key: 2**56 of them, within what every system takes for an offset.
_PLACE_BYTES = 7


class Claims:
    """Locks on single bytes of one file beside the store, which has no content. The system frees
    them when a process dies, so that nothing is left to be cleaned up.

    They hold between processes only; within one, middleware.Turns does the same. Without a `path`
    everybody has every claim.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = str(path) if path else ""
        self._file: int | None = None

    @asynccontextmanager
    async def of(
        self,
        key: bytes,
        *,
        sleep: Callable[[float], Awaitable[None]],
        on_waiting: Callable[[], None],
    ) -> AsyncGenerator[None]:
        """Hold the claim to `key` until the block ends. Where another process has it `on_waiting`
        hears of that once; what `sleep` raises ends the waiting.
        """
        place = int.from_bytes(key[:_PLACE_BYTES])
        has_claim = self._take(place)
        if not has_claim:
            on_waiting()
        waited_s, pause_s = 0.0, FIRST_PAUSE_S
        while not has_claim and waited_s < LONGEST_WAIT_S:
            await sleep(pause_s)
            waited_s, pause_s = waited_s + pause_s, min(2 * pause_s, LONGEST_PAUSE_S)
            has_claim = self._take(place)
        try:
            yield
        finally:
            if has_claim and self._file is not None:
                _unlock(self._file, place)

    def _take(self, place: int) -> bool:
        """Whether this process has it now. Where there can be no such file everybody has it."""
        try:
            if self._file is None:
                self._file = _FILES.open(self._path)
            return _lock(self._file, place)
        except OSError:
            return True

    def close(self) -> None:
        """Give back the file."""
        if self._file is not None:
            self._file = None
            _FILES.close(self._path)


class _OpenFiles:
    """Each file once, open as long as anybody in this process uses it: closing a second descriptor
    of it would free all that is locked in it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._files: dict[str, int] = {}
        self._users: Counter[str] = Counter()

    def open(self, path: str) -> int:
        with self._lock:
            if path not in self._files:
                self._files[path] = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
            self._users[path] += 1
            return self._files[path]

    def close(self, path: str) -> None:
        with self._lock:
            self._users[path] -= 1
            if not self._users[path]:
                os.close(self._files.pop(path))


_FILES = _OpenFiles()


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int, place: int) -> bool:
        os.lseek(file, place, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

    def _unlock(file: int, place: int) -> None:
        os.lseek(file, place, os.SEEK_SET)
        with suppress(OSError):
            msvcrt.locking(file, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _lock(file: int, place: int) -> bool:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
        except (BlockingIOError, PermissionError):
            return False
        return True

    def _unlock(file: int, place: int) -> None:
        with suppress(OSError):
            fcntl.lockf(file, fcntl.LOCK_UN, 1, place)
