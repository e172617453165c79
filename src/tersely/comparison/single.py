"""One summary as an HTML page: its sentences point into the source beside it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from .. import grounding
from ..endings import last_line
from ..pages import render
from ..records import Document, Flag, Summary, usd
from .passages import blocks
from .pointing import places, segments, spans
from .wording import money


def summary_page(summary: Summary, document: Document, *, receipt: Sequence[str]) -> str:
    """The whole page; `receipt` are the lines that say what was read and what it cost. It works
    from disk, and without JavaScript.
    """
    check = summary.check or grounding.check(summary.text, document)
    numbers = {flag: number for number, flag in enumerate(check.flags, 1)}
    return render(
        "summary.html",
        script="compare.js",
        document=document,
        summary=summary,
        check=check,
        facts=_facts(summary, document),
        receipt=receipt,
        blocks=blocks(summary.text, check),
        segments=segments(document.text, [check]),
        spans=spans,
        places=partial(places, document),
        place_of=partial(_place_of, document),
        flag_number=numbers.__getitem__,
        last_line=last_line(summary),
    )


def _facts(summary: Summary, document: Document) -> list[str]:
    facts = [f"{summary.source_words:,} words", f"{len(document.sections())} sections"]
    facts += [f"{document.pages} pages"] if document.pages else []
    cost = usd(summary.cost_usd) if summary.reused else money(summary.cost_usd)
    return [*facts, f"style {summary.style}", cost]


def _place_of(document: Document, flag: Flag) -> str:
    """Where the nearest passage stands; empty without one."""
    return grounding.place(document, flag.nearest_start) if flag.nearest_start >= 0 else ""
