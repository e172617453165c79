"""XLSX: sheets are tables of what they show."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment

from tersely import documents
from tersely.documents.ooxml import rewritten

MakeZip = Callable[[Mapping[str, str | bytes]], bytes]


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_rows_and_columns_that_are_hidden_are_read_and_said() -> None:
    """A filter hides rows; the empty rest of a sheet that is hidden is no column of it."""
    book = openpyxl.Workbook()
    for number in range(1, 5):
        book.active.append([f"Mill {number}", number, timedelta(hours=25)])
    book.active["C1"].number_format = "[h]:mm"
    book.active.row_dimensions[2].hidden = book.active.row_dimensions[4].hidden = True
    book.active.row_dimensions[9].hidden = True
    for column in "BXZ":
        book.active.column_dimensions[column].hidden = True
    document = documents.read_bytes(saved(book), name="book.xlsx")
    assert "Mill 2" in document.text
    assert "| 25:00 |" in document.text
    said = "Sheet: 2 rows and 1 column that Excel does not show, read all the same"
    assert said in document.notes


def test_comments_formulas_and_a_cell_far_away(make_zip: MakeZip) -> None:
    """A comment names its cell, a formula without a stored result is unread, and one cell in the
    last corner makes no table of billions.
    """
    book = openpyxl.Workbook()
    book.active.title = "Costs"
    for row in (["Item", "Cost"], ["Mill", 0.09]):
        book.active.append(row)
    book.active["B2"].number_format = "0%"
    book.active["B2"].comment = Comment("must be checked", "Legal")
    book.active["C2"] = "=1+1"
    book.active["XFD1048576"] = "far"
    document = documents.read_bytes(saved(book), name="book.xlsx")
    assert "| Mill | 9% |  |" in document.text
    assert document.text.endswith("| far |\n\n[Comment on B2: must be checked]")
    (formula,) = document.unread
    assert (formula.kind, formula.count, formula.reason) == ("formula", 1, "no stored result")
    assert 0 < formula.share < 0.5


def test_sheets_are_tables() -> None:
    """Values by sheet, without empty rows and columns; a hidden sheet is dropped and counted."""
    book = openpyxl.Workbook()
    book.active.title = "Visits"
    for row in (["Branch", None, "Share"], [None, None, None], ["Mill", None, 0.5]):
        book.active.append(row)
    book.create_sheet("Secret").sheet_state = "hidden"
    document = documents.read_bytes(saved(book), name="book.xlsx")
    assert document.text == "# Visits\n\n| Branch | Share |\n| --- | --- |\n| Mill | 0.5 |"
    assert document.removed == (("hidden sheets", 1),)
    assert document.page_at(20) == "Visits"


def test_a_sheet_that_is_one_chart() -> None:
    """It is a page of its own; without stored values it is unread, hidden it is left out."""
    book = openpyxl.Workbook()
    for row in (["", "Visits"], ["2026", 5]):
        book.active.append(row)
    for title, state in (("Trend", "visible"), ("Old", "hidden")):
        chart = BarChart()
        chart.add_data(
            Reference(book.active, min_col=2, min_row=1, max_row=2), titles_from_data=True
        )
        chart.title = title
        sheet = book.create_chartsheet(title)
        sheet.sheet_state = state
        sheet.add_chart(chart)
    data = saved(book)
    document = documents.read_bytes(data, name="book.xlsx")
    assert [str(part) for part in document.unread] == ["1 chart: Trend (without stored values)"]
    assert dict(document.removed) == {"hidden sheets": 1}
    cache = b'<numCache><pt idx="0"><v>5</v></pt></numCache></numRef>'

    def with_values(_: str, content: bytes) -> bytes:
        return content.replace(b"</numRef>", cache)

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        document = documents.read_bytes(rewritten(archive, with_values), name="book.xlsx")
    assert "# Trend\n\nChart: Trend\n\n|  |" in document.text
    assert document.pages == 2


@pytest.mark.parametrize("in_two_forms", [False, True])
def test_styles_that_openpyxl_refuses(in_two_forms: bool) -> None:
    """Looks change no text: the formats of the numbers are kept. Hangul Office writes some styles
    in two forms, which count as one.
    """
    book = openpyxl.Workbook()
    book.active.append([0.09, 0.5])
    book.active["A1"].number_format = "0.0%"
    book.active["B1"].number_format = "0%"
    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'

    def refused(name: str, content: bytes) -> bytes:
        if name != "xl/styles.xml":
            return content
        styles = content.decode().replace("<font>", '<font wrong="1">')
        if in_two_forms:
            (style,) = re.findall(r'<xf numFmtId="164"[^>]*/>', styles)
            choices = f"<mc:Choice>{style}</mc:Choice><mc:Fallback>{style}</mc:Fallback>"
            both = f"<mc:AlternateContent {space}>{choices}</mc:AlternateContent>"
            styles = styles.replace(style, both)
        return styles.encode()

    with zipfile.ZipFile(io.BytesIO(saved(book))) as archive:
        document = documents.read_bytes(rewritten(archive, refused), name="book.xlsx")
    assert "| 9.0% | 50% |" in document.text
