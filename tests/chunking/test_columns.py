"""A part that begins inside a table without bars knows its header too."""

from __future__ import annotations

import pytest

from tersely.chunking import heads

SIMPLE = """Costs by quay.

  Quay       Cost
------- ---------
  North    41,000
  South    12,000

Text behind it.
"""
MULTILINE = """Costs by quay.

------------------------
 Quay              Cost
 and basin         in t
----------- ------------
 North            41,000
 (deep)

 South            12,000
------------------------

Text behind it.
"""
RST = """=====  =====
Quay   Cost
=====  =====
North  41
South  12
=====  =====

Text behind it.
"""
GOES_ON = "[a table goes on here; its header:]\n"


@pytest.mark.parametrize(
    ("text", "header"),
    [
        (SIMPLE, "  Quay       Cost\n------- ---------"),
        (MULTILINE, " Quay              Cost\n and basin         in t\n----------- ------------"),
        (RST, "Quay   Cost\n=====  ====="),
    ],
)
def test_rows_under_rules_have_their_header(text: str, header: str) -> None:
    """And what stands behind the table has none."""
    row, behind = (
        text.index("South") - text[: text.index("South")][::-1].index("\n"),
        text.index("Text"),
    )
    assert heads(text, [row, behind], "text/markdown") == [GOES_ON + header, ""]


@pytest.mark.parametrize(
    "text",
    [
        "Heading\n-------\nText of it.\n\nMore.",
        "One\ntwo\nthree\nfour\nfive\n--- ---\nsix",
        "--- ---\nNorth 41\n\nMore.",
    ],
)
def test_other_rules_open_no_table(text: str) -> None:
    start = text.rindex("\n") + 1
    assert heads(text, [start], "text/markdown") == [""]
