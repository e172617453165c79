"""One model with everything around it, and the engine's door to the models of a document."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass

from ..catalog import ModelInfo
from ..errors import Stopped, UsageError
from ..middleware import Stored, Wrapper, on_slot, origin
from ..pool import Pool
from ..provider import Counter, Endpoint, Provider
from ..records import Completion, ModelRef, Request
from ..store import Store
from ..tokens import TokenCounter


@dataclass(frozen=True, slots=True)
class Line:
    """One model, wired: what is known of it, the whole chain of wrappers, its own tokenizer, its pool."""

    info: ModelInfo
    endpoint: Endpoint
    adapter: Provider
    chain: Provider
    stored: Stored | None
    store: Store | None
    counter: Counter | None
    pool: Pool

    def make_room(self, needed_tokens: int) -> None:
        """Tell a model on this machine how long its longest call will be, so that its context is made once."""
        prepare = getattr(self.adapter, "prepare", None)
        if prepare:
            prepare(needed_tokens)


class ServiceCounts:
    """What the services count for whole documents (--exact-tokens), each asked once."""

    def __init__(self) -> None:
        self._fitted: dict[tuple[ModelRef, int], Counter] = {}

    async def fit(self, line: Line, counter: Counter, text: str) -> Counter:
        """`counter` fitted to what the service of `line` counts for `text`; an exact counter as it is.

        Raises:
            UsageError: the service has no endpoint that counts.
            TerselyError: it failed.
        """
        if not isinstance(counter, TokenCounter) or counter.exact:
            return counter
        key = line.info.ref, hash(text)
        if key not in self._fitted:
            count = getattr(line.adapter, "count_tokens", None)
            if count is None:
                raise UsageError(f"{line.info.ref} has no endpoint that counts.", hint="Leave --exact-tokens out.")
            request = Request(line.info.ref.model, system="", user=text, max_output_tokens=1)
            self._fitted[key] = counter.fitted(text, await count(request))
        return self._fitted[key]


class LineWriters:
    """The engine's door to the final model and the map model of one document."""

    def __init__(self, final: Line, mapper: Line, number: int, name: str, document: str) -> None:
        self._final, self._mapper, self._number = final, mapper, number
        self._origin = (name, document)

    async def complete(self, request: Request, *, mapper: bool, level: int, started: Callable[[], None]) -> Completion:
        line = self._mapper if mapper else self._final

        async def call() -> Completion:
            origin.set(self._origin)
            on_its_way = on_slot.get()

            def slot_held() -> None:
                if on_its_way:
                    on_its_way()
                started()

            on_slot.set(slot_held)
            return await line.chain.complete(request)

        return await line.pool.submit((-level, self._number), call)

    def stream(self, request: Request) -> AsyncIterator[str | Completion]:
        origin.set(self._origin)
        return self._final.chain.stream(request)

    def peek(self, request: Request, *, mapper: bool) -> Completion | None:
        line = self._mapper if mapper else self._final
        return line.store.get(line.stored.key(request)) if line.stored and line.store else None


class Stoppable(Wrapper):
    """Stands right before the adapter: once the session stops, calls that wait for their turn are not made."""

    def __init__(self, inner: Provider, stopping: Callable[[], bool]) -> None:
        super().__init__(inner)
        self._stopping = stopping

    async def complete(self, request: Request) -> Completion:
        if self._stopping():
            raise Stopped("Stopped before this call.", hint="Run the same command to go on.")
        return await self.inner.complete(request)

    @property
    def limits(self) -> Mapping[str, float]:
        """The rate limits that the adapter's last reply named."""
        found: Mapping[str, float] = getattr(self.inner, "limits", {})
        return found
