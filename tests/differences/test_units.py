"""Texts as units."""

from __future__ import annotations

from tersely.differences.units import lines_of, units_of
from tersely.records import Document, Mark

TEXT = (
    "# 1. Use\n\nVisits rose, by 4 %. Costs fell.\n\n- one item\n- −5 degrees\n\n| a | b |\n\n---\n"
)


def test_units_are_sentences_headings_items_and_rows() -> None:
    """In order, numbered, and what has no words is none."""
    units = units_of(Document("d", TEXT, marks=(Mark("heading", 0, "Use", 1),)), 0, 10)
    assert [unit.text for unit in units] == [
        "# 1. Use",
        "Visits rose, by 4 %.",
        "Costs fell.",
        "- one item",
        "- −5 degrees",
        "| a | b |",
    ]
    assert [unit.number for unit in units] == list(range(10, 16))
    assert units[0].said == "Use"
    assert units[1].key == "visits rose by 4 %"
    assert units[4].key == "- 5 degrees"


def test_a_unit_follows_another_across_marks_only() -> None:
    """Words between them part them."""
    units = units_of(Document("d", TEXT), 0, 0)
    assert units[1].follows(units[0])
    assert not units[2].follows(units[0])


def test_lines_of_units() -> None:
    """Each with its own key; numbered on."""
    (unit,) = units_of(Document("d", "a long line\nand one more of it\n"), 0, 0)
    lines = lines_of([unit], 5)
    assert [(line.number, line.text) for line in lines] == [
        (5, "a long line"),
        (6, "and one more of it"),
    ]
