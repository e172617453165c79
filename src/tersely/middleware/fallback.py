"""What one model cannot answer the next one is asked."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field

from ..errors import (
    AnswerUnusable,
    AuthFailed,
    BadRequest,
    ContextTooLong,
    ModelNotFound,
    ProviderError,
    TerselyError,
)
from ..provider import Counter, Provider
from ..records import Completion, Finish, ModelRef, Request
from .caller import HandOver, caller
from .wrapper import streaming

HANDED_ON = (ProviderError, AuthFailed)
HOPELESS = (AuthFailed, ModelNotFound)
"""What every call to a model would meet."""
_REFUSALS = (Finish.REFUSED, Finish.BLOCKED)


@dataclass(slots=True)
class GivenUp:
    """The models that are asked no more in a session, each with what it failed with; `refusing`
    are those that are asked no more for one document.
    """

    errors: dict[ModelRef, TerselyError] = field(default_factory=dict)
    refusing: set[ModelRef] = field(default_factory=set)

    def for_document(self) -> GivenUp:
        """The same for one document: what holds for the session holds for it."""
        return GivenUp(self.errors)

    def add(self, ref: ModelRef, error: TerselyError) -> None:
        """Ask `ref` no more; its first failure is the one that is told."""
        self.errors.setdefault(ref, error)

    def __contains__(self, ref: ModelRef) -> bool:
        return ref in self.errors or ref in self.refusing

    def obstacle(self, ref: ModelRef) -> TerselyError | None:
        """The error of a call to `ref` that is not made."""
        error = self.errors.get(ref)
        if error is None or isinstance(error, HOPELESS):
            return error
        return ProviderError(error.message, provider=ref.provider, hint=error.hint)


@dataclass(frozen=True, slots=True)
class Member:
    """One model of a chain, and the host that it is asked at ("" for this machine)."""

    ref: ModelRef
    provider: Provider
    host: str
    window_tokens: int


class Fallback(Provider):
    """Asks the first of `members` that has not been given up, and the next one when it fails.

    A failure that is the model's own and not the request's gives the model up for the whole
    session, if another one can go on; what every call would meet gives it up in any case. With
    `refusals` the next model is also asked for what one refuses or blocks, and for the rest of that
    document.

    A prompt that is too long goes only to a model with a larger window: its caller can split it.
    """

    def __init__(
        self, members: Sequence[Member], given_up: GivenUp, *, refusals: bool = False
    ) -> None:
        self._members = tuple(members)
        self._given_up = given_up
        self._refusals = refusals
        self.name = members[0].provider.name

    async def complete(self, request: Request) -> Completion:
        member = self._first()
        while True:
            try:
                answer = await member.provider.complete(request)
            except HANDED_ON as error:
                member = self._after(member, error)
                continue
            refusal = self._refusal(member, answer)
            if refusal is None:
                return answer
            member = self._after(member, refusal)

    async def stream(self, request: Request) -> AsyncGenerator[str | Completion]:
        member = self._first()
        while True:
            text_shown = False
            try:
                async with streaming(member.provider, request) as pieces:
                    async for piece in pieces:
                        if isinstance(piece, Completion):
                            if refusal := self._refusal(member, piece):
                                raise refusal
                            yield piece
                            return
                        text_shown = True
                        yield piece
            except (*HANDED_ON, AnswerUnusable) as error:
                member = self._after(member, error, text_shown=text_shown)

    def peek(self, request: Request) -> Completion | None:
        return self._first().provider.peek(request)

    def counter(self) -> Counter | None:
        return self._members[0].provider.counter()

    @property
    def window_tokens(self) -> int | None:
        return min(member.window_tokens for member in self._members)

    def reserve_context(self, needed_tokens: int) -> None:
        for member in self._members:
            member.provider.reserve_context(needed_tokens)

    async def aclose(self) -> None:
        for member in self._members:
            await member.provider.aclose()

    def _first(self) -> Member:
        """The first that has not been given up.

        Raises:
            TerselyError: what the last of them failed with, when there is none.
        """
        for member in self._members:
            if member.ref not in self._given_up:
                return member
        obstacles = (self._given_up.obstacle(member.ref) for member in reversed(self._members))
        raise next(obstacle for obstacle in obstacles if obstacle)

    def _after(self, member: Member, error: TerselyError, *, text_shown: bool = False) -> Member:
        """The model that takes the call over from `member`, which is given up where that is due.

        Raises:
            TerselyError: `error`, when there is none.
        """
        successor = self._successor(member, error)
        its_own = not isinstance(error, BadRequest | AnswerUnusable)
        if isinstance(error, HOPELESS) or (successor and its_own):
            self._given_up.add(member.ref, error)
        if successor is None:
            raise error
        if isinstance(error, AnswerUnusable):
            self._given_up.refusing.add(member.ref)
        caller.get().handed_on(
            HandOver(member.ref, error, successor.ref, successor.host, text_shown)
        )
        return successor

    def _successor(self, member: Member, error: TerselyError) -> Member | None:
        later = self._members[self._members.index(member) + 1 :]
        if isinstance(error, ContextTooLong):
            later = tuple(m for m in later if m.window_tokens > member.window_tokens)
        return next((m for m in later if m.ref not in self._given_up), None)

    def _refusal(self, member: Member, answer: Completion) -> AnswerUnusable | None:
        """The error that stands for a refusal which the next model is asked about."""
        if not self._refusals or answer.finish not in _REFUSALS:
            return None
        finish = answer.finish.value
        refusal = AnswerUnusable(f"the answer of {member.ref} was {finish}", finish=finish)
        return refusal if self._successor(member, refusal) else None
