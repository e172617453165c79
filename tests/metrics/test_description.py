"""Descriptions of one summary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.metrics import describe

texts = st.text(alphabet="ab c.日", max_size=60)


@given(texts, texts)
def test_shares_are_shares(source: str, summary: str) -> None:
    """Every share is within 0..1 and the density never exceeds the longest copied span."""
    d = describe(source, summary, summary.split("."))
    shares = [d.coverage, *d.novel_ngrams, d.repeated_bigrams, d.most_alike_sentences]
    assert all(0 <= share <= 1 for share in shares)
    assert d.density <= d.longest_copied_words <= d.words
    assert d.novel_ngrams[0] == pytest.approx(1 - d.coverage if d.words else 0)


def test_worked_example() -> None:
    """Of five words "visits rose by" and "percent" are copied and "lots" is new."""
    d = describe(
        "Visits rose by 14 percent in a decade of visits",
        "Visits rose by lots percent",
        ["one two", "two three"],
    )
    assert (d.words, d.compression, d.longest_copied_words) == (5, 2.0, 3)
    assert d.coverage == pytest.approx(4 / 5)
    assert d.density == pytest.approx((9 + 1) / 5)
    assert d.novel_ngrams == (1 / 5, 2 / 4, 2 / 3)
    assert d.repeated_bigrams == 0
    assert d.most_alike_sentences == pytest.approx(1 / 3)
