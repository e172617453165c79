"""Pages whose text is drawn in another order than it is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.documents.pdf.lines import Line
from tersely.documents.pdf.order import in_reading_order

from .conftest import Pdf, Read, at, lines

SENTENCES = [
    "The harbour authority reviewed the report of the year.",
    "It found that the cost of dredging rose by nine percent.",
    "The council postponed the vote on the new cranes to May.",
    "Two invoices were missing, and one was paid twice.",
    "The ministry pays a third of the costs until 2028.",
    "A survey of the river bed is to follow in autumn.",
    "Nobody asked for the price of the second barge.",
    "The next meeting is open to the public.",
]
TABLE = [
    ("Branch", "Visits", "Loans"),
    ("Harbour", "210,000", "84,100"),
    ("Northgate", "88,000", "31,020"),
    ("Station", "132,000", "55,310"),
    ("Riverside", "45,000", "12,700"),
]


def test_a_page_that_is_drawn_from_the_bottom_up_is_read_from_the_top(read_pdf: Read) -> None:
    drawn = [at(72, 770 - 12 * n, text) for n, text in enumerate(SENTENCES)]
    assert read_pdf(Pdf(["".join(reversed(drawn))])).text.split("\n") == SENTENCES


def test_a_table_that_is_drawn_column_by_column_keeps_its_rows(read_pdf: Read) -> None:
    cells = [
        at(72 + 150 * column, 700 - 20 * row, TABLE[row][column])
        for column in range(3)
        for row in range(len(TABLE))
    ]
    text = read_pdf(Pdf(["".join(cells)])).text
    assert "| Northgate | 88,000 | 31,020 |" in text
    assert "| Riverside | 45,000 | 12,700 |" in text


def test_columns_of_text_stay_as_they_are_drawn(read_pdf: Read) -> None:
    page = lines(*SENTENCES, x=50) + lines(*reversed(SENTENCES), x=320)
    text = read_pdf(Pdf([page])).text
    assert text.split("\n") == [*SENTENCES, *reversed(SENTENCES)]


MATRICES = ("1 0 0 1 0 0", "0 1 -1 0 595 0", "-1 0 0 -1 595 842", "0 -1 1 0 0 842")


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_text_is_read_whichever_way_it_stands(read_pdf: Read, rotation: int) -> None:
    """PDFium swaps the halves of lines that it sees upside down."""
    orders = [[*SENTENCES[n:], *SENTENCES[:n]] for n in range(len(MATRICES))]
    pages = []
    for matrix, sentences in zip(MATRICES, orders, strict=True):
        drawn = "".join(
            at(90, 560 - 12 * n, text[:20], font="M") + at(210, 560 - 12 * n, text[20:], font="M")
            for n, text in enumerate(sentences)
        )
        pages.append(f"q {matrix} cm {drawn} Q")
    text = read_pdf(Pdf(pages, page=f"/Rotate {rotation}")).text
    assert text.split("\n\n") == ["\n".join(sentences) for sentences in orders]


@given(st.lists(st.integers(0, 800), min_size=1, max_size=30))
def test_no_line_is_lost(heights: list[int]) -> None:
    page = [
        Line(f"{n}a {n}b", 10, height + 10.0, float(height), 72, 100)
        for n, height in enumerate(heights)
    ]
    before = sorted(word for line in page for word in line.text.split())
    after = sorted(word for line in in_reading_order(page) for word in line.text.split())
    assert after == before


@pytest.mark.parametrize(
    "matrix",
    ["-1 0 0 1 500 700", "1 0 0 -1 72 700", "-1 0 0 -1 500 700"],
    ids=["left", "up", "both"],
)
def test_mirrored_text_is_read_as_it_is_written(read_pdf: Read, matrix: str) -> None:
    """Foils for printing and drawings of other programs turn the page over."""
    text = f"BT /F 10 Tf {matrix} Tm (The quay sank in March) Tj ET"
    assert read_pdf(Pdf([text])).text == "The quay sank in March"
    foil = lines("The quay sank in March,", "and two piles broke.")
    page = read_pdf(Pdf([f"q -1 0 0 1 595 0 cm {foil} Q"])).text
    assert page.split() == "The quay sank in March, and two piles broke.".split()
