"""The dry run as a person reads it (`--dry-run`)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ..records import FINAL, PAGE, Document, Plan, PlannedStage, usd, usd_range
from ..screen_text import how_many, json_text, shown
from ..tokens import ESTIMATE_MARGIN
from .eta import speed
from .invocation import Invocation
from .output import plan_json, seconds

if TYPE_CHECKING:
    from .economy import EconomyTally


def shown_plan(
    plan: Plan, document: Document, invocation: Invocation, economy: EconomyTally | None = None
) -> str:
    """The plan in the form that was asked for: one JSON object, or the table; with what it costs
    through a batch API where that was asked for.
    """
    if invocation.json:
        plan_object = json.loads(plan_json(plan, document.name))
        if economy:
            plan_object["economy"] = economy.as_json()
        return json_text(plan_object) + "\n"
    table = plan_table(plan, document, invocation)
    return table + "".join(f"{line}\n" for line in economy.lines) if economy else table


def plan_table(plan: Plan, document: Document, invocation: Invocation) -> str:
    """What would be sent where, in how many calls, for how much."""
    from ..language.words import count_words

    pages = f"{how_many(document.pages, 'page')}, " if document.pages else ""
    tokens = "not counted"
    if plan.document_tokens:
        tokens = f"{plan.document_tokens:,} tokens ({_counted(plan)})"
    lines = [
        f"{' '.join(shown(document.name).split()):<17}   {pages}{count_words(document.text):,} words, {tokens}"
    ]
    if plan.strategy in ("none", "extractive"):
        what = (
            "the text is printed unchanged: too short to be summarized at this length"
            if plan.strategy == "none"
            else "extractive"
        )
        return "\n".join(
            [*lines, f"{'plan':<20}{what}", f"{'would go to':<20}nowhere: no call, free", ""]
        )
    smallest = "smallest window of all" if plan.successors else "window"
    window = f"{plan.model} · {smallest} {plan.window_tokens:,}"
    if plan.used_window_tokens < plan.window_tokens:
        window += f", used up to {plan.used_window_tokens:,} for quality"
    lines += [
        f"{'model':<20}{window}",
        *(
            [f"{'if it fails':<20}{', '.join(map(str, plan.successors))}"]
            if plan.successors
            else []
        ),
        f"{'plan':<20}{_strategy(plan)}",
        f"{'would go to':<20}{plan.host or 'this machine'}",
        *([f"{'claims go to':<20}{plan.judge}, to be verified"] if plan.judge else []),
        *([f"{'time':<20}{_time(plan)}"] if plan.model.provider == "local" else []),
        "",
    ]
    lines += [f"{'stage':<8}{'calls':>7}{'reused':>8}   {'tokens in':<18} {'tokens out':<14} USD"]
    lines += [_row(str(row.stage), row) for row in plan.rows]
    total = PlannedStage(
        FINAL,
        plan.calls,
        plan.reused,
        sum((row.input_tokens for row in plan.rows[1:]), plan.rows[0].input_tokens),
        sum((row.output_tokens for row in plan.rows[1:]), plan.rows[0].output_tokens),
        plan.cost_usd,
    )
    about = plan.cost_usd.expected
    tail = f"   about {usd(about)}" if about else ""
    if about is None:
        tail = "   set a price in the config"
    lines += [_row("total", total) + tail, ""]
    limit = invocation.settings.max_cost_usd
    lines.append(
        f"prices of {plan.prices_date} · "
        + (f"limit {usd(limit)} · " if limit is not None else "no limit · ")
        + "nothing was sent"
    )
    return "\n".join([*lines, ""])


def _counted(plan: Plan) -> str:
    """How good the count of tokens is."""
    unread_pages = sum(row.calls - row.reused for row in plan.rows if row.stage == PAGE)
    if unread_pages:
        pages = "1 page is" if unread_pages == 1 else f"{unread_pages:,} pages are"
        return f"a guess while {pages} not read"
    if plan.exact:
        return f"exact, {plan.tokenizer}"
    return f"estimated, up to {ESTIMATE_MARGIN:.0%} more"


def _time(plan: Plan) -> str:
    """How long a model on this machine will be at work: nothing is known of it before it was tried."""
    time, pace = plan.time_s, plan.stages[-1].pace
    if time.low is None or time.expected is None or time.high is None or pace is None:
        return "unknown; --measure tries the model for some seconds and estimates it"
    about = f"about {seconds(time.expected)}"
    if seconds(time.low) != seconds(time.high):
        about += f" ({seconds(time.low)} to {seconds(time.high)})"
    return f"{about}: it {speed(pace)} here"


def _strategy(plan: Plan) -> str:
    if plan.retrieved:
        only = f"only {plan.retrieved.sentence.removeprefix('read ').partition(';')[0]}; "
        return only + _calls(plan, "one call with them")
    return _calls(plan, "one call with the whole text")


def _calls(plan: Plan, at_once: str) -> str:
    if plan.strategy == "stuff":
        return at_once
    parts = len(plan.chunks)
    size = round(sum(c.tokens for c in plan.chunks) / parts, -2)
    merges = len(plan.stages) - 2
    then = f"{how_many(merges, 'level')} of merges, " if merges else ""
    what = how_many(parts, "part")
    return f"map-reduce: {what} of about {size:,.0f} tokens, cut at boundaries, then {then}one final call"


def _row(head: str, stage: PlannedStage) -> str:
    tokens_in = _span(stage.input_tokens.low, stage.input_tokens.high)
    tokens_out = _span(stage.output_tokens.low, stage.output_tokens.high)
    name = f"{head:<8}{stage.calls:>7}{stage.reused:>8}"
    return f"{name}   {tokens_in:<18} {tokens_out:<14} {usd_range(stage.cost_usd.low, stage.cost_usd.high)}"


def _span(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return "unknown"
    return f"{low:,.0f}" if round(low) == round(high) else f"{low:,.0f}-{high:,.0f}"
