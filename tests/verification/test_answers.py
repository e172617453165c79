"""A judge is believed as far as its words stand in the passages."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.grounding import Index
from tersely.verification.answers import judgements, place_of
from tersely.verification.questions import Question

SOURCE = (
    "It rained. The council’s ferry carried 412,000 passengers - in 2019. 渡轮在二零一九年停运。"
)
INDEX = Index(SOURCE)
WHOLE = (0, len(SOURCE))
QUESTION = Question(7, "The ferry had passengers.", (WHOLE,), (SOURCE,))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("ferry carried 412,000 passengers", "ferry carried 412,000 passengers"),
        ("The council's FERRY carried", "The council’s ferry carried"),
        ("“carried 412,000\n passengers – in 2019.”", "carried 412,000 passengers - in 2019"),
        ("渡轮在二零一九年", "渡轮在二零一九年"),
    ],
)
def test_words_are_found_as_the_source_has_them(words: str, said: str) -> None:
    """White space, quotation marks, dashes and case may differ."""
    place = place_of(words, WHOLE, INDEX)
    assert place is not None
    assert SOURCE[slice(*place)] == said


@pytest.mark.parametrize(
    "words",
    [
        "",
        " . ",
        "the",
        "erry carrie",
        "ferry carried 413,000",
        "passengers carried",
        "[...] ferry ... 2019",
    ],
)
def test_other_words_are_not(words: str) -> None:
    """Nothing, no content, parts of words, another number, another order, pieces."""
    assert place_of(words, WHOLE, INDEX) is None


@given(st.text(max_size=40))
def test_what_is_placed_is_in_the_source(words: str) -> None:
    """Whatever a judge writes, its place is one of the passage."""
    place = place_of(words, WHOLE, INDEX)
    assert place is None or 0 <= place[0] < place[1] <= len(SOURCE)


@given(st.text(max_size=200))
def test_any_answer_is_read(text: str) -> None:
    """As a judgement of each claim that was asked about, and of no other."""
    assert set(judgements(text, [QUESTION], INDEX)) == {7}


def answer(*entries: dict[str, object]) -> str:
    """An answer with these entries."""
    return json.dumps({"answers": list(entries)})


def test_numbers_are_those_of_the_call() -> None:
    """The first question is claim 1, whatever its number in the check; others are passed over."""
    words = "ferry carried 412,000 passengers"
    text = answer(
        {"claim": 1, "words": words, "verdict": "supported"},
        {"claim": 2, "words": words, "verdict": "contradicted"},
    )
    judged = judgements(text, [QUESTION], INDEX)
    assert list(judged) == [7]
    assert (judged[7].answer, judged[7].words) == ("supported", words)


def test_words_that_share_nothing_with_the_claim_decide_nothing() -> None:
    """They are in the passage, but beside the point; in another language nothing can be shared."""
    text = answer({"claim": 1, "words": "It rained", "verdict": "supported"})
    assert judgements(text, [QUESTION], INDEX)[7].answer == "unusable"
    assert judgements(text, [QUESTION], INDEX, other_language=True)[7].answer == "supported"
