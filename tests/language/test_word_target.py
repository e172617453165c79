"""Where an answer with enough words may end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.language.word_target import WordTarget
from tersely.language.words import count_words


@pytest.mark.parametrize(
    ("text", "following", "words", "met"),
    [
        ("The board met. It agreed.", " Then", 5, True),
        ("The board met. It agreed.", " Then", 6, False),
        ("The board met. It agreed", " to", 5, False),
        ("The board met Dr.", " Ada", 3, False),
        ("It cost 3.", "5 million", 3, False),
        ("- The board met\n- It agreed", "\n", 5, True),
        ("- The board met\n- It agreed\n", "-", 5, False),
        ("理事会は橋を閉じました。", "そ", 5, True),
        ("The board met. It agreed.", " Then", 0, False),
        ("", " Then", 1, False),
    ],
)
def test_an_answer_may_end_after_a_sentence(
    text: str, following: str, words: int, met: bool
) -> None:
    """Not in the middle of one, not at an abbreviation or a decimal, and not before the words are
    there.
    """
    target = WordTarget(words)
    target.feed(text)
    assert target.is_met(following) is met


def test_a_sentence_without_end_is_overrun() -> None:
    """Far past the words that were asked for the answer is not waited for any longer."""
    target, unlimited = WordTarget(20), WordTarget(0)
    lengths = []
    for number in range(1, 60):
        target.feed(" word")
        unlimited.feed(" word")
        assert not unlimited.is_overrun()
        lengths += [number] if target.is_overrun() else []
    assert 35 < lengths[0] < 44


SENTENCES = (
    "The council closed the bridge in March. ",
    "It agreed to pay 3.5 million.\n",
    "- Ferry: ran late on 12 days\n",
    "Who decides? ",
    "Ada Krall asked for a report. ",
)


@given(st.data(), st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8))
def test_the_end_does_not_depend_on_the_pieces(data: st.DataObject, said: list[str]) -> None:
    """However a stream is cut, what is taken is the same beginning of it, and
    the rest of it was not needed.
    """
    text = "".join(said)
    whole = WordTarget(12).take(text)
    assert text.startswith(whole)
    if whole != text:
        assert count_words(whole) >= 12
    target, taken, rest = WordTarget(12), "", text
    while rest:
        cut = data.draw(st.integers(1, len(rest)))
        piece, rest = rest[:cut], rest[cut:]
        kept = target.take(piece)
        taken += kept
        if kept != piece:
            break
    assert taken.rstrip() == whole.rstrip()
