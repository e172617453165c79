"""One word replaced in its place."""

from __future__ import annotations

import pytest

from tersely.grounding import check

SOURCE = """The firm must add a voluntary statement to each pack. Her brother runs the shop near the quay.

The old coal mine was shut in May. It was signed after the vote of the members. The small crewed
boats are stored in the shed. The rent may be raised once a year by the owner.
Prices rose in part because of the drought last year. The new report is about growing member
counts. The bank lends to profitable farms only.
"""


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("The firm must add a mandatory statement to each pack.", "mandatory"),
        ("Her sister runs the shop near the quay.", "sister"),
        ("The old iron mine was shut in May.", "iron"),
        ("It was signed before the vote of the members.", "before"),
        ("The small uncrewed boats are stored in the shed.", "uncrewed"),
        ("The rent may be raised twice a year by the owner.", "twice"),
        ("The big crewed boats are stored in the shed.", "big"),
        ("The report blames the shrinking member counts of the club.", "shrinking"),
        ("Their loans go to unprofitable farms in the valley.", "unprofitable"),
    ],
)
def test_a_word_that_excludes_the_one_in_its_place(sentence: str, word: str) -> None:
    """Contradicted, with the sentence that has the other."""
    flags = check(sentence, SOURCE).flags
    assert [flag.text for flag in flags] == [word]
    assert flags[0].contradicted
    assert flags[0].nearest == SOURCE[flags[0].nearest_start : flags[0].nearest_end]


@pytest.mark.parametrize(
    "sentence",
    [
        "The firm must add an optional statement to each pack.",
        "Her sibling runs the shop near the quay.",
        "The old pit was shut in May.",
        "It was signed following the vote of the members.",
        "The little crewed boats are stored in the shed.",
        "Her brother and his boats are near the quay.",
        "Wages fell before the vote.",
        "The report names the many member counts of the club.",
        "Their loans never go to unprofitable farms in the valley.",
    ],
)
def test_other_words_of_the_same_sense_are_not_accused(sentence: str) -> None:
    """Synonyms, wider words, and opposites elsewhere."""
    assert [(f.kind, f.text) for f in check(sentence, SOURCE).flags if f.kind == "word"] == []


@pytest.mark.parametrize(
    ("sentence", "source", "word"),
    [
        (
            "The gutters are made of copper.",
            "The gutters, laid in 1931, are made of iron.",
            "copper",
        ),
        ("Divers saw the wall once.", "Divers saw the wall twice.", "once"),
        ("The fee is 30 euros a week.", "The fee is 120 euros a month.", ""),
        ("They stop illegal immigration.", "They want to stop illegal migration.", ""),
    ],
)
def test_the_last_word(sentence: str, source: str, word: str) -> None:
    """The end of the sentence is a neighbour, too; a rate may be told for another time."""
    texts = [flag.text for flag in check(sentence, source).flags if flag.kind == "word"]
    assert texts == [word] * bool(word)
