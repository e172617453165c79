"""Did you mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.suggestion import closest, did_you_mean

NAMES = ("openai", "anthropic", "gemini")


@given(st.text(max_size=20))
def test_only_known_names_are_suggested(name: str) -> None:
    """Whatever was written; without one there is the other hint."""
    near = closest(name, NAMES)
    assert near in (*NAMES, None)
    expected = f"Did you mean {near}?" if near else "Known: all."
    assert did_you_mean(name, NAMES, otherwise="Known: all.") == expected


@pytest.mark.parametrize(
    ("name", "near"), [("opnai", "openai"), ("antropic", "anthropic"), ("zzz", None)]
)
def test_a_slip(name: str, near: str | None) -> None:
    """Worked examples."""
    assert closest(name, iter(NAMES)) == near
    assert closest(name, [], cutoff=0.1) is None
