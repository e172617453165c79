"""A session owns what belongs to one event loop: clients, gates, the pool and the store's writer."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypedDict, Unpack

from .. import catalog
from ..config import Settings, fence_secret
from ..engine.genre import genre_of
from ..engine.job import Job
from ..engine.reuse import with_reuse
from ..engine.run import run as run_plan
from ..engine.schema import check_schema, fields
from ..events import Emit, Event, Planned, Warned, no_events
from ..grounding import Index
from ..middleware import Budget, Shared
from ..prompts import ANSWERING, PromptVariables
from ..records import Document, ModelRef, Plan, Summary
from ..verification import Judge, expected
from .budget import budget_of
from .chain import Chain, ModelClient
from .clients import Clients
from .context import Context
from .counting import DocumentCounts
from .economy import HeldBack, client_of
from .focusing import focused, planned, restored
from .judge_selection import judge_of
from .model_selection import choose_model, companion, overrides, resolve
from .parameters import sampling_of
from .prepared import Prepared, prepare_extractive, run_offline
from .prepared_work import PreparedWork
from .reviewing import Reviewer, with_review
from .spending import billed
from .styles import Styles, length_of
from .vision import PageBill, with_page_images, with_pages_paid

if TYPE_CHECKING:
    from ..economy import Desk


class SummaryOptions(TypedDict, total=False):
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


class Session:
    """Async context manager. All summaries of one session share its connections, limits, budget and
    store; `budget` is its own unless one is given, `shared` what a server's sessions have in common.

    `emit` receives the events of tersely.events. With `dry_run` it only prepares, for which no key
    is needed. With a `desk` calls are parked there, and a summary may end as Waiting.
    """

    clients_type = Clients

    def __init__(
        self,
        context: Context,
        *,
        emit: Emit = no_events,
        restart_streams: bool = False,
        dry_run: bool = False,
        budget: Budget | None = None,
        desk: Desk | None = None,
        shared: Shared | None = None,
    ) -> None:
        self.context, self.emit, self.dry_run, self.desk = context, emit, dry_run, desk
        settings = context.settings
        self.budget = budget or budget_of(context)
        check_schema(settings.schema_text)
        self._styles, self._warned = Styles(), set[str]()
        self._overrides = overrides(context)
        self._clients = self.clients_type(
            context,
            self.budget,
            self._overrides,
            emit=emit,
            restart_streams=restart_streams,
            dry_run=dry_run,
            desk=desk,
        )
        self._clients.shared = shared
        if desk:
            desk.open(self.budget)
            desk.client_for = client_of(desk, self._clients.client)
        self.pages = PageBill(self.budget)
        self._counts = DocumentCounts(ask_services=settings.exact_tokens)
        self.reviewer = Reviewer(self._clients, self._counts, context, emit, self._estimate_usd)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._clients.aclose()

    def stop(self) -> None:
        """Make no call that has not begun; what is in flight ends and is stored."""
        self._clients.signal.give()
        if self.desk:
            self.desk.stop()

    def batch_price(self, ref: ModelRef) -> float | None:
        """The share of the live price that calls cost through the model's batch API, or None."""
        if ref.provider == "extractive":
            return None
        client = self._clients.client(resolve(ref, self.context))
        return client.info.batch_price if client.adapter.batch_api() else None

    async def admit(self, ref: ModelRef) -> None:
        """Wait until the pool of `ref` can use another document."""
        if ref.provider != "extractive":
            client = self._clients.client(resolve(ref, self.context))
            await client.pool.admit(self.context.settings.width)

    async def model(self, ref: ModelRef) -> ModelClient:
        """The wired model; raises MissingKey unless only a plan is wanted."""
        chain, warnings = await self._clients.chain([ref])
        for warning in warnings:
            self.emit(Warned("", "", warning))
        return chain.first

    async def prepare(
        self, document: Document, *, look: bool = True, **options: Unpack[SummaryOptions]
    ) -> Prepared:
        """The plan of one document, with what the store already holds (unless `look` is False)."""
        context = self.context
        if "settings" in options:
            context = context.with_settings(options["settings"])
        settings = context.settings
        asked = options.get("model")
        ref = resolve(asked, context) if asked else choose_model(context).ref
        name = options.get("name", "")
        if ref.provider == "extractive":
            return self._offline(document, context, options.get("style", ""), name)
        focus = await focused(document, context, self.budget, self.emit, dry_run=self.dry_run)
        document = focus.document if focus else document
        style = options.get("style") or settings.style
        chains, warnings = await self._chains(ref, context)
        for warning in warnings:
            # Of the models, not of this document: said at their first meeting, for the whole run.
            self.emit(Warned(name, "", warning))
        job = await self._job(document, chains, style, options.get("sample", 0), context)
        length = job.length
        plan, budget = planned(document, job, focus)
        if budget is None:
            return Prepared(document, plan, None, length, style, settings, focused=focus)
        models = self._clients.port(
            *chains, options.get("number", 0), refusals=settings.fallback_refused
        )
        judge = None
        if settings.verify:
            judge = await self._judge(judge_of(context, ref), document, options)
            stage = expected(budget.final_words, judge)
            plan = replace(plan, verification=stage, judge=judge.name)
        work = PreparedWork(job, budget, Index(document), models, chains, judge)
        if look:
            plan = await with_reuse(plan, document, job, budget, models, work.index)
        estimate_usd = partial(self._estimate_usd, chains[1].info.ref)
        plan = with_page_images(plan, document.recognized, estimate_usd)
        return Prepared(document, plan, work, length, style, settings, name, warnings, focus)

    def _offline(self, document: Document, context: Context, style: str, name: str) -> Prepared:
        """A document for the extractive engine; what that cannot follow is told once a session."""
        prepared = prepare_extractive(document, context, style)
        for warning in prepared.warnings:
            if warning not in self._warned:
                self._warned.add(warning)
                self.emit(Warned("", "", warning))
        return replace(prepared, name=name)

    async def _chains(
        self, ref: ModelRef, context: Context
    ) -> tuple[tuple[Chain, Chain], tuple[str, ...]]:
        """The models that take notes and those that write, and what is to be told of them."""
        settings = context.settings
        fallback = [companion(text, context) for text in settings.fallback]
        writing, warnings = await self._clients.chain([ref, *fallback])
        if not settings.map_model:
            return (writing, writing), tuple(warnings)
        mapping, more = await self._clients.chain(
            [companion(settings.map_model, context), *fallback]
        )
        return (mapping, writing), (*warnings, *more)

    async def measured(self, prepared: Prepared) -> Plan:
        """The plan with the pace of its models on this machine, which read a little of the document
        for it.

        Raises:
            UsageError: a model runs elsewhere.
        """
        plan = prepared.plan
        if prepared.work is None:
            return plan
        mapping, writing = prepared.work.chains
        text = prepared.document.text
        final = await writing.first.adapter.measure(text)
        same = mapping.first is writing.first
        mapped = final if same else await mapping.first.adapter.measure(text)
        rows = [replace(row, pace=mapped) for row in plan.stages[:-1]]
        return replace(plan, stages=(*rows, replace(plan.stages[-1], pace=final)))

    async def _job(
        self,
        document: Document,
        chains: tuple[Chain, Chain],
        style: str,
        sample: int,
        context: Context,
    ) -> Job:
        settings = context.settings
        mapping, writing = chains
        # Every other style brings its own instructions for notes.
        genre = genre_of(document) if style == "default" else ""
        loaded = self._styles.style_for(style, genre, context)
        return Job(
            info=writing.info,
            map_info=mapping.info,
            counter=await self._counts.counter(writing, document.text),
            map_counter=await self._counts.counter(mapping, document.text),
            style=loaded,
            length=length_of(loaded, context),
            secret=fence_secret(context.paths.secret_file),
            estimate_usd=self._estimate_usd,
            variables=PromptVariables(
                settings.lang, settings.focus, settings.prompt, fields(settings.schema_text)
            ),
            sampling=sampling_of(settings),
            stop=tuple(settings.stop),
            reasoning=settings.reasoning or None,
            schema=settings.schema_text or None,
            chunk_tokens=settings.chunk_tokens,
            max_output_tokens=settings.max_output_tokens,
            strategy=settings.strategy,
            max_missing_share=settings.max_missing / 100,
            sample=sample,
            host=writing.first.endpoint.host,
            prices_date=catalog.prices_date(),
            always_call=any((settings.lang, settings.schema_text, settings.prompt))
            or (settings.summarize_short or loaded.name in ANSWERING),
            successors=tuple(client.info.ref for client in writing.clients[1:]),
        )

    def _estimate_usd(self, ref: ModelRef, input_tokens: int, output_tokens: int) -> float | None:
        """The price of one call, by what this session has learned of the service's own counts."""
        client = self._clients.client(ref)
        tokens = round(input_tokens * client.calibration.ratio)
        live_usd = catalog.estimate_usd(ref, tokens, output_tokens, self._overrides)
        parked = self.desk.known(ref) if self.desk else None
        return live_usd * parked.price.factor if parked and live_usd is not None else live_usd

    async def run(self, prepared: Prepared, *, stream: bool = False) -> Summary:
        """Make the calls of a prepared document.

        Raises:
            BudgetExceeded: the plan is expected to cost more than what is left; nothing is sent.
            TerselyError: see run_plan; `spent` says what was used up. A Bug is a fault of ours.
        """
        document, plan, work = prepared.document, prepared.plan, prepared.work
        is_first = self.pages.book(document)
        if work is None:
            summary = restored(run_offline(prepared, self._stoppable), prepared.focused)
            return with_pages_paid(summary, document) if is_first else summary
        job, budget, index, models = work.job, work.budget, work.index, work.models
        if not self.budget.fits(plan.cost_usd.expected):
            # Only a plan that seems too dear is worth a look at what is already paid.
            plan = await with_reuse(plan, document, job, budget, models, index)
        if not self.desk:
            self.emit(Planned(prepared.name, document.name, plan))
        self.budget.afford(plan.cost_usd.expected, cheaper="-l short, --map-model REF")
        # A document that has to wait is done anew, and would tell everything again.
        held_back = HeldBack(self.emit) if self.desk else None
        named = partial(run_plan, name=prepared.name, stream=stream)
        with billed(held_back or self.emit) as emit:
            summary = await named(document, plan, job, budget, models, index, emit=emit)
        summary = await self._reviewed(summary, prepared)
        if is_first:
            summary = with_pages_paid(summary, document)
        summary = restored(summary, prepared.focused)
        if held_back:
            held_back.release()
        return replace(summary, warnings=prepared.warnings + summary.warnings)

    async def _judge(self, ref: ModelRef, document: Document, options: SummaryOptions) -> Judge:
        """A model that works on the check of a document."""
        name, number = options.get("name", ""), options.get("number", 0)
        return await self.reviewer.judge(
            ref, document.text, document=document.name, name=name, number=number
        )

    async def _reviewed(self, summary: Summary, prepared: Prepared) -> Summary:
        """The summary after the second opinion and the fixing that its settings ask for."""
        settings, work = prepared.settings, prepared.work
        fixes = settings.fix and not settings.schema_text
        if not (settings.verify or fixes) or work is None:
            return summary
        if not summary.text or not summary.check or summary.check.failed:
            return summary
        writer = None
        if fixes:
            named = SummaryOptions(name=prepared.name)
            writer = await self._judge(work.job.ref, prepared.document, named)
        reviewed = await self.reviewer.review(
            summary.text,
            summary.check,
            work.index,
            judge=work.judge,
            writer=writer,
            fixes=fixes,
            document=prepared.document.name,
            name=prepared.name,
        )
        return with_review(summary, reviewed)

    def _stoppable(self, event: Event) -> None:
        """Tell `event`; work that never awaits learns here that it has been cancelled (Ctrl-C)."""
        task = asyncio.current_task()
        if task and task.cancelling():
            raise asyncio.CancelledError
        self.emit(event)

    async def summarize(
        self, document: Document, *, stream: bool = False, **options: Unpack[SummaryOptions]
    ) -> Summary:
        """One summary of one document; see `prepare` and `run`."""
        return await self.run(await self.prepare(document, look=False, **options), stream=stream)
