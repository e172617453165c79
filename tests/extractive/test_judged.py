"""Documents of many kinds are summarized as their reader would want."""

from __future__ import annotations

import pytest

from judged import DOCUMENTS, failures


@pytest.mark.parametrize("kind", sorted(path.stem for path in DOCUMENTS.glob("*.txt")))
def test_a_reader_finds_what_matters(kind: str) -> None:
    """And nothing that only looks like it."""
    assert failures(DOCUMENTS / f"{kind}.txt") == []
