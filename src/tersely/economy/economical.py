"""The provider that answers from the store or parks the call."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncGenerator
from contextvars import ContextVar
from dataclasses import replace
from typing import TYPE_CHECKING

from ..errors import BadRequest, ContextTooLong, TerselyError, Waiting
from ..middleware import Wrapper, called_by_name, caller
from ..records import Completion, Request
from .client import BatchClient
from .job import Item, ItemState
from .outcome import answer_from_json, answer_to_json, error_from_json, error_to_json, sent_of
from .spool import ReadyCall
from .state import owner_of

if TYPE_CHECKING:
    from .desk import Desk

document_path: ContextVar[str] = ContextVar("document_path", default="")
"""The document that the calls of the current task are made for: it bears their cost."""

MOST_WAVES = 3
"""So often a call is sent as part of a job before it is made live."""
REFUSALS = (400, 422)
DIGEST_BYTES = 8


class Economical(Wrapper):
    """Stands where a live chain has `Stored`: see the package. `inner` is that chain.

    An answer that this run has paid for its document is no reused one, however often the document
    is replayed: its cost is in the bill, once.
    """

    def __init__(self, client: BatchClient, desk: Desk) -> None:
        super().__init__(client.stored)
        self._client, self._desk = client, desk
        self._stored = client.stored
        self._declined: str | None = desk.state.fact(_declined_by(client))

    def peek(self, request: Request) -> Completion | None:
        return self._stored.peek(request)

    async def stream(self, request: Request) -> AsyncGenerator[str | Completion]:
        """In one piece."""
        answer = await self.complete(request)
        yield answer.text
        yield answer

    async def complete(self, request: Request) -> Completion:
        """The answer, where it is there.

        Raises:
            Waiting: it comes later.
            TerselyError: as a live call.
        """
        key, owner = self._stored.key(request), owner_of(document_path.get())
        item = self._desk.state.item(key)
        if item is None or item.state is ItemState.AGAIN:
            return await self._new(key, request, owner, item)
        if item.state is ItemState.PENDING:
            raise self._waiting(None if item.owner == owner else key)
        if item.state is ItemState.FAILED:
            return await self._refused(key, request, owner, item)
        answer = await self._answer(item, request)
        if item.owner != owner:
            return replace(answer, reused=True)
        paid_usd = self._client.price.paid_usd(answer) if item.paid_usd is None else item.paid_usd
        return replace(answer, reused=False, cost_usd=paid_usd)

    async def _answer(self, item: Item, request: Request) -> Completion:
        if item.state is ItemState.KEPT:
            return answer_from_json(item.outcome)
        if item.state is ItemState.UNJUDGED:
            return await self._judged(item, request)
        answer = self._stored.peek(request)
        if answer is None:
            # Collected on another machine, or dropped from the store since.
            self._desk.fetch_again(item)
            raise self._waiting(item.key)
        return answer

    async def _new(self, key: bytes, request: Request, owner: int, item: Item | None) -> Completion:
        """A call that no job has answered: from the store, live, or parked."""
        if answer := self._stored.peek(request):
            return answer
        if self._goes_live(owner, item):
            return await self._live(key, request, owner, item)
        spool = self._client.spool
        if key not in spool:
            line = self._line(key, request)
            offset, length = spool.add(line)
            before = (item.tries, item.paid_usd) if item else (0, None)
            text_bytes = len(request.system.encode()) + len(request.user.encode())
            spool.put(
                ReadyCall(
                    key,
                    owner,
                    before[0],
                    request.max_output_tokens,
                    request.input_tokens,
                    # A negative size says that the answer is judged beside the request.
                    -text_bytes if request.schema else text_bytes,
                    self._client.price.worst_usd(request),
                    before[1],
                    _digest(line),
                    offset,
                    length,
                )
            )
        ready = spool.calls[key]
        raise self._waiting(None if ready.owner == owner else key)

    def _line(self, key: bytes, request: Request) -> bytes:
        """The call as it is sent now. What an earlier command has learned that the service refuses
        is left out.
        """
        if self._declined and self._conceded(self._declined, request):
            self._declined = None
        return self._client.api.line(key.hex()[:32], request)

    async def _refused(self, key: bytes, request: Request, owner: int, item: Item) -> Completion:
        """A call that failed. Where that was about a default of ours, it is sent once more without
        it, as a live call would be.
        """
        error = error_from_json(item.outcome)
        bad_request = isinstance(error, BadRequest) and error.status in REFUSALS
        if not bad_request or isinstance(error, ContextTooLong):
            raise error
        # Another call may have met the same refusal in the meantime.
        unchanged = _digest(self._line(key, request)) == sent_of(item.outcome)
        if unchanged and not self._conceded(item.outcome, request):
            raise error
        self._desk.state.learn(_declined_by(self._client), item.outcome)
        again = replace(item, state=ItemState.AGAIN, tries=item.tries + 1, outcome="")
        self._desk.state.settle([again])
        return await self._new(key, request, owner, again)

    def _conceded(self, outcome: str, request: Request) -> bool:
        """Whether the refusal `outcome` is about a default that is left out from now on."""
        error = error_from_json(outcome)
        assert isinstance(error, BadRequest)
        remarks = self._client.api.concede(error, request)
        for remark in remarks or ():
            self._desk.warn(remark)
        return remarks is not None

    def _goes_live(self, owner: int, item: Item | None) -> bool:
        if item and item.tries >= MOST_WAVES:
            return True
        merges = caller.get().depth > 0
        return merges and self._desk.options.finish_live and self._desk.state.has_answers(owner)

    async def _live(
        self, key: bytes, request: Request, owner: int, item: Item | None
    ) -> Completion:
        """Ask at the full price; the bill has it like the others."""
        answer = await self._stored.complete(request)
        kept = self._stored.peek(request) is not None
        before_usd = (item.paid_usd or 0.0) if item else 0.0
        # Another process may have paid for it in the meantime.
        now_usd = 0.0 if answer.reused else answer.cost_usd
        made = Item(
            key=key,
            state=ItemState.STORED if kept else ItemState.KEPT,
            owner=owner,
            job=0,
            tries=item.tries if item else 0,
            cap=request.max_output_tokens,
            input_tokens=request.input_tokens,
            text_bytes=0,
            worst_usd=0.0,
            paid_usd=None if now_usd is None else before_usd + now_usd,
            outcome="" if kept else answer_to_json(answer),
        )
        self._desk.state.put(made)
        return replace(answer, cost_usd=made.paid_usd)

    async def _judged(self, item: Item, request: Request) -> Completion:
        try:
            answer = await self._client.api.judge(json.loads(item.outcome), request)
        except TerselyError as error:
            failed = replace(item, state=ItemState.FAILED, outcome=error_to_json(error))
            self._desk.state.settle([failed])
            raise
        answer = called_by_name(request, answer)
        kept = await self._stored.keep(item.key, request, answer)
        outcome = "" if kept else answer_to_json(answer)
        state = ItemState.STORED if kept else ItemState.KEPT
        self._desk.state.settle([replace(item, state=state, outcome=outcome)])
        return answer

    def _waiting(self, blocker: bytes | None) -> Waiting:
        return Waiting(
            f"The answer comes later, from the batch API of {self._client.api.host}.",
            blocker=blocker,
            hint="Run the same command again.",
        )


def _digest(line: bytes) -> str:
    return hashlib.blake2b(line, digest_size=DIGEST_BYTES).hexdigest()


def _declined_by(client: BatchClient) -> str:
    return f"declined by {client.ref}"
