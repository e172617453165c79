"""`tersely check` over a folder of pairs or a JSONL file: a line for each, and what they come to."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..app.checking import Checked, Unreadable, checker, read_pair
from ..app.pairs import Pair, pairs
from ..app.results import error_object
from ..errors import (
    BudgetExceeded,
    Bug,
    ConfigError,
    ExitCode,
    Stopped,
    TerselyError,
    UsageError,
    code_of_parts,
)
from ..events import BugMet
from ..faults import foreseen
from ..records import Check, Range, total_usd, usd
from ..screen_text import how_many, json_text, shown
from .check import checked_object, code_of
from .check_screen import planned_line, quoted_beginning
from .invocation import Invocation
from .notices import Label
from .render import Screen
from .standard_output import put
from .table import table

Outcome = Checked | Unreadable
_MOST_FLAGS = 3
_FOR_ALL = (BudgetExceeded, ConfigError, Stopped, UsageError)
"""What every further pair would meet."""


def check_many(
    summary: str, source: str | None, invocation: Invocation, display: Screen
) -> ExitCode:
    """Check every pair and print a table, or with --json one object a line."""
    listed = list(pairs(summary, source))
    outcomes = asyncio.run(_outcomes(listed, invocation, display))
    if invocation.dry_run:
        put(_planned(outcomes, invocation) + "\n")
        return ExitCode.OK
    if not invocation.json:
        put(shown("\n".join(_screen(outcomes))) + "\n")
    failed = [o.error.exit_code for o in outcomes if isinstance(o, Unreadable)]
    return code_of_parts([code_of(o.check) for o in outcomes if isinstance(o, Checked)], failed)


async def _outcomes(
    listed: Iterable[Pair], invocation: Invocation, display: Screen
) -> list[Outcome]:
    """The pairs in their order; with --json each is printed when it is done."""
    outcomes: list[Outcome] = []
    context, dry_run = invocation.context, invocation.dry_run
    async with checker(context, emit=display.emit, dry_run=dry_run) as opened:
        for pair in listed:
            try:
                with foreseen():
                    text, document = read_pair(pair, context)
                    for part in document.unread:
                        display.say(f"{pair.name}: {part.sentence}.", Label.WARNING)
                    outcome: Outcome = await opened.check(pair.name, text, document)
            except _FOR_ALL:
                raise
            except TerselyError as error:
                if isinstance(error, Bug):
                    display.draw(BugMet("", pair.name, error.details))
                outcome = Unreadable(pair.name, error)
            outcomes.append(outcome)
            if invocation.json and not dry_run:
                put(_line(outcome) + "\n")
    return outcomes


def _line(outcome: Outcome) -> str:
    """One pair as JSON on one line."""
    if isinstance(outcome, Unreadable):
        values = {"name": outcome.name} | error_object(outcome.error)
    else:
        values = {"name": outcome.name} | checked_object(outcome)
    return json_text(values, indent=None)


def _planned(outcomes: Sequence[Outcome], invocation: Invocation) -> str:
    """What all second opinions together would take."""
    stages = [o.planned for o in outcomes if isinstance(o, Checked) and o.planned]
    limit_usd = invocation.settings.max_cost_usd
    if not stages:
        return planned_line(None, as_json=invocation.json, limit_usd=limit_usd)
    nothing = Range(0.0, 0.0, 0.0)
    total = replace(
        stages[0],
        calls=sum(stage.calls for stage in stages),
        input_tokens=sum((stage.input_tokens for stage in stages), nothing),
        output_tokens=sum((stage.output_tokens for stage in stages), nothing),
        cost_usd=sum((stage.cost_usd for stage in stages), nothing),
    )
    return planned_line(total, as_json=invocation.json, limit_usd=limit_usd)


def _screen(outcomes: Sequence[Outcome]) -> list[str]:
    """A row for each pair, the totals, and what was not supported."""
    heads = ("summary", "supported", "contradicted", "not found", "flags")
    rows = [_row(outcome) for outcome in outcomes]
    checked = [outcome for outcome in outcomes if isinstance(outcome, Checked)]
    checks = [outcome.check for outcome in checked]
    flagged = sum(check.objections > 0 for check in checks)
    failed = len(outcomes) - len(checks)
    claims = sum(len(check.distinct) for check in checks)
    supported = sum(check.count("supported") for check in checks)
    totals = [
        f"{len(checks)} checked",
        f"{flagged} flagged",
        f"supported {supported} of {how_many(claims, 'sentence')}",
    ]
    if failed:
        totals.append(f"{failed} could not be read")
    costs = [outcome.cost_usd for outcome in checked if outcome.calls]
    if costs:
        totals.append(usd(total_usd(costs)))
    return [table(heads, rows), *_details(outcomes), "", " · ".join(totals)]


def _row(outcome: Outcome) -> tuple[str, str, str, str, str]:
    if isinstance(outcome, Unreadable):
        return outcome.name, "-", "-", "-", "not read"
    check = outcome.check
    share = f"{check.count('supported')} of {len(check.distinct)}"
    flags = "unfounded" if check.unfounded else str(len(check.flags) or "")
    return (
        outcome.name,
        share,
        str(check.count("contradicted") or ""),
        str(check.count("not found") or ""),
        flags,
    )


def _details(outcomes: Sequence[Outcome]) -> list[str]:
    """The flags of each summary that has some, what its source holds and was not read, and why a
    pair was not read at all.
    """
    lines: list[str] = []
    for outcome in outcomes:
        if isinstance(outcome, Unreadable):
            lines += ["", f"{outcome.name}: {outcome.error.message}"]
            continue
        remarks = [f"  source: {part.sentence}" for part in outcome.document.unread]
        remarks += _flags(outcome.check) if outcome.check.objections else []
        lines += ["", f"{outcome.name}:", *remarks] if remarks else []
    return lines


def _flags(check: Check) -> list[str]:
    lines = []
    for flag in check.flags[:_MOST_FLAGS]:
        verb = "the source says" if flag.contradicted else "nearest is"
        nearest = f"; {verb} {quoted_beginning(flag.nearest)}" if flag.nearest else ""
        word = "contradicted" if flag.contradicted else "not found"
        lines.append(f"  {word}: {quoted_beginning(flag.text)}{nearest}")
    if len(check.flags) > _MOST_FLAGS:
        lines.append(f"  and {len(check.flags) - _MOST_FLAGS} more (all of them: --json)")
    return lines or ["  nothing in it is supported by the source"]
