"""Names: runs of capitalised words, without titles and first words."""

from __future__ import annotations

import pytest

from tersely.facts.names import names
from tersely.facts.places import other_names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mayor met Ada Byron in Oslo.", ["Ada Byron", "Oslo"]),
        ("Mayor Jonas Reyes spoke.", ["Jonas Reyes"]),
        ("Ada Byron agreed.", ["Ada Byron"]),
        ("Costs rose in the Bank of England.", ["Bank of England"]),
        ("Costs fell.\n- Visits rose.", []),
        ("He met Mr. Kowalski's son.", ["Kowalski"]),
    ],
)
def test_names_of_a_text(text: str, expected: list[str]) -> None:
    """A word that has its capital from the place where it stands is none."""
    assert [name.text for name in names(text)] == expected


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("danish", "denmark"),
        ("german", "germany"),
        ("dutch", "netherlands"),
        ("us", "united states"),
        ("polish", "poland"),
        ("japanese", "japan"),
        ("ukrainian", "ukraine"),
        ("hungarian", "hungary"),
    ],
)
def test_countries_by_their_people_and_languages(name: str, other: str) -> None:
    """From CLDR's table and the short list beside it; no country by a neighbour's language."""
    assert other in other_names(name)
    assert "belgium" not in other_names("german")
