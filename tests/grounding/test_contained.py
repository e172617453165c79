"""What a passage holds in one piece: with its words elsewhere in it, a statement is not supported."""

from __future__ import annotations

import pytest

from tersely.grounding import check

SOURCE = """The council has rejected a new building; it voted by 14 to 9 for the repair.

Mayor Ingrid Halloran said the repair would cost 6.2 million euros and take until the end of October.

The wife of the harbour master resigned on Friday after a long dispute.

The trustees rejected plans for the northern gallery and approved the costly southern stairs.

The crossing links Harwick on the east bank of the river with Port Lennox on the west bank.

Ann Mirel, who lived from 1935 until 1982, built the first pier. Costs fell in three of four regions.

Der Gemeinderat hat einen Neubau abgelehnt; er stimmte mit 14 zu 9 Stimmen für die Reparatur.
"""


@pytest.mark.parametrize(
    "summary",
    [
        "The council rejected the repair.",
        "The council rejected the repair by 14 to 9.",
        "It voted by 9 to 14 for the repair.",
        "The harbour master said the repair would cost 6.2 million euros.",
        "The harbour master resigned on Friday.",
        "The trustees rejected the northern gallery.",
        "The trustees rejected the southern stairs.",
        "The trustees secretly rejected plans for the northern gallery.",
        "Der Gemeinderat stimmte mit 14 zu 9 Stimmen für einen Neubau.",
    ],
)
def test_words_from_here_and_there_support_nothing(summary: str) -> None:
    """Each has all its words, or all but one, in one sentence of the source."""
    assert next(claim.verdict for claim in check(summary, SOURCE).claims) != "supported"


@pytest.mark.parametrize(
    "summary",
    [
        "The council rejected a new building.",
        "The trustees rejected plans for the northern gallery.",
        "The crossing links Harwick on the east bank with Port Lennox on the west bank.",
        "Ann Mirel built the first pier.",
        "Costs fell in three regions.",
        "The wife of the harbour master resigned after a long dispute.",
    ],
)
def test_what_is_left_out_may_be_left_out(summary: str) -> None:
    """An adjective, a phrase of its own, what stands between commas, the whole of a part."""
    assert [claim.verdict for claim in check(summary, SOURCE).claims] == ["supported"]
