"""Calls that are ready to be sent: their bytes in a file of this machine, what is needed to choose
among them in memory.

A process that dies leaves a spool that nobody needs: the plan is replayed, and the calls come
again.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from .job import Item, ItemState

COPY_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class ReadyCall:
    """One call in a spool; see `Item` for what is not said here."""

    key: bytes
    owner: int
    tries: int
    cap: int
    input_tokens: int
    text_bytes: int
    worst_usd: float
    paid_usd: float | None
    sent: str
    offset: int
    length: int

    def item(self) -> Item:
        """The call as part of a job."""
        return Item(
            key=self.key,
            state=ItemState.PENDING,
            owner=self.owner,
            job=0,
            tries=self.tries,
            cap=self.cap,
            input_tokens=self.input_tokens,
            text_bytes=self.text_bytes,
            worst_usd=self.worst_usd,
            paid_usd=self.paid_usd,
            outcome=self.sent,
        )


class Spool:
    """The ready calls of one model. They are private: the file holds text of the documents."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder
        self._path = folder / f"ready-{name}.jsonl"
        self._file: BinaryIO | None = None
        self._end = 0
        self.calls: dict[bytes, ReadyCall] = {}

    def __contains__(self, key: bytes) -> bool:
        return key in self.calls

    def add(self, line: bytes) -> tuple[int, int]:
        """Write the bytes of a call; where they are."""
        if self._file is None:
            descriptor = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_TRUNC, 0o600)
            self._file = os.fdopen(descriptor, "w+b")
            self._end = 0
        self._file.write(line + b"\n")
        offset, self._end = self._end, self._end + len(line) + 1
        return offset, len(line) + 1

    def put(self, call: ReadyCall) -> None:
        """Add a call whose bytes were written."""
        self.calls[call.key] = call

    def take(self, calls: Sequence[ReadyCall], marker: str) -> Path:
        """Move calls into the file of a job, which is on disk when this returns."""
        assert self._file is not None
        self._file.flush()
        path = job_file(self._folder, marker)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as job:
            for call in calls:
                self._file.seek(call.offset)
                job.write(self._file.read(call.length))
                del self.calls[call.key]
            job.flush()
            os.fsync(job.fileno())
        if self.calls:
            self._file.seek(self._end)
        else:
            self.clear()
        return path

    def clear(self) -> None:
        """Forget everything that was not taken."""
        self.calls.clear()
        if self._file:
            self._file.close()
            self._file = None
        self._path.unlink(missing_ok=True)


def job_file(folder: Path, marker: str) -> Path:
    """The calls of one job, as they are sent."""
    return folder / f"job-{marker}.jsonl"
