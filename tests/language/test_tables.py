"""Tables: what stands between the cells, and what is no table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.language.data.tables import read_table, separator_of

CELL = st.text(alphabet="abc19", min_size=1, max_size=6)


def test_tabs_before_a_line_are_no_table() -> None:
    """A Makefile; an empty first cell is one."""
    makefile = "".join(f"quay{n}: sand\n\tbuild quay{n}\n\tcheck quay{n}\n" for n in range(9))
    assert separator_of(makefile) == ""
    assert separator_of("".join(f"\tquay {n}\tsand\n" for n in range(9))) == "\t"


@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=6, max_size=20))
def test_each_row_is_one_record_that_covers_it(rows: list[tuple[str, str, str]]) -> None:
    """In order, from its first sign to its last."""
    lines = [";".join(row) for row in rows]
    data = read_table("\n".join(lines))
    assert data
    text = "\n".join(lines)
    assert [text[start:end] for start, end, _kind in data.parts] == [line.strip() for line in lines]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_header_names_the_columns(separator: str) -> None:
    """Rows are counted below it."""
    rows = [("ship", "tons"), *((f"Lomvi{n}", str(n)) for n in range(9))]
    data = read_table("\n".join(map(separator.join, rows)))
    assert data
    assert data.description == "Table of 9 rows below the header, 2 columns: ship, tons."
