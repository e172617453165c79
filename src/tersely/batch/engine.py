"""Who does the work on one file of a batch: this process, or another engine."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ..errors import Bug, InputError, MachineFailed, Stopped, TerselyError
from ..records import Document, Summary
from .jobs import digest_of
from .names import Found
from .walk import SNIFF_BYTES, is_binary

# A document that is being read has submitted no call yet, so the pool cannot count it: few are read
# at once. An object of a store is waited for much longer than it is worked on.
READERS = 4
REMOTE_READERS = 32


class NotText(Exception):
    """A file is binary and of no kind that is read."""


class Unreadable(Exception):
    """A file cannot be read; with the exit code of that, and what a model that was asked for its
    pages has used up.
    """

    def __init__(
        self, message: str, exit_code: int, spent: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.message, self.exit_code, self.spent = message, exit_code, spent


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a file: the digest of its content, its summary (None where the one that stands
    is of the same content), how long the document is, and the text of the output.
    """

    digest: bytes
    summary: Summary | None = None
    characters: int = 0
    text: str = ""


class Engine(Protocol):
    """What a batch needs to get its files summarized."""

    @property
    def nodes(self) -> int:
        """How many machines are at work; 0 for this one alone."""
        ...

    async def begin(self) -> None:
        """Wait until another file can be used; `process` follows, unless the run ends."""
        ...

    async def process(self, file: Found, number: int, standing: bytes) -> Result:
        """Summarize one file, unless its content has the digest `standing`; `number` orders files.

        Raises:
            NotText, Unreadable: this file has no summary.
            TerselyError: what a call ended with.
        """
        ...

    def stop(self) -> None:
        """Begin no further call; those in flight end."""
        ...


class Worker(Protocol):
    """What the local engine needs from the program: reading, summarizing, rendering one file, and
    room in the pool.
    """

    def head(self, path: str, most_bytes: int) -> bytes:
        """The first bytes of the file; runs in a thread."""
        ...

    def read(self, path: str) -> Document:
        """The document; runs in a thread."""
        ...

    async def summarize(self, document: Document, number: int) -> Summary:
        """One summary; `number` orders documents in the pool."""
        ...

    def render(self, summary: Summary, document: Document, digest: str) -> str:
        """The text of the output file."""
        ...

    async def admit(self) -> None:
        """Wait until the pool can use another document."""
        ...

    def stop(self) -> None:
        """Begin no further call; those in flight end."""
        ...


class LocalEngine:
    """An Engine of this process; `readers` files are read at once."""

    nodes = 0

    def __init__(self, worker: Worker, readers: int = READERS) -> None:
        self._worker = worker
        self._reading = asyncio.Semaphore(readers)

    async def begin(self) -> None:
        await self._reading.acquire()
        try:
            await self._worker.admit()
        except BaseException:
            self._reading.release()
            raise

    async def process(self, file: Found, number: int, standing: bytes) -> Result:
        document = await self._read(file)
        digest = digest_of(document)
        if digest == standing:
            return Result(digest)
        summary = await self._worker.summarize(document, number)
        text = self._worker.render(summary, document, digest.hex())
        return Result(digest, summary, len(document.text), text)

    def stop(self) -> None:
        self._worker.stop()

    async def _read(self, file: Found) -> Document:
        try:
            head = await asyncio.to_thread(self._worker.head, file.path, SNIFF_BYTES)
            if is_binary(file.path, head):
                raise NotText
            return await asyncio.to_thread(self._worker.read, file.path)
        except (Bug, MachineFailed, Stopped):
            raise
        except TerselyError as error:
            raise Unreadable(error.message, int(error.exit_code), error.spent) from None
        except OSError as error:
            raise Unreadable(error.strerror or "unreadable", int(InputError.exit_code)) from None
        finally:
            self._reading.release()
