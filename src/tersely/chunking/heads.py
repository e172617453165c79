"""Heads: what a chunk needs of the text before it: the header of its table, what its list stands
under, who is speaking.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from ..language.lines import kind_of
from ..language.mail import MAIL_FIELDS_AMONG_OTHERS, MAIL_SENDER
from .columns import ColumnTable

HEAD_CHARACTERS = 100
"""Of the line with which a speech begins: the name and the first words tell it."""
_HEADER_CHARACTERS = 600
_SEPARATED = frozenset(("text/csv", "text/tab-separated-values"))
_RULE = re.compile(r"[|\s:+=]*+-[|\s:+=-]*+")
_GRID_RULE = re.compile(r"\+(?:[-=:]+\+)+")  # of tables in reStructuredText
_MOST_HEADER_ROWS = 4
_LONGEST_CELL_LINE = 60
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_HEADING = re.compile(r"#{1,6}\s|[=-]{3,}\s*$")
# "Ms. OKAFOR. I yield": the record of a parliament. "OKAFOR" alone on a line: a play.
_PARLIAMENT = re.compile(
    r"(?:The |(?:Mr|Mrs|Ms|Dr|Sen|Rep|Hon)\. |Senator )[A-Z][A-Z .'’-]{2,40}\.\s"
)
_PLAY = re.compile(r"[^\W\d_a-z][^\W\d_a-z.'’ -]{1,30}[.:]?")
# "Ana Reyes, Treasurer: ...", ">> ANA: ...", "- Ana: ..."
_OFFICE = re.compile(
    r"(?:>> ?|- )?(?:\*\*)?(?![a-z_\d])\w[\w.'’-]*(?: \w[\w.'’-]*){0,3}(?:, [\w .'’-]{2,40})?(?:\*\*)?:\s"
)
# Of an e-mail inside a text: who writes, and the lines up to the blank one.
_SENDER = re.compile(rf"(?:{MAIL_SENDER}):\s")
_MAIL_HEADER = re.compile(rf"(?:{MAIL_FIELDS_AMONG_OTHERS}):")
_SEEN_CHARACTERS = 200


@dataclass(slots=True)
class _Before:
    """What is open where a line begins."""

    header: tuple[str, ...] = ()
    rows: int = 0
    speech: str = ""
    lead: str = ""
    """The line that ends in a colon, while the items below it go on."""
    after_blank: bool = True
    in_mail: bool = False
    """Between the sender and the blank line."""
    in_grid: bool = False  # in a table with rules between its rows
    header_above: tuple[str, ...] = ()  # of a table with nothing but blank lines after it
    columns: ColumnTable = field(default_factory=ColumnTable)

    def take(self, line: str, following: Callable[[], str]) -> None:
        """Go past one line; `following` gives the beginning of the next one, which few need."""
        stripped = line.strip()
        self.columns.take(line)
        is_lead = stripped.endswith((":", "："))
        if (is_lead or self.lead) and not (line[0].isspace() or _is_item(stripped)):
            self.lead = stripped if is_lead else ""
        if _GRID_RULE.fullmatch(stripped):
            self.in_grid = True
            self.rows += bool(self.header)
        elif _is_row(stripped):
            self._row(stripped)
        else:
            self._end_table(stripped)
            if _HEADING.match(stripped):
                self.speech = ""
            elif self.in_mail and _MAIL_HEADER.match(stripped):
                pass  # whose mail it is says more than its subject
            elif _begins_speech(stripped, self.after_blank, following):
                self.speech = stripped
                self.in_mail = _begins_mail(stripped, following)
        self.after_blank = not stripped
        self.in_mail = self.in_mail and not self.after_blank

    def header_of(self, row: str) -> tuple[str, ...]:
        """The header that holds for a row: of its table, or of the one that a page break parted."""
        return self.header if self.rows else self._header_across(row)

    def _end_table(self, line: str) -> None:
        # A cell that a page break cut goes on below it, in small letters.
        is_gap = not line or (line[0].islower() and len(line) <= _LONGEST_CELL_LINE)
        self.header_above = (self.header or self.header_above) if is_gap else ()
        self.header, self.rows, self.in_grid = (), 0, False

    def _row(self, row: str) -> None:
        if not self.rows and not self.header and (above := self._header_across(row)):
            self.header, self.rows = above, _MOST_HEADER_ROWS
        if self.in_grid:  # the first rule below a row ends the header
            is_header = not self.rows and len(self.header) < _MOST_HEADER_ROWS
            self.header += (row,) if is_header else ()
            return
        is_header = self.rows == 0 or (self.rows == 1 and _RULE.fullmatch(row) is not None)
        if self.rows == 2 and len(self.header) == 2:
            is_header = _goes_on(self.header[0], row)
        self.header += (row,) if is_header else ()
        self.rows += 1

    def _header_across(self, row: str) -> tuple[str, ...]:
        """The header above a gap, if the row is one of numbers where the header is of words."""
        above = self.header_above
        if not above or above[0].count("|") != row.count("|"):
            return ()
        numbers = [cell for cell in _cells(row) if any(map(str.isdigit, cell))]
        is_data = not all(map(_YEAR.fullmatch, numbers))  # years alone can be a header of their own
        return above if is_data and not any(map(str.isdigit, above[0])) else ()


def _goes_on(header: str, row: str) -> bool:
    """Whether `row` is the second line of a header: words for columns that the first leaves empty."""
    if any(map(str.isdigit, row)):
        return False
    pairs = zip(_cells(header), _cells(row), strict=False)
    return any(below and not above for above, below in pairs)


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip("|").split("|")]


def heads(text: str, starts: Sequence[int], media_type: str) -> list[str]:
    """For each of the ascending `starts` the lines that whoever reads from there must know, ""
    where there are none: the header of the table that goes on, the beginning of the speech that
    goes on, what the list that goes on stands under.

    They depend on the nearest header, beginning of a speech and lead of a list only. Linear time.
    """
    if media_type in _SEPARATED:
        first = _first_line(text)[:_HEADER_CHARACTERS]
        return [_table((first,)) if start > len(first) else "" for start in starts]
    known: list[str] = []
    before = _Before()
    pos = 0
    for start in starts:
        while pos < start:
            end = _line_end(text, pos)
            if end > start:
                break  # cut inside a line: what was open before it is open in it
            before.take(text[pos : min(end, pos + _HEADER_CHARACTERS)], partial(_peek, text, end))
            pos = end
        known.append(_head(before, text, start, inside=pos < start))
    return known


def _head(before: _Before, text: str, start: int, *, inside: bool) -> str:
    """The head at `start`, with what is open before the line that holds it."""
    if inside:
        line_start = text.rfind("\n", 0, start) + 1
        return _head_inside(before, text[line_start : line_start + _HEADER_CHARACTERS])
    line = _first_line(text[start : start + _SEEN_CHARACTERS].lstrip("\n"))
    if before.columns.header and line:
        return _table(before.columns.header)
    is_row = text[start : start + 1] != "\n" and _is_row(line) and not _GRID_RULE.fullmatch(line)
    if is_row and (header := before.header_of(line)):
        return _table(header)
    if not line or _HEADING.match(line) or _begins_speech(line, blank=True, following=_nothing):
        return ""
    lead = before.lead if _is_item(line) else ""
    return "\n".join(filter(None, (_speech(before.speech), _list(lead))))


def _head_inside(before: _Before, opening: str) -> str:
    """The head inside of a line that begins like this."""
    line = _first_line(opening)
    if _is_row(line):
        return _table(before.header_of(line))
    is_speech = _begins_speech(line, before.after_blank, _nothing)
    return _speech(line if is_speech else before.speech)


def _first_line(text: str) -> str:
    return text.split("\n", 1)[0].strip()


def _table(header: Sequence[str]) -> str:
    rows = "\n".join(header)[: 2 * _HEADER_CHARACTERS]
    return f"[a table goes on here; its header:]\n{rows}" if header else ""


def _speech(beginning: str) -> str:
    return f"[goes on from: {_shortened(beginning)}]" if beginning else ""


def _list(lead: str) -> str:
    return f"[a list goes on here, under: {_shortened(lead)}]" if lead else ""


def _shortened(line: str) -> str:
    if len(line) <= HEAD_CHARACTERS:
        return line
    return line[:HEAD_CHARACTERS].rsplit(" ", 1)[0] + " ..."


def _is_item(line: str) -> bool:
    return kind_of(line[:_SEEN_CHARACTERS]) == "item"


def _is_row(line: str) -> bool:
    return line.startswith("|") or line.count("|") > 1


def _begins_speech(line: str, blank: bool, following: Callable[[], str]) -> bool:
    """Whether a line begins with who says it."""
    seen = line[:_SEEN_CHARACTERS]
    if not seen:
        return False
    if kind_of(seen) == "turn" or _PARLIAMENT.match(seen) or _begins_mail(line, following):
        return True
    if _OFFICE.match(seen):
        return kind_of(seen.lstrip(">- ")) == "turn" or ", " in seen.split(":", 1)[0]
    return blank and _PLAY.fullmatch(seen) is not None and bool(following())


def _begins_mail(line: str, following: Callable[[], str]) -> bool:
    return _SENDER.match(line) is not None and _MAIL_HEADER.match(following()) is not None


def _nothing() -> str:
    return ""


def _peek(text: str, pos: int) -> str:
    """The beginning of the line at `pos`, "" where it is blank."""
    return _first_line(text[pos : pos + 40])


def _line_end(text: str, pos: int) -> int:
    newline = text.find("\n", pos)
    return len(text) if newline < 0 else newline + 1
