"""The table of cases names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
TABLE = (TESTS / "providers" / "cases.md").read_text("utf-8")
ROWS = [line.split("|")[1:-1] for line in TABLE.splitlines() if line.startswith("| ")][1:]


@pytest.mark.parametrize("row", ROWS, ids=[row[0].strip()[:50] for row in ROWS])
def test_each_row_has_its_tests(row: list[str]) -> None:
    """Whoever renames a test is told; the rows of the bench run over every vendor."""
    cited = re.findall(r"`([\w/]+\.py)::(\w+)`", row[3])
    assert cited
    signatures = []
    for file, name in cited:
        found = re.search(rf"^def {name}\((.*?)\)", (TESTS / file).read_text("utf-8"), re.M | re.S)
        assert found, f"{file} has no {name}"
        signatures.append(found[1])
    if row[2].strip() == "yes":
        assert any("bench: Bench" in s or "name: str" in s or "kind: str" in s for s in signatures)
