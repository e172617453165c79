"""The models of a session: each wired once with everything around it, and which of them have
failed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import partial
from typing import Any

from .. import catalog, engine
from ..catalog import ModelInfo, Overrides
from ..config import Settings
from ..errors import (
    AuthFailed,
    MissingKey,
    ModelNotFound,
    ProviderError,
    Stopped,
    TerselyError,
)
from ..events import Emit, Warned, Working
from ..middleware import (
    Budget,
    Budgeted,
    Calibration,
    Gate,
    Limited,
    Retrying,
    RetryPolicy,
    Stoppable,
    Stored,
    origin,
)
from ..pool import Pool
from ..provider import Counter, Endpoint, Provider
from ..records import ModelRef, Pace, Sampling
from ..store import Store
from .context import Context
from .model_selection import endpoint

DEFAULT_WIDTH = 16
HOPELESS = (AuthFailed, ModelNotFound)
"""What every call to a model would meet."""


@dataclass(frozen=True, slots=True)
class Line:
    """One model, wired: what is known and learned of it, the whole chain of wrappers, its own
    tokenizer, its pool.
    """

    info: ModelInfo
    calibration: Calibration
    endpoint: Endpoint
    adapter: Provider
    chain: Provider
    stored: Stored | None
    counter: Counter | None
    pool: Pool

    def reserve_context(self, needed_tokens: int) -> None:
        """Tell a model on this machine how long its longest call will be, so that its context is
        made once.
        """
        self.adapter.reserve_context(needed_tokens)

    async def measure(self, text: str) -> Pace:
        """How fast this model reads `text` and writes. Raises UsageError where it does not run on
        this machine.
        """
        return await self.adapter.measure(text)


class Lines:
    """Builds lines at first use and closes them. `stopping` keeps calls that wait for their turn
    from being made.
    """

    def __init__(
        self,
        context: Context,
        budget: Budget,
        overrides: Overrides,
        *,
        emit: Emit,
        restart_streams: bool,
        dry_run: bool,
    ) -> None:
        self.stopping = False
        self._context, self._settings = context, context.settings
        self._budget, self._overrides = budget, overrides
        self._emit, self._restart_streams = emit, restart_streams
        # A plan needs no key, unless the service is to count.
        self._key_needed = not dry_run or context.settings.exact_tokens
        self._lines: dict[ModelRef, Line] = {}
        self._failed: dict[ModelRef, TerselyError] = {}
        self._gates: dict[tuple[str, str, str], tuple[Gate, Pool]] = {}
        self._store: Store | None = None

    async def aclose(self) -> None:
        """End what is still at work; close connections and the store."""
        try:
            for _, pool in self._gates.values():
                await pool.aclose()
            for line in self._lines.values():
                await line.chain.aclose()
        finally:
            if self._store:
                self._store.close()

    def line(self, ref: ModelRef) -> Line:
        """The wired model."""
        if ref not in self._lines:
            self._lines[ref] = self._wire(ref, key_needed=True)
        return self._lines[ref]

    def line_up(self, refs: Sequence[ModelRef]) -> list[str]:
        """Wire a model and those that may take over; what is to be told: what is assumed of them,
        and who has no key.

        Raises:
            MissingKey: none of them has one, and more than a plan is wanted.
        """
        told: list[str] = []
        missing: dict[ModelRef, MissingKey] = {}
        for ref in dict.fromkeys(refs):
            new = ref not in self._lines
            try:
                info = self.line(ref).info
            except MissingKey as error:
                missing[ref] = error
                continue
            if new and not info.known:
                told.append(
                    f'{" ".join(info.assumptions)} Set them under [models."{ref}"] in the config.'
                )
        if missing.keys() == set(refs):
            first = refs[0]
            if self._key_needed:
                raise missing[first]
            del missing[first]
            self._lines[first] = self._wire(first, key_needed=False)
            told.append(f"There is no key for {first.provider} yet; the plan needs none.")
        told += [
            f"There is no key for {r.provider}; {r} is left out."
            for r in missing
            if r not in self._failed
        ]
        for ref, no_key in missing.items():
            self.give_up(ref, no_key)
        return told

    def standing(self, refs: Sequence[ModelRef], failed: Collection[ModelRef] = ()) -> Line | None:
        """The first of these models that has failed neither for good nor in `failed`."""
        ref = next((ref for ref in refs if ref not in failed and ref not in self._failed), None)
        return None if ref is None else self.line(ref)

    def failure(self, refs: Sequence[ModelRef]) -> TerselyError:
        """What the last of these models failed with."""
        return next(self._failed[ref] for ref in reversed(refs) if ref in self._failed)

    def give_up(self, ref: ModelRef, error: TerselyError) -> None:
        """Ask this model no more in this session."""
        self._failed.setdefault(ref, error)

    def store(self) -> Store | None:
        """The answers' store, opened at first use; None with --no-cache."""
        settings = self._settings
        if self._store is None and settings.cache:
            days, megabytes = settings.cache_days, settings.cache_mb
            self._store = Store.open(
                self._context.paths.store_file,
                max_age_s=days * 86_400,
                max_bytes=int(megabytes * 1e6),
            )
            if self._store.notice:
                self._emit(Warned("", "", self._store.notice))
        return self._store

    def _wire(self, ref: ModelRef, *, key_needed: bool) -> Line:
        settings = self._settings
        info = catalog.model(ref, self._overrides)
        catalog.check_parameters(info, _asked(settings))
        self._budget.accept(info, self._overrides)
        where = endpoint(ref, self._context, key_needed=key_needed)
        adapter = self._context.providers.create(where)
        if window := adapter.window_tokens:
            info = replace(
                info, window_tokens=window, quality_cap_tokens=min(window, info.quality_cap_tokens)
            )
        adapter.watch(self._tell_pace)
        gate, pool = self._gate(where, adapter.max_concurrency)
        calibration = Calibration()
        policy = RetryPolicy(attempts=settings.retries + 1, max_wait_s=settings.max_wait_s)
        inner = Stoppable(adapter, partial(self._obstacle, ref))
        chain: Provider = Limited(inner, gate, calibration)
        chain = Retrying(chain, policy, emit=self._emit, restart_streams=self._restart_streams)
        chain = Budgeted(
            chain, self._budget, info, calibration, overrides=self._overrides, emit=self._emit
        )
        store = self.store()
        source = where.base_url + adapter.identity
        keep = engine.worth_storing
        stored = None
        if store:
            price = partial(catalog.cost_usd, info.ref, overrides=self._overrides)
            stored = Stored(chain, store, base_url=source, api=where.api, keep=keep, price=price)
        return Line(
            info, calibration, where, adapter, stored or chain, stored, adapter.counter(), pool
        )

    def _tell_pace(self, pace: Pace) -> None:
        run, document = origin.get()
        self._emit(Working(run, document, pace))

    def _obstacle(self, ref: ModelRef) -> TerselyError | None:
        if self.stopping:
            return Stopped("Stopped before this call.", hint="Run the same command to go on.")
        error = self._failed.get(ref)
        if error is None or isinstance(error, HOPELESS):
            return error
        return ProviderError(error.message, provider=ref.provider, hint=error.hint)

    def _gate(self, where: Endpoint, most: int | None) -> tuple[Gate, Pool]:
        """One gate and one pool per provider, base URL, model and key."""
        key = (where.provider, where.base_url, where.model)
        if key not in self._gates:
            settings = self._settings
            gate = Gate(
                width=min(settings.concurrency or DEFAULT_WIDTH, most or 4096),
                explicit=bool(settings.concurrency) or most is not None,
                rpm=settings.rpm,
                tpm=settings.tpm,
            )
            self._gates[key] = (gate, Pool())
        return self._gates[key]


def sampling_of(settings: Settings) -> Sampling:
    """The sampling parameters that the user asked for, by the names that `Sampling` declares."""
    return Sampling(**{f.name: getattr(settings, f.name) for f in fields(Sampling)})


def _asked(settings: Settings) -> dict[str, Any]:
    """The parameters that the user asked for, as the catalog checks them."""
    return asdict(sampling_of(settings)) | {
        "max_output_tokens": settings.max_output_tokens,
        "stop": tuple(settings.stop),
        "reasoning": settings.reasoning or None,
        "schema": settings.schema_text or None,
    }
