"""XLSX (extra "office"): sheets as pages, each a heading, a Markdown table of the values as they
are shown, and its comments.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from ..errors import InputError, MissingExtra
from ..screen_text import how_many
from .account import Account
from .archive import open_archive
from .draft import Draft, Page
from .limits import Limits
from .numberformats import shown
from .ooxml import as_document, rewritten
from .sheetparts import chart_sheets, texts_beside_cells
from .sheetstyles import STYLES, plain_styles
from .tables import table_by_column

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What openpyxl raises on parts that are damaged or unusual; OSError where there is no workbook.
_FAULTS_OF_OPENPYXL = (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError)
# A formula whose last result the program did not store.
_NO_RESULT = re.compile(
    rb"</(?:\w+:)?f>\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)


_HIDDEN_ROW = re.compile(  # one that holds cells
    rb"<(?:\w+:)?row\b[^>]{0,999}?\shidden=\"(?:1|true)\"[^>]{0,999}>\s{0,99}<(?:\w+:)?c\b"
)
_COLUMNS = re.compile(rb"<(?:\w+:)?col\b([^>]{1,999})>")
_IS_HIDDEN = re.compile(rb"\shidden=\"(?:1|true)\"")
_BOUNDS = re.compile(rb"\b(min|max)=\"(\d{1,5})\"")


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """Visible sheets; hidden ones are dropped and counted. Formulas show their last result; those
    without one are unread.

    Raises MissingExtra without openpyxl.
    """
    load = _loader(name)
    data = as_document(data, name=name, max_unpacked_bytes=limits.max_unpacked_bytes)
    archive = open_archive(data, name=name, max_unpacked_bytes=limits.max_unpacked_bytes)
    book = _book(load, data, archive, name)
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    account = Account()
    account.remove("hidden sheets", len(book.worksheets) - len(visible))
    pages: list[Page] = []
    notes: list[str] = []
    for sheet in visible:
        path = sheet._worksheet_path
        rows = list(_rows(sheet))
        source = archive.read(path)
        notes += _hidden_parts(source, sheet.title, set[int]().union(*rows))
        missing = len(_NO_RESULT.findall(source))
        if missing:
            cells = missing + sum(map(len, rows))
            account.leave(
                "formula",
                sheet.title,
                reason="no stored result",
                count=missing,
                share=missing / cells / len(visible),
            )
        texts = table_by_column(rows), *texts_beside_cells(archive, path, account)
        blocks = list(filter(None, texts))
        if blocks:
            pages.append(_page(sheet.title, blocks))
    pages.extend(_chart_pages(book, archive, account))
    return account.draft(pages, _MEDIA_TYPE, notes=tuple(notes))


def _page(title: str, blocks: list[str]) -> Page:
    return Page("\n\n".join((f"# {title}", *blocks)), title)


def _loader(name: str) -> Callable[[BytesIO], Any]:
    try:
        import openpyxl
    except ImportError:
        raise MissingExtra(
            f"{name} needs openpyxl, which is not installed.", hint='pip install "tersely[office]"'
        ) from None
    return partial(openpyxl.load_workbook, read_only=True, data_only=True)


def _book(load: Callable[[BytesIO], Any], data: bytes, archive: ZipFile, name: str) -> Any:
    try:
        return load(BytesIO(data))
    except _FAULTS_OF_OPENPYXL:
        pass
    try:
        return load(BytesIO(rewritten(archive, _with_plain_styles)))
    except (*_FAULTS_OF_OPENPYXL, BadZipFile, ParseError):
        raise InputError(
            f"{name} is damaged: it holds no workbook.", hint="Save it again in Excel."
        ) from None


def _with_plain_styles(name: str, content: bytes) -> bytes:
    return plain_styles(content) if name == STYLES else content


def _chart_pages(book: Any, archive: ZipFile, account: Account) -> Iterator[Page]:
    """Sheets that are one chart, behind those with cells."""
    sheets = chart_sheets(archive)
    for title in (sheet.title for sheet in book.chartsheets):
        if title not in sheets:
            account.leave("chart sheet", title)
            continue
        path, is_visible = sheets[title]
        if not is_visible:
            account.remove("hidden sheets")
            continue
        blocks = list(filter(None, texts_beside_cells(archive, path, account)))
        if blocks:
            yield _page(title, blocks)


def _hidden_parts(source: bytes, title: str, used: set[int]) -> list[str]:
    """A note on the rows and columns that Excel does not show: a filter hides what belongs to the
    table, so they are read.
    """
    rows = len(_HIDDEN_ROW.findall(source))
    columns: set[int] = set()
    for column in _COLUMNS.finditer(source.partition(b"<sheetData")[0]):
        if _IS_HIDDEN.search(column[1]):
            bounds = dict(_BOUNDS.findall(column[1]))
            first, last = int(bounds.get(b"min", 1)), int(bounds.get(b"max", 1))
            columns |= used & set(range(first - 1, last))
    counts = {"row": rows, "column": len(columns)}
    parts = [how_many(count, unit) for unit, count in counts.items() if count]
    if not parts:
        return []
    return [f"{title}: {' and '.join(parts)} that Excel does not show, read all the same"]


def _rows(sheet: Any) -> Iterator[dict[int, str]]:
    """The cells of each row that has any, by their column: one cell far away makes no large table."""
    sheet.reset_dimensions()
    for row in sheet.iter_rows():
        cells: dict[int, str] = {}
        for column, cell in enumerate(row):
            if cell.value is None:
                continue
            text = shown(cell.value, cell.number_format)
            if text:
                cells[column] = text
        if cells:
            yield cells
