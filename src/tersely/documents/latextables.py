"""Tables of LaTeX, whose cells, rows and sections the reader has marked, as Markdown."""

from __future__ import annotations

import re

from ..language.words import one_spaced
from .account import Account
from .tables import markdown_table

TABLES = frozenset(
    "tabular tabularx tabulary tabu array longtable longtabu xltabular supertabular xtabular tblr "
    "longtblr".split()
)
COLUMNS_SECOND = frozenset("tabularx tabulary xltabular".split())  # behind the width of the table
CELL, ROW = "\x1f", "\x1e"
SECTIONS = frozenset("endfirsthead endhead endfoot endlastfoot".split())
_SECTION = re.compile("\x1d([a-z]{7,12})\x1d")


def section_mark(name: str) -> str:
    """What stands where a section of a longtable ends."""
    return f"\x1d{name}\x1d"


def latex_table(text: str, account: Account) -> str:
    """The table with its first row as head; lines of one cell above it stand before it. Heads and
    feet that a longtable repeats on each page are shown once.
    """
    pieces = _SECTION.split(text)  # text, then the name of what it was and the text behind it
    names, texts = pieces[1::2], pieces[:-1:2]
    sections = dict(zip(names, texts, strict=True))
    first = sections.get("endfirsthead", sections.get("endhead", ""))
    last = sections.get("endlastfoot", sections.get("endfoot", ""))
    rows = _rows(first) + _rows(pieces[-1]) + _rows(last)
    for name, shown in (("endhead", first), ("endfoot", last)):
        repeated = sections.get(name, "")
        if repeated != shown:
            account.remove("repeated heads and feet of tables", len(_rows(repeated)))
    width = max(map(len, rows), default=0)
    above: list[str] = []
    while width > 1 and rows and len(rows[0]) == 1:
        above += rows.pop(0)
    blocks = [*above, markdown_table(rows)]
    return "\n\n" + "\n\n".join(filter(None, blocks)) + "\n\n"


def _rows(text: str) -> list[list[str]]:
    rows = []
    for row in text.split(ROW):
        cells = [one_spaced(cell) for cell in row.split(CELL)]
        if any(cells):
            rows.append(cells)
    return rows
