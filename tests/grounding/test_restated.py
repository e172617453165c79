"""When the same words say the same."""

from __future__ import annotations

import pytest

from tersely.grounding import check

AFTER = " The crane on the north side is old."
SOLD = "The board sold the quay to the Swedish company in May."


def verdict(statement: str, source: str) -> str:
    return check(statement, source + AFTER).claims[0].verdict


@pytest.mark.parametrize(
    "source",
    [
        "Did the board sell the quay to the Swedish company in May?",
        "The board would have sold the quay to the Swedish company in May.",
        "Suppose the board sold the quay to the Swedish company in May.",
    ],
)
def test_what_is_asked_wanted_or_tried_is_no_fact(source: str) -> None:
    """The words are the same, and no more is said of them."""
    assert verdict(SOLD, source) == "same words"


@pytest.mark.parametrize("done", ["wanted", "tried", "had planned"])
def test_what_is_only_meant_contradicts_what_is_told_as_done(done: str) -> None:
    """Where no other passage says that it was done."""
    source = f"The board {done} to sell the quay to the Swedish company in May."
    assert verdict(SOLD, source) == "contradicted"


@pytest.mark.parametrize(
    ("source", "statement"),
    [
        ("In May the old board sold the quay to the Swedish company.", SOLD),
        (
            "The board planned to sell the quay to the Swedish company.",
            "The board was planning to sell the quay to the Swedish company.",
        ),
        (
            "Did the board sell the quay to the Swedish company?",
            "Did the board sell the quay to that Swedish company?",
        ),
        (
            "The quay is sound; the council asked for a report.",
            "The council asked for that report.",
        ),
    ],
)
def test_the_same_is_supported(source: str, statement: str) -> None:
    """In nearly the same words, with the same reserve."""
    assert verdict(statement, source) == "supported"
