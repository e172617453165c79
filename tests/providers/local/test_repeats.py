"""What holds a small model back from saying the same again: words of a run, never a name or a
number.
"""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tersely.providers.local.repeats import FREE_WORDS, Repeats

SAID = "The crews of Ulrich von Wilamowitz wait for the wages of June and will strike."
NAME = "Sabine Leutheusser-Schnarrenberger of the Federal Office for Information Security"


class Speaker:
    """Says texts as a model would: tokens of at most three characters, a space before a word."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.repeats = Repeats(lambda token: self.pieces[token].encode())

    def token(self, piece: str) -> int:
        """The number of a piece."""
        if piece not in self.pieces:
            self.pieces.append(piece)
        return self.pieces.index(piece)

    def say(self, text: str) -> list[dict[str, float]]:
        """What was held back before each token of `text`, by pieces."""
        held = []
        for piece in re.findall(r"\s*[^\W\d_]{1,3}|\s*\d|\s*[^\w\s]|_", text):
            penalties = self.repeats.penalties()
            held.append({self.pieces[token]: less for token, less in penalties.items()})
            self.repeats.add(self.token(piece))
        return held


def test_the_longer_the_run_the_dearer_its_next_word() -> None:
    """From the fifth word on; what was never said costs nothing."""
    speaker = Speaker()
    assert not any(speaker.say(SAID))
    costs = [less for held in speaker.say(f" {SAID}") for less in held.values()]
    assert costs == sorted(costs)
    assert costs[0] < 8 < costs[-1]
    assert not any(speaker.say(" Nobody else was asked about it by the chair."))


def test_names_and_numbers_are_free() -> None:
    """However often they are said; within a word nothing is held back."""
    speaker = Speaker()
    for _ in range(4):
        held = {piece for step in speaker.say(f" {NAME} paid 1,245,300 euros.") for piece in step}
        assert all(re.fullmatch(r" [a-z]{1,3}", piece) for piece in held)
        assert not held & {" Inf", " Sec", " 1", "eur"}


def test_a_set_phrase_is_free() -> None:
    """So many words or fewer."""
    phrase = " ".join(["the", "wages", "of", "crews"][:FREE_WORDS])
    speaker = Speaker()
    for before in ("Now", "Then", "Later", "Again"):
        assert not any(speaker.say(f" {before} {phrase}."))


def test_scripts_without_spaces_have_runs_too() -> None:
    """Two characters count as a word."""
    speaker = Speaker()
    for character in "港湾局は六月に船員の賃金を支払わなかった。" * 2:
        speaker.repeats.add(speaker.token(character))
    for character in "港湾局は六月に船員の":
        held = speaker.repeats.penalties()
        speaker.repeats.add(speaker.token(character))
    assert held == {speaker.token("の"): held[speaker.token("の")]}


@given(st.lists(st.integers(0, 5), max_size=400))
def test_what_is_held_back_was_said_before(tokens: list[int]) -> None:
    """A penalty is never negative, nor without end."""
    pieces = [b" a", b" b", b"c", b" D", b"7", b"\xff"]
    repeats = Repeats(pieces.__getitem__)
    for token in tokens:
        repeats.add(token)
        held = repeats.penalties()
        assert held.keys() <= {0, 1}
        assert all(0 < less < 1_000 for less in held.values())
