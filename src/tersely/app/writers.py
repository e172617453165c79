"""The engine's door to the models of one document, and the services' own counts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from ..engine import Job, Writers
from ..errors import AnswerUnusable, BadRequest, TerselyError
from ..middleware import on_slot, origin
from ..provider import Counter
from ..records import Completion, ModelRef, Pace, Request
from ..tokens import TokenCounter
from .wiring import HOPELESS, Line, Lines


class ServiceCounts:
    """What the services count for whole documents (--exact-tokens), each asked once."""

    def __init__(self) -> None:
        self._fitted: dict[tuple[ModelRef, int], Counter] = {}

    async def fit(self, line: Line, counter: Counter, text: str) -> Counter:
        """`counter` fitted to what the service of `line` counts for `text`; an exact counter as it
        is.

        Raises:
            UsageError: the service has no endpoint that counts.
            TerselyError: it failed.
        """
        if not isinstance(counter, TokenCounter) or counter.exact:
            return counter
        key = line.info.ref, hash(text)
        if key not in self._fitted:
            request = Request(line.info.ref.model, system="", user=text, max_output_tokens=1)
            self._fitted[key] = counter.fitted(text, await line.adapter.count_tokens(request))
        return self._fitted[key]


class Relay:
    """Who may write one document: the final model, the map model, and those that take over, in
    their order.

    A model that fails is asked no more for this document; if the fault is its own and not the
    request's, for none.
    """

    def __init__(
        self, lines: Lines, final: ModelRef, mapper: ModelRef | None, fallback: Sequence[ModelRef]
    ) -> None:
        self._lines = lines
        self._final = (final, *fallback)
        self._mapper = (mapper, *fallback) if mapper else self._final
        self._failed: set[ModelRef] = set()

    def line_up(self) -> list[str]:
        """Wire all of them; what is to be told of them. MissingKey when none has a key."""
        return [
            told
            for refs in dict.fromkeys((self._final, self._mapper))
            for told in self._lines.line_up(refs)
        ]

    def standing(self) -> tuple[Line, Line]:
        """The final model and the map model as it stands; raises the last failure when there is
        none.
        """
        found = [self._lines.standing(refs, self._failed) for refs in (self._final, self._mapper)]
        if found[0] is None or found[1] is None:
            raise self._lines.failure(self._mapper if found[0] else self._final)
        return found[0], found[1]

    def give_up(self, ref: ModelRef, error: TerselyError) -> Line | None:
        """The model that takes over from `ref`; None when there is none, and then `ref` stays
        unless it can answer nobody.
        """
        successor = self._lines.standing(self._final[1:], {*self._failed, ref})
        if successor:
            self._failed.add(ref)
        its_own = not isinstance(error, BadRequest | AnswerUnusable)
        if isinstance(error, HOPELESS) or (successor and its_own):
            self._lines.give_up(ref, error)
        return successor


class LineWriters:
    """The final model and the map model of one document, as the engine asks them."""

    def __init__(
        self,
        final: Line,
        mapper: Line,
        number: int,
        name: str,
        document: str,
        relay: Relay,
        relief: Callable[[], Awaitable[tuple[Job, LineWriters]]],
    ) -> None:
        self._final, self._mapper, self._number = final, mapper, number
        self._origin = (name, document)
        self._relay, self._relief = relay, relief
        self._successor = ""

    async def complete(
        self, request: Request, *, mapper: bool, level: int, started: Callable[[], None]
    ) -> Completion:
        line = self._line(mapper=mapper)

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
        stored = self._line(mapper=mapper).stored
        return stored.peek(request) if stored else None

    def reserve_context(self, mapped_tokens: int, final_tokens: int) -> None:
        self._mapper.reserve_context(mapped_tokens)
        self._final.reserve_context(final_tokens)

    async def measure(self, text: str) -> tuple[Pace, Pace]:
        """The pace of the map model and of the final model on `text`."""
        final = await self._final.measure(text)
        return final if self._mapper is self._final else await self._mapper.measure(text), final

    def give_up(self, error: TerselyError, *, mapper: bool) -> bool:
        successor = self._relay.give_up(self._line(mapper=mapper).info.ref, error)
        if successor:
            host = f" at {successor.endpoint.host}" if successor.endpoint.host else ""
            self._successor = f"{successor.info.ref}{host}"
        return bool(successor)

    async def relief(self) -> tuple[Job, Writers, str]:
        job, writers = await self._relief()
        return job, writers, self._successor

    def _line(self, *, mapper: bool) -> Line:
        return self._mapper if mapper else self._final
