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


def test_a_sentence_of_a_definition_names_its_term() -> None:
    """What a manual says about an option makes no sense without it."""
    text = "       ListenPort\n              Specifies the port of the northern quay, where ships wait.\n\n       It is open.\n"
    assert [unit.speaker for unit in units(text)] == ["", "ListenPort", ""]
