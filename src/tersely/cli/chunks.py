"""`tersely chunks INPUT`: where a text is cut, how large the parts are, and why there."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from math import ceil
from statistics import mean
from typing import Annotated

import typer

from ..app import counting, entrypoints
from ..chunking import chunk
from ..records import Chunk, Document
from ..screen_text import how_many, json_text, shown
from . import terminal
from .command import add
from .invocation import Invocation
from .options import CUTS, MODEL, Json, ReadingOptions, option
from .output import SCHEMA_VERSION, folded
from .standard_output import put

DEFAULT_TOKENS = 2000
NARROWEST, PIPED = 60, 110
BEFORE_OPENING = len("part  tokens   line  ends at    ")


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    add(
        app,
        "chunks",
        chunks,
        text="Show where a text is cut into parts for a model, and why there; offline.",
        examples=("tersely chunks report.pdf", "tersely chunks report.pdf --tokens 500 --json"),
        options=ReadingOptions,
    )


def chunks(
    context: typer.Context,
    source: Annotated[
        str, typer.Argument(metavar="INPUT", help="File, URL or - for stdin.", show_default=False)
    ],
    model: Annotated[
        str | None,
        option(
            "-m",
            "--model",
            text="Whose tokens to count (GPT); a .gguf counts with its own.",
            panel=MODEL,
            metavar="REF",
        ),
    ] = None,
    limit: Annotated[
        int | None,
        option(
            "--tokens",
            text=f"Tokens of a part at most ({DEFAULT_TOKENS:,}).",
            panel=CUTS,
            metavar="N",
        ),
    ] = None,
    even: Annotated[
        bool, option("--even", text="Fewest parts of even size, not edit-stable.", panel=CUTS)
    ] = False,
    as_json: Json = False,
) -> None:
    invocation = Invocation.of(context)
    settings = invocation.settings
    (document,) = entrypoints.read([source], settings, stdin=sys.stdin.buffer)
    name, counter, margin = counting.counter(model, invocation.context, document.text)
    most = limit or settings.chunk_tokens or DEFAULT_TOKENS
    pieces = chunk(
        document.text,
        most,
        counter,
        marks=document.marks,
        media_type=document.media_type,
        stable=not even,
    )
    if as_json:
        put(as_object(pieces, document, most, name, margin) + "\n")
    else:
        columns = min(PIPED, max(NARROWEST, terminal.columns(piped=PIPED)))
        put(shown("\n".join(screen(pieces, document, most, name, margin, columns))) + "\n")


def as_object(
    pieces: Sequence[Chunk], document: Document, limit: int, name: str, margin: float
) -> str:
    """The cuts as one JSON object; offsets are into the text as it was read."""
    values = {
        "schema_version": SCHEMA_VERSION,
        "status": "complete",
        "source": document.name,
        "tokenizer": name,
        "exact": not margin,
        "margin": margin,
        "limit_tokens": limit,
        "chunks": [
            {
                "index": c.index,
                "start": c.start,
                "end": c.end,
                "tokens": c.tokens,
                "reason": c.reason,
                "heading_path": c.heading_path,
            }
            for c in pieces
        ],
    }
    return json_text(values)


def screen(
    pieces: Sequence[Chunk], document: Document, limit: int, name: str, margin: float, columns: int
) -> list[str]:
    """One line for each part, at most `columns` wide, and a footer: how even they are and where
    they end.
    """
    places = (columns - BEFORE_OPENING - len("  § ")) * 2 // 5
    openings = columns - BEFORE_OPENING - len("  § ") - places
    lines = [f"{'part':>4} {'tokens':>7} {'line':>6}  {'ends at':<10} {'begins with'}"]
    for c in pieces:
        heading = " > ".join(c.heading_path)
        place = f"  § {_cut(heading, places)}" if heading else ""
        opening = _cut(" ".join(document.text[c.start : c.start + 200].split()), openings)
        lines.append(
            f"{c.index + 1:>4} {c.tokens:>7,} {document.line_at(c.start):>6,}  {c.reason:<10} {opening}{place}"
        )
    sizes = [c.tokens for c in pieces]
    count = f"estimated, up to {margin:.0%} more" if margin else "exact"
    reasons = Counter(c.reason for c in pieces[:-1])
    cuts = ", ".join(f"{n} {reason}" for reason, n in reasons.most_common()) or "none"
    least = ceil(sum(sizes) / limit)
    parts = f"{how_many(len(pieces), 'part')} for {sum(sizes):,} {name} tokens ({count})"
    even = f"the smallest is {min(sizes) / mean(sizes):.0%} of the mean"
    total = f"{parts} · {least} at least, at {limit:,} tokens · {even}"
    return [*lines, "", *folded(total, columns), f"cuts: {cuts}"]


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
