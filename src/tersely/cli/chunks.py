"""`tersely chunks INPUT`: where a text is cut, how large the parts are, and why there."""

from __future__ import annotations

import json
import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from math import ceil
from statistics import mean
from typing import Annotated

import typer

from ..app import counting, entrypoints
from ..app.context import Context
from ..chunking import chunk
from ..records import Chunk, Document
from ..screen_text import shown
from .output import SCHEMA_VERSION, folded

DEFAULT_TOKENS = 2000
NARROWEST, PIPED = 60, 110
BEFORE_OPENING = len("part  tokens   line  ends at    ")


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(
        "chunks", help="Show where a text is cut into parts for a model, and why there; offline."
    )(chunks)


def chunks(
    source: Annotated[
        str, typer.Argument(metavar="INPUT", help="File, URL or - for stdin.", show_default=False)
    ],
    model: Annotated[
        str | None,
        typer.Option(
            "-m",
            "--model",
            help="Whose tokens to count (GPT); a .gguf counts with its own.",
            show_default=False,
        ),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--tokens", help=f"Tokens of a part at most ({DEFAULT_TOKENS}).", show_default=False
        ),
    ] = None,
    even: Annotated[
        bool, typer.Option("--even", help="Fewest parts of even size, not edit-stable.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object.", show_default=False)
    ] = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Refuse URLs.", show_default=False)
    ] = False,
    private: Annotated[
        bool,
        typer.Option(
            "--allow-private-urls", help="Let URLs lead into private networks.", show_default=False
        ),
    ] = False,
) -> None:
    context = Context.load({"offline": offline or None, "allow_private_urls": private or None})
    (document,) = entrypoints.read([source], context.settings, stdin=sys.stdin.buffer)
    name, counter, margin = counting.counter(model, context, document.text)
    most = limit or context.settings.chunk_tokens or DEFAULT_TOKENS
    found = chunk(
        document.text,
        most,
        counter,
        marks=document.marks,
        media_type=document.media_type,
        stable=not even,
    )
    if as_json:
        sys.stdout.write(as_object(found, document, most, name, margin) + "\n")
    else:
        columns = min(PIPED, max(NARROWEST, shutil.get_terminal_size((PIPED, 24)).columns))
        sys.stdout.write(
            shown("\n".join(screen(found, document, most, name, margin, columns))) + "\n"
        )


def as_object(
    found: Sequence[Chunk], document: Document, limit: int, name: str, margin: float
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
            for c in found
        ],
    }
    return json.dumps(values, ensure_ascii=False, indent=2)


def screen(
    found: Sequence[Chunk], document: Document, limit: int, name: str, margin: float, columns: int
) -> list[str]:
    """One line for each part, at most `columns` wide, and a footer: how even they are and where
    they end.
    """
    places = (columns - BEFORE_OPENING - len("  § ")) * 2 // 5
    openings = columns - BEFORE_OPENING - len("  § ") - places
    lines = [f"{'part':>4} {'tokens':>7} {'line':>6}  {'ends at':<10} {'begins with'}"]
    for c in found:
        heading = " > ".join(c.heading_path)
        place = f"  § {_cut(heading, places)}" if heading else ""
        opening = _cut(" ".join(document.text[c.start : c.start + 200].split()), openings)
        lines.append(
            f"{c.index + 1:>4} {c.tokens:>7,} {document.line_at(c.start):>6,}  {c.reason:<10} {opening}{place}"
        )
    sizes = [c.tokens for c in found]
    count = f"estimated, up to {margin:.0%} more" if margin else "exact"
    reasons = Counter(c.reason for c in found[:-1])
    cuts = ", ".join(f"{n} {reason}" for reason, n in reasons.most_common()) or "none"
    least = ceil(sum(sizes) / limit)
    parts = f"{len(found)} part{'s' * (len(found) != 1)} for {sum(sizes):,} {name} tokens ({count})"
    total = f"{parts}, {least} the fewest at {limit:,} · smallest {min(sizes) / mean(sizes):.0%} of the mean"
    return [*lines, "", *folded(total, columns), f"cuts: {cuts}"]


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
