"""XLSX: sheets are tables of what they show."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from tersely import documents
from tersely.documents.numberformats import shown

MakeZip = Callable[[Mapping[str, str | bytes]], bytes]


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.09, "0%", "9%"),
        (0.0925, "0.0%", "9.3%"),
        (2.675, "0.00", "2.68"),
        (-1234.5, "#,##0", "-1,235"),
        (1.005, "0.00", "1.01"),
        (1234.5, "#,##0.00 [$€-407]", "1,234.50 €"),
        (-1234.5, '"$"#,##0.00', "-$1,234.50"),
        (1234567, "#,##0,", "1,235"),
        (7.5, '0.0" kg"', "7.5 kg"),
        (2.5, "0.##", "2.5"),
        (3, "[Red]0_)", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (1e21, "0.00E+00", "1e+21"),
        (5, "00", "5"),
        (True, "0%", "True"),
        ("text", "0%", "text"),
        (None, "0%", ""),
    ],
)
def test_numbers_are_read_as_they_are_shown(value: Any, form: str, text: str) -> None:
    """Percent, currency, thousands, literals; what has no such format stays as it is."""
    assert shown(value, form) == text


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
