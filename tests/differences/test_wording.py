"""Words and facts of two versions of one passage."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.differences.wording import fact_changes, negation_differs, pieces

TEXT = st.text(st.sampled_from("ab c.,1"), max_size=40)


@given(TEXT, TEXT)
def test_both_versions_can_be_read_from_the_pieces(old: str, new: str) -> None:
    """Each without what only the other one has."""
    found = pieces(old, new)
    assert "".join(p.text for p in found if p.kind != "added") == " ".join(old.split())
    assert "".join(p.text for p in found if p.kind != "removed") == " ".join(new.split())


def test_words_that_only_a_space_parts_are_one_piece() -> None:
    """A reader sees one change and not three."""
    assert [(p.kind, p.text) for p in pieces("pay ten euros now", "pay two dollars now")] == [
        ("same", "pay "),
        ("removed", "ten euros"),
        ("added", "two dollars"),
        ("same", " now"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Ten of 40 came.", "Ten of 41 came.", [("number", "40", "41")]),
        ("He paid it.", "He paid it on 3 May 2024.", [("date", "", "3 May 2024")]),
        ("See https://a.org now.", "See it now.", [("url", "https://a.org", "")]),
        ("They met Ada Byron there.", "They met Ada Lovelace there.", [("name", "Ada Byron", "Ada Lovelace")]),
    ],
)  # fmt: skip
def test_facts_that_only_one_version_states(
    old: str, new: str, expected: list[tuple[str, str, str]]
) -> None:
    """Beside the one of its kind that took its place."""
    assert [(f.kind, f.before, f.after) for f in fact_changes(old, new)] == expected


def test_a_denial_on_one_side() -> None:
    """In either direction; two denials are none."""
    assert negation_differs("He may go.", "He may not go.")
    assert not negation_differs("He never goes.", "He does not go.")
