"""Denials of what the source asserts in other words."""

from __future__ import annotations

import pytest

from tersely.grounding import check

SOURCE = """The regional museum opened a second depot near the canal in spring. The trustees talked for
an hour about insurance for the travelling collection. Chair: So the tickets for the evening lectures
will cost eight pounds from September.

Inspectors, who have started a review of the fire exits in all four halls, have not closed any room.
The lifts were out of order and nobody repaired them before the summer fair. The archive has yet to
hire a second conservator for the maps.
"""


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("The museum has not settled the cost of tickets for the evening lectures.", "has not"),
        ("Visitors will not be asked to pay eight pounds for evening lectures.", "will not"),
        (
            "The trustees did not discuss insurance for the travelling collection.",
            "did not discuss",
        ),
        ("There was no mention of insurance for the collection.", "no mention of"),
        ("The board met without mentioning the travelling collection.", "without mentioning"),
        ("It says that inspectors haven't started a review of the fire exits.", "n't"),
        ("The museum never opened a second depot near the canal.", "never"),
        ("The trustees have not talked.", "not"),
        ("The second depot was not opened in spring.", "not"),
    ],
)
def test_what_a_passage_asserts_is_not_denied(sentence: str, words: str) -> None:
    """Contradicted, with the passage."""
    flags = [flag for flag in check(sentence, SOURCE).flags if flag.kind == "negation"]
    assert flags
    assert words in sentence[flags[0].start :]
    assert flags[0].contradicted
    assert flags[0].nearest == SOURCE[flags[0].nearest_start : flags[0].nearest_end]


@pytest.mark.parametrize(
    "sentence",
    [
        "Inspectors have not closed any room or hall during the review of exits.",
        "The lifts were not repaired before the summer fair.",
        "Rooms have not been closed.",
        "A second conservator was not hired.",
        "The archive has not hired a second conservator for its maps.",
        "Tickets for the evening lectures did not cost eight pounds until September.",
        "It is not the first depot that the museum opened near the canal.",
        "The depot is not only near the canal but also new in spring.",
        "The article does not mention what insurance for the collection costs.",
        "Nobody said that parking was not free.",
    ],
)
def test_what_the_source_denies_or_leaves_open_may_be_denied(sentence: str) -> None:
    """A "not" of the source, in any words, and idioms that deny nothing."""
    assert [f.text for f in check(sentence, SOURCE).flags if f.kind == "negation"] == []
