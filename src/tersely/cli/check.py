"""`tersely check SUMMARY --source INPUT`: where each sentence rests, and what the source does not
hold.
"""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from itertools import zip_longest
from typing import Annotated

import typer

from .. import grounding
from ..app import entrypoints
from ..app.context import Context
from ..errors import ExitCode, UsageError
from ..records import Check, Claim, Document, Flag
from ..screen_text import shown
from .output import SCHEMA_VERSION

PLACE_COLUMNS = 24
NARROWEST, PIPED, WIDEST = 60, 100, 120
UNCHECKED: dict[tuple[str, ...], tuple[str, ...]] = {
    ("name", "quotation"): (
        "Names and quotations were not checked, and sentences hardly traced: summary and source differ in language.",
    ),
    ("name",): ("Names were not checked: the source is German, where every noun has a capital.",),
}
QUOTED_CHARACTERS = 60
FOREIGN = {
    "quotation": "quotation",
    "url": "address",
    "email": "e-mail address",
    "phone": "phone number",
    "code": "code",
}


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(
        "check", help="Trace a summary to its source; exit 9 when a hard fact is not in it."
    )(check)


def check(
    summary: Annotated[
        str, typer.Argument(metavar="SUMMARY", help="File, URL or - for stdin.", show_default=False)
    ],
    source: Annotated[
        str,
        typer.Option("--source", help="What was summarized: file, URL or -.", show_default=False),
    ],
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
    if summary == source == "-":
        raise UsageError(
            "Summary and source cannot both come from stdin.", hint="Name a file for one of them."
        )
    context = Context.load({"offline": offline or None, "allow_private_urls": private or None})
    written, document = entrypoints.read(
        [summary, source], context.settings, stdin=sys.stdin.buffer
    )
    found = grounding.check(written.text, document)
    if as_json:
        sys.stdout.write(as_object(found, document) + "\n")
    else:
        fetched = any(name.startswith(("http://", "https://")) for name in (summary, source))
        columns = min(WIDEST, max(NARROWEST, shutil.get_terminal_size((PIPED, 24)).columns))
        sys.stdout.write(shown("\n".join(screen(found, document, columns, fetched=fetched))) + "\n")
    if found.flags:
        raise typer.Exit(ExitCode.CLAIMS)


def as_object(found: Check, document: Document) -> str:
    """The check as one JSON object; offsets of claims are into the summary, of citations into the
    source's text.
    """
    claims = [
        asdict(claim)
        | {
            "place": grounding.place(document, claim.citations[0].start)
            if claim.citations
            else None
        }
        for claim in found.claims
    ]
    values = {
        "schema_version": SCHEMA_VERSION,
        "status": "flagged" if found.flags else "complete",
        "source": document.name,
        "claims": claims,
        "flags": [asdict(flag) for flag in found.flags],
        "hints": [asdict(hint) for hint in found.hints],
        "traced": found.traced,
        "weak": found.weak,
        "unchecked": list(found.unchecked),
        "elapsed_s": round(found.elapsed_s, 4),
    }
    return json.dumps(values, ensure_ascii=False, indent=2)


def screen(found: Check, document: Document, columns: int, *, fetched: bool) -> list[str]:
    """The lines of the table and its footer, at most `columns` wide."""
    rows = []
    for claim in found.claims:
        flags = [flag for flag in found.flags if flag.claim == claim.index]
        rows.append(
            (claim, flags, _place(claim, flags, document), _remarks(claim, flags, found, document))
        )
    numbers = len(str(len(rows))) + 2
    places = max((len(place) for _, _, place, _ in rows), default=0) + 2
    rest = columns - numbers - places
    longest = max((len(remark) for *_, remarks in rows for remark in remarks), default=0)
    claims = rest - min(longest, rest * 2 // 5)
    lines = [line for row in rows for line in _row(*row, (numbers, claims, places, rest - claims))]
    lines += [
        f"-  [!] {_quoted(flag.text)}: {_remark(flag)}" for flag in found.flags if flag.claim < 0
    ]
    parts = [f"traced {found.traced} of {len(found.claims)} sentences"]
    parts += [f"{n} flag{'s' * (n != 1)}"] if (n := len(found.flags)) else ["no flags"]
    parts += [f"{found.weak} weak"] if found.weak else []
    parts += [f"{found.elapsed_s * 1000:.0f} ms"] + (["offline"] if not fetched else [])
    ending = ["A sentence without a flag is not proven true; it only has support in the text."]
    return [*lines, "", " · ".join(parts), *UNCHECKED.get(found.unchecked, ()), *ending]


def _row(
    claim: Claim,
    flags: Sequence[Flag],
    place: str,
    remarks: Sequence[str],
    widths: tuple[int, int, int, int],
) -> list[str]:
    """Number, claim, place and remarks side by side, each wrapped in its column."""
    text = ("[!] " if flags else "") + " ".join(claim.text.split())
    number, claims, places, rest = widths
    left = textwrap.wrap(text, claims - 2, break_on_hyphens=False)
    right = [
        line for remark in remarks for line in textwrap.wrap(remark, rest, break_on_hyphens=False)
    ]
    rows = zip_longest([str(claim.index + 1)], left, [place], right, fillvalue="")
    return [f"{a:<{number}}{b:<{claims}}{c:<{places}}{d}".rstrip() for a, b, c, d in rows]


def _place(claim: Claim, flags: Sequence[Flag], document: Document) -> str:
    """Where the claim rests; a long heading is cut, its line is not."""
    starts = [citation.start for citation in claim.citations] + [
        f.nearest_start for f in flags if f.nearest_start >= 0
    ]
    text = grounding.place(document, starts[0]) if starts else "-"
    head, comma, line = text.rpartition(", ")
    room = PLACE_COLUMNS - len(comma + line)
    return text if len(text) <= PLACE_COLUMNS else f"{head[: room - 1].rstrip()}…{comma}{line}"


def _remarks(claim: Claim, flags: Sequence[Flag], found: Check, document: Document) -> list[str]:
    """What there is to say about a claim: its flags, else its verdict; then the soft hints."""
    alone = len(flags) == 1
    remarks = [
        _remark(flag) if alone else f"{_quoted(flag.text)}: {_remark(flag)}" for flag in flags
    ]
    if not flags and claim.verdict == "none":
        remarks.append("no clear source")
    elif not flags and claim.verdict == "weak":
        best = claim.citations[0]
        remarks.append(f"weak: source says {_quoted(document.text[best.start : best.end])}")
    elif not flags:
        remarks.append("strong")
    for hint in found.hints:
        if hint.claim == claim.index and hint.kind == "elsewhere":
            remarks.append(f"{_quoted(hint.text)} stands elsewhere in the source")
        elif hint.claim == claim.index and hint.kind == "computed?":
            remarks.append(f"{_quoted(hint.text)} may be computed")
        elif hint.claim == claim.index and hint.kind == "altered quotation":
            said = document.text[hint.source_start : hint.source_end]
            remarks.append(f"altered quotation: source says {_quoted(said)}")
        elif hint.claim == claim.index:
            remarks.append("only one of claim and source has a negation")
    return remarks


def _remark(flag: Flag) -> str:
    if flag.kind in ("url", "email") and flag.nearest:
        return "the source names it only to instruct the writer"
    if flag.nearest:
        return f"source says {_quoted(flag.nearest)}"
    return f"{FOREIGN.get(flag.kind, flag.kind)} not in the source"


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return (
        f'"{line}"'
        if len(line) <= QUOTED_CHARACTERS
        else f'"{line[:QUOTED_CHARACTERS].rsplit(" ", 1)[0]} …"'
    )
