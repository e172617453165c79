"""What denies, with a "not" and in other words."""

from __future__ import annotations

import pytest

from tersely.grounding.negation import (
    denial_of,
    denies_in_other_words,
    has_negation,
    may_deny,
    without_idioms,
)


@pytest.mark.parametrize(
    "text",
    [
        "The pier did not open.",
        "Nobody came.",
        "They couldn't pay.",
        "The pump failed to start.",
        "Der Kai wurde nicht verkauft.",
        "Le pont n'est pas ouvert.",
        "El puente nunca abrió.",
    ],
)
def test_a_denial(text: str) -> None:
    """In four languages."""
    assert has_negation(text)


@pytest.mark.parametrize(
    "text",
    [
        "Not only the pier opened.",
        "There is no doubt that it opened.",
        "It cost no less than 40 euros.",
        "They didn't pay more than $5.",
        "It opened in May, not June.",
        "Fares may not exceed 3 euros.",
        "The pier opened.",
    ],
)
def test_a_turn_of_phrase_denies_nothing(text: str) -> None:
    """And offsets stay where they are."""
    assert not has_negation(text)
    assert len(without_idioms(text)) == len(text)


@pytest.mark.parametrize(
    ("plain", "denying", "word"),
    [
        ("The pier opened.", "The pier was not opened.", "not"),
        ("They pay for it.", "They pay nothing for it.", "nothing"),
        ("Houses were sold.", "Not all houses were sold.", None),
        ("The pier opened in May.", "The pier did not open until May.", None),
        ("The pier was rejected.", "The pier was not approved.", None),
        ("The clerk declined it.", "The clerk did not decline it.", "not"),
    ],
)
def test_what_a_denial_takes_back(plain: str, denying: str, word: str | None) -> None:
    """Only what the other text says without one, and in no other words."""
    match = denial_of(plain, denying)
    assert (match and match[0].lower()) == word


def test_other_words_that_deny() -> None:
    """Some deny for certain, others may."""
    assert denies_in_other_words("The board refused to sell.")
    assert not denies_in_other_words("The board agreed to sell.")
    assert may_deny("Only the board may sell.")
