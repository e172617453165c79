"""Writers that do what a test says and check the window of every call."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from tersely import catalog, engine, prompts, tokens
from tersely.errors import TerselyError
from tersely.records import Completion, Finish, Length, ModelRef, Request, Usage

COUNT = tokens.counter_for("o200k")
Reply = Callable[[str, Request], Completion | Exception]


def told(text: str, finish: Finish = Finish.COMPLETE) -> Completion:
    """An answer of the scripted model."""
    return Completion(text, Usage(10, 5), finish, "scripted", "openai", cost_usd=0.001)


class Scripted:
    """Writers that keep what they were asked, check the window of every call, and hand on to
    `successor`.
    """

    def __init__(
        self, window_tokens: int, reply: Reply, successor: tuple[engine.Job, Scripted] | None = None
    ) -> None:
        self.window_tokens, self.reply, self.successor = window_tokens, reply, successor
        self.room_tokens = 0
        self.maps: list[str] = []
        self.merges: list[str] = []
        self.finals: list[str] = []

    async def complete(
        self, request: Request, *, mapper: bool, level: int, started: Callable[[], None]
    ) -> Completion:
        started()
        await asyncio.sleep(0)
        used = COUNT.count(request.system) + COUNT.count(request.user) + request.max_output_tokens
        assert used <= self.window_tokens, f"{used} tokens for a window of {self.window_tokens}"
        assert self.room_tokens, "nobody has made room"
        text = request.user.split("<document>", 1)[1].rsplit("</document>", 1)[0]
        kind = "map" if mapper and level == 0 else "merge" if mapper else "final"
        {"map": self.maps, "merge": self.merges, "final": self.finals}[kind].append(text)
        found = self.reply(kind, request)
        if isinstance(found, Exception):
            raise found
        return found

    def stream(self, request: Request) -> AsyncIterator[str | Completion]:
        raise AssertionError("nothing streams here")

    def peek(self, request: Request, *, mapper: bool) -> Completion | None:
        return None

    def reserve_context(self, mapped_tokens: int, final_tokens: int) -> None:
        self.room_tokens = max(mapped_tokens, final_tokens)
        assert self.room_tokens <= self.window_tokens

    def give_up(self, error: TerselyError, *, mapper: bool) -> bool:
        return self.successor is not None

    async def relief(self) -> tuple[engine.Job, engine.Writers, str]:
        assert self.successor is not None
        return *self.successor, "the successor"


def job_for(
    window_tokens: int, length: str = "short", chunk_tokens: int | None = None
) -> engine.Job:
    """A job for a model of that window which does not reason."""
    info = catalog.model(ModelRef("openai", "gpt-6-luna"))
    info = replace(
        info,
        window_tokens=window_tokens,
        max_output_tokens=max(256, window_tokens // 4),
        reasoning=False,
        price_step_tokens=None,
        quality_cap_tokens=window_tokens,
    )
    return engine.Job(
        info=info,
        map_info=info,
        counter=COUNT,
        map_counter=COUNT,
        style=prompts.load("default"),
        length=Length.parse(length),
        secret=b"test",
        estimate_usd=lambda _ref, _i, _o: 0.0,
        chunk_tokens=chunk_tokens,
    )


def marked(words: int, markers: int) -> str:
    """Prose with numbered markers."""
    every = max(1, words // markers)
    pieces = []
    for i in range(markers):
        pieces.append(
            f"MARK{i:05d} stands here. "
            + "The ships came in late and left early again. " * (every // 9)
        )
        if i % 7 == 6:
            pieces.append(f"\n\n## Part {i}\n\n")
    return "".join(pieces)
