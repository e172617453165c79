"""Footnotes from the sentences of a summary to the places of its source."""

from __future__ import annotations

from typing import NamedTuple

from ..records import Check, Document
from ..records.check import Verdict
from .places import Places

_QUOTED_CHARACTERS = 90


def place(document: Document, offset: int) -> str:
    """Where `offset` is; see `Places`, which is quicker for many."""
    return Places(document)(offset)


_REMARKS: dict[Verdict, str] = {
    "same words": "same words, not verified",
    "contradicted": "contradicted",
    "not found": "not found in full",
}


class _Passage(NamedTuple):
    """What a footnote shows, and the verdict on the claims that lead to it."""

    start: int
    end: int
    verdict: Verdict


def cite(summary: str, check: Check, document: Document) -> str:
    """`summary` with Markdown footnotes after each traced claim: place and beginning of its source
    sentences, the best one first.

    Claims that rest on the same sentence share a footnote; it says so where the claim is not
    supported by it.
    """
    numbers: dict[_Passage, int] = {}
    pieces, position = [], 0
    for claim in check.claims:
        if not claim.is_traced:
            continue
        pieces.append(summary[position : claim.end])
        position = claim.end
        for citation in claim.citations:
            passage = _Passage(citation.start, citation.end, claim.verdict)
            number = numbers.setdefault(passage, len(numbers) + 1)
            pieces.append(f"[^{number}]")
    if not numbers:
        return summary
    pieces.append(summary[position:])
    cited = "".join(pieces).rstrip()
    notes = (f"[^{number}]: {_note(document, passage)}\n" for passage, number in numbers.items())
    return f"{cited}\n\n{''.join(notes)}"


def _note(document: Document, passage: _Passage) -> str:
    start, end, verdict = passage
    remark = f" ({_REMARKS[verdict]})" if verdict in _REMARKS else ""
    return f"{full_place(document, start)}: {_quoted(document.text[start:end])}{remark}"


def full_place(document: Document, offset: int) -> str:
    """Page, innermost heading and line of `offset`, as far as the document has them."""
    if elsewhere := document.place_at(offset):
        return elsewhere
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
        whole_words, *_ = line[:_QUOTED_CHARACTERS].rsplit(" ", 1)
        line = f"{whole_words.rstrip(',;:')} …"
    return f"“{line}”"
