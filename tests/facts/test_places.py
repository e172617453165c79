"""Names of countries, their peoples and codes."""

from __future__ import annotations

import pytest

from tersely.facts.places import code_of, other_names, state_of
from tersely.grounding import check


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("denmark", "danish"),
        ("france", "french"),
        ("fed", "federal reserve"),
        ("twitter", "tweeted"),
        ("holland", "netherlands"),
    ],
)
def test_other_names_go_both_ways(name: str, other: str) -> None:
    """What has another name is not among them itself."""
    assert other in other_names(name)
    assert name in other_names(other)
    assert name not in other_names(name)


def test_codes_of_countries_and_states() -> None:
    """Not those that are words."""
    assert code_of("philippines") == "PH"
    assert code_of("norway") == ""
    assert code_of("atlantis") == ""
    assert state_of("MN") == "minnesota"
    assert state_of("mn") == ""


def test_a_country_is_known_by_its_code() -> None:
    """In capitals only."""
    assert check("A grant went to the Philippines.", "- PyCon PH: 500 dollars, a grant").flags == ()
    assert check("A grant went to the Philippines.", "- pycon ph: 500 dollars, a grant").flags
