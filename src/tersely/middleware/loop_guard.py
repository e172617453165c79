"""An answer that repeats itself is ended: whoever waits for its limit pays for the same words again
and again.
"""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator
from dataclasses import replace

from ..language.repetition import Repetition, without_loop
from ..records import Completion, Finish, Request
from .wrapper import Wrapper, streaming


class LoopGuard(Wrapper):
    """Ends a stream that loops, and calls a whole answer that does so what it is (DEGENERATE).

    Answers to a schema are left alone: the keys of a list of objects repeat themselves.
    """

    async def complete(self, request: Request) -> Completion:
        answer = await self.inner.complete(request)
        loops = _could_loop(request, answer) and without_loop(answer.text) is not None
        return replace(answer, finish=Finish.DEGENERATE) if loops else answer

    async def stream(self, request: Request) -> AsyncGenerator[str | Completion]:
        began, first_token_s = time.monotonic(), None
        repetition, parts = Repetition(), []
        async with streaming(self.inner, request) as pieces:
            async for piece in pieces:
                if isinstance(piece, Completion):
                    loops = _could_loop(request, piece) and repetition.finish()
                    yield replace(piece, finish=Finish.DEGENERATE) if loops else piece
                    return
                if first_token_s is None:
                    first_token_s = time.monotonic() - began
                parts.append(piece)
                yield piece
                if not request.schema and repetition.feed(piece):
                    break
        text = "".join(parts)
        yield Completion(
            text=text,
            usage=request.estimate(text),
            finish=Finish.DEGENERATE,
            model=request.model,
            provider=self.name,
            first_token_s=first_token_s,
            elapsed_s=time.monotonic() - began,
        )


def _could_loop(request: Request, answer: Completion) -> bool:
    return not request.schema and answer.finish in (Finish.COMPLETE, Finish.LENGTH)
