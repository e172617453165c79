"""A model that says what a test tells it to, as a Provider."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

from tersely import catalog, tokens
from tersely.engine.ledger import Ledger
from tersely.events import no_events
from tersely.provider import Provider
from tersely.records import Completion, Finish, ModelRef, Request, Usage
from tersely.verification import Judge

Reply = Callable[[Request], Completion | Exception]


def told(text: str, finish: Finish = Finish.COMPLETE) -> Completion:
    """An answer."""
    return Completion(text, Usage(10, 5), finish, "scripted", "openai", cost_usd=0.001)


class Answering(Provider):
    """Keeps what it was asked."""

    name = "openai"

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        self.requests: list[Request] = []

    async def complete(self, request: Request) -> Completion:
        self.requests.append(request)
        answer = self.reply(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def stream(self, request: Request) -> AsyncIterator[str | Completion]:
        answer = await self.complete(request)
        yield answer.text
        yield answer


def judge_of(reply: Reply, **info: Any) -> tuple[Judge, Answering]:
    """A judge over such a model; `info` replaces what the catalog knows of gpt."""
    provider = Answering(reply)
    facts = replace(catalog.model(ModelRef("openai")), **info)
    price = 1e-6
    judge = Judge(
        facts,
        tokens.counter_for("o200k"),
        provider,
        b"s" * 32,
        lambda _ref, sent, written: price * (sent + written),
    )
    return judge, provider


def ledger() -> Ledger:
    """A ledger that nobody listens to."""
    return Ledger("", "document", no_events, lambda _ref, _sent, _written: 0.0)
