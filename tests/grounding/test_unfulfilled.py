"""What is planned, possible or declined is not done."""

from __future__ import annotations

import pytest

from tersely.grounding import check

SOURCE = (
    "The council is planning to close and demolish the old baths in Marsh Lane. "
    "The flight recorders had yet to be recovered on Friday. "
    "Mr Okoye declined to sign the lease for the boathouse. "
    "We are considering moving the winter fair by a week. "
    "Fares for the tram could rise by 6 percent in May. "
    "The committee will publish the audit of the fund. "
    "The school wanted to sell the orchard, and it sold the orchard in June."
)
GERMAN = (
    "Die Verwaltung hatte vergeblich versucht, die Anwohner vom neuen Kai zu überzeugen, sagte sie."
)


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("The old baths in Marsh Lane have been closed.", "hedge"),
        ("The council has demolished the old baths in Marsh Lane.", "hedge"),
        ("The flight recorders were recovered on Friday.", "negation"),
        ("Mr Okoye signed the lease for the boathouse.", "negation"),
        ("The winter fair has been moved by a week.", "hedge"),
        ("Fares for the tram rose by 6 percent in May.", "hedge"),
        ("The committee has published the audit of the fund.", "hedge"),
    ],
)
def test_what_is_told_as_done_is_a_contradiction(sentence: str, kind: str) -> None:
    """In other forms of the verb, irregular ones too."""
    flags = check(sentence, SOURCE).flags
    assert [(flag.kind, flag.contradicted) for flag in flags] == [(kind, True)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The council plans to close the old baths in Marsh Lane.",
        "The old baths in Marsh Lane are to be demolished.",
        "Mr Okoye did not sign the lease for the boathouse.",
        "The winter fair may be moved by a week.",
        "Tram fares might have risen by 6 percent.",
        "The audit of the fund will be published by the committee.",
        "The school sold the orchard in June.",
    ],
)
def test_a_plan_told_as_one_and_what_was_done_are_none(sentence: str) -> None:
    """The last one is wanted in one clause and done in the next."""
    assert check(sentence, SOURCE).flags == ()


def test_an_attempt_in_german() -> None:
    """The infinitive stands at the end of the clause."""
    (flag,) = check("Die Verwaltung hat die Anwohner vom neuen Kai überzeugt.", GERMAN).flags
    assert (flag.kind, flag.contradicted) == ("hedge", True)
