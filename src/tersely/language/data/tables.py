"""Tables whose cells stand between commas, semicolons or tabs, as the csv module reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...screen_text import how_many
from .records import Data, Part, comment, named, record

_SEPARATORS = "\t;,"
_FEWEST_ROWS = 3
_ROWS_SHARE = 0.9
_SAMPLE_CHARACTERS = 20_000
_MOST_WORDS_OF_NAME = 6


def read_table(text: str) -> Data | None:
    """The rows of `text`; None if it is no table."""
    separator = separator_of(text[:_SAMPLE_CHARACTERS])
    if not separator:
        return None
    parts: list[Part] = []
    rows = columns = 0
    first: list[str] = []
    second: list[str] = []
    for start, end, cells in _rows(text, separator):
        if text.startswith("#", start):
            parts.append(comment(text, start, end))
            continue
        parts.append(record(text, start, end))
        rows += 1
        columns = max(columns, len(cells))
        if not first:
            first = cells
        elif not second:
            second = cells
    if _is_header(first, second):
        size = f"{how_many(rows - 1, 'row')} below the header"
        names = named(first)
    else:
        size, names = how_many(rows, "row"), ""
    return Data(f"Table of {size}, {how_many(columns, 'column')}{names}.", parts)


def separator_of(text: str) -> str:
    """The character between the cells of the table `text`; "" if it is none.

    Nearly all rows hold a like number of it; empty cells at the end of a row may be missing.
    """
    for separator in _SEPARATORS:
        if text.count(separator) < _FEWEST_ROWS or _is_prose(text, separator):
            continue
        if separator == "\t" and _is_indented(text):
            continue
        sizes = sorted(
            len(cells)
            for start, _, cells in _rows(text, separator)
            if not text.startswith("#", start)
        )
        if len(sizes) < _FEWEST_ROWS:
            continue
        usual = sizes[int(_ROWS_SHARE * len(sizes))]
        alike = sum(usual / 2 <= size <= usual + 1 for size in sizes)
        if usual > 1 and alike >= _ROWS_SHARE * len(sizes):
            return separator
    return ""


def _is_prose(text: str, separator: str) -> bool:
    """Whether a space stands behind most separators, as behind the commas of prose."""
    spaced = text.count(f"{separator} ") + text.count(f"{separator}\n")
    return 2 * spaced > text.count(separator)


def _is_indented(text: str) -> bool:
    """Whether most tabs stand before a line, as in a Makefile; between cells they stand inside."""
    tabbed = [line for line in text.split("\n") if "\t" in line]
    inside = sum("\t" in line.strip("\t") for line in tabbed)
    return 2 * inside < len(tabbed)


def _rows(text: str, separator: str) -> Iterator[tuple[int, int, list[str]]]:
    """(start, end, cells) of each row that is not empty, also over several lines."""
    import csv

    offsets = [0]

    def lines() -> Iterator[str]:
        for line in text.splitlines(keepends=True):
            offsets.append(offsets[-1] + len(line))
            yield line

    reader = csv.reader(lines(), delimiter=separator)
    start = 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:  # a cell of more than 128 KB, or a NUL
            cells = []
        if cells is None:
            return
        end = offsets[-1]
        if any(cells):
            yield start, start + len(text[start:end].rstrip()), cells
        start = end


def _is_header(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether the first row names the columns of rows below it: no figure in it, no name twice, no
    sentence.
    """
    names = [cell.strip() for cell in first]
    if not second or not all(names) or len(set(names)) < len(names):
        return False
    return not any(name[0].isdigit() or len(name.split()) > _MOST_WORDS_OF_NAME for name in names)
