"""Where an offset is, in the words of the document: for one place, or for many of one document."""

from __future__ import annotations

import re
from bisect import bisect_right

from ..records import Document

_LINE_END = re.compile(r"\n")


class Places:
    """The places of one document; what is looked up for many of them is laid out once."""

    def __init__(self, document: Document) -> None:
        pages = [mark for mark in document.marks if mark.kind in ("page", "place")]
        headings = [mark for mark in document.marks if mark.kind == "heading"]
        self._page_starts = [mark.offset for mark in pages]
        self._pages = [mark.label for mark in pages]
        self._heading_starts = [mark.offset for mark in headings]
        self._headings = [mark.label for mark in headings]
        self._lines = [match.end() for match in _LINE_END.finditer(document.text)]

    def __call__(self, offset: int) -> str:
        """Where `offset` is, for people: "p. 8", "§ Costs, line 88" or "line 88". Slides and sheets
        go by their own names.
        """
        number = bisect_right(self._page_starts, offset)
        if number:
            page = self._pages[number - 1]
            # "2024.pdf 3" is a page of a file, "3" and "3a" are pages.
            return f"p. {page}" if page[:1].isdigit() and " " not in page else page
        line = f"line {bisect_right(self._lines, offset) + 1}"
        number = bisect_right(self._heading_starts, offset)
        return f"§ {self._headings[number - 1]}, {line}" if number else line
