"""Overlap: text before a chunk that may be shown with it, and is no part of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chunking.test_chunker import COUNTERS, O200K, TEXTS
from tersely.chunking import chunk
from tersely.errors import UsageError
from tersely.tokens import TokenCounter


@settings(max_examples=80, deadline=None)
@given(
    TEXTS, st.sampled_from([40, 64, 500]), st.sampled_from([1, 12, 24]), st.sampled_from(COUNTERS)
)
def test_context_fits_the_overlap_and_the_limit(
    text: str, limit: int, overlap: int, counter: TokenCounter
) -> None:
    """Chunks still join to the text; context is within the overlap, and with it a chunk is within
    the limit.
    """
    chunks = chunk(text, limit, counter, overlap=overlap)
    assert "".join(text[c.start : c.end] for c in chunks) == text
    for c in chunks:
        assert 0 <= c.context <= c.start
        context = text[c.start - c.context : c.start]
        assert not context or counter.count_batch([context])[0] <= overlap
        assert counter.count_batch([context + text[c.start : c.end]])[0] <= limit


def test_context_is_the_last_sentences_before() -> None:
    """Whole sentences, and none for the first chunk."""
    text = " ".join(f"Sentence {i} tells that the reserve fell." for i in range(200))
    chunks = chunk(text, 100, O200K, overlap=20)
    assert [c.context > 0 for c in chunks] == [False] + [True] * (len(chunks) - 1)
    assert all(
        text[c.start - c.context : c.start].strip().startswith("Sentence") for c in chunks[1:]
    )


def test_an_overlap_that_leaves_no_room_is_refused() -> None:
    """With both numbers in the message."""
    with pytest.raises(UsageError, match="60 tokens less an overlap of 50"):
        chunk("text", 60, O200K, overlap=50)
