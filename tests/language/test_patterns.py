"""Patterns are compiled at their first use and are then what `re` gives."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.language.patterns import any_of, lazy


def test_a_lazy_pattern_does_what_re_does() -> None:
    """With its flags; and an error comes when it is used, not before."""
    pattern, eager = lazy(r"(\w+) quay", re.IGNORECASE), re.compile(r"(\w+) quay", re.IGNORECASE)
    text = "North Quay, south quay"
    assert pattern.findall(text) == eager.findall(text) == ["North", "south"]
    assert pattern.sub(r"\1", text) == eager.sub(r"\1", text)
    assert [m.span() for m in pattern.finditer(text, 3)] == [
        m.span() for m in eager.finditer(text, 3)
    ]
    broken = lazy("(")
    with pytest.raises(re.error):
        broken.search(text)
    with pytest.raises(AttributeError):
        _ = pattern.scanner  # type: ignore[attr-defined]


@given(st.lists(st.text(min_size=1), min_size=1))
def test_a_pattern_of_names_takes_each_of_them_whole(names: list[str]) -> None:
    """Whatever signs are in it, and be it the beginning of another."""
    pattern = re.compile(any_of(names))
    for name in names:
        match = pattern.match(name)
        assert match is not None
        assert match[0] == name
