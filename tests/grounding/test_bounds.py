"""The least and the most."""

from __future__ import annotations

import pytest

from tersely.grounding import check

SOURCE = """The studio seats not more than 65 visitors. The tram carries over 900 riders an hour.
A deposit of at least 3,000 euros is due, and the fee stays under 17.50 euros. Trainees get up to 28
days of leave. The yard won't hold more than 70 boats. Donors gave more than 40,000 pounds.
"""


@pytest.mark.parametrize(
    ("sentence", "figure"),
    [
        ("The studio seats more than 65 visitors.", "65"),
        ("The tram carries fewer than 900 riders an hour.", "900"),
        ("A deposit of at most 3,000 euros is due.", "3,000 euros"),
        ("The fee stays above 17.50 euros.", "17.50 euros"),
        ("Trainees get a minimum of 28 days of leave.", "28 days"),
        ("The yard will hold more than 70 boats.", "70"),
        ("Donors gave no more than 40,000 pounds.", "40,000"),
    ],
)
def test_the_other_kind_of_limit_is_contradicted(sentence: str, figure: str) -> None:
    """ "Over" for "not more than", and the reverse."""
    flags = check(sentence, SOURCE).flags
    assert figure in [flag.text.removesuffix(" pounds") for flag in flags]
    assert all(flag.contradicted for flag in flags)


@pytest.mark.parametrize(
    "sentence",
    [
        "The studio seats up to 65 visitors.",
        "The studio seats a maximum of 65 visitors.",
        "The studio seats 65 visitors.",
        "The tram carries more than 900 riders an hour.",
        "The tram carries nearly 900 riders an hour.",
        "A deposit of no less than 3,000 euros is due.",
        "The yard holds at most 70 boats.",
        "Donors gave 40,000 pounds.",
    ],
)
def test_the_same_limit_in_other_words(sentence: str) -> None:
    """ "At most" is "not more than", and a plain figure says neither."""
    assert [flag.text for flag in check(sentence, SOURCE).flags] == []
