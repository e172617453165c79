"""The models of a session: each wired once with everything around it, and which of them are asked
no more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from .. import catalog
from ..catalog import ModelInfo, Overrides
from ..config import Settings
from ..engine.job import ModelPort
from ..engine.schema import worth_storing
from ..errors import MissingKey, TerselyError
from ..events import Emit, Noted, Requested, Warned, Working
from ..middleware import (
    Addressed,
    Budget,
    Budgeted,
    Calibration,
    Fallback,
    Gate,
    GivenUp,
    Limited,
    LoopGuard,
    Retrying,
    RetryPolicy,
    Shared,
    Stoppable,
    StopSignal,
    Stored,
    caller,
)
from ..pool import Pool
from ..provider import Endpoint, Provider
from ..records import ModelRef, Pace, usd
from ..store import Store
from .chain import Chain, ModelClient
from .context import Context
from .economy import behind_desk
from .model_selection import endpoint
from .parameters import asked_parameters

if TYPE_CHECKING:
    from ..economy import Desk


def retry_policy(settings: Settings) -> RetryPolicy:
    """How often the settings let a call be tried again, and how long they let it wait."""
    return RetryPolicy(attempts=settings.retries + 1, max_wait_s=settings.max_wait_s)


class Clients:
    """Builds clients at first use and closes them. `signal` keeps calls that wait for their turn
    from being made, `shared` is what a server's sessions have in common.
    """

    shared: Shared | None = None

    def __init__(
        self,
        context: Context,
        budget: Budget,
        overrides: Overrides,
        *,
        emit: Emit,
        restart_streams: bool,
        dry_run: bool,
        desk: Desk | None = None,
    ) -> None:
        self.signal = StopSignal()
        self._desk = desk
        self._context, self._settings = context, context.settings
        self._budget, self._overrides = budget, overrides
        self._emit, self._restart_streams = emit, restart_streams
        # A plan needs no key, unless the service is to count.
        self._key_needed = not dry_run or context.settings.exact_tokens
        self._clients: dict[ModelRef, ModelClient] = {}
        self._known: set[ModelRef] = set()
        # Every document is cut for the same window, so all wait for the first that asks.
        self._meeting = asyncio.Lock()
        self._given_up = GivenUp()
        self._gates: dict[tuple[str, str, str], tuple[Gate, Pool]] = {}
        self._store: Store | None = None

    async def aclose(self) -> None:
        """End what is still at work; close connections and the store."""
        try:
            for _, pool in self._gates.values():
                await pool.aclose()
            for client in self._clients.values():
                await client.provider.aclose()
        finally:
            if self._store:
                self._store.close()

    def client(self, ref: ModelRef) -> ModelClient:
        """The wired model."""
        if ref not in self._clients:
            self._clients[ref] = self._wire(ref, key_needed=True)
        return self._clients[ref]

    async def chain(self, refs: Sequence[ModelRef]) -> tuple[Chain, list[str]]:
        """A model and those that may take over, and what is to be told of them: what is assumed,
        and who has no key. One that has been given up leads the chain only where all have.

        Raises:
            MissingKey: none of them has one, and more than a plan is wanted.
        """
        sentences: list[str] = []
        clients: list[ModelClient] = []
        missing: dict[ModelRef, MissingKey] = {}
        for ref in dict.fromkeys(refs):
            try:
                client, remarks = await self._met(ref)
            except MissingKey as error:
                missing[ref] = error
                continue
            clients.append(client)
            sentences += remarks
        if not clients:
            first = refs[0]
            if self._key_needed:
                raise missing[first]
            del missing[first]
            self._clients[first] = self._wire(first, key_needed=False)
            clients.append(self._clients[first])
            sentences.append(f"There is no key for {first.provider} yet; the plan needs none.")
        for ref, no_key in missing.items():
            if ref not in self._given_up:
                sentences.append(f"There is no key for {ref.provider}; {ref} is left out.")
            self._given_up.add(ref, no_key)
        clients.sort(key=lambda client: client.info.ref in self._given_up)
        return Chain(tuple(clients)), sentences

    async def _met(self, ref: ModelRef) -> tuple[ModelClient, list[str]]:
        """The wired model within the window that its server tells, and at the first meeting what is
        to be said of it.
        """
        async with self._meeting:
            client = self.client(ref)
            met_before = ref in self._known
            self._known.add(ref)
            # A server that told nothing has perhaps refused a document since.
            learned = client.adapter.window_tokens
            if not met_before:
                learned = await client.adapter.look_up_window()
            client = self._clients[ref] = self._as_served(client, learned)
            if met_before:
                return client, []
        remarks = [ending] if (ending := client.info.ending(date.today())) else []
        if not client.info.known and learned:
            remarks.append(
                f"{ref} is not in the catalog; its server has a window of {learned:,} tokens, and "
                f"at most {client.info.max_output_tokens:,} tokens of output are assumed."
            )
        elif not client.info.known:
            remarks.append(self._unknown(client.info))
        elif warning := self._price_warning(ref):
            remarks.append(warning)
        return client, remarks

    def _as_served(self, client: ModelClient, window_tokens: int | None) -> ModelClient:
        """The client with what its server tells of the model in place of what its name does."""
        info, stated = client.info, self._overrides.get(str(client.info.ref), {})
        if window_tokens and window_tokens != info.window_tokens:
            most = stated.get("window_tokens", window_tokens)
            info = _within(info, min(window_tokens, most))
        if parameters := client.adapter.parameters:
            info = replace(info, parameters=parameters)
        if slots := client.adapter.max_concurrency:
            self._gate(client.endpoint, slots)[0].narrow(slots)
        return client if info == client.info else replace(client, info=info)

    def _unknown(self, info: ModelInfo) -> str:
        """One sentence for everything that is not known of a model."""
        assumed = " ".join(info.assumptions)
        if self._price_warning(info.ref):
            limit = usd(self._budget.limit_usd)
            assumed = f"{assumed.rstrip('.')}; without a price the {limit} limit is not enforced."
        return f'{assumed} Set them under [models."{info.ref}"] in the config.'

    def _price_warning(self, ref: ModelRef) -> str:
        unknown = catalog.estimate_usd(ref, 1, 1, self._overrides) is None
        return self._budget.warning(ref) if unknown else ""

    def port(
        self, mapping: Chain, writing: Chain, document_number: int, *, refusals: bool
    ) -> ModelPort:
        """What the engine asks for one document."""
        given_up = self._given_up.for_document()
        mapper, writer = (
            Fallback(chain.members(document_number), given_up, refusals=refusals)
            for chain in (mapping, writing)
        )
        return ModelPort(mapper, writer)

    def store(self) -> Store | None:
        """The answers' store, opened at first use; None with --no-cache."""
        settings = self._settings
        if self._store is None and settings.cache:
            self._store = Store.open(
                self._context.paths.store_file,
                max_age_s=settings.cache_days * 86_400,
                max_bytes=int(settings.cache_mb * 1e6),
            )
            if self._store.notice:
                self._emit(Warned("", "", self._store.notice))
        return self._store

    def _wire(self, ref: ModelRef, *, key_needed: bool) -> ModelClient:
        info = catalog.model(ref, self._overrides)
        catalog.check_parameters(info, asked_parameters(self._settings))
        self._budget.accept(info, self._overrides)
        where = endpoint(ref, self._context, key_needed=key_needed)
        where = replace(where, on_request=self._tell_request)
        adapter = self._context.providers.create(where)
        if window := adapter.window_tokens:
            info = _within(info, window)
        if parameters := adapter.parameters:
            info = replace(info, parameters=parameters)
        adapter.watch(self._tell_pace)
        gate, pool = self._gate(where, adapter.max_concurrency)
        calibration = Calibration()
        provider = self._wrapped(adapter, info, where, gate, calibration)
        return ModelClient(info, calibration, where, adapter, provider, adapter.counter(), pool)

    def _wrapped(
        self,
        adapter: Provider,
        info: ModelInfo,
        where: Endpoint,
        gate: Gate,
        calibration: Calibration,
    ) -> Provider:
        """The adapter inside of all that every call to it goes through."""
        settings = self._settings
        provider: Provider = Stoppable(LoopGuard(adapter), partial(self._obstacle, info.ref))
        provider = Limited(provider, gate, calibration)
        provider = Retrying(
            provider,
            retry_policy(settings),
            sleep=self.signal.sleep,
            emit=self._emit,
            restart_streams=self._restart_streams,
        )
        provider = Budgeted(
            provider, self._budget, info, calibration, overrides=self._overrides, emit=self._emit
        )
        if store := self.store():
            stored = provider = Stored(
                provider,
                store,
                base_url=where.base_url + adapter.identity,
                api=where.api,
                keep=worth_storing,
                price=partial(catalog.cost_usd, info.ref, overrides=self._overrides),
                shared=self.shared,
                on_spared=lambda warning: self._emit(Warned("", "", warning)),
                on_waiting=lambda note: self._emit(Noted("", "", note)),
                sleep=self.signal.sleep,
            )
            if self._desk:
                provider = behind_desk(
                    self._desk, stored, adapter, info, where, calibration, self._overrides
                )
        return Addressed(provider, info)

    def _tell_request(self, method: str, url: str, status: int, elapsed_ms: float) -> None:
        who = caller.get()
        self._emit(Requested(who.run, who.document, method, url, status, elapsed_ms))

    def _tell_pace(self, pace: Pace) -> None:
        who = caller.get()
        self._emit(Working(who.run, who.document, pace))

    def _obstacle(self, ref: ModelRef) -> TerselyError | None:
        if self.signal.given:
            return self.signal.error()
        return self._given_up.obstacle(ref)

    def _gate(self, where: Endpoint, max_concurrency: int | None) -> tuple[Gate, Pool]:
        """One gate and one pool per provider, base URL, model and key."""
        key = (where.provider, where.base_url, where.model)
        if key not in self._gates:
            self._gates[key] = (self._new_gate(key, max_concurrency), Pool())
        return self._gates[key]

    def _new_gate(self, _key: tuple[str, str, str], most: int | None) -> Gate:
        settings = self._settings
        width = min(self._settings.width, most or 4096)
        explicit = bool(settings.concurrency) or most is not None
        return Gate(
            width, explicit=explicit, rpm=settings.rpm, tpm=settings.tpm, signal=self.signal
        )


def _within(info: ModelInfo, window_tokens: int) -> ModelInfo:
    """What is known of a model, with the window that it has where it runs."""
    return replace(
        info,
        window_tokens=window_tokens,
        quality_cap_tokens=min(window_tokens, info.quality_cap_tokens),
    )
