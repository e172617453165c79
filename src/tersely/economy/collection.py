"""Reading the results of a job: each is judged as a live answer, stored, and only then marked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from ..batch_api import ItemResult, RemoteJob
from ..errors import ConfigError, ProviderError, TerselyError
from ..middleware import called_by_name
from ..records import Completion, Request
from .client import BatchClient
from .job import Item, ItemState, Job
from .outcome import answer_to_json, error_to_json
from .state import State

CHUNK = 500
"""So many answers are committed together: a kill loses the reading of that many, never a call."""
# As providers/_usage.py: below both, a service may have cut the prompt, which only a look at the
# text can tell.
LEAST_OF_ESTIMATE = 0.6
SURE_BYTES_PER_TOKEN = 4


@dataclass(slots=True)
class Collected:
    """What reading a job has brought. `obstacle` is what every further job would meet (no credit)."""

    results: int = 0
    ours: int = 0
    answered: int = 0
    failed: int = 0
    again: int = 0
    paid_usd: float = 0.0
    obstacle: ConfigError | None = None
    reasons: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Collection:
    """Reads one job of `client`. `told` hears of each chunk that was stored."""

    state: State
    client: BatchClient
    told: Callable[[Collected], None]

    async def read(self, job: Job, remote: RemoteJob) -> Collected:
        """Read all results.

        Raises:
            ProviderError: they could not be read to their end; what was read is stored.
        """
        collected = Collected()
        async with aclosing(self.client.api.results(remote)) as results:
            async for chunk in _chunks(results):
                await self._take(job, chunk, collected)
                self.told(collected)
        return collected

    async def _take(self, job: Job, results: list[ItemResult], collected: Collected) -> None:
        items = self.state.items_by_id([result.custom_id for result in results], job)
        collected.results += len(results)
        settled: dict[bytes, Item] = {}
        stores = []
        for result in results:
            item = items.get(result.custom_id)
            if item is None:
                continue  # not ours: the service is not to be trusted with what it returns
            collected.ours += 1
            # What was read before a kill, and what stands twice in the results, counts once.
            if item.state is not ItemState.PENDING or item.key in settled:
                continue
            judged, answer, request = await self._judged(job, item, result, collected)
            settled[item.key] = judged
            if answer is not None:
                stores.append(self.client.stored.keep(item.key, request, answer))
        await asyncio.gather(*stores)
        self.state.settle(settled.values())

    async def _judged(
        self, job: Job, item: Item, result: ItemResult, collected: Collected
    ) -> tuple[Item, Completion | None, Request]:
        """The call with its outcome, and the answer where that is to be stored."""
        request = Request(
            model=job.model,
            system="",
            # Stands for the text where two texts are told apart.
            user=item.key.hex(),
            max_output_tokens=item.cap,
            # What is judged beside its request is not compared with its estimate here.
            input_tokens=max(0, item.input_tokens if item.text_bytes >= 0 else 0),
        )
        if result.trouble is not None:
            # What we have cancelled ourselves is no try of the call.
            counted = not job.cancelling
            item = self._again(item, result.trouble.value, collected, counted=counted)
            return item, None, request
        try:
            if result.error is not None:
                raise result.error
            answer = await self.client.api.judge(result.answer, request)
        except TerselyError as error:
            return self._after(error, item, collected), None, request
        answer = called_by_name(request, answer)
        if not answer.usage.estimated:
            self.client.price.calibration.learn(request, answer.usage)
        paid_usd = self.client.price.paid_usd(answer)
        collected.answered += 1
        collected.paid_usd += paid_usd or 0.0
        total_usd = None if paid_usd is None else (item.paid_usd or 0.0) + paid_usd
        item = replace(item, paid_usd=total_usd)
        if item.text_bytes < 0 or _perhaps_cut(item, answer):
            raw = json.dumps(result.answer)
            return replace(item, state=ItemState.UNJUDGED, outcome=raw), None, request
        if not self.client.stored.keeps(request, answer):
            kept = replace(item, state=ItemState.KEPT, outcome=answer_to_json(answer))
            return kept, None, request
        return replace(item, state=ItemState.STORED, outcome=""), answer, request

    def _after(self, error: TerselyError, item: Item, collected: Collected) -> Item:
        """A call that failed: what may succeed later goes into the next wave."""
        if isinstance(error, ConfigError):
            collected.obstacle = error
            return self._again(item, error.message, collected, counted=False)
        if isinstance(error, ProviderError) and error.retryable:
            return self._again(item, error.message, collected)
        collected.failed += 1
        outcome = error_to_json(error, item.outcome)
        return replace(item, state=ItemState.FAILED, outcome=outcome)

    @staticmethod
    def _again(item: Item, reason: str, collected: Collected, *, counted: bool = True) -> Item:
        collected.again += 1
        collected.reasons[reason] = collected.reasons.get(reason, 0) + 1
        return replace(item, state=ItemState.AGAIN, tries=item.tries + counted)


def _perhaps_cut(item: Item, answer: Completion) -> bool:
    read = answer.usage.input_tokens
    if answer.usage.estimated or read >= LEAST_OF_ESTIMATE * item.input_tokens:
        return False
    return read * SURE_BYTES_PER_TOKEN < item.text_bytes


async def _chunks(results: AsyncGenerator[ItemResult]) -> AsyncGenerator[list[ItemResult]]:
    chunk: list[ItemResult] = []
    async for result in results:
        chunk.append(result)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
