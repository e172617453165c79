"""Lengths as people write them."""

from __future__ import annotations

import pytest

from tersely.errors import UsageError
from tersely.records import Length


@pytest.mark.parametrize(
    ("text", "unit", "amount"),
    [
        ("medium", "preset", 150),
        (" XL ", "preset", 1000),
        ("120w", "words", 120),
        ("50words", "words", 50),
        ("50 words", "words", 50),
        ("50-word", "words", 50),
        ("100", "words", 100),
        ("5s", "sentences", 5),
        ("3 sentences", "sentences", 3),
        ("1 sentence", "sentences", 1),
        ("8b", "bullets", 8),
        ("8 bullets", "bullets", 8),
        ("6 points", "bullets", 6),
        ("10%", "percent", 10),
        ("10 %", "percent", 10),
        ("10 percent", "percent", 10),
    ],
)
def test_a_length_is_read(text: str, unit: str, amount: int) -> None:
    """By its sign, in words, or as a bare number of words."""
    length = Length.parse(text)
    assert (length.unit, length.amount) == (unit, amount)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "huge",
        "0",
        "0w",
        "-5w",
        "5x",
        "100%",
        "0%",
        "1.5s",
        "5 w s",
        "9" * 5000,
        "٣w",
        "w",
        "5ws",
    ],
)
def test_what_is_no_length_is_explained(text: str) -> None:
    """With every unit there is."""
    with pytest.raises(UsageError, match="is not a valid length") as caught:
        Length.parse(text)
    for unit in ("words", "5s", "8b", "10%"):
        assert unit in caught.value.hint


@pytest.mark.parametrize(
    ("text", "source_words", "words"),
    [("medium", 10_000, 150), ("medium", 200, 100), ("10%", 1000, 100), ("5s", 1000, 110)],
)
def test_the_target_in_words(text: str, source_words: int, words: int) -> None:
    """Never more than half of the source; a sentence counts 22 words."""
    assert Length.parse(text).words(source_words) == words


def test_a_length_reads_its_own_text() -> None:
    """What a report shows can be typed again."""
    for text in ("medium", "50 words", "3 sentences", "8 bullets", "10 percent"):
        length = Length.parse(text)
        assert Length.parse(length.text) == length
