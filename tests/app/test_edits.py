"""What an edit of a long document costs when the answers of its last run are stored."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from edits import edited, paid_again, parts


def report(paragraphs: int) -> str:
    """Short paragraphs, none like another."""
    rng = random.Random(5)
    words = (
        "reserve",
        "branch",
        "visits",
        "cost",
        "evening",
        "energy",
        "year",
        "reader",
        "report",
        "fell",
        "of",
        "the",
    )
    return "\n\n".join(
        f"{' '.join(rng.choices(words, k=rng.randint(12, 45))).capitalize()} {rng.randint(1, 9999)}."
        for _ in range(paragraphs)
    )


@pytest.mark.thorough
def test_an_edited_paragraph_is_all_that_is_paid_again(tmp_path: Path) -> None:
    """Of a hundred stored parts, one map call is paid for each that an edit changes, and no other."""
    text = report(700)
    versions = list(edited(text, 4))
    assert len(parts(text, 250)) >= 100
    found = asyncio.run(paid_again(text, versions, 250, tmp_path))
    assert all(paid == changed for paid, changed in found)
    assert all(1 <= changed <= 25 for _, changed in found)
