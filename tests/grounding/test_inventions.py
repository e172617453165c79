"""Statements of words that the source does not have."""

from __future__ import annotations

import pytest

from tersely.grounding import check

SOURCE = """The ferry line will close in June after ninety years. The new bridge opens to traffic on Monday.

Captain Hallam will lose his job along with thirteen colleagues. "They gave us a clock," he said.
The council says that residents of both towns get half off until the end of 2025.

A loan of 90 million euros pays for the bridge. Engineers expect 9,500 vehicles a day.
"""


@pytest.mark.parametrize(
    "sentence",
    [
        "The dispute highlights ongoing tensions between wealthy investors and environmental activists.",
        "Nutritionists recommend drinking plenty of water during heatwaves.",
    ],
)
def test_a_statement_from_nowhere_is_flagged(sentence: str) -> None:
    """As a whole, without a passage, and not as contradicted."""
    found = check(f"The ferry line will close in June. {sentence}", SOURCE)
    (flag,) = found.flags
    assert (flag.kind, flag.text, flag.contradicted) == ("claim", sentence, False)
    assert found.claims[-1].verdict == "not found"


@pytest.mark.parametrize(
    "sentence",
    [
        "The new bridge is going to open for cars on Monday.",
        "Skipper Hallam and his crewmates are losing their jobs.",
        "Borrowed capital: €90m.",
        "The passage describes transportation developments somewhere abroad.",
        "Great news everywhere.",
        "港务局审查了年度报告，发现疏浚费用上升了百分之九。",
    ],
)
def test_what_has_some_support_or_says_little_is_not(sentence: str) -> None:
    """Shared words or beginnings, a figure of the source, words about the text, few words."""
    found = check(f"The ferry line will close in June. {sentence}", SOURCE)
    assert [flag.kind for flag in found.flags if flag.kind == "claim"] == []


def test_a_source_of_a_few_lines_is_put_in_other_words() -> None:
    """There nothing is called invented."""
    source = "The ferry will close. A bridge opens."
    said = "Maritime transportation faces replacement by permanent infrastructure."
    assert all(flag.kind != "claim" for flag in check(said, source).flags)
