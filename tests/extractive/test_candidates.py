"""What a text offers as candidates."""

from __future__ import annotations

from itertools import pairwise

from tersely.extractive.candidates import units


def test_a_run_without_sentence_ends_is_cut_into_readable_pieces() -> None:
    """A megabyte on one line in lower case gives pieces, not one unit; they are verbatim and in order."""
    text = "the quick brown fox jumps over the lazy dog. " * 2000
    found = units(text)
    assert len(found) > 200
    assert max(unit.end - unit.start for unit in found) <= 2000
    assert all(a.end <= b.start for a, b in pairwise(found))
