"""A "not" between the very words of a passage, however long the passage is."""

from __future__ import annotations

import pytest

from tersely.grounding import check

SOURCE = (
    "The harbour was dredged last year, said Ines Falk, a marine engineer at the port of Lisbon, who "
    "was not consulted about the work.\n\n"
    "The trawler, which did not send a distress call, sank after its skipper failed to reach the bank. "
    "Values within the groups are not independent, and boats that were counted twice are listed in both. "
    "Do not open the valve: if the tank is full, water will escape. "
    "Crews who have not recently passed the medical test stay ashore. "
    "The pier was repaired in spring."
)
NONE = (
    "There have been no recent formal appeals against the fee. Rui Sena plays the ferryman. He doesn't want "
    "to be a smuggler, and he never was one."
)
GERMAN = (
    "Die Zahl stimmt nicht, denn die Quote im Hafen liegt nicht bei 15 Prozent, und das weiß man."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Ines Falk was consulted about the work.",
        "The trawler sent a distress call.",
        "Values within the groups are independent.",
        "Open the valve if the tank is full.",
        "Crews who have recently passed the medical test stay ashore.",
    ],
)
def test_a_not_that_is_left_out_is_a_contradiction(sentence: str) -> None:
    """In a passage of any length, before a form of the verb, at the start of an order."""
    flags = check(sentence, SOURCE).flags
    assert [(flag.kind, flag.contradicted) for flag in flags] == [("negation", True)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Ines Falk was not consulted about the work.",
        "Ines Falk, an engineer, was never asked about the dredging.",
        "The trawler sank without having sent a distress call.",
        "The skipper failed to reach the bank.",
        "The port kept Ines Falk from being consulted about the work.",
        "The pier was repaired in spring.",
        "The harbour was dredged last year.",
    ],
)
def test_what_agrees_with_the_passage_is_none(sentence: str) -> None:
    """A denial in other words, and what another part of the passage says."""
    assert check(sentence, SOURCE).flags == ()


def test_a_not_in_german() -> None:
    """Where a figure stands behind it."""
    (flag,) = check("Die Quote im Hafen liegt bei 15 Prozent.", GERMAN).flags
    assert flag.kind == "negation"
    assert check("Die Quote im Hafen liegt nicht bei 15 Prozent.", GERMAN).flags == ()


@pytest.mark.parametrize(
    "sentence",
    ["There have been several formal appeals recently.", "Rui Sena wants to be a smuggler."],
)
def test_none_and_several_and_what_a_pronoun_does_not_want(sentence: str) -> None:
    """The pronoun stands for the name in the sentence before."""
    (flag,) = check(sentence, NONE).flags
    assert (flag.kind, flag.contradicted) == ("negation", True)


@pytest.mark.parametrize(
    "sentence",
    ["Nobody has appealed formally of late.", "Rui Sena does not want to be a smuggler."],
)
def test_none_in_other_words_is_none(sentence: str) -> None:
    """And the same "not" is the same."""
    assert check(sentence, NONE).flags == ()
