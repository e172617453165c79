"""What a summary states: no labels, list numbers or remarks on itself."""

from __future__ import annotations

import pytest

from tersely.grounding import check
from tersely.grounding.statements import statements

SOURCE = """The office counted 412 ships in May. Two cranes were repaired. Ann Mirel, who lived from
1935 until 1982, built the first pier. The line pays for a new quay."""


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ("1.  **Ship Count:** The office counted 412 ships.", ["The office counted 412 ships."]),
        (
            "**Summary:**\n\nTwo cranes were repaired.\n\n**Key Details:**\n- It pays.",
            ["Two cranes were repaired.", "It pays."],
        ),
        ("## Key Findings\n\nTwo cranes were repaired.", ["Two cranes were repaired."]),
        ("Sure! Here is a summary of the article in 74 words:\n\nTwo cranes.", ["Two cranes."]),
        (
            "Here's the summary within 45 words: \nTwo cranes were repaired.",
            ["Two cranes were repaired."],
        ),
        ("Based solely on the provided passage:\n\nTwo cranes.", ["Two cranes."]),
        (
            "Based strictly on the passage, here is a concise summary of the core points:\n\nTwo cranes.",
            ["Two cranes."],
        ),
        (
            "Based on the text, two cranes were repaired.",
            ["Based on the text, two cranes were repaired."],
        ),
        ("Two cranes.\n\n(Note: this summary leaves out tables.)", ["Two cranes."]),
        (
            "Hier ist eine Zusammenfassung in 40 Wörtern:\n\nZwei Kräne wurden repariert.",
            ["Zwei Kräne wurden repariert."],
        ),
        (
            "Two cranes were repaired.\n\nLet me know if you need more!",
            ["Two cranes were repaired."],
        ),
        ("Two cranes were repaired.\n\n(74 words)", ["Two cranes were repaired."]),
        ("| Item | Value |\n|---|---|\n| Ships | 412 in May |", ["Ships; 412 in May"]),
        ("```\ncode 17\n```\nTwo cranes were repaired.", ["Two cranes were repaired."]),
        (
            "• Two cranes were repaired.\n• It pays for a quay.",
            ["Two cranes were repaired.", "It pays for a quay."],
        ),
        (
            "The survey covers seven ports; the board has not yet answered; no.",
            ["The survey covers seven ports", "the board has not yet answered; no."],
        ),
        ("**Two cranes were repaired.**", ["Two cranes were repaired."]),
        ("4.\n\n5. Two cranes were repaired.", ["Two cranes were repaired."]),
    ],
)
def test_what_is_stated(summary: str, expected: list[str]) -> None:
    """Structure and talk about the summary are left out, sentences stay."""
    assert [statement.text for statement in statements(summary)] == expected


def test_formatted_summaries_are_not_accused() -> None:
    """Labels and list numbers are no names and numbers, two years no phone number."""
    summary = """Here is a summary in 31 words:

1.  **Ship Count:** The office counted 412 ships in May.
2.  **Crane Status:** Two cranes were repaired.
3.  **First Pier:** Ann Mirel (1935-1982) built the first pier.
"""
    found = check(summary, SOURCE)
    assert found.flags == ()
    assert [claim.text for claim in found.claims][1] == "Two cranes were repaired."
    assert [claim.verdict for claim in found.claims] == ["supported"] * 3


def test_an_error_in_a_formatted_summary_is_flagged_at_its_place() -> None:
    """The span of a flag is where the wrong value stands in the Markdown."""
    summary = "1.  **Ship Count:** The office counted *421* ships in May."
    (flag,) = check(summary, SOURCE).flags
    assert (flag.text, summary[flag.start : flag.end], flag.nearest) == ("421", "421", "412")
