"""Models that do what a test says and check the window of every call."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from tersely import catalog, prompts, tokens
from tersely.engine.job import Job, ModelPort
from tersely.engine.plan import plan as plan_document
from tersely.engine.run import run as run_plan
from tersely.errors import ServerFailed
from tersely.events import Emit, no_events
from tersely.grounding import Index
from tersely.middleware import caller
from tersely.provider import Provider
from tersely.records import Completion, Document, Finish, Length, ModelRef, Request, Summary, Usage

COUNT = tokens.counter_for("o200k")
DOWN = ServerFailed("down", provider="openai")
Reply = Callable[[str, Request], Completion | Exception]


def told(text: str, finish: Finish = Finish.COMPLETE) -> Completion:
    """An answer of the scripted model."""
    return Completion(text, Usage(10, 5), finish, "scripted", "openai", cost_usd=0.001)


def text_of(request: Request) -> str:
    """What the model is to read: between the tags, or before the one instruction of a small model."""
    if "<document>" in request.user:
        return request.user.split("<document>", 1)[1].rsplit("</document>", 1)[0]
    return request.user.rpartition("\n\n")[0]


class Scripted:
    """Models that keep what they were asked and check the window of every call. `announced` is how
    long the calls to each will be.
    """

    def __init__(self, window_tokens: int, reply: Reply) -> None:
        self.window_tokens, self.reply = window_tokens, reply
        self.announced = {"mapper": 0, "writer": 0}
        self.maps: list[str] = []
        self.merges: list[str] = []
        self.finals: list[str] = []

    @property
    def port(self) -> ModelPort:
        """As the engine asks them."""
        return ModelPort(Model(self, "mapper"), Model(self, "writer"))

    def answer(self, kind: str, request: Request) -> Completion:
        """The reply to one call."""
        used = COUNT.count(request.system) + COUNT.count(request.user) + request.max_output_tokens
        assert used <= self.window_tokens, f"{used} tokens for a window of {self.window_tokens}"
        assert max(self.announced.values()), "nothing was announced"
        text = text_of(request)
        {"map": self.maps, "merge": self.merges, "final": self.finals}[kind].append(text)
        answer = self.reply(kind, request)
        if isinstance(answer, Exception):
            raise answer
        return answer


class Model(Provider):
    """One of the models of a Scripted."""

    def __init__(self, script: Scripted, role: str) -> None:
        self.name = "openai"
        self._script, self._role = script, role

    async def complete(self, request: Request) -> Completion:
        caller.get().started()
        await asyncio.sleep(0)
        mapped = "merge" if caller.get().depth else "map"
        return self._script.answer(mapped if self._role == "mapper" else "final", request)

    async def stream(self, request: Request) -> AsyncIterator[str | Completion]:
        answer = await self.complete(request)
        yield answer.text
        yield answer

    def reserve_context(self, needed_tokens: int) -> None:
        assert needed_tokens <= self._script.window_tokens
        self._script.announced[self._role] = needed_tokens


def job_for(window_tokens: int, length: str = "short", chunk_tokens: int | None = None) -> Job:
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
    return Job(
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


def summarize(
    document: Document,
    job: Job,
    models: Scripted,
    *,
    stream: bool = False,
    emit: Emit = no_events,
) -> Summary:
    """Plan and run."""
    plan, budget = plan_document(document, job)
    assert budget is not None
    return asyncio.run(
        run_plan(
            document, plan, job, budget, models.port, Index(document), emit=emit, stream=stream
        )
    )
