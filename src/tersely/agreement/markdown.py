"""Matters as Markdown: contradictions first, each side with its quotations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..screen_text import how_many
from .matter import Matters, Quotation

_LISTED = 10
_QUOTED_CHARACTERS = 400


def as_markdown(matters: Matters) -> str:
    """Contradictions whole; of agreements and single statements the first ones (JSON has all)."""
    lines = [f"# {len(matters.documents):,} documents", "", f"{counts_line(matters)}.", ""]
    if matters.contradictions:
        lines += ["## Contradictions", ""]
        for contradiction in matters.contradictions:
            first, second = contradiction.sides
            lines += [f"**{contradiction.kind}: {first.value} ≠ {second.value}**", ""]
            for side in contradiction.sides:
                lines += [f"- {side.value}"]
                lines += [f"  - {_quoted(one)}" for one in side.quotations]
            lines.append("")
    if matters.agreements:
        lines += ["## Stated by several", ""]
        for agreement in matters.agreements[:_LISTED]:
            names = ", ".join(one.document for one in agreement.quotations)
            lines += [f"- {_quoted(agreement.quotations[0])}", f"  - stated by: {names}"]
        lines += [*_more(len(matters.agreements)), ""]
    if matters.alone:
        counted = Counter(one.document for one in matters.alone)
        lines += ["## Stated by only one", ""]
        lines += [f"- {name}: {count:,}" for name, count in counted.items()]
        lines += ["", *(f"- {_quoted(one)}" for one in matters.alone[:_LISTED])]
        lines += [*_more(len(matters.alone)), ""]
    return "\n".join(lines).rstrip() + "\n"


def counts_line(matters: Matters) -> str:
    """E.g. "2 contradictions; 14 statements are made by several documents, 31 by only one"."""
    count, several = len(matters.contradictions), len(matters.agreements)
    made = "statement is" if several == 1 else "statements are"
    return (
        f"{how_many(count, 'contradiction')}; {several:,} {made} made by several "
        f"documents, {len(matters.alone):,} by only one"
    )


def _quoted(quotation: Quotation) -> str:
    text = " ".join(quotation.text.split())
    if len(text) > _QUOTED_CHARACTERS:
        text = text[:_QUOTED_CHARACTERS].rsplit(" ", 1)[0] + " ..."
    return f"“{text}” ({quotation.document}, {quotation.place})"


def _more(count: int) -> Iterator[str]:
    if count > _LISTED:
        yield f"- and {count - _LISTED:,} more (all of them: --json)"
