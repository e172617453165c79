"""Changes as one HTML page: the passages beside each other, the words that differ marked."""

from __future__ import annotations

from ..pages import markdown, render
from .change import Changes
from .markdown import counts_line, facts_of, place_of
from .wording import pieces


def html_page(changes: Changes, summary: str = "") -> str:
    """The whole page; it works from disk and without JavaScript. `summary` is Markdown."""
    return render(
        "diff.html",
        changes=changes,
        counts=counts_line(changes),
        summary=markdown(summary),
        place_of=place_of,
        facts_of=facts_of,
        pieces=pieces,
    )
