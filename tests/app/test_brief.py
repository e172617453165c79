"""Results below a cap."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tersely.app.brief import brief, size_tokens

RESULT: dict[str, Any] = {
    "schema_version": 1,
    "status": "complete",
    "text": "A ship came late. " * 200,
    "check": {"claims": [{"text": "A ship came late."}] * 50, "flags": [{"text": "47 %"}]},
    "calls": [{"stage": "map"}] * 40,
    "plan": {"strategy": "stuff", "chunks": [{"start": 0}] * 30},
}


@given(st.integers(250, 3000))
def test_it_fits_and_says_what_it_lacks(most: int) -> None:
    """Nothing is taken in silence, and what stays is as it was."""
    short = brief(RESULT, most)
    assert size_tokens(short) <= most
    for name, value in RESULT.items():
        if short.get(name) != value:
            assert any(name in what for what in short["omitted"]), name
    assert short["status"] == "complete"
    if "the end of text" not in short.get("omitted", ()):
        assert short["text"] == RESULT["text"]


def test_details_go_before_flags_and_flags_before_the_text() -> None:
    """A reader misses the list of calls least."""
    assert brief(RESULT, 100_000) is RESULT
    assert brief(RESULT, size_tokens(RESULT) - 5)["omitted"] == ["calls"]
    assert brief(RESULT, 1_000)["check"]["flags"] == [{"text": "47 %"}]
    many = RESULT | {"check": {"flags": [{"text": "47 %"}] * 400}}
    short = brief(many, 1_000)
    assert len(short["check"]["flags"]) == 5
    assert "check.flags after 5" in short["omitted"]
