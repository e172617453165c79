"""What every reader of replies does, whoever writes them."""

from __future__ import annotations

import pytest

from tersely.providers._chat import ChatReader
from tersely.providers._reader import (
    EmptyReply,
    NotAnAnswer,
    Reader,
    Told,
    name_of,
    text_of,
    word_of,
)
from tersely.records import Finish


def test_an_error_is_no_answer() -> None:
    """A document that holds one is not billed; one after text leaves what was heard."""
    reader = ChatReader()
    with pytest.raises(Told, match="down"):
        reader.feed({"error": {"message": "down", "code": 503}})
    assert (reader.refused, reader.heard) == (True, False)


def test_an_ending_is_told_by_a_word_or_in_another_way() -> None:
    """A word for failure is none where a refusal was told before."""
    reader, refused = Reader(word="error"), Reader(word="error", finish=Finish.REFUSED)
    assert (reader.told, reader.failed) == (True, True)
    assert (refused.failed, refused.ending()) == (False, Finish.REFUSED)
    assert not Reader().told


@pytest.mark.parametrize(
    ("word", "remark", "detail"),
    [("stop", "", ""), ("stop", "why", "why"), ("safety", "why", "safety: why"), ("", "", "")],
)
def test_the_detail_of_an_ending(word: str, remark: str, detail: str) -> None:
    """The usual one needs no word."""
    assert Reader(word=word, remark=remark).detail() == detail


def test_a_word_for_a_whole_answer_explains_no_refusal() -> None:
    """What a refusal says does."""
    refused = Reader(word="completed", remark="I cannot do that.", finish=Finish.REFUSED)
    assert refused.detail() == "I cannot do that."


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("stop", "stop"),
        ({"type": "stop"}, "stop"),
        (["stop"], "stop"),
        (1, "1"),
        ([], ""),
        (None, ""),
    ],
)
def test_the_word_for_an_ending_in_any_type(value: object, word: str) -> None:
    """A paid answer is not lost for it."""
    assert word_of(value) == word


def test_texts_and_names() -> None:
    """A text is one or an error; a name may be a number."""
    assert (text_of(None), text_of("x")) == ("", "x")
    with pytest.raises(TypeError):
        text_of(["x"])
    assert (name_of(7), name_of("m"), name_of(None), name_of(True)) == ("7", "m", "", "")
    assert isinstance(EmptyReply(), NotAnAnswer)
