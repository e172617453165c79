"""Where an offset is, for a person."""

from __future__ import annotations

from ..records import Document


def place(document: Document, offset: int) -> str:
    """E.g. "p. 8, § Costs" or "§ Costs, line 88"."""
    page = document.page_at(offset)
    headings = document.headings_at(offset)
    parts = [f"p. {page}"] if page else []
    parts += [f"§ {headings[-1]}"] if headings else []
    parts += [] if page else [f"line {document.line_at(offset)}"]
    return ", ".join(parts)
