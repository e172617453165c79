"""Tables: rows of cells with a separator between them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .records import Parts, comment, line_ends, record

_FEWEST_ROWS = 3
_ROWS_SHARE = 0.9
_LONGEST_ROW = 20_000  # what a quotation mark that is never closed can swallow
# Behind the commas of prose stands a space.
_SEPARATORS = {sign: re.compile(rf"{sign}(?=\S)") for sign in "\t,;"}
_QUOTED = re.compile(r'"[^"]{0,2000}"')


def separator_of(text: str) -> str:
    """The character between the cells of the table `text`; "" if it is none."""
    fewest = max(
        _FEWEST_ROWS, text.count("\n") / 3
    )  # most prose has fewer: it is told from tables at once
    likely = [
        sign
        for sign in _SEPARATORS
        if sign in text
        and text.count(sign) >= fewest
        and len(_SEPARATORS[sign].findall(text)) >= fewest
    ]
    if not likely:
        return ""
    rows = [
        line.strip()
        for line in _QUOTED.sub("", text).split("\n")
        if line.strip() and line[0] != "#"
    ]
    return next((sign for sign in likely if _is_table(rows, _SEPARATORS[sign])), "")


def _is_table(rows: Sequence[str], separator: re.Pattern[str]) -> bool:
    """Whether nearly all rows hold a like number of separators; empty cells at the end of a row may
    be missing.
    """
    counts = sorted(len(separator.findall(row)) for row in rows)
    usual = counts[int(_ROWS_SHARE * len(counts))] if len(counts) >= _FEWEST_ROWS else 0
    return usual > 0 and sum(
        usual / 2 <= count <= usual + 1 for count in counts
    ) >= _ROWS_SHARE * len(counts)


def row_lines(text: str) -> Parts:
    """Each row, also over several lines: a quotation that is not closed goes on."""
    start = pos = quotes = 0
    for end in line_ends(text):
        quotes += text.count('"', pos, end)
        pos = end + 1
        if quotes % 2 == 0 or end - start > _LONGEST_ROW:
            yield (
                comment(text, start, end)
                if text.startswith("#", start)
                else record(text, start, end)
            )
            start, quotes = pos, 0
