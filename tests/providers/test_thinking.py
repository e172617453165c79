"""Reasoning in front of the answer is taken out, however the stream is cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely.providers._thinking import ThinkFilter


def run(pieces: list[str], *, unopened: bool = False, cut: bool = False) -> tuple[str, bool, bool]:
    """All that a filter lets through, whether there was a block, and whether one leaked."""
    thoughts = ThinkFilter(unopened=unopened)
    text = "".join(thoughts.feed(piece) for piece in pieces) + thoughts.flush(cut=cut)
    return text, thoughts.found, thoughts.leaked


def cut(text: str, places: list[int]) -> list[str]:
    """`text` cut at these places."""
    ends = sorted({place % (len(text) + 1) for place in places} | {0, len(text)})
    return [text[a:b] for a, b in pairwise(ends)]


TAGGED = st.lists(
    st.sampled_from(["<think>", "</think>", "</thinking>", "<", "think>", "a", "\n", " b "]),
    max_size=9,
)


@given(TAGGED.map("".join), st.lists(st.integers(0, 100), max_size=8), st.booleans(), st.booleans())
@settings(max_examples=300)
def test_cuts_do_not_matter(text: str, places: list[int], unopened: bool, limited: bool) -> None:
    """The same text gives the same result in one piece and in many."""
    assert run(cut(text, places), unopened=unopened, cut=limited) == run(
        [text], unopened=unopened, cut=limited
    )


@given(st.text(max_size=60).filter(lambda text: not text.lstrip().startswith("<")))
@settings(max_examples=100)
def test_text_without_a_block_is_untouched(text: str) -> None:
    """Ordinary text passes as it is, blank lines included."""
    assert run([text])[0] == text


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
    assert run([text]) == (expected, expected != text, False)


@pytest.mark.parametrize(
    ("text", "cut_short", "expected"),
    [
        ("First, the user\n</think>\n\nThree things.", False, "Three things."),
        ("<think>It did open</think>Three things.", False, "Three things."),
        ("It did not think this time.", False, "It did not think this time."),
        ("First, the user wants a", True, ""),
    ],
)
def test_a_block_that_the_template_has_opened(text: str, cut_short: bool, expected: str) -> None:
    """All is held back until the block ends; without an end it is an answer, or reasoning that met
    the limit.
    """
    assert run([text], unopened=True, cut=cut_short)[0] == expected


@pytest.mark.parametrize(
    ("text", "leaked"),
    [
        ("First, the user\n</think>\n\nThree things.", True),
        ("The tag <think> opens and </think> closes.", False),
        ("<think>one</think>It says </think> once more.", False),
    ],
)
def test_a_leak_is_noticed(text: str, leaked: bool) -> None:
    """A closing tag with none before it ends reasoning that had passed as text."""
    assert run([text])[2] == leaked
