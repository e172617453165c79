"""Lines of filled paragraphs are joined for the eye; everything else stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.language.prose import unbroken

FILLED = (
    "The board asks the council to grant this sum for the budget\nperiod, which covers two years."
)
LOG = "\n".join(
    f"2026-03-0{day} 12:00:01 ERROR worker {day} has lost its connection again"
    for day in range(1, 6)
)
TABLE = "| Branch | Visits after six o'clock in the evening of each day |\n| Central | 61,000 |"
LIST = "- The reserve covers eleven weeks of running costs, down\n- it falls"
VERSE = "Tyger Tyger, burning bright,\nIn the forests of the night;"


FIGURES = (
    "The city's annual contribution has stood at 4,310,000 since\n2023, while prices have risen."
)


def test_a_filled_paragraph_is_one_line() -> None:
    """Two of them stay two; a figure may begin a line."""
    assert "\n" not in unbroken(FIGURES)
    joined = FILLED.replace("\n", " ")
    assert unbroken(f"{FILLED}\n\n{FILLED}\n") == f"{joined}\n\n{joined}\n"


@pytest.mark.parametrize("text", [LOG, TABLE, LIST, VERSE], ids=["log", "table", "list", "verse"])
def test_lines_that_are_lines_stay(text: str) -> None:
    assert unbroken(text) == text


@given(st.text(alphabet="ab A\n.-#|", max_size=400))
def test_offsets_stay(text: str) -> None:
    """Only line breaks change, each into a space."""
    shown = unbroken(text)
    assert len(shown) == len(text)
    assert all(a == b or (a, b) == ("\n", " ") for a, b in zip(text, shown, strict=True))
