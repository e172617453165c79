"""Words that exclude each other do so both ways, and none excludes itself."""

from __future__ import annotations

import pytest

from tersely.grounding.opposites import _opposites, opposed, opposites_of
from tersely.language.words import stem


def test_exclusion_is_mutual_and_nothing_excludes_itself() -> None:
    """For all words of the table."""
    for word, others in _opposites().items():
        assert word not in others
        for other in others:
            assert word in opposites_of(other) or stem(word) in opposites_of(other)


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("rose", "fell"),
        ("increase", "declined"),
        ("higher", "lower"),
        ("supported", "rejected"),
        ("alive", "killed"),
        ("red", "green"),
        ("profit", "losses"),
        ("active", "passive"),
        ("cheap", "expensive"),
        ("early", "end"),
        ("anfang", "ende"),
    ],
)
def test_these_exclude_each_other(word: str, other: str) -> None:
    """Of the classes, the groups and WordNet, as they stand in a text."""
    assert list(opposed(word, {other, "harbour"})) == [other]
    assert list(opposed(other, {word, "harbour"})) == [word]


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("rose", "climbed"),
        ("fell", "sank"),
        ("red", "red"),
        ("harbour", "sea"),
        ("longer", "later"),
    ],
)
def test_these_do_not(word: str, other: str) -> None:
    assert list(opposed(word, {other})) == []
    assert list(opposed(word, set())) == []
