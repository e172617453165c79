"""What was read, and the pieces it is cut into."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

from .unread import Recognized, Unread

MarkKind = Literal["page", "heading", "place"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a document: `offset` into Document.text, e.g. Mark("page", 5120, "8", 0),
    Mark("heading", 88, "Costs", 2).

    A page mark's label is its number as printed to the user; slides, sheets and chapters are page
    marks too. A heading mark's level is 1 to 6 and its offset is the start of the heading's line.
    A place mark is where the text stands in another document ("a.md, § Costs, line 7"), all of it.
    """

    kind: MarkKind
    offset: int
    label: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """Text as Unicode, with where it came from. All offsets of the program are into `text`.

    `removed` counts what was dropped, e.g. (("control characters", 3), ("hidden HTML elements",
    2)). `unread` is what else the source holds and the text does not, `recognized` what was read by
    text recognition. `notes` are sentences for
    stderr, e.g. "decoded as windows-1252".
    """

    name: str
    text: str
    source: str | None = None
    media_type: str = "text/plain"
    marks: tuple[Mark, ...] = ()
    removed: tuple[tuple[str, int], ...] = ()
    unread: tuple[Unread, ...] = ()
    recognized: tuple[Recognized, ...] = ()
    pages: int = 0
    notes: tuple[str, ...] = ()

    @property
    def unread_share(self) -> float:
        """The part of the source that the text lacks, 0..1; what stands beside the text apart."""
        return min(1.0, sum(part.share for part in self.unread))

    def page_at(self, offset: int) -> str | None:
        """The label of the page that holds `offset`, or None in a document without pages."""
        return self._last("page", offset)

    def place_at(self, offset: int) -> str | None:
        """Where the text at `offset` stands in the document that it was taken from, or None."""
        return self._last("place", offset)

    def headings_at(self, offset: int) -> tuple[str, ...]:
        """The heading path at `offset`, outermost first."""
        path: list[tuple[int, str]] = []
        for mark in self.marks:
            if mark.offset > offset:
                break
            if mark.kind == "heading":
                while path and path[-1][0] >= mark.level:
                    path.pop()
                path.append((mark.level, mark.label))
        return tuple(label for _, label in path)

    def line_at(self, offset: int) -> int:
        """The 1-based line that holds `offset`."""
        return self.text.count("\n", 0, offset) + 1

    def sections(self) -> tuple[tuple[int, int, str], ...]:
        """(start, end, label) of each section, covering the text: cut at every heading mark; one
        section if there is none.
        """
        headings = [mark for mark in self.marks if mark.kind == "heading"]
        labels = [mark.label for mark in headings]
        starts = [mark.offset for mark in headings]
        if not starts or self.text[: starts[0]].strip():
            starts.insert(0, 0)
            labels.insert(0, "")
        starts[0] = 0
        ends = [*starts[1:], len(self.text)]
        return tuple(zip(starts, ends, labels, strict=True))

    def _last(self, kind: MarkKind, offset: int) -> str | None:
        marks = [mark for mark in self.marks if mark.kind == kind]
        before = bisect_right([mark.offset for mark in marks], offset)
        return marks[before - 1].label if before else None


@dataclass(frozen=True, slots=True)
class Chunk:
    """`document.text[start:end]`, `tokens` long. `reason` is the class of the boundary at its end.

    `context` characters before `start` may be shown with it (`overlap` of `chunk`); they belong to
    the chunk before. `heading_path` is that at its start, `headings` are those that begin in it.
    `head` are lines that its reader must know of what stands before: the header of the table, or
    the beginning of the speech, that goes on in it.
    """

    index: int
    start: int
    end: int
    tokens: int
    exact: bool = True
    heading_path: tuple[str, ...] = ()
    reason: str = "end"
    context: int = 0
    headings: tuple[str, ...] = ()
    head: str = ""


@dataclass(frozen=True, slots=True)
class MissingSpan:
    """Text that the summary misses: [start, end) and why. `pages` and `heading` tell a person where
    it is.

    No model has read it, or with `read` a model has, but its notes were cut. `share` is its part of
    the text (0..1).
    """

    start: int
    end: int
    reason: str
    pages: str = ""
    heading: str = ""
    read: bool = False
    share: float = 0.0
