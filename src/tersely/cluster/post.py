"""A worker as the driver knows it: what it has to do, and what it has done so far."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from ..records import CallRecord, Completion, Stage
from .connection import Member
from .messages import Answer, Outcome, Task


@dataclass(slots=True)
class Post:
    """A worker with what it has to do: the files in flight, the keys of the answers of each, and the
    calls that it has paid for each.
    """

    member: Member
    flying: dict[int, asyncio.Future[Outcome]] = field(default_factory=dict)
    keys: dict[int, list[bytes]] = field(default_factory=dict)
    calls: dict[int, list[CallRecord]] = field(default_factory=dict)
    outbox: list[Task] = field(default_factory=list)
    listening: asyncio.Task[None] | None = None

    def note(self, answer: Answer) -> None:
        """Remember what a file has an answer to, and what it cost."""
        self.keys.setdefault(answer.number, []).append(answer.key)
        if answer.place:
            stage, index = answer.place
            record = _record(stage, index, answer.completion)
            self.calls.setdefault(answer.number, []).append(record)


def _record(stage: Stage, index: int, answer: Completion) -> CallRecord:
    return CallRecord(
        stage,
        index,
        answer.provider,
        answer.model,
        answer.finish,
        answer.usage,
        answer.cost_usd,
        False,
        answer.elapsed_s,
        answer.attempts,
        answer.request_id,
        answer.first_token_s,
        price_usd=answer.cost_usd,
    )
