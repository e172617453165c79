"""The summaries, their position strips, and the source that their sentences point into."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise

from ...grounding import place
from ...records import Claim, Flag
from ..passages import Block, Piece, blocks, printable
from ..run import Answer, Column, Comparison
from ..wording import facts_line, outcome


def column_html(comparison: Comparison, column: Column) -> str:
    """One article: who, how it ended, the text with its claims and flags, and where in the document
    it drew from.
    """
    label = escape(printable(column.candidate.label))
    bad = " bad" if column.exit_code else ""
    ending = f'<p class="ending{bad}">{escape(printable(outcome(column)))}</p>'
    if not isinstance(column, Answer):
        message = escape(printable(column.message))
        hint = escape(printable(column.hint))
        return f'<article class="failed"><h2>{label}</h2>{ending}<div class="text"><p>{message}</p><p>{hint}</p></div></article>'
    summary = column.summary
    numbers = comparison.across.numbers(column.candidate.label)
    text = "".join(
        _block(comparison, block, numbers) for block in blocks(summary.text, summary.check)
    )
    if summary.ended:
        text += f'<p class="ending bad">{escape(printable(summary.ended))}</p>'
    resolved = (
        ""
        if str(summary.model) == column.candidate.label
        else f"{escape(printable(str(summary.model)))} · "
    )
    receipt = summary.receipt
    return (
        f'<article><h2>{label}</h2><p class="facts">{resolved}{facts_line(column)}</p>{ending}'
        f'<div class="text">{text}</div>'
        f'<div class="strip">{strip_svg(receipt.strip)}'
        f'<p class="facts">drawn from {receipt.sections_drawn} of {receipt.sections_total} sections</p></div></article>'
    )


def strip_svg(strip: Sequence[float]) -> str:
    """Ten bars, start to end of the document; the tallest fills the height."""
    if not strip:
        return ""
    top = max(strip) or 1.0
    words = ", ".join(f"{share:.0%}" for share in strip)
    bars = "".join(
        f'<rect class="base" x="{i * 10}" y="29" width="9" height="1"/>'
        f'<rect x="{i * 10}" y="{30 - 28 * share / top:.1f}" width="9" height="{28 * share / top:.1f}"/>'
        for i, share in enumerate(strip)
    )
    return (
        f'<svg viewBox="0 0 {len(strip) * 10 - 1} 30" preserveAspectRatio="none" role="img" '
        f'aria-label="Where it comes from, start to end of the document: {words}">{bars}</svg>'
    )


def source_html(comparison: Comparison) -> str:
    """The document, cut wherever a passage that something on the page points to begins or ends."""
    text = comparison.document.text
    cuts = {0, len(text)}
    for answer in comparison.answers:
        check = answer.summary.check
        for claim in check.claims if check else ():
            cuts.update(cut for c in claim.citations for cut in (c.start, c.end))
        for flag in check.flags if check else ():
            cuts.update((flag.nearest_start, flag.nearest_end))
    for fact in (*comparison.across.only_one, *comparison.across.by_all):
        cuts.update((fact.start, fact.end))
    inside = sorted(cut for cut in cuts if 0 <= cut <= len(text))
    return "".join(
        f'<span data-start="{a}" data-end="{b}">{escape(printable(text[a:b]))}</span>'
        for a, b in pairwise(inside)
    )


def _block(comparison: Comparison, block: Block, numbers: dict[Flag, int]) -> str:
    content = "".join(_piece(comparison, piece, numbers) for piece in block.pieces)
    if block.marker == "#":
        return f'<p class="block head">{content}</p>'
    if block.marker:
        deep = " deep" if block.indent else ""
        return f'<p class="block item{deep}"><span class="marker">{escape(block.marker)}</span>{content}</p>'
    return f'<p class="block">{content}</p>'


def _piece(comparison: Comparison, piece: Piece, numbers: dict[Flag, int]) -> str:
    text = escape(piece.text)
    if piece.strong:
        text = f"<strong>{text}</strong>"
    if piece.flag:
        nearest = f"; nearest: {piece.flag.nearest}" if piece.flag.nearest else ""
        title = escape(printable(f"{piece.flag.text}: not in the source{nearest}"))
        text = f'<span class="flag" title="{title}">{text} [!{numbers[piece.flag]}]</span>'
    return _claim(comparison, piece.claim, text) if piece.claim else text


def _claim(comparison: Comparison, claim: Claim, content: str) -> str:
    spans = " ".join(f"{c.start}-{c.end}" for c in claim.citations)
    where = "; ".join(dict.fromkeys(place(comparison.document, c.start) for c in claim.citations))
    where = f"{claim.verdict} support: {where}" if where else ""
    return (
        f'<span class="claim {claim.verdict}" role="button" tabindex="0" aria-pressed="false" data-claim="{claim.index}" '
        f'data-spans="{spans}" data-place="{escape(printable(where))}">{content}</span>'
    )
