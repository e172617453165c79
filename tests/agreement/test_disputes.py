"""Disputes: figures of one thing in sentences that each document wrote for itself."""

from __future__ import annotations

import pytest

from tersely.agreement import compare
from tersely.agreement.details import details_of
from tersely.agreement.matter import Contradiction
from tersely.agreement.statements import statements_of
from tersely.records import Document

HEAD = "Mayor Ingrid Halloran spoke of the Kessel Bridge.\n\n"


def contradictions(*texts: str, head: str = HEAD) -> list[Contradiction]:
    """Of documents that speak of one matter."""
    documents = {
        str(number): Document(str(number), head + text) for number, text in enumerate(texts)
    }
    return list(compare(documents).contradictions)


PAIRS = [
    (
        "The Kessel Bridge was closed on Monday after inspectors found cracks in two of its nine piers.",
        "Inspectors have found cracks in three of the nine piers of the Kessel Bridge.",
        {"two", "three"},
    ),
    (
        "About 14,000 vehicles cross the bridge each day.",
        "The bridge carries 41,000 vehicles a day, the office says.",
        {"14,000", "41,000"},
    ),
    (
        "Mayor Ingrid Halloran said repairs would cost 6.2 million euros and take until autumn.",
        "The repair is expected to cost 8.5 million euros, Mayor Ingrid Halloran told the council.",
        {"6.2 million euros", "8.5 million euros"},
    ),
    (
        "A ferry for pedestrians begins on Thursday.",
        "The ferry for pedestrians starts on Friday and will be free of charge.",
        {"Thursday", "Friday"},
    ),
    (
        "Bird flu was not deemed a threat to humans until 1997, after an outbreak in Hong Kong.",
        "It was no threat to humans until a 1987 outbreak of bird flu in Hong Kong.",
        {"1997", "1987"},
    ),
]


@pytest.mark.parametrize(("one", "other", "values"), PAIRS)
def test_each_document_may_say_it_in_its_own_words(one: str, other: str, values: set[str]) -> None:
    """Both ways round, with both sentences quoted."""
    for texts in ((one, other), (other, one)):
        (found,) = contradictions(*texts)
        assert {side.value for side in found.sides} == values
        assert {side.quotations[0].text for side in found.sides} == set(texts)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # a bound leaves room
        ("More than 10,000 vehicles cross the bridge each day.", "The bridge carries 14,000 vehicles a day."),
        # rounded, another unit
        ("The repair will cost about 6 million euros in all.", "The repair is to cost 6.2 million euros, she said."),
        # another year
        ("In 2023 the bridge carried 12,000 vehicles a day.", "In 2024 the bridge carried 15,000 vehicles a day."),
        # another of two things
        ("The north lock has 14 gates of oak, they say.", "The south lock has 12 gates of oak in all."),
        # a part and its whole
        ("Cracks were found in two of the piers of the bridge.", "The bridge stands on nine piers with old cracks."),
        # both figures are in one of them
        ("The bridge carried 12,000 vehicles a day. Now 15,000 vehicles use it.", "Each day 12,000 vehicles cross the bridge."),
        # somebody else
        ("Ann Berg paid 300 euros for the repair of the car.", "Tom Lind paid 450 euros for the repair of the car."),
        # what is added is not what it comes to
        ("The fare for the ferry rose by 2 euros this spring.", "The fare for the ferry rose to 5 euros this spring."),
    ],
)  # fmt: skip
def test_what_may_both_be_right_is_not_disputed(one: str, other: str) -> None:
    """Each pair shares most of its words."""
    assert contradictions(one, other) == []


def test_documents_about_other_matters_do_not_contradict_each_other() -> None:
    """Two reports of two courts: no name is common to them."""
    one = (
        "Judge Ann Mott sentenced the clerk Tom Vane of Harwich to 24 months of supervised release."
    )
    other = "He was given five years of supervised release by Judge Carla Ruiz in Laredo, Texas."
    assert contradictions(one, other, head="") == []


def test_one_of_a_series_is_not_disputed() -> None:
    """A document that says it of each month says it of no other document's month."""
    one = "The bridge carried 12,000 vehicles a day.\n\nThe bridge carried 13,500 vehicles a day."
    assert contradictions(one, "The bridge carried 15,000 vehicles a day, says the office.") == []


def test_a_row_of_figures_is_not_compared_figure_by_figure() -> None:
    """A sentence of hundreds of figures is a table in words; each pair of them would be looked at."""
    figures = ", ".join(f"{number} crates of tea" for number in range(3, 203))
    texts = [
        f"The north quay of Harwich had {figures.replace('tea', thing)}."
        for thing in ("tea", "rum")
    ]
    statements = [
        s for n, text in enumerate(texts) for s in statements_of(Document(str(n), text), n)
    ]
    assert len(statements) == 2
    assert [list(details_of(0, statement)) for statement in statements] == [[], []]
