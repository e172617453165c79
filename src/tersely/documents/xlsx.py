"""XLSX (extra "office"): sheets as pages, each a heading and a Markdown table of the stored values."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from zipfile import BadZipFile

from ..errors import InputError, MissingExtra
from .archive import open_archive
from .draft import Draft, Page
from .limits import Limits
from .tables import markdown_table

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """Visible sheets; hidden ones are dropped and counted. Formulas show their last result.

    Raises MissingExtra without openpyxl.
    """
    try:
        import openpyxl
    except ImportError:
        raise MissingExtra(
            f"{name} needs openpyxl, which is not installed.", hint='pip install "tersely[office]"'
        ) from None
    open_archive(data, name=name, max_unpacked_bytes=limits.max_unpacked_bytes).close()
    try:
        book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
    except (KeyError, ValueError, BadZipFile):
        raise InputError(
            f"{name} is damaged: it holds no workbook.", hint="Save it again in Excel."
        ) from None
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    pages = []
    for sheet in visible:
        rows = [[_shown(value) for value in row] for row in sheet.iter_rows(values_only=True)]
        if table := markdown_table(_without_empty_columns(rows)):
            pages.append(Page(f"# {sheet.title}\n\n{table}", sheet.title))
    hidden = len(book.worksheets) - len(visible)
    return Draft(tuple(pages), _MEDIA_TYPE, removed={"hidden sheets": hidden} if hidden else {})


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _without_empty_columns(rows: list[list[str]]) -> list[list[str]]:
    used = sorted({column for row in rows for column, cell in enumerate(row) if cell})
    return [[row[column] if column < len(row) else "" for column in used] for row in rows]
