"""Footnotes from the sentences of a summary to the places of its source."""

from __future__ import annotations

from ..records import Check, Document

_QUOTED_CHARACTERS = 90


def place(document: Document, offset: int) -> str:
    """Where `offset` is, for people: "p. 8", "§ Costs, line 88" or "line 88". Slides and sheets go
    by their own names.
    """
    if page := document.page_at(offset):
        return f"p. {page}" if page[:1].isdigit() else page
    line = f"line {document.line_at(offset)}"
    headings = document.headings_at(offset)
    return f"§ {headings[-1]}, {line}" if headings else line


def cite(summary: str, check: Check, document: Document) -> str:
    """`summary` with a Markdown footnote after each traced claim: place and beginning of its best
    source sentence.

    Claims that rest on the same sentence share a footnote; a weak one says so.
    """
    numbers: dict[tuple[int, int, bool], int] = {}
    pieces, position = [], 0
    for claim in check.claims:
        if not claim.citations:
            continue
        best = claim.citations[0]
        number = numbers.setdefault(
            (best.start, best.end, claim.verdict == "weak"), len(numbers) + 1
        )
        pieces += [summary[position : claim.end], f"[^{number}]"]
        position = claim.end
    pieces.append(summary[position:])
    notes = [
        f"[^{number}]: {full_place(document, start)}: {_quoted(document.text[start:end])}{' (weak)' if weak else ''}"
        for (start, end, weak), number in numbers.items()
    ]
    return "".join(pieces).rstrip() + "\n\n" + "\n".join(notes) + "\n" if notes else summary


def full_place(document: Document, offset: int) -> str:
    """Page, innermost heading and line of `offset`, as far as the document has them."""
    headings = document.headings_at(offset)
    page = document.page_at(offset)
    found = [place(document, offset)] if page else []
    found += [f"§ {headings[-1]}"] if headings else []
    return ", ".join([*found, f"line {document.line_at(offset)}"])


def _quoted(sentence: str) -> str:
    """The sentence on one line, cut at a word; Markdown in it is made plain so that a footnote
    stays one.
    """
    line = (
        " ".join(sentence.split())
        .replace("[", "(")
        .replace("]", ")")
        .replace("`", "'")
        .replace("<", "‹")
    )
    if len(line) > _QUOTED_CHARACTERS:
        line = line[:_QUOTED_CHARACTERS].rsplit(" ", 1)[0].rstrip(",;:") + " …"
    return f"“{line}”"
