"""A part of the files of a batch, so that several processes or machines share the work."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from ..errors import UsageError
from .names import Found, Skipped

FOLDER = ".tersely"
TABLE = "jobs.sqlite"
_WRITTEN = re.compile(r"([0-9]{1,6})/([0-9]{1,6})")
_FOLDER_NAME = re.compile(r"shard-([0-9]{1,6})-of-([0-9]{1,6})")


@dataclass(frozen=True, slots=True)
class Shard:
    """Part `number` of `count`; parts are counted from 1."""

    number: int
    count: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """The shard that a user writes as "2/4".

        Raises:
            UsageError: it is not of that form, or there is no such part.
        """
        match = _WRITTEN.fullmatch(text)
        if match and 1 <= int(match[1]) <= int(match[2]):
            return cls(int(match[1]), int(match[2]))
        raise UsageError(
            f"{text!r} is not a valid shard.", hint="Write it as i/n, e.g. --shard 2/4."
        )

    @classmethod
    def of_folder(cls, name: str) -> Self | None:
        """The shard whose table is in a folder of this name; None for any other folder."""
        match = _FOLDER_NAME.fullmatch(name)
        return cls(int(match[1]), int(match[2])) if match else None

    @property
    def folder(self) -> str:
        """Where its table is, below that of the whole."""
        return f"shard-{self.number}-of-{self.count}"

    def holds(self, target: str) -> bool:
        """Whether a file belongs to it, by a hash of its path relative to the INPUT: the same on
        every machine and in every run, whatever other files there are.
        """
        digest = hashlib.sha256(target.encode("utf-8", "surrogatepass")).digest()
        return int.from_bytes(digest[:8], "big") % self.count == self.number - 1

    def files(self, files: Iterable[Found | Skipped]) -> Iterator[Found | Skipped]:
        """Those of the files that belong to it."""
        return (item for item in files if self.holds(item.target))

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"


def table_folder(state: Path, shard: Shard | None) -> Path:
    """The folder of the job table of an OUT, or of one of its shards; see Folder.state."""
    return state / shard.folder if shard else state


def shards_of(state: Path) -> list[Shard]:
    """The shards that have worked on an OUT and were not yet taken over into its one table."""
    folders = (Shard.of_folder(table.parent.name) for table in state.glob(f"shard-*/{TABLE}"))
    shards = [shard for shard in folders if shard]
    return sorted(shards, key=lambda shard: (shard.count, shard.number))
