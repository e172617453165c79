"""Verbatim questions to a source are answered as a slow regular expression would answer them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tersely.grounding.wording import Wording

TEXTS = st.lists(
    st.sampled_from(
        [
            "WHO",
            "W.H.O.",
            "who",
            "World",
            "Health",
            "Organization",
            "of",
            "the",
            "US",
            "us",
            "10",
            "Gb",
            "-",
            ".",
            " ",
        ]
    ),
    max_size=12,
).map("".join)


@given(TEXTS)
def test_the_fast_search_finds_what_the_plain_one_finds(text: str) -> None:
    """Whole phrases, spellings beside digits, acronyms with and without periods, words that spell
    them.
    """
    wording = Wording(text)
    assert wording.says("health") == bool(re.search(r"(?<!\w)health(?!\w)", text.lower()))
    assert wording.says("us") == bool(re.search(r"(?<!\w)U\.?Ss?(?!\w)", text))
    assert wording.writes("Gb") == bool(re.search(r"(?<![^\W\d_])Gb(?![^\W\d_])", text))
    assert wording.has_acronym("WHO") == bool(re.search(r"(?<!\w)W\.?H\.?Os?(?!\w)", text))
    small = r"[\s-]+(?:(?:of|the|and|for|in|on|de|&)\s+)*"
    assert wording.spells("WHO") == bool(
        re.search(rf"\bw[\w.]+{small}h[\w.]+{small}o[\w.]+", text.lower())
    )


@given(TEXTS, st.integers(0, 20), st.integers(1, 12))
def test_what_stands_in_the_text_is_found(text: str, start: int, length: int) -> None:
    """What is found is the same text, and whatever stands between blanks is found."""
    piece = text[start : start + length]
    at = Wording(text).find(piece) if piece else -1
    assert at < 0 or text[at : at + len(piece)] == piece
    assert all(Wording(text).find(token) >= 0 for token in text.split())
