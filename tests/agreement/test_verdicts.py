"""Two statements about one subject."""

from __future__ import annotations

import pytest

from tersely.agreement.statements import Statement, statements_of
from tersely.agreement.verdicts import agree, conflict
from tersely.records import Document


def statement(text: str) -> Statement:
    (found,) = statements_of(Document("d", text), 0)
    return found


def test_the_same_subject_with_less_in_common_needs_more_words() -> None:
    """A name alone ties two sentences together less than a unit does."""
    one = statement("The northern lighthouse was painted by Ada Moser last summer.")
    other = statement("The northern lighthouse was painted by Max Lind last summer.")
    assert conflict(one, other, 0.9) is not None
    assert conflict(one, other, 0.8) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The dam holds 40 million litres of water.", "The dam holds 40 million tonnes of water."),
        ("Part 4711 of the engine was replaced twice.", "Part 4712 of the engine was replaced."),
    ],
)
def test_values_that_cannot_be_compared(one: str, other: str) -> None:
    """Litres and tonnes are no two values of one thing."""
    assert not agree(statement(one), statement(other)) or one != other
    found = conflict(statement(one), statement(other), 1.0)
    assert found is None or found.kind == "number"


def test_a_denial_is_no_agreement() -> None:
    """Whatever facts both have."""
    one = statement("The dam of the valley was built in 1911 with granite.")
    other = statement("The dam of the valley was not built in 1911 with granite.")
    assert not agree(one, other)
    found = conflict(one, other, 1.0)
    assert found is not None
    assert found.kind == "negation"
