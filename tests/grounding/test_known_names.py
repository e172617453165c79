"""In which forms a source may hold a name."""

from __future__ import annotations

import pytest

from tersely.grounding import Index
from tersely.grounding.known_names import has_form, is_form, is_known

SOURCE = (
    "Rwanda's minister met the World Health Organization in Zürich. The F-16 landed in May. "
    "The United Kingdom and Tennessee signed after World War II. The French team and LGBT groups "
    "came, with year-on-year growth of 10Gbps."
)


@pytest.mark.parametrize(
    "name",
    "Rwandan Rwanda WHO Zurich F16 UK Britain TN WWII Frenchman LGBTQ YoY ex-Rwandan Gbps J.R.R.".split(),
)
def test_a_name_in_another_form(name: str) -> None:
    """Inflected, spelled out, without its accents, as an acronym or part of a compound."""
    assert is_known(name, Index(SOURCE))


@pytest.mark.parametrize("name", "Ugandan UNHCR Basel F35 NATO Dutchman ABBA Kowalski".split())
def test_another_name(name: str) -> None:
    """What the source holds in no form."""
    assert not is_known(name, Index(SOURCE))


def test_two_names_with_usual_endings() -> None:
    """Only where enough letters are the same before them."""
    assert is_form("rwandan", "rwanda's")
    assert is_form("belgian", "belgium")
    assert not is_form("iran", "iraq")
    assert has_form("ministers", Index(SOURCE))
