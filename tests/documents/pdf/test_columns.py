"""Rows of a table and columns of text, told by the places of their cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.documents.pdf.cells import Cell
from tersely.documents.pdf.columns import arranged
from tersely.documents.pdf.lines import Line

from .conftest import Pdf, Read, at

LEFT = [
    "The committee reviewed the annual",
    "report of the harbour authority and",
    "found that the cost of dredging rose",
    "by nine percent in the last year.",
]
RIGHT = [
    "A second group of members asked for",
    "a later date because the survey of",
    "the river bed had not been finished",
    "and two invoices were still missing.",
]


def rows(*table: list[str], x: tuple[float, ...] = (72, 200, 300, 400), step: float = 20) -> str:
    """Rows of cells, drawn row by row; empty cells are not drawn."""
    return "\n".join(
        at(x[column], 700 - step * number, cell)
        for number, row in enumerate(table)
        for column, cell in enumerate(row)
        if cell
    )


TABLE = (
    ["Branch", "2024", "2025", "2026"],
    ["Harbour", "", "210,000", "240,000"],
    ["Northgate", "88,000", "", "91,000"],
    ["Station", "", "", "132,000"],
    ["Riverside", "45,000", "47,000", ""],
)


def test_empty_cells_keep_their_column(read_pdf: Read) -> None:
    """Above and below the table stands text."""
    page = at(
        72, 730, "Visits to the branches of the library, counted at the doors in three years:"
    )
    below = at(
        72, 560, "Riverside was closed in the last of these years, as the council had decided."
    )
    text = read_pdf(Pdf([page + rows(*TABLE) + below])).text
    assert text.split("\n\n")[1].splitlines() == [
        "| Branch | 2024 | 2025 | 2026 |",
        "| --- | --- | --- | --- |",
        "| Harbour |  | 210,000 | 240,000 |",
        "| Northgate | 88,000 |  | 91,000 |",
        "| Station |  |  | 132,000 |",
        "| Riverside | 45,000 | 47,000 |  |",
    ]
    assert text.startswith("Visits to the branches")
    assert text.endswith("had decided.")


def test_a_table_in_one_text_object_keeps_its_columns(read_pdf: Read) -> None:
    """The gaps are steps inside the strings."""
    page = "\n".join(
        f"BT /F 10 Tf 72 {700 - 14 * n} Td [({n}1)-9000({n}22)-9000({n}3)] TJ ET" for n in range(4)
    )
    text = read_pdf(Pdf([page + at(72, 600, "A line of plain text that is long enough.")])).text
    assert text.splitlines()[2] == "| 11 | 122 | 13 |"


@pytest.mark.parametrize("numbers", [["412.50", "550.00", "687.50"], ["1", "2", "3"]])
def test_numbers_in_the_first_column_are_cells(read_pdf: Read, numbers: list[str]) -> None:
    assert read_pdf(Pdf([rows(*[numbers] * 4)])).text.splitlines()[2] == (
        f"| {' | '.join(numbers)} |"
    )


def test_a_second_line_of_a_cell_goes_on(read_pdf: Read) -> None:
    page = rows(
        ["Item", "Note", "Price"],
        ["Crane", "repaired after", "40"],
        ["", "the storm", ""],
        ["Quay", "new", "90"],
    )
    assert "| Crane | repaired after the storm | 40 |" in read_pdf(Pdf([page])).text


@pytest.mark.parametrize("columns", [2, 3])
def test_columns_drawn_row_by_row_are_read_one_after_the_other(
    read_pdf: Read, columns: int
) -> None:
    """Three paragraphs in each column."""
    places = (40, 300) if columns == 2 else (20, 210, 400)
    texts = [LEFT, RIGHT, [line.replace("the", "our") for line in LEFT]][:columns]
    page = ""
    for paragraph in range(3):
        for number in range(4):
            for x, text in zip(places, texts, strict=False):
                page += at(x, 700 - 62 * paragraph - 12 * number, text[number])
    expected = "\n".join("\n\n".join(["\n".join(text)] * 3) for text in texts)
    assert read_pdf(Pdf([page])).text == expected


@pytest.mark.parametrize(
    "table",
    [
        [["Name:", "Albatros"], ["Length:", "14.2 metres"]],
        [["•", "The first item of the list"], ["•", "The second one"], ["•", "The third one"]],
        [["1.", "The first item of the list"], ["2.", "The second one"], ["3.", "The third one"]],
        [
            ["1.1 Costs . . . . . . .", "3"],
            ["1.2 Gains . . . . . . .", "5"],
            ["2 Rest . . . .", "9"],
        ],
    ],
    ids=["two lines", "bullets", "numbers", "contents"],
)
def test_lists_and_letterheads_are_no_tables(read_pdf: Read, table: list[list[str]]) -> None:
    text = read_pdf(Pdf([rows(*table, step=12)])).text
    assert "|" not in text
    assert text.split() == [word for row in table for cell in row for word in cell.split()]


def test_a_glossary_is_no_pair_of_columns(read_pdf: Read) -> None:
    """Short terms beside texts are rows, however long the texts are."""
    terms = [["Dredging", LEFT[2]], ["Harbour", RIGHT[2]], ["Quay", LEFT[1]], ["Survey", RIGHT[1]]]
    assert "| Harbour | the river bed" in read_pdf(Pdf([rows(*terms)])).text


CELLS = st.lists(
    st.lists(st.sampled_from(["", "a", "b c", "Dd", "7", "the word"]), min_size=1, max_size=4),
    max_size=8,
)


@given(CELLS)
def test_no_word_is_lost(table: list[list[str]]) -> None:
    """Whatever stands where: each word comes out as often as it went in."""
    lines = []
    for number, row in enumerate(table):
        cells = tuple(
            Cell(text, 100.0 * column, 100.0 * column + 6 * len(text))
            for column, text in enumerate(row)
            if text
        )
        if cells:
            top = 700.0 - 14 * number
            text = " ".join(cell.text for cell in cells)
            several = cells if len(cells) > 1 else ()
            lines.append(Line(text, 10.0, top, top - 12, cells[0].left, cells[-1].right, several))
    before = sorted(word for line in lines for word in line.text.split())
    after = " ".join(line.text for line in arranged(lines)).replace("|", " ").replace("---", " ")
    assert sorted(after.split()) == before
