"""Places on a page, and how drawing moves them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.documents.pdf.geometry import IDENTITY, Box, Matrix

SIDES = st.floats(-1e4, 1e4)
NUMBERS = st.integers(-9, 9)
MATRICES = st.builds(Matrix, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS)


@given(st.builds(Box, SIDES, SIDES, SIDES, SIDES), st.sampled_from([0, 90, 180, 270]))
def test_turning_there_and_back(box: Box, turn: int) -> None:
    assert box.turned(turn).turned(-turn % 360) == box


@given(MATRICES, MATRICES, NUMBERS, NUMBERS)
def test_two_matrices_in_one(first: Matrix, after: Matrix, x: int, y: int) -> None:
    assert first.then(after).point(x, y) == after.point(*first.point(x, y))


def test_a_quarter_turn_swaps_the_sides_of_a_box() -> None:
    turn = Matrix(0.0, 1.0, -1.0, 0.0, 0.0, 0.0)
    assert turn.around(Box(1.0, 2.0, 5.0, 3.0)) == (-3.0, 1.0, -2.0, 5.0)
    assert turn.then(turn).then(turn.then(turn)) == IDENTITY


@pytest.mark.parametrize(
    ("matrix", "scale"),
    [(IDENTITY, 1), (Matrix(3, 0, 0, 3, 5, 5), 3), (Matrix(0, 2, -2, 0, 0, 0), 2)],
)
def test_how_much_larger_things_are_drawn(matrix: Matrix, scale: int) -> None:
    assert matrix.scale == scale


@pytest.mark.parametrize(
    ("other", "apart"),
    [
        (Box(2.0, 2.0, 3.0, 3.0), False),
        (Box(4.0, 0.0, 5.0, 9.0), False),
        (Box(4.1, 0.0, 5.0, 9.0), True),
        (Box(0.0, 4.1, 9.0, 5.0), True),
    ],
)
def test_boxes_that_touch_are_not_apart(other: Box, apart: bool) -> None:
    box = Box(1.0, 1.0, 4.0, 4.0)
    assert box.is_apart_from(other) is other.is_apart_from(box) is apart
