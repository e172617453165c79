"""No key leaves through a message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely import redaction


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is remembered is of this test only."""
    monkeypatch.setattr(redaction, "_known", set())


@given(
    keys=st.lists(st.text("abc123", min_size=8, max_size=20), min_size=1, max_size=5),
    around=st.text("xyz ", max_size=10),
)
def test_nothing_of_a_known_key_is_left(keys: list[str], around: str) -> None:
    """Also where one is the beginning of another."""
    keys += [f"{keys[0]}123"]
    redaction._known.clear()
    redaction.remember(keys)
    for key in keys:
        assert redaction.redact(f"{around}{key}{around}") == f"{around}[key]{around}"


def test_what_is_too_short_is_no_secret() -> None:
    """A word would be masked everywhere."""
    redaction.remember(["bridge"])
    assert redaction.redact("The bridge was closed.") == "The bridge was closed."


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("sk-abcdefgh12 was refused", "[key] was refused"),
        ("Authorization: Bearer abc.def-ghi", "Authorization: Bearer [key]"),
        ("https://a.example/v1?key=secret&x=1", "https://a.example/v1?key=[key]&x=1"),
        ("https://user:pass@a.example/", "https://[key]@a.example/"),
        ("gsk_abcdefgh", "[key]"),
        ("ask-abc", "ask-abc"),
    ],
)
def test_shapes_of_keys(text: str, masked: str) -> None:
    assert redaction.redact(text) == masked
    assert redaction.redact_values({"a": [text]}) == {"a": [masked]}
