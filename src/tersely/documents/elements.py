"""An HTML tree as Markdown: headings, paragraphs, lists, tables, code. Emphasis, links and images
are left out.
"""

from __future__ import annotations

import re
from typing import Any

from .htmltree import tag_of
from .scripts import raised
from .tables import markdown_table

_INLINE = re.compile(
    r"a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|label|mark|nobr|q|rb|rp|rt|ruby|s|samp|small"
    r"|span|strike|strong|sub|sup|time|tt|u|var|wbr"
)
_HEADINGS = {f"h{level}": "#" * level + " " for level in range(1, 7)}
_BLOCKS_IN_CELL = ("table", "ul", "ol", "h1", "h2", "h3", "h4", "pre", "blockquote")
_WIDEST_SPAN = 100
_DEEPEST_QUOTE = 3
_SPACE = re.compile(r"[ \t\r\n\f]+")


def markdown_of(root: Any) -> str:
    """The text of an lxml tree. Walks without recursion: hostile pages nest thousands deep."""
    from lxml import etree

    writer = _Writer()
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            writer.add(element.tail)
            continue
        tag = tag_of(element)
        if event == "start":
            writer.start(tag, element)
            if tag != "rp":  # brackets for browsers that put no reading above its word
                writer.add(element.text)
        else:
            writer.end(tag)
            if element is not root:
                writer.add(element.tail)
    writer.flush()
    return "\n\n".join(writer.blocks).strip()


class _Writer:
    """Blocks so far, the inline text of the open block, and where in lists and tables it stands."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.inline: list[str] = []
        self.prefix = ""
        self.lists: list[int | None] = []  # the next number, or None for bullets
        # Rows, or None for a table that only lays out the page.
        self.tables: list[list[list[str]] | None] = []
        # For each table: its columns that a merged cell covers in so many rows.
        self.covered: list[dict[int, int]] = []
        self.raised_from: list[int] = []  # where in `inline` open superscripts begin
        self.pre = 0
        self.quotes = 0

    def add(self, text: str | None) -> None:
        if text:
            self.inline.append(text if self.pre else _SPACE.sub(" ", text))

    def start(self, tag: str, element: Any) -> None:
        if tag == "rt":
            self.inline.append("(")
        elif tag == "sup":
            self.raised_from.append(len(self.inline))
        if _INLINE.fullmatch(tag):
            return
        if tag == "br":
            self.inline.append("\n")
            return
        self.flush()
        if tag in _HEADINGS:
            self.prefix = _HEADINGS[tag]
        elif tag in ("ul", "ol"):
            self.lists.append(1 if tag == "ol" else None)
        elif tag == "li":
            self.prefix = self._item()
        elif tag == "pre":
            self.pre += 1
        elif tag == "blockquote":
            self.quotes += 1
        elif tag == "table":
            self.tables.append(None if _lays_out(element) else [])
            self.covered.append({})
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag in ("td", "th") and self._rows:
            self._open_cell(_span(element, "rowspan"), _span(element, "colspan"))

    def end(self, tag: str) -> None:
        if tag == "rt":
            self.inline.append(")")
        elif tag == "sup" and self.raised_from:
            self._raise(self.raised_from.pop())
        if tag == "br" or _INLINE.fullmatch(tag):
            return
        self.flush()
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag == "pre":
            self.pre -= 1
        elif tag == "blockquote":
            self.quotes -= 1
        elif tag == "tr" and self._rows:
            self._skip_covered()
        elif tag == "table" and self.tables:
            self.covered.pop()
            if rows := self.tables.pop():
                self._block(markdown_table(rows))

    def flush(self) -> None:
        """Ends the open block. In a table it goes into the open cell, in a list right under the
        item before.
        """
        text = "".join(self.inline)
        self.inline.clear()
        if not text or text.isspace():
            return
        if self.pre:
            lines = text.strip("\n").split("\n")
        else:
            lines = [line.strip() for line in text.strip().split("\n")]
        is_item = bool(self.prefix.strip())
        if self._rows and self._rows[-1]:
            row = self._rows[-1]
            row[-1] = f"{row[-1]} {' '.join(lines)}".strip()
        elif self.pre:
            self._block("\n".join(["```", *lines, "```"]))
        elif self.prefix.startswith("#"):
            self._block(self.prefix + " ".join(lines))
        elif is_item and self.blocks and _is_item(self.blocks[-1]):
            self.blocks[-1] += "\n" + self.prefix + "\n".join(lines)
        else:
            self._block(self.prefix + "\n".join(lines))
        self.prefix = ""

    def _raise(self, start: int) -> None:
        """1612.<sup>1</sup> reads 1612.¹, not 1612.1; raised letters are read on."""
        pieces = "".join(self.inline[start:]).split()
        text = "".join(pieces)
        above = raised(text)
        if above and above != text:
            self.inline[start:] = [above]

    def _open_cell(self, rows: int, columns: int) -> None:
        self._skip_covered()
        table, covered = self.tables[-1], self.covered[-1]
        assert table
        row = table[-1]
        first = len(row)
        row.append("")
        covered[first] = rows - 1
        covered |= dict.fromkeys(range(first + 1, first + columns), rows)

    def _skip_covered(self) -> None:
        """Empty cells where merged ones reach into the open row, so that what follows stands in its
        own column.
        """
        rows, covered = self.tables[-1], self.covered[-1]
        assert rows
        while covered.get(len(rows[-1]), 0) > 0:
            covered[len(rows[-1])] -= 1
            rows[-1].append("")

    @property
    def _rows(self) -> list[list[str]] | None:
        return self.tables[-1] if self.tables else None

    def _item(self) -> str:
        indent = "  " * max(len(self.lists) - 1, 0)
        number = self.lists[-1] if self.lists else None
        if number is None:
            return indent + "- "
        self.lists[-1] = number + 1
        return f"{indent}{number}. "

    def _block(self, text: str) -> None:
        if not text:
            return
        if self.quotes:
            mark = "> " * min(self.quotes, _DEEPEST_QUOTE)
            text = "\n".join(mark + line for line in text.split("\n"))
        self.blocks.append(text)


def _span(cell: Any, name: str) -> int:
    value = cell.get(name, "1")
    return min(int(value), _WIDEST_SPAN) if re.fullmatch(r"[1-9]\d{0,5}", value) else 1


def _is_item(block: str) -> bool:
    line = block.rpartition("\n")[2].lstrip()
    return line.startswith("- ") or line.partition(". ")[0].isdigit()


def _lays_out(table: Any) -> bool:
    """Whether a table only places parts of the page: its cells hold whole blocks."""
    return any(table.find(f".//{tag}") is not None for tag in _BLOCKS_IN_CELL)
