"""The records of a comparison of two versions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from ..facts.fact import FactKind

Kind = Literal["changed", "added", "removed", "moved"]
KINDS: tuple[Kind, ...] = ("changed", "added", "removed", "moved")


@dataclass(frozen=True, slots=True)
class Passage:
    """`text` is the text of `document` from start to end; `place` names it for people."""

    document: str
    start: int
    end: int
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class FactChange:
    """A number, date, name or address that one version states and the other does not.

    `is_same` marks one that is only written differently: "4.1 billion" and "4,100 million".
    """

    kind: FactKind
    before: str = ""
    after: str = ""
    is_same: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: `old` is None for what was added, `new` for what was removed.

    `negated`: only one of the two denies. `is_moved`: a changed passage stands elsewhere, too.
    `is_across`: it went into a file that is another one. `file` is the name of its file in the new
    version, or in the old one where that is gone.
    """

    kind: Kind
    old: Passage | None
    new: Passage | None
    facts: tuple[FactChange, ...] = ()
    negated: bool = False
    is_moved: bool = False
    is_across: bool = False
    file: str = ""


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that is only in one of two folders, or whose name alone tells the two apart."""

    kind: Literal["added", "removed", "renamed"]
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """All that changed. `form` are passages with the same words in another form.

    `kept` is the share of the text of both versions that stands in the same order in both, 0..1.
    """

    old: str
    new: str
    differences: tuple[Difference, ...]
    form: tuple[Difference, ...] = ()
    files: tuple[FileChange, ...] = ()
    kept: float = 1.0

    @property
    def counts(self) -> dict[Kind, int]:
        """How many differences there are of each kind, all four kinds in order."""
        counted = Counter(difference.kind for difference in self.differences)
        return {kind: counted[kind] for kind in KINDS}

    @property
    def differ(self) -> bool:
        """Whether anything but the form is different."""
        return bool(self.differences or self.files)
