"""How a sentence reads when it stands alone."""

from __future__ import annotations

import pytest

from tersely.extractive.readability import appeal
from tersely.language.words import terms, words


def appeal_of(sentence: str) -> float:
    return appeal(sentence, words(sentence), terms(sentence))


@pytest.mark.parametrize(
    "opening",
    [
        *("we propose", "we present", "this paper introduces", "our study shows", "we also find", "I found", "I argue"),
        *("the report demonstrates", "we develop", "this work describes", "the study concludes", "we recommend"),
        *(
            "we decided",
            "we agreed",
            "in conclusion",
            "in summary",
            "in short",
            "to sum up",
            "to summarize",
            "overall,",
        ),
        *("the results indicate", "results suggest", "most important", "as a result", "the main finding"),
        *("the key point", "the main reason", "the key result"),
    ],
)
def test_cue_phrases_lift_a_sentence(opening: str) -> None:
    """Every phrase that announces a point counts, whatever it is announced with."""
    assert appeal_of(f"{opening} that quays sink in soft sand.") > appeal_of("Many quays sink in soft sand.")


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("The quay of Lindmouth sank.", "The old quay sank."),
        ("The quay sank by 40 centimetres.", "The quay sank by some centimetres."),
        ("The quay sank into the sand.", "She sank into the sand."),
        ("The quay sank into the sand.", "Then he sank into the sand."),
        ("The quay sank into the sand.", '"Quays sink into the sand," said the engineer.'),
        ("The quay sank into the sand.", "Why did quays sink into the sand?"),
        ("The quay sank into the sand.", "The table below shows the sand."),
    ],
)
def test_sentences_that_read_alone_are_worth_more(better: str, worse: str) -> None:
    """Names and figures lift a sentence; unnamed persons, direct speech, questions and signposts lower it."""
    assert appeal_of(better) > appeal_of(worse)
