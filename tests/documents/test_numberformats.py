"""Numbers and spans of time as a spreadsheet shows them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tersely.documents.numberformats import shown


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
        (5, "00", "05"),
        (1234, "00000", "01234"),
        (-7, "000.0", "-007.0"),
        (timedelta(days=1, minutes=90), "[h]:mm", "25:30"),
        (timedelta(hours=30, seconds=5), "[hh]:mm:ss", "30:00:05"),
        (timedelta(minutes=95, seconds=7), "[mm]:ss", "95:07"),
        (timedelta(minutes=2), "[s]", "120"),
        (-timedelta(minutes=90), "[h]:mm", "-1:30"),
        (True, "0%", "True"),
        ("text", "0%", "text"),
        (None, "0%", ""),
    ],
)
def test_numbers_are_read_as_they_are_shown(value: Any, form: str, text: str) -> None:
    """Percent, currency, thousands, literals; what has no such format stays as it is."""
    assert shown(value, form) == text
