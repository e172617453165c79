"""An answer that runs on is ended: whoever waits for its limit waits, and pays, for words that
nobody wants.
"""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field, replace

from ..language.repetition import Repetition, without_loop
from ..language.word_target import WordTarget
from ..records import Completion, Finish, Request
from .wrapper import Wrapper, streaming


class LoopGuard(Wrapper):
    """Ends a stream that loops, and calls a whole answer that does so what it is (DEGENERATE).

    Small models write on until their limit. Behind a server of the user's own, where an answer
    that is broken off costs nothing, all their answers are streams, and one with the words that
    were asked for is ended after its sentence.

    Answers to a schema are left alone: the keys of a list of objects repeat themselves.
    """

    async def complete(self, request: Request) -> Completion:
        if self._is_watched(request):
            async for item in self.stream(request):
                if isinstance(item, Completion):
                    return item
            raise AssertionError("a stream ends with a Completion")
        return called_by_name(request, await self.inner.complete(request))

    async def stream(self, request: Request) -> AsyncGenerator[str | Completion]:
        watched = self._is_watched(request)
        heard = _Heard(request, request.enough_words if watched else 0)
        async with streaming(self.inner, request) as pieces:
            async for piece in pieces:
                if isinstance(piece, Completion):
                    loops = _could_loop(request, piece) and heard.repetition.finish()
                    yield replace(piece, finish=Finish.DEGENERATE) if loops else piece
                    return
                if taken := heard.take(piece):
                    yield taken
                if heard.finish:
                    break
        yield heard.ended(self.name)

    def _is_watched(self, request: Request) -> bool:
        return bool(request.enough_words) and self.inner.may_break_off


@dataclass(slots=True)
class _Heard:
    """What has come of one stream, and how it is to end if it is to be ended."""

    request: Request
    words: int
    finish: Finish | None = None
    began: float = field(default_factory=time.monotonic)
    first_token_s: float | None = None
    repetition: Repetition = field(init=False)
    target: WordTarget = field(init=False)
    taken: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.repetition = Repetition(strict=self.request.enough_words > 0)
        self.target = WordTarget(self.words)

    def take(self, piece: str) -> str:
        """What of `piece` may go out; `finish` is set where it is the last."""
        if self.first_token_s is None:
            self.first_token_s = time.monotonic() - self.began
        taken = self.target.take(piece) if self.words else piece
        self.taken.append(taken)
        if not self.request.schema and self.repetition.feed(taken):
            self.finish = Finish.DEGENERATE
        elif len(taken) < len(piece):
            self.finish = Finish.COMPLETE
        elif self.words and self.target.is_overrun():
            self.finish = Finish.LENGTH
        return taken

    def ended(self, provider: str) -> Completion:
        """The answer that was broken off; nobody counted its tokens."""
        text = "".join(self.taken)
        return Completion(
            text=text,
            usage=self.request.estimate(text),
            finish=self.finish or Finish.UNKNOWN,
            model=self.request.model,
            provider=provider,
            first_token_s=self.first_token_s,
            elapsed_s=time.monotonic() - self.began,
            enough=self.finish is Finish.COMPLETE,
        )


def called_by_name(request: Request, answer: Completion) -> Completion:
    """A whole answer, DEGENERATE if it loops."""
    loops = _could_loop(request, answer) and without_loop(answer.text) is not None
    return replace(answer, finish=Finish.DEGENERATE) if loops else answer


def _could_loop(request: Request, answer: Completion) -> bool:
    return not request.schema and answer.finish in (Finish.COMPLETE, Finish.LENGTH)
