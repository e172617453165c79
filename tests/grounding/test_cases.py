"""The table of cases names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
TABLE = (TESTS / "grounding" / "cases.md").read_text("utf-8")
ROWS = [line.split("|")[1:-1] for line in TABLE.splitlines() if line.startswith("| ")][1:]


@pytest.mark.parametrize("row", ROWS, ids=[row[0].strip()[:50] for row in ROWS])
def test_each_row_has_its_tests(row: list[str]) -> None:
    """Whoever renames a test is told."""
    cited = re.findall(r"`([\w/]+\.py)::(\w+)`", row[2])
    assert cited
    for file, name in cited:
        text = (TESTS / file).read_text("utf-8")
        assert re.search(rf"^def {name}\(", text, re.M), f"{file} has no {name}"
