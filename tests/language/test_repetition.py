"""Loops are noticed soon, and what people write is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.language.repetition import Repetition, without_loop

LONG = "The board agreed to keep the eleven evening hours of the branch until next August. "
SHORT = "The board agreed to that. "
WORDS = st.lists(st.text(alphabet="abcdefgh", min_size=1, max_size=6), max_size=60)


@given(words=WORDS, size=st.integers(1, 9), strict=st.booleans())
def test_cutting_does_not_matter(words: list[str], size: int, strict: bool) -> None:
    """However the text arrives, the loop starts at the same place or there is none."""
    text = " ".join([*words, LONG * 5, *words])
    whole, pieces = Repetition(strict=strict), Repetition(strict=strict)
    assert whole.feed(text) or whole.finish()
    for at in range(0, len(text), size):
        if pieces.feed(text[at : at + size]):
            break
    assert pieces.finish()
    assert pieces.start == whole.start


PARTS = st.one_of(
    st.text(alphabet="ab Bßİ.会議ไทย_-\n", max_size=30),
    st.sampled_from([LONG, SHORT, "so ", "会議は橋を閉じることを決めました。", "0 | ", "\n\n"]),
    st.sampled_from(["-" * 990, "." * 1001, "-" * 3000, "a" * 290, "a" * 310, "a" * 500]),
)


@given(
    parts=st.lists(st.tuples(PARTS, st.integers(1, 12)), max_size=8),
    strict=st.booleans(),
    twice=st.booleans(),
)
def test_the_quick_look_changes_no_verdict(
    parts: list[tuple[str, int]], strict: bool, twice: bool
) -> None:
    """A whole text is judged as one that is listened to."""
    text = "".join(part * times for part, times in parts) * (1 + twice)
    listened = Repetition(strict=strict)
    loops = listened.feed(text) or listened.finish()
    expected = text[: listened.start].rstrip() if loops else None
    assert without_loop(text, strict=strict) == expected


@given(words=st.lists(st.text(alphabet="abcdefgh", min_size=3, max_size=6), unique=True))
def test_what_says_each_thing_once_is_no_loop(words: list[str]) -> None:
    """A text without a repeated word is never a loop, however it is set."""
    for joint in (" ", ". ", "\n", " | "):
        assert without_loop(joint.join(words), strict=True) is None


@pytest.mark.parametrize(
    "text",
    [
        "| 0 | 0 | 0 | 0 |\n" * 20,
        "- Ada mends the roof.\n  Owner not stated, date not stated.\n" * 3,
        LONG * 3,
        "|---|---|\n" * 12,
        "Version 1.2 fixes it. " * 2,
    ],
)
def test_what_people_write_is_no_loop(text: str) -> None:
    """Tables of zeros, minutes without owners, a thing said three times."""
    assert without_loop(text) is None


@pytest.mark.parametrize(
    ("text", "kept", "strict"),
    [
        ("It began well. " + LONG * 4, "It began well. " + LONG.strip(), False),
        (LONG + "It rained. " + LONG + LONG, LONG + "It rained.", True),
        (SHORT + "It rained. " + SHORT + "It snowed. " + SHORT, SHORT + "It rained.", True),
        ("会議は橋を閉じることを決めました。" * 6, "会議は橋を閉じることを決めました。", False),
        ("so " * 400, "so so so so so so so so so so so so", False),
        ("Well. " + "-" * 3000, "Well", False),
        ("a" * 5000 + " " + LONG * 4, "a" * 5000 + " " + LONG.strip(), False),
    ],
)
def test_a_loop_is_cut_before_its_second_turn(text: str, kept: str, strict: bool) -> None:
    """What was said once stays, what is said again goes."""
    assert without_loop(text, strict=strict) == kept


def test_short_sentences_count_only_where_prose_was_asked_for() -> None:
    """Three times the same five words are a loop of a small model, and minutes of a large one."""
    text = (SHORT + "It rained. ") * 3
    assert without_loop(text) is None
    assert without_loop(text, strict=True) is not None


def test_a_loop_is_noticed_while_it_runs() -> None:
    """At the fourth turn, not at the end."""
    repetition = Repetition()
    turns = next(turn for turn in range(1, 50) if repetition.feed(LONG))
    assert turns == 4
