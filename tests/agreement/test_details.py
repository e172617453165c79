"""Details: what a number counts, and the words of the clause that it stands in."""

from __future__ import annotations

import pytest

from tersely.agreement.details import YEAR, Detail, details_of
from tersely.agreement.statements import statements_of
from tersely.records import Document


def details(sentence: str) -> dict[str, Detail]:
    """Each detail of one sentence by its figure."""
    (statement,) = statements_of(Document("a.txt", sentence), 0)
    return {detail.fact.text: detail for detail in details_of(0, statement)}


@pytest.mark.parametrize(
    ("sentence", "figure", "thing"),
    [
        ("The old bridge carries 14,000 vehicles a day.", "14,000", "vehicl"),
        ("Cracks were found in two of its nine piers.", "two", "of pier"),
        ("Cracks were found in two of its nine piers.", "nine", "pier"),
        ("Cracks were found in two of the piers.", "two", "of pier"),
        ("The harbour bridge was built by prisoners in 1968.", "1968", YEAR),
    ],
)
def test_what_a_number_counts(sentence: str, figure: str, thing: str) -> None:
    """A part is no whole: two of the piers are not two piers."""
    assert details(sentence)[figure].thing == thing


def test_a_unit_is_what_is_counted() -> None:
    """The repairs cost euros, whatever word stands behind."""
    found = details("The repair of the bridge costs 6.2 million euros.")
    assert found["6.2 million euros"].thing == "€"


def test_the_words_are_those_of_the_clause() -> None:
    """A short clause takes the one before it."""
    found = details(
        "The bridge was closed on Monday, 3 March 2025, after inspectors found cracks in two piers."
    )
    assert found["two"].terms == {"inspector", "found", "crack", "pier"}
    assert found["3 March 2025"].terms == {"bridg", "close"}


@pytest.mark.parametrize(
    "sentence",
    [
        "The northern gate of the old quay is number 12.",
        "It was the third harbour bridge that the town had built.",
    ],
)
def test_what_counts_nothing_is_no_detail(sentence: str) -> None:
    """A number of a flight, an ordinal."""
    assert not details(sentence)
