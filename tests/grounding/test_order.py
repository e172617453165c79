"""Who did what to whom, by the order of words."""

from __future__ import annotations

import pytest

from tersely.grounding import check

SOURCE = """Mayor Edith Falk of Port Lennox opposed the tolls, which Harwick's mayor, Jonas Reyes, \
had demanded.

The crossing links Harwick on the east bank of the river with Port Lennox on the west bank.

The Aldine Bank sued the Norwood Trust over the old mill in Karsten.

Carla Vance and Peter Holm signed the treaty of the northern lakes in the town hall.

Repairs up to 100 francs are paid by the tenant, all others by the landlord. A treaty was signed by
the mayors of both towns in the town hall.
"""


@pytest.mark.parametrize(
    "claim",
    [
        "Mayor Jonas Reyes of Harwick opposed the tolls, which Edith Falk had demanded.",
        "The Norwood Trust sued the Aldine Bank over the old mill in Karsten.",
        "The crossing links Harwick on the west bank of the river with Port Lennox on the east bank.",
    ],
)
def test_an_exchange_is_a_contradiction(claim: str) -> None:
    """The same words with two names, or two opposites, in each other's place."""
    found = check(claim, SOURCE)
    assert [claim.verdict for claim in found.claims] == ["contradicted"]
    assert found.flags[0].nearest in SOURCE


@pytest.mark.parametrize(
    "claim",
    [
        "The Norwood Trust was sued by the Aldine Bank over the old mill in Karsten.",
        "Peter Holm and Carla Vance signed the treaty of the northern lakes in the town hall.",
        "Jonas Reyes had demanded the tolls, and Edith Falk opposed them.",
        "In the town hall Carla Vance and Peter Holm signed the treaty of the northern lakes.",
    ],
)
def test_another_order_of_the_same_facts_is_none(claim: str) -> None:
    """Voice, lists, fronted phrases and clauses may change places."""
    assert not check(claim, SOURCE).flags


@pytest.mark.parametrize(
    "claim",
    [
        "Jonas Reyes opposed the mayor, which Edith Falk of Harwick had demanded.",
        "The tolls had demanded Edith Falk.",
        "The landlord pays repairs up to 100 francs, all others are paid by the tenant.",
    ],
)
def test_words_in_another_order_are_not_supported(claim: str) -> None:
    """They may say something else."""
    assert check(claim, SOURCE).claims[0].verdict != "supported"


@pytest.mark.parametrize(
    "claim",
    [
        "The Aldine Bank sued the Norwood Trust over the old mill.",
        "The crossing links Harwick on the east bank with Port Lennox on the west bank.",
        "In the town hall, a treaty was signed by the mayors of both towns.",
    ],
)
def test_a_shortened_sentence_is_supported(claim: str) -> None:
    """The order stays, so does the verdict."""
    assert check(claim, SOURCE).claims[0].verdict == "supported"


@pytest.mark.parametrize(
    "claim",
    [
        "All tolls had been demanded by Harwick's mayor.",
        "Hugo Brandt signed the treaty of the northern lakes in the town hall.",
        "The Aldine Bank may have sued the Norwood Trust over the old mill.",
    ],
)
def test_other_names_and_quantities_are_not_supported(claim: str) -> None:
    """The passage must have the statement's names and its words of quantity and reserve."""
    assert check(claim, SOURCE).claims[0].verdict != "supported"


def test_french_pronouns_before_a_verb() -> None:
    """Of "s'est" one letter is left, which stands for nothing."""
    source = "Le conseil s'est réuni lundi, puis le maire a fermé la porte du vieux quai en bois."
    summary = "Le maire s'est réuni lundi, puis le vieux conseil a fermé la porte du quai en bois."
    assert check(summary, source).claims
