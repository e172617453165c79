"""The table of `tersely check`: what is said of each claim, and that it fits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tersely import documents
from tersely.cli.check_screen import PLACE_COLUMNS, planned_line, quoted_beginning, screen
from tersely.grounding import check
from tersely.records import VERIFY, Check, Document, PlannedStage, Range

SOURCE = """# The harbour and everything that the town council ever said about it

The board said "the harbour must be closed" in 2024. It cost 5 million euros.

The director praised the new crane. Costs fell in three of four regions.
"""
SUMMARY = """The board said "the harbour must stay" in 2024. It cost 7 million euros.
The director praised the new crane. Whales sang beneath the moon."""


def read(text: str) -> Document:
    """A source."""
    return documents.read_bytes(text.encode(), name="s.md", media_type="text/markdown")


def lines_of(summary: str, columns: int = 100, source: str = SOURCE) -> list[str]:
    """What is printed."""
    document = read(source)
    return screen(check(summary, document), document, columns, fetched=False)


def test_each_claim_has_its_verdict_and_its_reason() -> None:
    """Flags are marked; a contradiction names what the source says; support is one word."""
    text = " ".join(" ".join(lines_of(SUMMARY, 400)).split())
    assert "1 [!] The board said" in text
    assert "quotation not in the source" in text
    assert 'contradicted: source says "5 million euros"' in text
    assert "not found: nothing in the source supports it" in text
    assert "supported 1 of 4 sentences · 1 contradicted · 2 not found · 2 flags" in text
    assert "· offline Checked: numbers" in text


def test_what_was_fetched_or_asked_is_not_called_offline() -> None:
    """The line of totals is true."""
    document = read(SOURCE)
    lines = screen(check(SUMMARY, document), document, 100, fetched=True)
    assert not any("offline" in line for line in lines)


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=80), max_size=6),
    st.integers(60, 200),
)
def test_the_table_fits_whatever_is_in_it(sentences: list[str], columns: int) -> None:
    """Wide characters, words without blanks and long headings."""
    text = "\n".join(f"- {sentence} 12." for sentence in sentences)
    lines = lines_of(text, columns, f"# {'宽' * 40}\n\nThe table holds 13. {text[:40]}")
    table = lines[: lines.index("")] if "" in lines else []
    assert max(map(cell_len, table), default=0) <= columns


def test_a_summary_without_claims_is_told() -> None:
    """An empty table would look like success."""
    assert lines_of("")[0] == "The summary makes no claims that could be checked."


def test_a_long_heading_is_cut_and_its_line_is_kept() -> None:
    """The place stays a place."""
    lines = lines_of("The director praised the new crane.")
    assert "…, line 5" in lines[0]
    assert max(len(word) for word in lines[0].split("  ")) >= PLACE_COLUMNS - 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("5 million euros", '"5 million euros"'),
        ('He said "yes" twice.', "\"He said 'yes' twice.\""),
        ('"a good day"', '"a good day"'),
        ("„ein guter Tag“", "„ein guter Tag“"),
        ('"yes" and "no"', "\"'yes' and 'no'\""),
        ("two\n lines", '"two lines"'),
    ],
)
def test_quotation_marks_are_never_doubled(text: str, shown: str) -> None:
    """A quotation keeps its own marks; within other words they become single."""
    assert quoted_beginning(text) == shown


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_an_excerpt_is_one_short_line(text: str) -> None:
    """Whatever the source holds."""
    line = quoted_beginning(text)
    assert len(line) <= 64
    assert len(line.splitlines()) == 1


def test_the_plan_of_a_second_opinion_is_one_line_or_one_object() -> None:
    """With calls, tokens, cost and limit; without a call the reason."""
    counted = Range(1500.0, 2000.0, 2500.0)
    stage = PlannedStage(VERIFY, 1, 0, counted, counted, Range(0.01, 0.02, 0.03))
    line = planned_line(stage, as_json=False, limit_usd=1.0)
    assert line.startswith("verify: 1 call · about 2,000 + 2,000 tokens · $0.02")
    assert line.endswith("nothing was sent")
    assert "no limit" in planned_line(stage, as_json=False, limit_usd=None)
    assert planned_line(None, as_json=False, limit_usd=1.0).startswith("no call:")
    assert '"calls": 1' in planned_line(stage, as_json=True, limit_usd=None)


def test_a_flag_on_no_claim_is_shown_below_the_table() -> None:
    """Nothing that counts is left out."""
    from dataclasses import replace

    document = read(SOURCE)
    found = check(SUMMARY, document)
    stray = replace(found.flags[0], claim=-1)
    lines = screen(Check(found.claims, (stray,)), document, 100, fetched=False)
    assert any(line.startswith("-  [!] ") for line in lines)
