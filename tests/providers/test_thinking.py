"""Reasoning in front of the answer is taken out, however the stream is cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely.providers._thinking import ThinkFilter


def run(pieces: list[str]) -> str:
    """All that a filter lets through."""
    thoughts = ThinkFilter()
    return "".join(thoughts.feed(piece) for piece in pieces) + thoughts.flush()


def cut(text: str, places: list[int]) -> list[str]:
    """`text` cut at these places."""
    ends = sorted({place % (len(text) + 1) for place in places} | {0, len(text)})
    return [text[a:b] for a, b in pairwise(ends)]


@given(st.text(alphabet="<think>/ \nabc", max_size=40), st.lists(st.integers(0, 100), max_size=8))
@settings(max_examples=200)
def test_cuts_do_not_matter(text: str, places: list[int]) -> None:
    """The same text gives the same result in one piece and in many."""
    assert run(cut(text, places)) == run([text])


@given(st.text(max_size=60).filter(lambda text: not text.lstrip().startswith("<")))
@settings(max_examples=100)
def test_text_without_a_block_is_untouched(text: str) -> None:
    """Ordinary text passes as it is, blank lines included."""
    assert run([text]) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<think>Hm.</think>\n\nThree things.", "Three things."),
        ("\n<thinking>a < b</thinking>Yes", "Yes"),
        ("<think>one</think><think>two</think>three", "three"),
        ("<think>never closed", ""),
        ("<thin ice", "<thin ice"),
        ("The tag <think> opens a block </think>.", "The tag <think> opens a block </think>."),
    ],
)
def test_worked_examples(text: str, expected: str) -> None:
    """Only blocks at the very beginning are reasoning; an open one hides the rest."""
    assert run([text]) == expected
