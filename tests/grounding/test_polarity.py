"""Negation, direction, degree: the same words, another sense."""

from __future__ import annotations

import pytest

from tersely.grounding import check

SOURCE = """No serious side effect was seen. Cyclists and walkers pay nothing for the crossing.

An earlier trial by the clinic had found no effect. The visits rose sharply during the winter.

The crane may be unsafe, but no data shows that. Some of the members dislike the new tolls.

Well, I think special colours will increase the price of the whole production of the quay.

In the year it spent 900 francs more than it received. The printed books did not decline at all. The
staff council agreed to the trial on the condition that nobody works more than one evening a week.

Opponents called the plan good for the harbour. The board did not refuse to pay the contractor.
"""


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Serious side effects were seen.", "negation"),
        ("Cyclists and walkers pay for the crossing.", "negation"),
        ("An earlier trial had found an effect.", "negation"),
        ("The visits fell sharply during the winter.", "direction"),
        ("The crane is unsafe.", "hedge"),
        ("All of the members dislike the new tolls.", "quantity"),
        ("Berg believes that colours will not increase the price of production.", "negation"),
        ("The library spent 900 francs less than it received.", "direction"),
        ("The printed books declined in the year.", "negation"),
        ("The staff council rejected the trial.", "direction"),
        ("Opponents called the plan bad for the harbour.", "direction"),
    ],
)
def test_a_turned_sense_is_contradicted(sentence: str, kind: str) -> None:
    """One flag with the passage that says otherwise."""
    found = check(sentence, SOURCE)
    assert [(f.kind, f.contradicted) for f in found.flags] == [(kind, True)]
    (flag,) = found.flags
    assert flag.nearest == SOURCE[flag.nearest_start : flag.nearest_end]


@pytest.mark.parametrize(
    "sentence",
    [
        "Nobody saw a serious side effect.",
        "Walkers and cyclists do not pay for the crossing.",
        "The earlier trial found no effect.",
        "Visits increased sharply in the winter.",
        "The crane could be unsafe.",
        "Several members dislike the new tolls.",
        "The board refused nothing to the contractor.",
    ],
)
def test_the_same_sense_in_other_words_is_not_accused(sentence: str) -> None:
    """Other negations, synonyms and hedges."""
    assert [f.kind for f in check(sentence, SOURCE).flags] == []


@pytest.mark.parametrize(
    ("source", "statement"),
    [
        ("The quay was sold in May to the Swedish company.", "The quay was sold to the company."),
        ("The board met in May and sold the old quay.", "The board met and sold the old quay."),
        ("The price has nearly doubled in a year.", "The price has doubled in a year."),
        (
            "You should have got a copy with the quay. If not, see <https://quay.example/copies/>\n .",
            "If not, see <https://quay.example/copies/> .",
        ),
    ],
)
def test_what_looks_like_a_reserve_or_denial_is_none(source: str, statement: str) -> None:
    """May is the month; "nearly doubled" is rounded; "if not, see" denies nothing."""
    assert check(statement, source).flags == ()


@pytest.mark.parametrize(
    ("source", "statement"),
    [
        ("The quay was almost sold to the Swedish company.", "The quay was sold to the company."),
        ("The tank is nearly empty after the storm.", "The tank is empty after the storm."),
        ("The board may sell the old quay.", "The board sells the old quay."),
    ],
)
def test_what_nearly_happened_did_not(source: str, statement: str) -> None:
    """Nor is what may happen said to happen."""
    assert [flag.kind for flag in check(statement, source).flags] == ["hedge"]
