"""Markdown as a reader sees it, with the way back to what was written."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tersely.facts.markdown import visible_blocks

PIECES = [
    "# ",
    "- ",
    "1. ",
    "> ",
    "**bold**",
    "*it*",
    "`c`",
    "[a](http://x.y)",
    "\\*",
    "&amp;",
    "é",
]
PIECES += [
    "\n",
    "\n\n",
    "\r\n",
    "|",
    "|---|",
    "word",
    " ",
    "[^1]",
    "[^1]: note",
    "```\n",
    "<b>",
    "\x00",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@example("| a\\|b | c |\n|---|---|\n| **x** | y\\|z |")
def test_each_visible_character_has_its_place(markdown: str) -> None:
    """Offsets are inside the text and never run backwards, whatever the Markdown."""
    for block in visible_blocks(markdown):
        assert len(block.offsets) == len(block.text)
        assert all(0 <= offset < len(markdown) for offset in block.offsets)
        assert list(block.offsets) == sorted(block.offsets)
        assert all(0 <= start <= end <= len(block.text) for start, end in block.strong)


@given(st.lists(st.sampled_from(["word", "**bold**", "*it*", " ", "é", "."]), max_size=12))
def test_plain_characters_lead_to_themselves(pieces: list[str]) -> None:
    """What is neither a mark nor an escape is found at its own place."""
    markdown = "".join(pieces)
    for block in visible_blocks(markdown):
        assert all(
            markdown[o] == c for o, c in zip(block.offsets, block.text, strict=True) if c != "\n"
        )


@pytest.mark.parametrize(
    ("markdown", "kind", "text"),
    [
        ("1.  **Ships:** The office counted 412.", "item", "Ships: The office counted 412."),
        ("> quoted *text* here[^1].", "quote", "quoted text here."),
        ("a \\* b &amp; `c` [d](http://e.f)", "paragraph", "a * b & c d"),
        ("## Costs", "heading", "Costs"),
        ("    an indented line", "paragraph", "an indented line"),
        ("A line.\n---", "paragraph", "A line."),
        ("```\ncode\n```", "code", ""),
    ],
)
def test_marks_are_no_text(markdown: str, kind: str, text: str) -> None:
    """List numbers, emphasis, links, escapes and notes; a rule under a line makes no heading."""
    first, *_ = visible_blocks(markdown)
    assert (first.kind, first.text) == (kind, text)


def test_a_table_is_a_row_at_a_time() -> None:
    """The head is told from the rows; cells lead back into the table."""
    markdown = "| Item | Value |\n|---|---|\n| **Ships** | 412 |\n| Cranes | two |\n"
    head, ships, cranes = visible_blocks(markdown)
    assert (head.kind, head.text) == ("header", "Item; Value")
    assert (ships.kind, ships.text, cranes.text) == ("row", "Ships; 412", "Cranes; two")
    start = ships.text.index("412")
    assert markdown[slice(*ships.span(start, start + 3))] == "412"
