"""The shipped report in three formats is one text."""

from __future__ import annotations

from pathlib import Path

from tersely import documents

EXAMPLES = Path(__file__).parents[2] / "examples"


def words(text: str) -> list[str]:
    """Words and numbers; the table is laid out differently in each format."""
    return [word.strip("|:-#•") for word in text.split() if word.strip("|:-#•")]


def test_markdown_pdf_and_docx_hold_the_same_words_under_the_same_headings() -> None:
    """Nothing of report.md is lost or added on the way through either format, and every heading is
    a mark.
    """
    report = documents.read(EXAMPLES / "report.md")
    headings = [mark.label for mark in report.marks]
    assert len(headings) == 7
    for name in ("report.pdf", "report.docx"):
        other = documents.read(EXAMPLES / name)
        assert words(other.text) == words(report.text), f"run examples/make_documents.py ({name})"
        assert [mark.label for mark in other.marks if mark.kind == "heading"] == headings
