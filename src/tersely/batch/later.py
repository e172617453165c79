"""Files whose calls wait at a batch API: the batch's side of the desk."""

from __future__ import annotations

from dataclasses import dataclass

from ..economy import Desk, WaitingDocument
from .names import Found


@dataclass(frozen=True, slots=True)
class FilesLater:
    """A batch.run.Later over a desk."""

    desk: Desk

    def waits(self, file: Found) -> bool:
        return self.desk.waits(file.path)

    def wait(self, file: Found, blocker: bytes | None) -> None:
        waiting = WaitingDocument(file.path, file.target, file.size, file.mtime_ns, blocker)
        self.desk.wait(waiting)

    def ended(self, file: Found) -> None:
        self.desk.ended(file.path)

    async def next(self) -> list[Found]:
        return [
            Found(document.path, document.target, document.size, document.mtime_ns)
            for document in await self.desk.next()
        ]

    def waiting(self) -> int:
        return self.desk.progress.waiting_documents
