"""Amounts and shares as they are shown."""

from __future__ import annotations

import pytest

from tersely.records import percent


@pytest.mark.parametrize(
    ("share", "text"),
    [(1.0, "100 %"), (0.9996, "99.9 %"), (0.99999999, "99.9 %"), (0.969, "96.9 %"), (0.0, "0.0 %")],
)
def test_what_is_not_all_is_never_shown_as_all(share: float, text: str) -> None:
    """99.96 % of a text is not the whole of it."""
    assert percent(share) == text
