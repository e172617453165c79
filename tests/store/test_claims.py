"""One of several processes asks; the others wait for it, and go on when it dies."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tersely.store.claims import LONGEST_PAUSE_S, LONGEST_WAIT_S, Claims

KEY = bytes(range(32))
HOLDER = """
import asyncio, sys
from pathlib import Path
from tersely.store.claims import Claims

async def hold():
    async with Claims(Path(sys.argv[1])).of(
        bytes.fromhex(sys.argv[2]), sleep=asyncio.sleep, on_waiting=lambda: print("waits", flush=True)
    ):
        print("held", flush=True)
        sys.stdin.read()

asyncio.run(hold())
"""


@contextmanager
def held_elsewhere(path: Path, key: bytes = KEY) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the claim until its stdin is closed, or it is killed."""
    with process(path, key) as holder:
        assert line_of(holder) == "held\n"
        try:
            yield holder
        finally:
            holder.kill()


def process(path: Path, key: bytes = KEY) -> subprocess.Popen[str]:
    """One that takes the claim as soon as it can."""
    order = [sys.executable, "-c", HOLDER, str(path), key.hex()]
    return subprocess.Popen(order, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def line_of(process: subprocess.Popen[str]) -> str:
    """What it says next."""
    assert process.stdout
    return process.stdout.readline()


class Waiting:
    """What happened while a claim was waited for; `after` is called with each pause."""

    def __init__(self, after: int = 0, end: object = None) -> None:
        self.pauses: list[float] = []
        self.notes = 0
        self._after, self._end = after, end

    async def sleep(self, seconds: float) -> None:
        """No time passes."""
        self.pauses.append(seconds)
        if self._after and len(self.pauses) == self._after and callable(self._end):
            self._end()

    def note(self) -> None:
        """Count."""
        self.notes += 1


def take(path: Path, waiting: Waiting, key: bytes = KEY) -> bool:
    """Whether the block was come to."""

    async def work() -> bool:
        claims = Claims(path)
        try:
            async with claims.of(key, sleep=waiting.sleep, on_waiting=waiting.note):
                return True
        finally:
            claims.close()

    return asyncio.run(work())


def test_a_claim_that_nobody_has_is_taken_at_once(tmp_path: Path) -> None:
    """The file is private, and stays empty."""
    waiting = Waiting()
    for _ in range(2):
        assert take(tmp_path / "c", waiting)
    assert (waiting.pauses, waiting.notes) == ([], 0)
    assert (tmp_path / "c").stat().st_size == 0
    if os.name == "posix":
        assert (tmp_path / "c").stat().st_mode & 0o777 == 0o600


def test_who_waits_goes_on_when_the_other_dies(tmp_path: Path) -> None:
    """By kill -9, too; it hears once that it waits. Another key is nobody's."""
    with held_elsewhere(tmp_path / "c") as holder:
        assert take(tmp_path / "c", free := Waiting(), KEY[::-1])
        assert free.notes == 0

        def end() -> None:
            holder.kill()
            holder.wait()

        assert take(tmp_path / "c", waiting := Waiting(3, end))
        assert (len(waiting.pauses), waiting.notes) == (3, 1)


def test_nobody_waits_for_ever(tmp_path: Path) -> None:
    """The other may have been suspended."""
    with held_elsewhere(tmp_path / "c"):
        assert take(tmp_path / "c", waiting := Waiting())
        assert LONGEST_WAIT_S <= sum(waiting.pauses) <= LONGEST_WAIT_S + LONGEST_PAUSE_S
        assert max(waiting.pauses) == LONGEST_PAUSE_S


def test_what_ends_the_waiting_is_raised(tmp_path: Path) -> None:
    """A stop, e.g."""

    class StopError(Exception):
        pass

    def stop() -> None:
        raise StopError

    with held_elsewhere(tmp_path / "c"), pytest.raises(StopError):
        take(tmp_path / "c", Waiting(1, stop))


def test_where_there_can_be_no_file_nobody_waits(tmp_path: Path) -> None:
    """What was to be asked is asked."""
    assert take(tmp_path / "no folder" / "c", Waiting())


def test_the_file_is_open_as_long_as_somebody_uses_it(tmp_path: Path) -> None:
    """Closing a second descriptor would free what the first has locked."""
    path = tmp_path / "c"
    first, second = Claims(path), Claims(path)

    async def work() -> None:
        async with first.of(KEY, sleep=asyncio.sleep, on_waiting=lambda: None):
            async with second.of(KEY[::-1], sleep=asyncio.sleep, on_waiting=lambda: None):
                pass
            second.close()
            with process(path) as other:
                assert line_of(other) == "waits\n"
                other.kill()
        first.close()

    asyncio.run(work())
