"""Copied fragments equal the published greedy loop."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tersely.metrics import copied_fragments

words = st.lists(st.sampled_from("abcd"), max_size=14)


def published_lengths(article: list[str], summary: list[str]) -> list[int]:
    """Figure 4 of Grusky et al. (2018), word for word."""
    found, i = [], 0
    while i < len(summary):
        longest, j = 0, 0
        while j < len(article):
            if summary[i] == article[j]:
                k, m = i, j
                while k < len(summary) and m < len(article) and summary[k] == article[m]:
                    k, m = k + 1, m + 1
                longest = max(longest, k - i)
                j = m
            else:
                j += 1
        if longest:
            found.append(longest)
        i += max(longest, 1)
    return found


@given(words, words)
@settings(max_examples=100)
def test_fragments_are_shared_words_in_order(source: list[str], summary: list[str]) -> None:
    """Every fragment is equal on both sides, fragments do not overlap and none is shorter than the
    published one.
    """
    found = copied_fragments(source, summary)
    end = 0
    for f in found:
        assert f.start >= end
        assert (
            source[f.source_start : f.source_start + f.length]
            == summary[f.start : f.start + f.length]
        )
        end = f.start + f.length
    assert {
        w
        for i, w in enumerate(summary)
        if not any(f.start <= i < f.start + f.length for f in found)
    }.isdisjoint(source)


@given(st.permutations("abcdefgh"), words)
def test_fragments_equal_the_published_loop_where_it_skips_nothing(
    source: list[str], summary: list[str]
) -> None:
    """The published loop jumps over overlapping matches; with distinct source words both are the
    same.
    """
    assert [f.length for f in copied_fragments(source, summary)] == published_lengths(
        source, summary
    )
