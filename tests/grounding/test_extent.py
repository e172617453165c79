"""All, most, some, and of whom."""

from __future__ import annotations

import pytest

from tersely.grounding import check

SOURCE = """The firm will pay bonuses to staff who have worked there for five years. Residents over 65
travel free. Thirty-two members left the club last year, because the fees had doubled.

Twelve of the forty hotels were closed. All pupils got a meal. Parking is free for guests with a
card. The council gave 120 of its 300 workers a raise. 18,000 of the 42,000
households in Lindmouth have a meter. Of the 900 boats, 60 were painted red. Nearly all boats have a
radio. The 14 drivers were hurt. 70 of the 90 shops
reopened.
"""


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("The firm will pay bonuses to all its staff.", "all"),
        ("All residents travel free.", "All"),
        ("Parking is free for all guests.", "all"),
        ("Most of the members left the club last year.", "Most"),
        ("Most of the hotels were closed.", "Most"),
        ("All hotels were closed.", "All"),
        ("The council gave most of its workers a raise.", "most"),
        ("All shops reopened.", "All"),
        ("Some pupils got a meal.", "Some"),
        ("42,000 households in Lindmouth have a meter.", "42,000"),
        ("In Lindmouth, 42,000 households have a meter.", "42,000"),
        ("90 shops reopened.", "90"),
        ("Forty hotels were closed.", "Forty"),
        ("All boats have a radio.", "All"),
    ],
)
def test_a_part_is_not_the_whole(sentence: str, text: str) -> None:
    """With the passage that speaks of the part."""
    (flag,) = check(sentence, SOURCE).flags
    assert (flag.kind, flag.text, flag.contradicted) == ("quantity", text, True)
    assert flag.nearest == SOURCE[flag.nearest_start : flag.nearest_end]


@pytest.mark.parametrize(
    "sentence",
    [
        "The firm pays all staff who have worked there for five years bonuses.",
        "Parking is free for all guests with a card.",
        "All drivers were hurt.",
        "All 14 drivers were hurt.",
        "Most of the shops reopened.",
        "All pupils got a meal.",
        "All residents over 65 travel free.",
        "Lindmouth has 42,000 households.",
        "There are 42,000 households in Lindmouth.",
        "18,000 households in Lindmouth have a meter.",
        "Of the 42,000 households in Lindmouth, 18,000 have a meter.",
        "Fewer than half of the 42,000 households in Lindmouth have a meter.",
        "Less than half of Lindmouth's 42,000 households have a meter.",
        "Some of the 42,000 households in Lindmouth have a meter.",
        "60 boats were painted red.",
        "Most boats have a radio.",
        "Almost all boats have a radio.",
    ],
)
def test_the_same_extent_in_other_words_is_not_accused(sentence: str) -> None:
    """Qualified alike, counted as a whole, or more than half."""
    assert [(f.kind, f.text) for f in check(sentence, SOURCE).flags] == []
