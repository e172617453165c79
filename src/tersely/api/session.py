"""A session owns what belongs to one event loop: clients, gates, the pool and the store's writer."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from .. import catalog, engine, providers, tokens
from ..catalog import ModelInfo
from ..config import Paths, Settings
from ..engine.offline import offline_plan, summarize_extractive, summarize_unchanged
from ..engine.plan import with_reuse
from ..engine.room import Room
from ..errors import BudgetExceeded, MissingKey, UsageError
from ..events import Emit, Planned, Warned, ignore
from ..grounding import Index
from ..middleware import (
    Budget,
    Budgeted,
    Fallback,
    Gate,
    Limited,
    Link,
    Retrying,
    RetryPolicy,
    Stored,
)
from ..pool import Pool
from ..prompts import Wishes
from ..provider import Counter, Endpoint, Provider
from ..records import Document, Length, ModelRef, Plan, Request, Sampling, Summary, usd
from ..store import Store
from .choice import choose_model, endpoint, introduce, parse, resolve
from .inventory import load_style
from .wiring import Line, LineWriters, ServiceCounts, Stoppable

DEFAULT_WIDTH = 16


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document with its plan: ready to run, or to be shown by a dry run. `room` is None when nothing is sent."""

    document: Document
    plan: Plan
    job: engine.Job | None
    room: Room | None
    index: Index | None
    writers: LineWriters | None
    length: Length
    style: str
    settings: Settings


class Session:
    """Async context manager. All summaries of one session share its connections, limits, budget and store.

    `emit` receives the events of tersely.events. `environment` is a mapping (the process's own by default in
    the sync doors); nothing here reads the process's own.
    """

    def __init__(
        self,
        settings: Settings,
        environment: Mapping[str, str],
        paths: Paths,
        *,
        emit: Emit = ignore,
        restart_streams: bool = False,
    ) -> None:
        self.settings, self.environment, self.paths, self.emit = settings, environment, paths, emit
        self.budget = Budget(settings.max_cost_usd, explicit=settings.max_cost_explicit)
        self.stopping = False
        self._restart_streams = restart_streams
        introduce(settings)
        engine.check_schema(settings.schema_text)
        self._counts = ServiceCounts()
        self._lines: dict[ModelRef, Line] = {}
        self._gates: dict[tuple[str, str, str], tuple[Gate, Pool]] = {}
        self._store: Store | None = None
        self._overrides = {ref: o.model_dump(exclude_none=True) for ref, o in settings.models.items()}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        for line in self._lines.values():
            await line.chain.aclose()
        if self._store:
            self._store.close()

    def store(self) -> Store | None:
        """The answers' store, opened at first use; None with --no-cache."""
        if self._store is None and self.settings.cache:
            days, megabytes = self.settings.cache_days, self.settings.cache_mb
            self._store = Store.open(self.paths.store_file, max_age_s=days * 86_400, max_bytes=int(megabytes * 1e6))
            if self._store.notice:
                self.emit(Warned("", "", self._store.notice))
        return self._store

    def line(self, ref: ModelRef) -> Line:
        """The wired model, built once per session."""
        if ref not in self._lines:
            self._lines[ref] = self._wire(ref)
        return self._lines[ref]

    def _wire(self, ref: ModelRef) -> Line:
        info = catalog.model(ref, self._overrides)
        catalog.check_parameters(info, self._asked())
        where = endpoint(ref, self.settings, self.environment, self.paths)
        adapter = providers.create(where)
        window = getattr(adapter, "window_tokens", None)
        if window:
            info = replace(info, window_tokens=window, quality_cap_tokens=min(window, info.quality_cap_tokens))
        gate, pool = self._gate(where, getattr(adapter, "max_concurrency", None))
        policy = RetryPolicy(attempts=self.settings.retries + 1, max_wait_s=self.settings.max_wait_s)
        chain: Provider = Limited(Stoppable(adapter, lambda: self.stopping), gate)
        chain = Retrying(chain, policy, emit=self.emit, restart_streams=self._restart_streams)
        chain = Budgeted(chain, self.budget, info, overrides=self._overrides, emit=self.emit)
        store = self.store()
        source = where.base_url + getattr(adapter, "identity", "")
        keep = engine.worth_storing
        stored = None
        if store:
            price = partial(catalog.cost_usd, info.ref, overrides=self._overrides)
            stored = Stored(chain, store, base_url=source, api=where.api, keep=keep, price=price)
        return Line(info, where, adapter, stored or chain, stored, store, adapter.counter(), pool)

    def _gate(self, where: Endpoint, most: int | None) -> tuple[Gate, Pool]:
        """One gate and one pool per provider, base URL, model and key."""
        key = (where.provider, where.base_url, where.model)
        if key not in self._gates:
            width = min(self.settings.concurrency or DEFAULT_WIDTH, most or 4096)
            gate = Gate(
                width=width,
                explicit=bool(self.settings.concurrency) or most is not None,
                rpm=self.settings.rpm,
                tpm=self.settings.tpm,
            )
            self._gates[key] = (gate, Pool())
        return self._gates[key]

    async def admit(self, ref: ModelRef) -> None:
        """Wait until the pool of `ref` can use another document."""
        if ref.provider != "extractive":
            await self.line(resolve(ref, self.settings)).pool.admit(self.settings.concurrency or DEFAULT_WIDTH)

    def _asked(self) -> dict[str, Any]:
        """The parameters that the user asked for, as the catalog checks them."""
        s = self.settings
        names = ("temperature", "top_p", "top_k", "repeat_penalty", "seed", "max_output_tokens")
        asked: dict[str, Any] = {n: getattr(s, n) for n in names}
        return asked | {"stop": tuple(s.stop), "reasoning": s.reasoning or None, "schema": s.schema_text or None}

    def _chained(self, line: Line) -> Line:
        """The line with --fallback models behind it."""
        links = [Link(line.chain, lambda request: request)]
        for text in self.settings.fallback:
            other = self.line(resolve(parse(text), self.settings))

            def adapt(request: Request, info: ModelInfo = other.info) -> Request:
                cap = min(request.max_output_tokens, info.max_output_tokens)
                return replace(
                    request, model=info.ref.model, max_output_tokens=cap, reasoning=info.default_effort or None
                )

            links.append(Link(other.chain, adapt))
        return replace(line, chain=Fallback(links, emit=self.emit)) if len(links) > 1 else line

    def _wired(self, ref: ModelRef) -> Line:
        """The model of a command: without a key the first --fallback that has one stands in."""
        try:
            return self._chained(self.line(ref))
        except MissingKey:
            if not self.settings.fallback:
                raise
            first, *rest = self.settings.fallback
            self.emit(Warned("", "", f"There is no key for {ref.provider}; {first} takes over."))
            self.settings = self.settings.model_copy(update={"fallback": rest})
            return self._wired(resolve(parse(first), self.settings))

    async def prepare(
        self,
        document: Document,
        *,
        model: ModelRef | None = None,
        style: str = "",
        sample: int = 0,
        name: str = "",
        number: int = 0,
        settings: Settings | None = None,
        look: bool = True,
    ) -> Prepared:
        """The plan of one document, with what the store already holds (unless `look` is False)."""
        s = settings or self.settings
        ref = resolve(model, s) if model else choose_model(s, self.environment, self.paths).ref
        length, style_name = Length.parse(s.length), style or s.style
        if ref.provider == "extractive":
            if s.schema_text:
                raise UsageError("The extractive engine writes no JSON.", hint="For --schema name a model: -m REF")
            return Prepared(document, offline_plan("extractive"), None, None, None, None, length, style_name, s)
        final = self._wired(ref)
        mapper = self._wired(resolve(parse(s.map_model), s)) if s.map_model else final
        job = self._job(document, final, mapper, length, style_name, sample, s)
        if s.exact_tokens:
            counter = await self._counts.fit(final, job.counter, document.text)
            map_counter = await self._counts.fit(mapper, job.map_counter, document.text)
            job = replace(job, counter=counter, map_counter=map_counter)
        plan, room = engine.plan(document, job)
        if room is None:
            return Prepared(document, plan, job, None, None, None, length, style_name, s)
        mapped_tokens, final_tokens = room.largest_calls(plan.document_tokens, len(plan.chunks))
        mapper.make_room(mapped_tokens)
        final.make_room(final_tokens)
        index = Index(document)
        writers = LineWriters(final, mapper, number, name, document.name)
        if look:
            plan = await with_reuse(plan, document, job, room, writers, index)
        self.emit(Planned(name, document.name, plan))
        return Prepared(document, plan, job, room, index, writers, length, style_name, s)

    def _job(
        self, document: Document, final: Line, mapper: Line, length: Length, style: str, sample: int, s: Settings
    ) -> engine.Job:
        def price(ref: ModelRef, input_tokens: int, output_tokens: int) -> float | None:
            return catalog.estimate_usd(ref, input_tokens, output_tokens, self._overrides)

        def counter(line: Line) -> Counter:
            return line.counter or tokens.counter_for(line.info.tokenizer, document.text)

        return engine.Job(
            info=final.info,
            map_info=mapper.info,
            counter=counter(final),
            map_counter=counter(mapper),
            style=load_style(style, s, self.paths),
            length=length,
            secret=self._secret(),
            estimate_usd=price,
            wishes=Wishes(s.lang, s.focus),
            sampling=Sampling(s.temperature, s.top_p, s.top_k, s.repeat_penalty, s.seed),
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
        )

    def _secret(self) -> bytes:
        """The installation's secret behind the fence marker, made once; without a place to keep it, one for this run."""
        path: Path = self.paths.secret_file
        try:
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
                    out.write(secrets.token_bytes(32))
            return path.read_bytes() or b"tersely"
        except OSError:
            return secrets.token_bytes(32)

    async def run(self, prepared: Prepared, *, name: str = "", stream: bool = False) -> Summary:
        """Make the calls of a prepared document.

        Raises:
            BudgetExceeded: the plan is expected to cost more than what is left; nothing is sent then.
            TerselyError: see engine.run.
        """
        document, job = prepared.document, prepared.job
        if prepared.plan.strategy == "extractive":
            return summarize_extractive(document, prepared.length, focus=prepared.settings.focus, style=prepared.style)
        if prepared.room is None or job is None or prepared.index is None or prepared.writers is None:
            return summarize_unchanged(document, prepared.plan, style=prepared.style)
        self._affordable(prepared.plan)
        return await engine.run(
            document,
            prepared.plan,
            job,
            prepared.room,
            prepared.writers,
            prepared.index,
            emit=self.emit,
            name=name,
            stream=stream,
        )

    def _too_dear(self, plan: Plan) -> bool:
        """Whether a plan is expected to cost more than what is left of the budget."""
        expected, limit = plan.cost_usd.expected, self.budget.limit_usd
        return expected is not None and limit is not None and self.budget.spent_usd + expected > limit

    def _affordable(self, plan: Plan) -> None:
        expected, limit = plan.cost_usd.expected, self.budget.limit_usd
        if expected is None or limit is None or not self._too_dear(plan):
            return
        raise BudgetExceeded(
            f"about {usd(expected)} expected, limit {usd(limit)}; nothing was sent.",
            limit_usd=limit,
            spent_usd=self.budget.spent_usd,
            needed_usd=expected,
            hint=f"Go ahead: add --max-cost {max(0.01, expected * 1.2):.2f}     "
            "Cheaper: -l short, --map-model REF, or -m extractive (free)",
        )

    async def summarize(
        self,
        document: Document,
        *,
        model: ModelRef | None = None,
        style: str = "",
        sample: int = 0,
        name: str = "",
        number: int = 0,
        settings: Settings | None = None,
        stream: bool = False,
    ) -> Summary:
        """One summary of one document; see `prepare` and `run`."""
        prepared = await self.prepare(
            document, model=model, style=style, sample=sample, name=name, number=number, settings=settings, look=False
        )
        if self._too_dear(prepared.plan):
            # Only a plan that seems too dear is worth a look at what is already paid.
            prepared = await self.prepare(
                document, model=model, style=style, sample=sample, name=name, number=number, settings=settings
            )
        return await self.run(prepared, name=name, stream=stream)
