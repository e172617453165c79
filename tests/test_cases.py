"""The tables of cases, cases.md in a room of the tests, name tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
ROWS = [
    (table.parent.name, line.split("|")[1:-1])
    for table in sorted(TESTS.glob("*/cases.md"))
    for line in table.read_text("utf-8").splitlines()
    if line.startswith("| ") and "`" in line.split("|")[-2]
]


def test_each_table_has_rows() -> None:
    """A row that names no test would not be seen below, so each line has to be one."""
    for table in TESTS.glob("*/cases.md"):
        lines = [line for line in table.read_text("utf-8").splitlines() if line.startswith("| ")]
        assert len(lines) - 1 == sum(room == table.parent.name for room, _ in ROWS) > 0, table


@pytest.mark.parametrize(
    ("room", "row"), ROWS, ids=[f"{room}: {row[0].strip()[:50]}" for room, row in ROWS]
)
def test_each_row_has_its_tests(room: str, row: list[str]) -> None:
    """Whoever renames a test is told; the rows of the providers' bench run over every vendor."""
    cited = re.findall(r"`([\w/]+\.py)::(\w+)`", row[-1])
    assert cited
    signatures = []
    for file, name in cited:
        signature = re.search(
            rf"^(?:async )?def {name}\((.*?)\)", (TESTS / file).read_text("utf-8"), re.M | re.S
        )
        assert signature, f"{file} has no {name}"
        signatures.append(signature[1])
    if room == "providers" and row[2].strip() == "yes":
        assert any("bench: Bench" in s or "name: str" in s or "kind: str" in s for s in signatures)
