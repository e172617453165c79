"""What `tersely check` prints: a table of claims with their verdicts, and what was checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from .. import grounding
from ..app.footer import changes_line, quoted, unfounded_line
from ..records import Check, Claim, Document, Flag, Hint, PlannedStage, usd
from ..records.check import VERDICT_WORDS, Verdict
from ..screen_text import how_many, json_text

if TYPE_CHECKING:
    from ..app.checking import Checked

PLACE_COLUMNS = 24
QUOTED_CHARACTERS = 60
_GAP = 2
_REMARK_SHARE = 0.45  # of the width, at most
_KIND_NAMES = {
    "url": "address",
    "email": "e-mail address",
    "phone": "phone number",
    "date": "date",
}
CHECKED = "Checked: numbers, units, dates, names, quotations, addresses, speakers, negation, direction and degree."
NOT_CHECKED = "Not checked: causes, and who did what to whom where no name is given. Supported is not proven true."
_UNCHECKED = {
    (
        "name",
        "quotation",
    ): "Names and quotations were not checked, and sentences hardly traced: summary and source"
    " differ in language.",
    ("name",): "Names were not checked: the source is German, where every noun has a capital.",
}


def screen(verdicts: Check, document: Document, columns: int, *, fetched: bool) -> list[str]:
    """The lines of the table and its footer, at most `columns` cells wide."""
    rows = []
    for claim in verdicts.claims:
        flags = [flag for flag in verdicts.flags if flag.claim == claim.index]
        hints = [hint for hint in verdicts.hints if hint.claim == claim.index]
        mark = "[!] " if flags else ""
        remark = "\n".join(_remarks(claim, flags, hints, verdicts, document))
        text = mark + " ".join(claim.text.split())
        rows.append((str(claim.index + 1), text, _place(claim, flags, document), remark))
    lines = [unfounded_line(verdicts), ""] if verdicts.unfounded else []
    if rows:
        lines += _table(rows, columns)
    else:
        lines.append("The summary makes no claims that could be checked.")
    for flag in verdicts.flags:
        if flag.claim < 0:
            lines.append(f"-  [!] {quoted_beginning(flag.text)}: {_remark(flag)}")
    return [*lines, "", " · ".join(_totals(verdicts, fetched)), *_scope(verdicts)]


def fixed_lines(checked: Checked) -> list[str]:
    """What was rewritten or removed, as a diff."""
    from ..verification import difference

    lines = difference(checked.before, checked.text)
    return lines or ["Nothing was changed."]


def planned_line(stage: PlannedStage | None, *, as_json: bool, limit_usd: float | None) -> str:
    """What the second opinion would take; nothing was sent for it."""
    if as_json:
        values = asdict(stage) | {"stage": "verify"} if stage else None
        return json_text({"plan": {"verification": values}})
    if stage is None or not stage.calls:
        return "no call: every claim is supported, or no model is asked · nothing was sent"
    calls = how_many(stage.calls, "call")
    tokens = (
        f"about {stage.input_tokens.expected:,.0f} + {stage.output_tokens.expected:,.0f} tokens"
    )
    limit = f"limit {usd(limit_usd)}" if limit_usd is not None else "no limit"
    cost = usd(stage.cost_usd.expected)
    return f"verify: {calls} · {tokens} · {cost} · {limit} · nothing was sent"


def _totals(verdicts: Check, fetched: bool) -> list[str]:
    """E.g. ["supported 3 of 4 sentences", "1 contradicted", "7 ms", "offline"]."""
    total = len(verdicts.distinct)
    of_all = how_many(total, "sentence")
    parts = [f"supported {verdicts.count('supported')} of {of_all}"]
    others: tuple[Verdict, ...] = ("contradicted", "not found", "same words")
    counts = {verdict: verdicts.count(verdict) for verdict in others}
    parts += [f"{number} {VERDICT_WORDS[verdict]}" for verdict, number in counts.items() if number]
    if number := len(verdicts.flags):
        parts.append(how_many(number, "flag"))
    parts.append(f"{verdicts.elapsed_s * 1000:.0f} ms")
    return parts if fetched else [*parts, "offline"]


def _scope(verdicts: Check) -> list[str]:
    """What was checked and what was not, and who else was asked."""
    unchecked = _UNCHECKED.get(verdicts.unchecked, "")
    changed = f"fixed: {changes_line(verdicts.changes)}" if verdicts.changes else ""
    lines = (verdicts.second_opinion, changed, unchecked, CHECKED, NOT_CHECKED)
    return [line for line in lines if line]


def _table(rows: Sequence[tuple[str, str, str, str]], columns: int) -> list[str]:
    """The rows in columns; wide characters count as the two cells that they take."""
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    numbers = max(cell_len(row[0]) for row in rows)
    places = max(cell_len(row[2]) for row in rows)
    rest = columns - numbers - places - 3 * _GAP
    remark_lines = "\n".join(row[3] for row in rows).split("\n")
    longest = max(cell_len(line) for line in remark_lines)
    remarks = min(longest, int(rest * _REMARK_SHARE))
    grid = Table.grid(padding=(0, _GAP, 0, 0))
    for width in (numbers, rest - remarks, places, remarks):
        grid.add_column(width=width, overflow="fold")
    for row in rows:
        grid.add_row(*map(Text, row))
    console = Console(width=columns + _GAP, color_system=None)
    with console.capture() as captured:
        console.print(grid)
    return [line.rstrip() for line in captured.get().splitlines()]


def _place(claim: Claim, flags: Sequence[Flag], document: Document) -> str:
    """Where the claim rests; a long heading is cut, its line is not."""
    starts = [f.nearest_start for f in flags if f.contradicted and f.nearest_start >= 0]
    starts += [citation.start for citation in claim.citations]
    text = grounding.place(document, starts[0]) if starts else "-"
    head, comma, line = text.rpartition(", ")
    room = PLACE_COLUMNS - len(comma + line)
    if len(text) <= PLACE_COLUMNS:
        return text
    return f"{head[: room - 1].rstrip()}…{comma}{line}"


def _remarks(
    claim: Claim, flags: Sequence[Flag], hints: Sequence[Hint], verdicts: Check, document: Document
) -> list[str]:
    """The verdict with its reason, and the passage where that is no word-for-word support."""
    best = claim.citations[0] if claim.citations else None
    passage = quoted_beginning(document.text[best.start : best.end]) if best else ""
    is_alone = len(flags) == 1
    if flags:
        remarks = [
            f"{_word(flag)}: {_remark(flag)}"
            if is_alone
            else f"{_word(flag)}: {quoted_beginning(flag.text)}, {_remark(flag)}"
            for flag in flags
        ]
        is_address = all(flag.kind in ("url", "email", "phone", "code") for flag in flags)
        if passage and not is_address and not any(flag.nearest for flag in flags):
            remarks.append(f"closest passage: {passage}")
    elif claim.verdict == "not found":
        reason = (
            "other language" if verdicts.other_language else "nothing in the source supports it"
        )
        remarks = [f"not found: {reason}"]
        remarks += [f"closest passage: {passage}"] if passage else []
    elif claim.verdict == "same words":
        remarks = [f"same words, not verified: source says {passage}"]
    elif claim.judgement:
        remarks = [
            f"supported (second opinion): source says {quoted_beginning(claim.judgement.words)}"
        ]
    else:
        remarks = [claim.verdict]
    return remarks + [_hint(hint, document) for hint in hints]


def _word(flag: Flag) -> str:
    return "contradicted" if flag.contradicted else "not found"


def _remark(flag: Flag) -> str:
    if flag.kind in ("url", "email") and flag.nearest:
        return "the source names it only to instruct the writer"
    if flag.kind == "instruction":
        return f"the only support is an instruction to the writer: {quoted_beginning(flag.nearest)}"
    if flag.contradicted:
        return f"source says {quoted_beginning(flag.nearest)}"
    if flag.kind == "claim":
        return "the source does not have its words"
    if flag.kind == "judged":
        return "no passage of the source says so (second opinion)"
    kind = _KIND_NAMES.get(flag.kind, flag.kind)
    return f"{kind} not in the source" + (
        f"; nearest is {quoted_beginning(flag.nearest)}" if flag.nearest else ""
    )


def _hint(hint: Hint, document: Document) -> str:
    said = document.text[hint.source_start : hint.source_end] if hint.source_end > 0 else ""
    if hint.kind == "elsewhere":
        return f"{quoted_beginning(hint.text)} stands elsewhere in the source"
    if hint.kind == "computed":
        return f"{quoted_beginning(hint.text)} may be computed: {hint.detail}"
    if hint.kind == "altered quotation":
        return f"altered quotation: source says {quoted_beginning(said)}"
    if hint.kind == "spelling":
        return f"spelled differently: source says {quoted_beginning(said)}"
    return f"{hint.kind}: {quoted_beginning(said or hint.text)}"


def quoted_beginning(text: str) -> str:
    """The beginning of a passage, in quotation marks."""
    return quoted(text, QUOTED_CHARACTERS)
