"""The dry run of a batch: what would be done, sent and paid. Nothing is sent and nothing is
written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import closing, nullcontext
from dataclasses import asdict, dataclass, field

from ..app import entrypoints
from ..app.batching import output_digest
from ..app.economy import refused
from ..app.model_selection import choose_model
from ..batch import Folder, Found, Jobs, Shard, Skipped, digest_of, is_binary
from ..errors import OF_ONE_FILE
from ..records import Document, Plan, Range, about_usd
from ..screen_text import json_text, shown
from .batch_screen import reasons
from .economy import EconomyTally, tally_for
from .invocation import Invocation
from .output import SCHEMA_VERSION, seconds

LISTED = 20


@dataclass(slots=True)
class Tally:
    """What the run would meet; tokens and USD are ranges. `rated_tokens` are those that a limit a
    minute counts.
    """

    files: int = 0
    up_to_date: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    unreadable: list[str] = field(default_factory=list)
    calls: int = 0
    reused: int = 0
    input_tokens: Range = field(default_factory=lambda: Range(0.0, 0.0, 0.0))
    output_tokens: Range = field(default_factory=lambda: Range(0.0, 0.0, 0.0))
    cost_usd: Range = field(default_factory=lambda: Range(0.0, 0.0, 0.0))
    rated_tokens: float = 0.0
    host: str = ""
    judge: str = ""
    economy: EconomyTally | None = None
    shard: str | None = None

    def add(self, plan: Plan, *, counts_output_cap: bool) -> None:
        """Count one file that would be summarized; see Provider.counts_output_cap."""
        if self.economy:
            self.economy.add(plan)
        self.files += 1
        self.calls += plan.calls
        self.reused += plan.reused
        self.cost_usd += plan.cost_usd
        self.host = plan.host or self.host
        self.judge = plan.judge or self.judge
        for stage in plan.rows:
            self.input_tokens += stage.input_tokens
            self.output_tokens += stage.output_tokens
            written = stage.output_cap_tokens if counts_output_cap else stage.output_tokens.expected
            self.rated_tokens += (stage.input_tokens.expected or 0.0) + (written or 0.0)


async def dry_run(
    files: Iterable[Found | Skipped],
    invocation: Invocation,
    out: Folder,
    *,
    force: bool,
    limit: int | None,
    kind: str,
    economy: bool = False,
    shard: Shard | None = None,
) -> str:
    """The totals as a table, or as one JSON object: files, calls, tokens, cost, and the least time
    at the limits.
    """
    look = Jobs.exist(out) and not force
    jobs = Jobs(out, shard=shard, read_only=True) if look else None
    tally, begun = Tally(shard=str(shard) if shard else None), 0
    with closing(jobs) if jobs else nullcontext():
        async with entrypoints.session(invocation.context, dry_run=True) as session:
            settings = output_digest(invocation.context, kind)
            ref = choose_model(invocation.context).ref
            if economy and session.batch_price(ref) is not None:
                tally.economy = tally_for(session, invocation, ref)
            for item in files:
                if begun == limit:
                    break
                if isinstance(item, Skipped):
                    tally.skipped[item.reason] += 1
                elif jobs and jobs.current(item, settings):
                    tally.up_to_date += 1
                else:
                    begun += 1
                    document = _read(item, invocation, tally)
                    if document and jobs and jobs.same_content(item, settings, digest_of(document)):
                        tally.up_to_date += 1
                    elif document:
                        plan = (await session.prepare(document)).plan
                        tally.add(plan, counts_output_cap=_counts_output_cap(plan, invocation))
    if economy and tally.economy is None:
        raise refused(ref, tally.cost_usd.expected, tally.host)
    return _as_json(tally, invocation) if invocation.json else _table(tally, invocation)


def _counts_output_cap(plan: Plan, invocation: Invocation) -> bool:
    providers = invocation.context.providers
    return plan.calls > 0 and providers.facts(plan.model.provider).counts_output_cap


def _read(file: Found, invocation: Invocation, tally: Tally) -> Document | None:
    """The document; None where the run would skip the file or fail, which is counted."""
    try:
        if is_binary(file.path):
            tally.skipped["binary"] += 1
            return None
        return entrypoints.read([file.path], invocation.context, dry_run=True)[0]
    except OF_ONE_FILE as error:
        tally.unreadable.append(f"{shown(file.path)}: {error.message}")
    except OSError as error:
        tally.unreadable.append(f"{shown(file.path)}: {error.strerror or 'unreadable'}")
    return None


def _table(tally: Tally, invocation: Invocation) -> str:
    counts = [f"{tally.files:,} to summarize"]
    counts += [f"{tally.up_to_date:,} up to date"] if tally.up_to_date else []
    counts += (
        [f"{tally.skipped.total():,} skipped ({reasons(tally.skipped)})"] if tally.skipped else []
    )
    counts += [f"{len(tally.unreadable):,} that cannot be read"] if tally.unreadable else []
    limits = " and ".join(f"{name}={value:,}" for name, value in _limits(invocation))
    least_s = _least_s(tally, invocation)
    cost = tally.cost_usd
    lines = [
        *([f"shard    {tally.shard}, by a hash of each path"] if tally.shard else []),
        f"files    {' · '.join(counts)}",
        f"calls    {tally.calls:,}{_cached(tally)}",
        f"tokens   {tally.input_tokens.expected or 0:,.0f} in, {tally.output_tokens.expected or 0:,.0f} out",
        f"cost     {about_usd(cost)}",
        *(tally.economy.lines if tally.economy else []),
        *([f"claims go to {tally.judge}, to be verified"] if tally.judge else []),
        f"time     at least {seconds(least_s)} at {limits}"
        if least_s
        else "time     no limit is set (--set rpm=, tpm=)",
        f"would go to {tally.host} · nothing was sent"
        if tally.host
        else "nothing would leave this machine",
    ]
    if tally.unreadable:
        lines += [
            "",
            "Cannot be read",
            *(f"  {line}".replace("\n", " ") for line in tally.unreadable[:LISTED]),
        ]
        lines += (
            [f"  and {len(tally.unreadable) - LISTED:,} more"]
            if len(tally.unreadable) > LISTED
            else []
        )
    return "\n".join(lines) + "\n"


def _cached(tally: Tally) -> str:
    if not tally.reused:
        return ""
    return ", all cached" if tally.reused == tally.calls else f", {tally.reused:,} of them cached"


def _as_json(tally: Tally, invocation: Invocation) -> str:
    skipped = dict(tally.skipped)  # asdict takes a Counter for a list of pairs
    economy, tally.economy = tally.economy, None
    plan = {"schema_version": SCHEMA_VERSION, **asdict(tally), "skipped": skipped}
    plan["economy"] = economy.as_json() if economy else None
    plan["time_at_limits_s"] = _least_s(tally, invocation)
    return json_text(plan) + "\n"


def _limits(invocation: Invocation) -> list[tuple[str, int]]:
    settings = invocation.settings
    return [
        (name, round(value))
        for name, value in (("rpm", settings.rpm), ("tpm", settings.tpm))
        if value
    ]


def _least_s(tally: Tally, invocation: Invocation) -> float | None:
    """The seconds that calls and tokens take at the limits a minute; None where none is set."""
    amounts = {"rpm": tally.calls - tally.reused, "tpm": tally.rated_tokens}
    return max((60 * amounts[name] / value for name, value in _limits(invocation)), default=None)
