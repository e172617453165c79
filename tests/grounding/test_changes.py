"""From what to what a figure changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.facts.quantities import quantities
from tersely.grounding import check
from tersely.grounding.changes import changes_in

SOURCE = "Membership of the harbour club fell from 78 to 71 in the year. Fares rose by a tenth."


@pytest.mark.parametrize(
    ("sentence", "change"),
    [
        ("It fell from 78 to 71.", ("78", "71")),
        ("It was 71, down from 78.", ("78", "71")),
        ("It rose from about $40 to $52 a day.", ("$40", "$52")),
        ("It was 71 compared with 78.", None),
        ("It counted 78 boats and 71 cars.", None),
        ("It ran from 2019 to 2024.", None),
    ],
)
def test_what_changes(sentence: str, change: tuple[str, str] | None) -> None:
    """Told forwards or backwards; years are a span of time."""
    told = [
        (before.text, after.text) for before, after in changes_in(sentence, quantities(sentence))
    ]
    assert told == ([change] if change else [])


@given(st.integers(0, 40))
def test_offsets_of_a_longer_text(first: int) -> None:
    """A sentence of a source has its place there; the change is the same."""
    text = f"{'x' * first}It fell from 78 to 71."
    (change,) = changes_in(text[first:], quantities(text), first)
    assert text[slice(*change.span)] == "78 to 71"


def test_a_change_the_other_way_round() -> None:
    """It is contradicted; the same change is not."""
    (flag,) = check("Membership of the harbour club went from 71 to 78 in the year.", SOURCE).flags
    assert (flag.kind, flag.text, flag.contradicted) == ("direction", "71 to 78", True)
    assert not check("Membership of the harbour club went from 78 to 71.", SOURCE).flags
