"""What was read, and the pieces it is cut into."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal

from .call import Usage
from .money import usd

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


LISTED_PLACES = 12
_NUMBERED = ("page", "slide", "sheet", "chapter")


@dataclass(frozen=True, slots=True)
class Unread:
    """What a source holds and the text does not, e.g. Unread("page", 2, ("4", "5"), "scanned", 0.2)
    or Unread("attachment", 1, ("annex.txt",)).

    `kind` is a singular noun, `places` names where or what they are (as many as are known), and
    `share` is their part of the whole source (0..1): 0 for what stands beside the text.
    """

    kind: str
    count: int
    places: tuple[str, ...] = ()
    reason: str = ""
    share: float = 0.0

    def __str__(self) -> str:
        """For a person: "pages 2-5, 9 (scanned)", "1 attachment: annex.txt"."""
        what = f"{self.count:,} {self._noun}" + (f": {self._listed}" if self.places else "")
        if self.kind in _NUMBERED and self.places:
            what = f"{self._noun} {self._listed}"
        return f"{what} ({self.reason})" if self.reason else what

    @property
    def sentence(self) -> str:
        """The same as a sentence, e.g. "1 attachment is named but not read: annex.txt"."""
        if self.share:
            return f"{self} could not be read and count{'s' * (self.count == 1)} as not read"
        verb = "is" if self.count == 1 else "are"
        what = f"{self.count:,} {self._noun} {verb}"
        why = f" ({self.reason})" if self.reason else ""
        if not self.places:
            return f"{what} not read{why}"
        named = "named but " if self.kind == "attachment" else ""
        return f"{what} {named}not read{why}: {self._listed}"

    @property
    def _noun(self) -> str:
        return self.kind + "s" * (self.count != 1)

    @property
    def _listed(self) -> str:
        places = _ranges(self.places)
        return ", ".join(places[:LISTED_PLACES]) + " ..." * (len(places) > LISTED_PLACES)


@dataclass(frozen=True, slots=True)
class Recognized:
    """Pages that text recognition has read: by which engine, in which languages, how surely (0..1),
    and those of them that it read badly.

    A vision model (`engine` is its name) does not say how sure it is; it was asked `calls` times,
    and that many of the answers came from the store. With `is_planned` nothing was sent: usage and
    cost are what is expected.
    """

    pages: tuple[str, ...]
    engine: str
    languages: str
    confidence: float | None
    uncertain: tuple[str, ...] = ()
    calls: int = 0
    reused: int = 0
    usage: Usage = field(default_factory=Usage)
    cost_usd: float | None = 0.0
    is_planned: bool = False

    def __str__(self) -> str:
        """E.g. "pages 2-5 were read by text recognition (tesseract 5.3.0, eng), confidence 93 %"."""
        noun, verb = ("page", "was") if len(self.pages) == 1 else ("pages", "were")
        how = ", ".join(filter(None, (self.engine, self.languages)))
        places = ", ".join(_ranges(self.pages)[:LISTED_PLACES])
        if self.confidence is None:
            verb = "would be" if self.is_planned else verb
            stored = f", {self.reused} from the cache" if self.reused else ""
            return f"{noun} {places} {verb} read by the vision model {how} ({usd(self.cost_usd)}{stored})"
        sure = f"{self.confidence:.0%}".replace("%", " %")
        return f"{noun} {places} {verb} read by text recognition ({how}), confidence {sure}"


def _ranges(places: tuple[str, ...]) -> list[str]:
    """Numbers that follow each other as one place: 2, 3, 4, 9 is 2-4, 9."""
    runs: list[list[str]] = []
    for place in places:
        follows = runs and _number(place) == _number(runs[-1][-1]) + 1 > 0
        if follows:
            runs[-1].append(place)
        else:
            runs.append([place])
    return [run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]


def _number(place: str) -> int:
    """A page number; below every one where the place is none."""
    return int(place) if place.isascii() and place.isdigit() and len(place) < 10 else -9


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
        starts = [(m.offset, m.label) for m in self.marks if m.kind == "heading"]
        if not starts or (starts[0][0] > 0 and self.text[: starts[0][0]].strip()):
            starts.insert(0, (0, ""))
        elif starts:
            starts[0] = (0, starts[0][1])
        ends = [offset for offset, _ in starts[1:]] + [len(self.text)]
        return tuple((start, end, label) for (start, label), end in zip(starts, ends, strict=True))

    def _last(self, kind: MarkKind, offset: int) -> str | None:
        marks = [m for m in self.marks if m.kind == kind]
        i = bisect_right([m.offset for m in marks], offset) - 1
        return marks[i].label if i >= 0 else None


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
