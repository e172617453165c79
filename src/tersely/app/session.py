"""A session owns what belongs to one event loop: clients, gates, the pool and the store's writer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self, TypedDict, Unpack

from .. import catalog, engine, tokens
from ..config import Settings, fence_secret
from ..engine.offline import (
    STYLES,
    is_short,
    offline_plan,
    style_length,
    summarize_extractive,
    summarize_unchanged,
)
from ..engine.plan import with_reuse
from ..engine.token_budget import TokenBudget
from ..errors import UsageError
from ..events import Emit, Event, Planned, Warned, ignore
from ..grounding import Index
from ..middleware import Budget
from ..prompts import PromptVariables
from ..provider import Counter
from ..records import Document, Length, ModelRef, Plan, Summary
from .context import Context
from .listing import load_style
from .model_selection import choose_model, companion, overrides, resolve
from .wiring import DEFAULT_WIDTH, Line, Lines, sampling_of
from .writers import LineWriters, Relay, ServiceCounts


class Order(TypedDict, total=False):
    """What one summary of a session may do differently.

    `model` in place of the settings' own, `style` likewise. `sample` tells repeats of one request
    apart in the store. `name` is the run in its events, `number` its place in the pool. `settings`
    hold for this summary only.
    """

    model: ModelRef | None
    style: str
    sample: int
    name: str
    number: int
    settings: Settings


@dataclass(frozen=True, slots=True)
class Work:
    """What a model is needed for."""

    job: engine.Job
    room: TokenBudget
    index: Index
    writers: LineWriters


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document with its plan: ready to run, or to be shown by a dry run. `work` is None when
    nothing is sent.
    """

    document: Document
    plan: Plan
    work: Work | None
    length: Length
    style: str
    settings: Settings
    name: str = ""
    warnings: tuple[str, ...] = ()


class Session:
    """Async context manager. All summaries of one session share its connections, limits, budget and
    store.

    `emit` receives the events of tersely.events. With `dry_run` it only prepares, for which no key
    is needed.
    """

    def __init__(
        self,
        context: Context,
        *,
        emit: Emit = ignore,
        restart_streams: bool = False,
        dry_run: bool = False,
    ) -> None:
        self.context, self.emit = context, emit
        settings = context.settings
        self.budget = Budget(settings.max_cost_usd, explicit=settings.max_cost_explicit)
        engine.check_schema(settings.schema_text)
        self._counts = ServiceCounts()
        self._told: set[str] = set()
        self._overrides = overrides(settings)
        self._lines = Lines(
            context,
            self.budget,
            self._overrides,
            emit=emit,
            restart_streams=restart_streams,
            dry_run=dry_run,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._lines.aclose()

    def stop(self) -> None:
        """Make no call that has not begun; what is in flight ends and is stored."""
        self._lines.stopping = True

    async def admit(self, ref: ModelRef) -> None:
        """Wait until the pool of `ref` can use another document."""
        if ref.provider != "extractive":
            pool = self._lines.line(resolve(ref, self.context)).pool
            await pool.admit(self.context.settings.concurrency or DEFAULT_WIDTH)

    async def prepare(
        self, document: Document, *, look: bool = True, **order: Unpack[Order]
    ) -> Prepared:
        """The plan of one document, with what the store already holds (unless `look` is False)."""
        context = self.context
        if "settings" in order:
            context = context.with_settings(order["settings"])
        s = context.settings
        asked = order.get("model")
        ref = resolve(asked, context) if asked else choose_model(context).ref
        length, style, name = (
            Length.parse(s.length),
            order.get("style") or s.style,
            order.get("name", ""),
        )
        if ref.provider == "extractive":
            if s.schema_text:
                raise UsageError(
                    "The extractive engine writes no JSON.",
                    hint="For --schema name a model: -m REF",
                )
            ignored = self._ignored(style, context)
            length = style_length(style, length, "length" in s.model_fields_set)
            strategy = "none" if is_short(document.text, length) else "extractive"
            return Prepared(
                document, offline_plan(strategy), None, length, style, s, warnings=ignored
            )
        fallback = [companion(text, context) for text in s.fallback]
        mapping = companion(s.map_model, context) if s.map_model else None
        relay = Relay(self._lines, ref, mapping, fallback)
        warnings = tuple(relay.line_up())
        for warning in warnings:
            self.emit(Warned(name, document.name, warning))

        async def writing() -> tuple[engine.Job, LineWriters]:
            final, mapper = relay.standing()
            job = await self._job(
                document, final, mapper, length, style, order.get("sample", 0), context
            )
            return job, LineWriters(
                final, mapper, order.get("number", 0), name, document.name, relay, writing
            )

        job, writers = await writing()
        plan, room = engine.plan(document, job)
        if room is None:
            return Prepared(document, plan, None, length, style, s)
        index = Index(document)
        if look:
            plan = await with_reuse(plan, document, job, room, writers, index)
        return Prepared(
            document, plan, Work(job, room, index, writers), length, style, s, name, warnings
        )

    async def measured(self, prepared: Prepared) -> Plan:
        """The plan with the pace of its models on this machine, which read a little of the document
        for it.

        Raises:
            UsageError: a model runs elsewhere.
        """
        plan = prepared.plan
        if prepared.work is None:
            return plan
        mapping, final = await prepared.work.writers.measure(prepared.document.text)
        stages = [replace(stage, pace=mapping) for stage in plan.stages[:-1]]
        return replace(plan, stages=(*stages, replace(plan.stages[-1], pace=final)))

    async def _job(
        self,
        document: Document,
        final: Line,
        mapper: Line,
        length: Length,
        style: str,
        sample: int,
        context: Context,
    ) -> engine.Job:
        s = context.settings

        def price(ref: ModelRef, input_tokens: int, output_tokens: int) -> float | None:
            learned = self._lines.line(ref).calibration.ratio
            return catalog.estimate_usd(
                ref, round(input_tokens * learned), output_tokens, self._overrides
            )

        async def counter(line: Line) -> Counter:
            own = line.counter or tokens.counter_for(line.info.tokenizer, document.text)
            return await self._counts.fit(line, own, document.text) if s.exact_tokens else own

        return engine.Job(
            info=final.info,
            map_info=mapper.info,
            counter=await counter(final),
            map_counter=await counter(mapper),
            style=load_style(style, context),
            length=length,
            secret=fence_secret(context.paths.secret_file),
            estimate_usd=price,
            variables=PromptVariables(s.lang, s.focus),
            sampling=sampling_of(s),
            stop=tuple(s.stop),
            reasoning=s.reasoning or None,
            schema=s.schema_text or None,
            chunk_tokens=s.chunk_tokens,
            max_output_tokens=s.max_output_tokens,
            strategy=s.strategy,
            max_missing_share=s.max_missing / 100,
            sample=sample,
            host=final.endpoint.host,
            prices_date=catalog.prices_date(),
            always_call=bool(s.lang or s.schema_text or s.prompt),
            fallback_refused=s.fallback_refused,
        )

    async def run(self, prepared: Prepared, *, stream: bool = False) -> Summary:
        """Make the calls of a prepared document.

        Raises:
            BudgetExceeded: the plan is expected to cost more than what is left; nothing is sent
            then. TerselyError: see engine.run.
        """
        document, plan, work = prepared.document, prepared.plan, prepared.work
        if plan.strategy == "extractive":
            focus, style = prepared.settings.focus, prepared.style
            summary = summarize_extractive(
                document,
                prepared.length,
                focus=focus,
                style=style,
                emit=self._stoppable,
                run=prepared.name,
            )
            return replace(summary, warnings=prepared.warnings + summary.warnings)
        if work is None:
            return summarize_unchanged(document, plan, style=prepared.style)
        job, room, index, writers = work.job, work.room, work.index, work.writers
        if not self.budget.fits(plan.cost_usd.expected):
            # Only a plan that seems too dear is worth a look at what is already paid.
            plan = await with_reuse(plan, document, job, room, writers, index)
        self.emit(Planned(prepared.name, document.name, plan))
        self.budget.afford(plan.cost_usd.expected, cheaper="-l short, --map-model REF")
        summary = await engine.run(
            document,
            plan,
            job,
            room,
            writers,
            index,
            emit=self.emit,
            name=prepared.name,
            stream=stream,
        )
        return replace(summary, warnings=prepared.warnings + summary.warnings)

    def _stoppable(self, event: Event) -> None:
        """Tell `event`; work that never awaits learns here that it has been cancelled (Ctrl-C)."""
        task = asyncio.current_task()
        if task and task.cancelling():
            raise asyncio.CancelledError
        self.emit(event)

    def _ignored(self, style: str, context: Context) -> tuple[str, ...]:
        """What the extractive engine cannot follow, told once a session; raises UsageError for a
        style there is not.
        """
        load_style(style, context)
        s = context.settings
        wishes = {"--lang": s.lang, "--prompt": s.prompt}
        named = [] if style in STYLES else [f"-s {style}"]
        named += [name for name, wish in wishes.items() if wish]
        if not named:
            return ()
        warning = (
            f"{' and '.join(named)} {'needs' if len(named) == 1 else 'need'} a model; "
            "the extractive engine only selects sentences."
        )
        if warning not in self._told:
            self._told.add(warning)
            self.emit(Warned("", "", warning))
        return (warning,)

    async def summarize(
        self, document: Document, *, stream: bool = False, **order: Unpack[Order]
    ) -> Summary:
        """One summary of one document; see `prepare` and `run`."""
        return await self.run(await self.prepare(document, look=False, **order), stream=stream)
