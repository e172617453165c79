"""A text in slices gives what the whole text gives."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.language import slices
from tersely.language.words import one_spaced

TEXTS = st.text(alphabet="aAbΣé漢1() .-\n\t", max_size=300)


@pytest.fixture(autouse=True, scope="module")
def short_slices() -> object:
    """So that a text of a test has many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slices, "SLICE_CHARACTERS", 7)
        patch.setattr(slices, "OVERLAP_CHARACTERS", 12)
        yield patch


@given(TEXTS)
def test_work_that_leaves_words_alone_may_be_done_in_slices(text: str) -> None:
    """White space and what stands between digits."""
    separators = re.compile(r"(?<=[\d)])[\s().-]{1,9}(?=[\d(])|[()]")
    assert slices.in_slices(one_spaced, text) == one_spaced(text)
    assert slices.in_slices(lambda part: separators.sub("", part), text) == separators.sub("", text)


@given(
    TEXTS,
    st.sampled_from([r"A(?<!\wA)b\W{0,3}a", r"a(?!\w)", r"\W\n", r" A(?<=b A)\b", "é.{0,5}1"]),
)
def test_a_search_in_slices_finds_what_a_search_finds(text: str, written: str) -> None:
    """Wherever it lies, and nothing that only the end of a slice makes a match."""
    pattern = re.compile(written)
    assert slices.holds(pattern, text) == (pattern.search(text) is not None)
