"""ODS (OpenDocument spreadsheets) by the standard library: sheets as pages, each a heading and a
table of the values as they are shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat
from xml.etree.ElementTree import Element

from ..language.words import one_spaced
from .draft import Draft, Page
from .limits import Limits
from .odf import OFFICE, OdfFile, opened
from .odftext import DRAW, TABLE, count_of
from .tables import table_by_column

_GROUPS = tuple(
    f"{TABLE}{name}"
    for name in ("table-header-rows", "table-rows", "table-row-group", "table-columns")
)
_CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
# Programs write "the rest of the sheet is empty" as one cell or row that is repeated a million
# times.
_MOST_REPEATS = 1_000


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """Visible sheets; hidden ones are dropped and counted."""
    pages: list[Page] = []
    with opened(data, "spreadsheet", name=name, limits=limits) as file:
        for sheet in file.body.iterfind(f"{TABLE}table"):
            if file.styles.hides_table(sheet.get(f"{TABLE}style-name", "")):
                file.account.remove("hidden sheets")
                continue
            title = sheet.get(f"{TABLE}name", "")
            blocks = list(filter(None, _blocks(sheet, file)))
            if blocks:
                pages.append(Page("\n\n".join((f"# {title}", *blocks)), title))
        margins = [
            block
            for kind in ("header", "footer")
            for block in file.text.margins(file.page_styles, kind)
            if "???" not in block  # what stands for the name of the sheet
        ]
        if margins:
            pages.append(Page("\n\n".join(margins)))
        return file.account.draft(pages, "application/vnd.oasis.opendocument.spreadsheet")


def _blocks(sheet: Element, file: OdfFile) -> Iterator[str]:
    """The cells, then their comments, then what is drawn on the sheet."""
    comments: list[str] = []
    rows = list(_rows(sheet, file, comments))
    yield table_by_column(rows)
    yield from comments
    for drawn in sheet.iterfind(f"{TABLE}shapes"):
        yield from file.text.drawn(drawn)


def _rows(parent: Element, file: OdfFile, comments: list[str]) -> Iterator[dict[int, str]]:
    """The cells of each row that has any, by their column."""
    for row in parent:
        if row.tag in _GROUPS:
            yield from _rows(row, file, comments)
        elif row.tag == f"{TABLE}table-row":
            cells = dict(_cells(row, file, comments))
            repeats = count_of(row, f"{TABLE}number-rows-repeated")
            if cells:
                yield from repeat(cells, min(repeats, _MOST_REPEATS))


def _cells(row: Element, file: OdfFile, comments: list[str]) -> Iterator[tuple[int, str]]:
    column = 0
    for cell in row:
        if cell.tag not in _CELLS:
            continue
        repeats = count_of(cell, f"{TABLE}number-columns-repeated")
        text = one_spaced(" ".join(file.text.blocks(_content(cell))))
        comments.extend(map(file.text.comment, cell.iterfind(f"{OFFICE}annotation")))
        comments.extend(file.text.drawn(part for part in cell if part.tag.startswith(DRAW)))
        if text:
            for place in range(min(repeats, _MOST_REPEATS)):
                yield column + place, text
        column += repeats


def _content(cell: Element) -> Iterator[Element]:
    for part in cell:
        if part.tag != f"{OFFICE}annotation" and not part.tag.startswith(DRAW):
            yield part
