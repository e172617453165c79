"""The order of recognized lines: rows, columns, headlines over them, tables."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tersely.documents.ocr.arrangement import Box, arranged


def box(text: str, left: float, top: float, width: float) -> Box:
    """A line 20 pixels high."""
    return Box(text, 0.99, left, top, width, 20)


def column(name: str, left: float, top: float, rows: int, width: float = 300) -> list[Box]:
    return [box(f"{name}{row}", left, top + 30 * row, width) for row in range(rows)]


def test_lines_are_ordered_and_gaps_start_paragraphs() -> None:
    boxes = [
        box("below", 0, 100, 50),
        box("right", 300, 4, 50),
        box("left", 0, 0, 40),
        box("two", 0, 24, 30),
    ]
    assert arranged(boxes) == "left right\ntwo\n\nbelow"
    assert arranged([]) == ""


def test_columns_of_running_text_stand_one_after_the_other_under_their_headline() -> None:
    boxes = [box("Head", 0, 0, 640), *column("a", 0, 50, 4), *column("b", 340, 55, 4)]
    boxes += [box("Foot", 20, 200, 600)]
    expected = "Head\n\na0\na1\na2\na3\n\nb0\nb1\nb2\nb3\n\nFoot"
    assert arranged(boxes) == expected


def test_three_columns_and_a_last_line_that_is_short() -> None:
    boxes = column("a", 0, 0, 5) + column("b", 340, 0, 5) + column("c", 680, 0, 5)
    boxes[4] = box("a4", 0, 120, 60)
    words = arranged(boxes).split()
    assert words == [f"{name}{row}" for name in "abc" for row in range(5)]


def test_two_columns_on_each_of_two_pages_over_a_headline() -> None:
    """The headline begins in the second column and runs over the fold, as in magazines."""
    columns = [column(name, 340 * place, 0, 8) for place, name in enumerate("abcd")]
    boxes = [one for lines in columns for one in lines]
    boxes += [box("What kids", 350, 270, 660), box("By", 350, 300, 80)]
    words = arranged(boxes).split()
    assert words == [f"{name}{row}" for name in "abcd" for row in range(8)] + ["What", "kids", "By"]


def test_a_column_that_flows_around_a_picture() -> None:
    """Most of its lines are short, all begin at its edge."""
    left = column("a", 0, 0, 7) + column("n", 0, 210, 12, width=120)
    boxes = left + column("b", 340, 0, 19)
    assert arranged(boxes).replace("\n\n", "\n").split("\n") == [
        *(one.text for one in left),
        *(f"b{row}" for row in range(19)),
    ]


def test_a_table_of_long_cells_is_read_by_rows() -> None:
    """What stands before them is short: its rows belong together."""
    boxes = column("item", 0, 0, 8, width=60) + column("before", 340, 0, 8)
    boxes += column("after", 680, 0, 8)
    assert arranged(boxes).splitlines()[0] == "item0 before0 after0"


def test_a_table_is_read_by_rows() -> None:
    boxes = column("item", 0, 0, 4, width=110) + column("price", 400, 0, 4, width=60)
    assert arranged(boxes).splitlines()[0] == "item0 price0"


@given(st.lists(st.tuples(*[st.integers(0, 900)] * 2, st.integers(1, 600)), max_size=40))
def test_no_line_is_lost_or_doubled(places: list[tuple[int, int, int]]) -> None:
    boxes = [box(f"w{number}", *place) for number, place in enumerate(places)]
    assert sorted(arranged(boxes).split()) == sorted(one.text for one in boxes)
