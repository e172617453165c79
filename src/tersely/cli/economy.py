"""What `batch` and `summarize` share of `--economy`: its options, its dry run, its messages."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from ..records import MAP, ModelRef, Plan, Range, usd, usd_range
from .invocation import Invocation
from .options import COST, OUTPUT, option
from .output import seconds

if TYPE_CHECKING:
    from ..app.session import Session
    from ..economy import Job, Options, Progress

ECONOMY: Any = option(
    "--economy",
    text="Through the provider's batch API: half the price, within a day.",
    panel=COST,
)
FINISH: Any = option(
    "--finish",
    text="With --economy: economy, or live for the last calls of long documents.",
    metavar="HOW",
    panel=COST,
)
NO_WAIT: Any = option(
    "--no-wait",
    text="With --economy: send what can be sent, and exit 10.",
    panel=COST,
)
CANCEL: Any = option(
    "--cancel",
    text="End the jobs of OUT at the provider; keep what is finished.",
    panel=OUTPUT,
)
WAYS = ("economy", "live")


def options_of(
    invocation: Invocation, *, economy: bool, finish: str, no_wait: bool
) -> Options | None:
    """What was asked for; None for live calls.

    Raises:
        UsageError: an option without --economy, or an unknown value.
    """
    if finish not in WAYS:
        raise UsageError(f"{finish!r} is no way to finish.", hint="Use --finish economy or live.")
    if not economy:
        if no_wait or finish != "economy":
            option = "--no-wait" if no_wait else "--finish"
            raise UsageError(f"{option} belongs to --economy.", hint="Add --economy.")
        return None
    from ..economy import Options

    return Options(
        finish_live=finish == "live", no_wait=no_wait, poll_s=invocation.settings.economy_poll
    )


@dataclass(slots=True)
class EconomyTally:
    """What plans cost through batch APIs, with both ways to finish. `share_of` gives a model's
    share of the live price, None where it has no batch API.
    """

    share_of: Callable[[ModelRef], float | None]
    mapper: ModelRef
    cost_usd: Range = field(default_factory=lambda: Range(0.0, 0.0, 0.0))
    finish_live_usd: Range = field(default_factory=lambda: Range(0.0, 0.0, 0.0))
    waves: int = 0
    live_calls: int = 0

    def add(self, plan: Plan) -> None:
        """Count the plan of one document."""
        long = plan.strategy == "map-reduce"
        waves = 0
        for stage in plan.stages:
            if stage.calls == stage.reused:
                continue
            waves += 1
            share = self.share_of(self.mapper if stage.stage.mapped else plan.model) or 1.0
            parked = _times(stage.cost_usd, share)
            self.cost_usd += parked
            last = long and stage.stage != MAP
            self.finish_live_usd += stage.cost_usd if last else parked
            self.live_calls += (stage.calls - stage.reused) if last else 0
        self.waves = max(self.waves, waves)

    @property
    def lines(self) -> list[str]:
        """As the dry run shows it."""
        cost, live = self.cost_usd, self.finish_live_usd
        waves = "1 wave" if self.waves == 1 else f"{self.waves} waves"
        lines = [
            f"economy  {usd(cost.expected)} (USD {usd_range(cost.low, cost.high)}) in about {waves}"
            ", each within 24 hours, most within one"
        ]
        if self.live_calls:
            calls = "1 call" if self.live_calls == 1 else f"{self.live_calls:,} calls"
            lines.append(
                f"         {usd(live.expected)} (USD {usd_range(live.low, live.high)}) with "
                f"--finish live: 1 wave, then {calls} live"
            )
        return lines

    def as_json(self) -> Mapping[str, Any]:
        """For the dry run's JSON."""
        return {
            "waves": self.waves,
            "cost_usd": _range_json(self.cost_usd),
            "finish_live": {
                "waves": min(1, self.waves),
                "live_calls": self.live_calls,
                "cost_usd": _range_json(self.finish_live_usd),
            },
        }


def tally_for(session: Session, invocation: Invocation, ref: ModelRef) -> EconomyTally:
    """An empty tally for the models of a command."""
    from ..app.model_selection import companion

    settings = invocation.settings
    mapper = companion(settings.map_model, invocation.context) if settings.map_model else ref
    return EconomyTally(session.batch_price, mapper)


def _times(amount: Range, factor: float) -> Range:
    values = (amount.low, amount.expected, amount.high)
    return Range(*(None if value is None else value * factor for value in values))


def _range_json(amount: Range) -> Mapping[str, float | None]:
    return {"low": amount.low, "expected": amount.expected, "high": amount.high}


def left_at_service(progress: Progress, cancel: str) -> list[str]:
    """What is said when the command ends and jobs stay at a service."""
    if not progress.jobs:
        return []
    return [*progress.sentences, f"End them: {cancel}"]


def status_lines(folder: Path) -> list[str]:
    """The jobs of OUT as `batch --status` shows them; nothing where there are none."""
    from ..economy import State

    if not State.exists(folder):
        return []
    state = State(folder, read_only=True)
    try:
        jobs = state.jobs()
        spent_usd, reserved_usd = state.spent_usd(), state.reserved_usd()
    finally:
        state.close()
    if not jobs:
        return []
    lines = [f"{'job':<32} {'model':<32} {'state':<12} {'calls':>7} {'done':>7} {'age':>7}"]
    lines += [_job_line(job) for job in jobs]
    open_too = f" · at most {usd(reserved_usd)} for what is open" if reserved_usd else ""
    return [*lines, f"{usd(spent_usd)} spent{open_too}"]


def _job_line(job: Job) -> str:
    word = job.word or job.state.value
    if not job.state.is_open:
        word = job.state.value
    age = seconds(max(0.0, time.time() - (job.created_at or job.planned_at)))
    name = job.job_id or f"({job.marker})"
    return f"{name:<32} {job.ref:<32} {word:<12} {job.items:>7,} {job.done:>7,} {age:>7}"


def tally_of(plan: Plan, invocation: Invocation) -> EconomyTally:
    """What one plan costs through a batch API.

    Raises:
        UsageError: the model has none.
    """
    from ..app import entrypoints
    from ..app.economy import refused

    async def work() -> EconomyTally:
        context = invocation.context
        async with entrypoints.session(context, dry_run=True) as session:
            if session.batch_price(plan.model) is None:
                raise refused(plan.model, plan.cost_usd.expected, plan.host)
            tally = tally_for(session, invocation, plan.model)
            tally.add(plan)
            return tally

    return entrypoints.in_loop(work, "Session.prepare")
