"""Who may work on an OUT: one process, or one process for each of its shards."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from ..errors import ConfigError, UsageError
from .shards import Shard, shards_of, table_folder

# A shard that begins holds the lock of the whole OUT for some milliseconds.
BEGINNING_S = 0.3


def busy_pid(state: Path, shard: Shard | None = None) -> int | None:
    """The process that works on the OUT with this `state` (or on one shard of it), 0 if its number
    is not known, None if there is none.

    A process that was killed leaves its number behind, but not its lock.
    """
    folder = table_folder(state, shard)
    try:
        with FileLock(folder / "lock", timeout=0):
            return None
    except Timeout:
        with suppress(OSError, ValueError):
            return int((folder / "pid").read_text())
    return 0


class OutLock:
    """The right to work on OUT or on one shard of it. The system frees it when the process dies.

    Shards exclude the whole and the whole excludes shards; different shards of one division go side
    by side.
    """

    def __init__(self, name: str, state: Path, shard: Shard | None) -> None:
        self._name, self._state, self._shard = name, state, shard
        self._folder = table_folder(state, shard)
        self._lock = FileLock(self._folder / "lock")
        self._place: tuple[int, int] | None = None

    def acquire(self) -> None:
        """Take it.

        Raises:
            UsageError: another process has it.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        whole = FileLock(self._state / "lock")
        try:
            if self._shard is None:
                self._lock.acquire(timeout=BEGINNING_S)
                self._refuse_beside(shards_of(self._state))
            else:
                with whole.acquire(timeout=BEGINNING_S):
                    self._take_shard(self._shard)
        except Timeout:
            raise self._busy(None) from None
        (self._folder / "pid").write_text(str(os.getpid()))
        self._place = _place_of(self._folder)

    def check_there(self) -> None:
        """See that the folder of the lock is the one in which it was taken.

        Raises:
            ConfigError: it was moved or deleted.
        """
        if self._place and self._place != _place_of(self._folder):
            raise ConfigError(
                f"{self._name} was moved or deleted while a batch worked on it.",
                hint="Run the same command again; answers that are stored are not paid twice.",
            )

    def release(self) -> None:
        """Free it."""
        if self._lock.is_locked:
            (self._folder / "pid").unlink(missing_ok=True)
            self._lock.release()

    def _take_shard(self, shard: Shard) -> None:
        # 2/4 has files of 1/3, and would pay for them a second time.
        others = [other for other in shards_of(self._state) if other.count != shard.count]
        self._refuse_beside(others)
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise self._busy(shard) from None

    def _refuse_beside(self, shards: Iterable[Shard]) -> None:
        for shard in shards:
            if busy_pid(self._state, shard) is not None:
                self._lock.release()
                raise self._busy(shard)

    def _busy(self, shard: Shard | None) -> UsageError:
        part = f"shard {shard} of " if shard else ""
        pid = busy_pid(self._state, shard) or "unknown"
        return UsageError(
            f"Another batch works on {part}{self._name} (process {pid}).",
            hint="Wait for it, or choose another -o. See how far it is: "
            f"tersely batch --status -o {self._name}",
        )


def _place_of(folder: Path) -> tuple[int, int] | None:
    """The same only for the same folder on the same disk; None for one that is gone."""
    try:
        status = os.stat(folder)
    except OSError:
        return None
    return status.st_dev, status.st_ino
