"""The growing answer: whole characters, no reasoning, nothing after a stop string."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tersely.providers.local.answer import Answer


def spoken(answer: Answer, data: bytes, size: int) -> str:
    """Feed `data` in pieces of `size` bytes and join what comes out."""
    pieces = [answer.feed(data[at : at + size]) for at in range(0, len(data), size)]
    return "".join([*pieces, answer.finish()])


@given(text=st.text(alphabet="aé—漢🙂 <think>\n", max_size=40), size=st.integers(1, 7))
def test_cutting_does_not_matter(text: str, size: int) -> None:
    """However the bytes are cut, the pieces join to the same text, and `text` agrees with them."""
    answer = Answer(stop=("a<", "—漢"))
    whole = spoken(Answer(stop=("a<", "—漢")), text.encode(), len(text.encode()) + 1)
    assert spoken(answer, text.encode(), size) == whole == answer.text


@given(
    text=st.text(alphabet="ab ", max_size=30),
    word=st.text(alphabet="ab", min_size=1, max_size=3),
    size=st.integers(1, 4),
)
def test_nothing_from_the_stop_string_on(text: str, word: str, size: int) -> None:
    """The answer is what stands before the first stop string."""
    answer = Answer(stop=(word,))
    assert spoken(answer, text.encode(), size) == text.lstrip().partition(word)[0]
    assert answer.stopped == (word in text)


@given(size=st.integers(1, 9))
def test_reasoning_is_dropped(size: int) -> None:
    """A leading block is not part of the answer; a later mention of the tag is."""
    answer = Answer()
    assert (
        spoken(answer, b"\n<think>Well, 2 < 3.</think>\n\nYes: <think>.", size) == "Yes: <think>."
    )
    assert answer.reasoned


def test_reasoning_that_the_template_began() -> None:
    """Where the prompt ends with <think>, the answer begins after </think>. Without that mark all
    is the answer, unless its limit ended it: then all of it was reasoning.
    """
    assert spoken(Answer(thinking=True), b"Well.</think>Yes.", 3) == "Yes."
    assert spoken(Answer(thinking=True), b"Well, well.", 3) == "Well, well."
    cut = Answer(thinking=True)
    assert cut.feed(b"Well, well.") + cut.finish(cut=True) == ""
    assert cut.reasoned


def test_half_a_character_at_the_end() -> None:
    """An unfinished character becomes the replacement mark at the very end, not before."""
    answer = Answer()
    assert answer.feed("é".encode()[:1]) == ""
    assert answer.finish() == "\ufffd"
