"""Cells of a table belong to their row and their column."""

from __future__ import annotations

import pytest

from tersely.grounding import check

SOURCE = """# Results

| Region | Revenue 2022 (EUR m) | Revenue 2023 (EUR m) | Employees |
|---|---:|---:|---:|
| North | 412.5 | 438.1 | 1,210 |
| South | 287.0 | 264.9 | 845 |
| Overseas | 98.4 | 131.7 | 402 |
| Total | 797.9 | 834.7 | 2,457 |

| Quarter | Q1 | Q2 | Q3 | Q4 |
|---|---|---|---|---|
| Orders | 311 | 298 | 345 | 402 |
| Returns | 21 | 34 | 19 | 27 |

| Outcome | Drug group | Placebo group | P value |
|---|---|---|---|
| Deaths | 257 | 203 | 0.04 |
| Strokes | 67 | 61 | 0.74 |
"""


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("Revenue in the North was 412.5 million euros in 2023.", "412.5 million euros"),
        ("The South had revenue of 131.7 million in 2023.", "131.7 million"),
        ("Overseas has 845 employees.", "845"),
        ("Orders reached 298 in Q1.", "298"),
        ("Returns came to 345 in Q3.", "345"),
        ("There were 203 deaths in the drug group.", "203"),
    ],
)
def test_a_cell_of_another_row_or_column_is_contradicted(sentence: str, text: str) -> None:
    """The passage that is shown is the row."""
    (flag,) = check(sentence, SOURCE).flags
    assert (flag.text, flag.contradicted) == (text, True)
    assert flag.nearest.count("|") > 2


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("Orders were lower in Q3 than in Q2.", "lower"),
        ("The South has more employees than the North.", "more"),
        ("Revenue in the Overseas region was higher in 2022 than in 2023.", "higher"),
        ("Deaths were less frequent in the drug group than in the placebo group.", "less"),
    ],
)
def test_a_comparison_that_the_cells_deny_is_contradicted(sentence: str, word: str) -> None:
    """Of two columns of a row, and of two rows of a column."""
    (flag,) = check(sentence, SOURCE).flags
    assert (flag.kind, flag.text, flag.contradicted) == ("direction", word, True)


@pytest.mark.parametrize(
    "sentence",
    [
        "Orders were higher in Q4 than in Q1.",
        "The North has more employees than the South.",
        "Deaths were more frequent in the drug group than in the placebo group.",
        "Revenue in the North rose from 412.5 to 438.1 million euros in 2023.",
        "The South earned EUR 264.9m in 2023, 7.7 % less than the year before.",
        "Of 2,457 employees, 845 work in the South.",
        "Orders peaked at 402 in Q4 and returns at 34 in Q2.",
        "Returns fell to 19 in the third quarter.",
        "The North had 1,210 employees and revenue of 438.1 million.",
        "Deaths were more frequent with the drug (257 against 203, P = 0.04).",
    ],
)
def test_cells_of_the_row_and_what_they_are_compared_with_are_none(sentence: str) -> None:
    """A total, another year and the other group may stand beside them."""
    assert check(sentence, SOURCE).flags == ()
