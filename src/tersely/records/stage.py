"""Where in the tree of a document a call stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class StageKind(Enum):
    """What a call does: transcribes a page image, takes notes on one chunk, merges notes, writes
    the summary, corrects the length of one, judges its claims, or rewrites those that the source
    does not support.
    """

    PAGE = "page"
    MAP = "map"
    MERGE = "merge"
    FINAL = "final"
    LENGTH = "length"
    VERIFY = "verify"
    FIX = "fix"


# Deeper than any level of merges: a tree over 2**60 chunks would have sixty.
_FINAL_DEPTH = 100


@dataclass(frozen=True, slots=True)
class Stage:
    """A kind of call; merges have a `level`, 1 next to the chunks. As text "map", "merge 2",
    "final", "length".
    """

    kind: StageKind
    level: int = 0

    @classmethod
    def merge(cls, level: int) -> Stage:
        """The merges of one level."""
        return cls(StageKind.MERGE, level)

    @property
    def depth(self) -> int:
        """How far from the chunks: what is deeper is called first, for it frees what waits above."""
        return self.level if self.mapped else _FINAL_DEPTH

    @property
    def mapped(self) -> bool:
        """Whether the map model is asked, and not the one that writes the summary."""
        return self.kind in (StageKind.MAP, StageKind.MERGE)

    def __str__(self) -> str:
        return f"{self.kind.value} {self.level}" if self.level else self.kind.value


PAGE, MAP = Stage(StageKind.PAGE), Stage(StageKind.MAP)
FINAL, LENGTH = Stage(StageKind.FINAL), Stage(StageKind.LENGTH)
VERIFY, FIX = Stage(StageKind.VERIFY), Stage(StageKind.FIX)
