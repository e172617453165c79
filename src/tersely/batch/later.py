"""Files whose calls wait at a batch API: the batch's side of the desk."""

from __future__ import annotations

from dataclasses import dataclass

from ..economy import Desk, WaitingDocument
from .names import Found


@dataclass(frozen=True, slots=True)
class FilesLater:
    """A batch.run.Later over a desk."""

    desk: Desk

    def waits(self, found: Found) -> bool:
        return self.desk.waits(found.path)

    def wait(self, found: Found, blocker: bytes | None) -> None:
        waiting = WaitingDocument(found.path, found.target, found.size, found.mtime_ns, blocker)
        self.desk.wait(waiting)

    def ended(self, found: Found) -> None:
        self.desk.ended(found.path)

    async def next(self) -> list[Found]:
        return [
            Found(document.path, document.target, document.size, document.mtime_ns)
            for document in await self.desk.next()
        ]

    def waiting(self) -> int:
        return self.desk.progress.waiting_documents
