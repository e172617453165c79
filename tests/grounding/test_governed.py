"""Words taken out of a sentence that denies them, doubts them, or says them of a part."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.grounding import check
from tersely.grounding.governed import governing

AFTER = " The crane on the north quay is old and is painted green."
SOLD = "the quay was sold to the Swedish company in May"

TAKEN_OUT = [
    ("The board denied that {}.", SOLD, "negation"),
    ("It is not true that {}.", SOLD, "negation"),
    ("The mayor rejected claims that {}.", SOLD, "negation"),
    ("There is no evidence that {}.", SOLD, "negation"),
    ("Nobody in the town believes that {}.", SOLD, "negation"),
    ("The report never said that {}.", SOLD, "negation"),
    ("Neither the board nor {}.", "the council wanted the quay to be sold", "negation"),
    ("If the council agrees, {}.", SOLD, "hedge"),
    ("It is unlikely that {}.", SOLD, "hedge"),
    ("She asked whether {}.", SOLD, "hedge"),
    ("There is a rumour that {}.", SOLD, "hedge"),
    ("18,000 of the {}.", "42,000 households in Lindmouth have a meter", "quantity"),
    ("Few of {}.", "the households in Lindmouth have a meter", "quantity"),
    ("Half of {}.", "the pupils in the town school passed the test", "quantity"),
]


def kinds(statement: str, source: str) -> list[str]:
    return [flag.kind for flag in check(statement, source).flags]


def sentence(words: str) -> str:
    return words[0].upper() + words[1:] + "."


@pytest.mark.parametrize(("around", "words", "kind"), TAKEN_OUT)
def test_what_governs_the_words_is_not_left_out(around: str, words: str, kind: str) -> None:
    """The passage that has them is shown; the whole sentence is no fault."""
    source = around.format(words) + AFTER
    (flag,) = check(sentence(words), source).flags
    assert (flag.kind, flag.contradicted, flag.nearest) == (kind, True, around.format(words))
    assert kinds(around.format(words), source) == []


@pytest.mark.parametrize(
    "behind", [" if the council agrees", ", provided that the council agrees", ", unless it rains"]
)
def test_a_condition_behind_the_words_is_one_too(behind: str) -> None:
    """ "Will be sold if", "will be sold, provided that"."""
    words = "the quay will be sold to the Swedish company"
    assert kinds(sentence(words), sentence(words + behind) + AFTER) == ["hedge"]


@pytest.mark.parametrize(
    "source",
    [
        f"Nobody denied that {SOLD}.",
        f"There is no doubt that {SOLD}.",
        f"The clerk did not know that {SOLD}.",
        f"If you ask me, {SOLD}.",
        f"The board denied the delay, and {SOLD}.",
        f"He doubted the plan, but {SOLD}.",
        f"The board confirmed that {SOLD}.",
        f"The board denied that {SOLD}. A court found later: {SOLD}.",
    ],
)
def test_what_the_source_says_itself_is_not_accused(source: str) -> None:
    """Two denials are none, and one place where it is said plainly is enough."""
    assert kinds(sentence(SOLD), source + AFTER) == []


@pytest.mark.parametrize(
    "statement",
    [
        "The quay may be sold to the Swedish company in May.",
        "The quay will be sold to the Swedish company in May if the council agrees.",
    ],
)
def test_a_reserve_in_other_words_is_one(statement: str) -> None:
    """The condition is kept, or the statement is only called possible."""
    source = "If the council agrees, the quay will be sold to the Swedish company in May."
    assert kinds(statement, source + AFTER) == []


def test_a_denial_of_neither_is_the_same() -> None:
    """ "Neither the board nor the council wanted" is "the council did not want"."""
    source = "Neither the board nor the council wanted the quay to be sold in May."
    assert kinds("The council did not want the quay to be sold in May.", source + AFTER) == []


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=40))
def test_any_text_may_stand_around(before: str, behind: str, words: str) -> None:
    """Every answer is a kind of flag or none."""
    assert governing(before, behind, words) in (None, "negation", "hedge", "quantity")
