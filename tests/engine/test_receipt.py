"""What a summary was drawn from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.engine.receipt import position_histogram, receipt_for, sections_drawn, unfenced
from tersely.records import Check, Citation, Claim, Document, Mark, MissingSpan, Unread

TEXT = "# Use\n\nVisits rose by 14 %.\n\n# Costs\n\nEnergy was dear.\n"
DOCUMENT = Document(
    "r.md",
    TEXT,
    marks=(Mark("heading", 0, "Use", 1), Mark("heading", TEXT.index("# Costs"), "Costs", 1)),
)


def claims_at(*starts: int | None) -> Check:
    """A check whose claims rest on these places; None rests on nothing."""
    return Check(
        tuple(
            Claim(
                i,
                0,
                1,
                "x",
                "not found",
                () if start is None else (Citation(start, start + 1, 1.0),),
            )
            for i, start in enumerate(starts)
        )
    )


@given(st.lists(st.integers(0, 999), max_size=20), st.integers(0, 5))
def test_the_histogram_has_a_share_for_each_traced_claim(starts: list[int], none: int) -> None:
    """Its sum is the share of claims that rest on something; each lies in its own tenth."""
    shares = position_histogram(claims_at(*starts, *[None] * none), 1000)
    total = max(1, len(starts) + none)
    assert len(shares) == 10
    assert sum(shares) == pytest.approx(len(starts) / total)
    for tenth, share in enumerate(shares):
        assert share == sum(start // 100 == tenth for start in starts) / total


def test_sections() -> None:
    """Those that some claim lies in, of all; the end of the text is in the last tenth."""
    assert sections_drawn(claims_at(0, 5, None), DOCUMENT) == (1, 2)
    assert sections_drawn(claims_at(0, TEXT.index("Energy")), DOCUMENT) == (2, 2)
    assert position_histogram(claims_at(len(TEXT)), len(TEXT))[-1] == 1
    assert position_histogram(Check(()), 0) == (0.0,) * 10


def test_the_share_that_was_read() -> None:
    """Spans that no model read count, notes that were cut do not; what the reader of the file left
    out counts by its share.
    """
    half = len(TEXT) // 2
    unread = MissingSpan(0, half, "503")
    cut = MissingSpan(half, len(TEXT), "cut", read=True)
    receipt = receipt_for(DOCUMENT, (unread, cut), Check(()), ())
    assert receipt.read_share == pytest.approx(1 - half / len(TEXT))
    scanned = Document("r.md", TEXT, unread=(Unread("page", 1, ("4",), "scanned", 0.25),))
    assert receipt_for(scanned, (), Check(()), ()).read_share == 0.75


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("```markdown\n- One.\n```", "- One."),
        ("```json\n{}\n```\n", "{}"),
        ("```python\nx\n```", "```python\nx\n```"),
        ("One ``` two", "One ``` two"),
        ("```\n```", "```\n```"),
    ],
)
def test_a_fence_around_the_whole_is_no_part_of_it(answer: str, text: str) -> None:
    """A block of code that is the answer stays one."""
    assert unfenced(answer) == text
