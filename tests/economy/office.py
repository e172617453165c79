"""A desk with one model of the fake service, and a clock that only goes on while it sleeps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from pydantic import SecretStr

import wire
from tersely import catalog, providers
from tersely.batch_api import RemoteJob
from tersely.economy import Desk, Economical, Job, JobState, Options, WaitingDocument, document_path
from tersely.economy.client import BatchClient, BatchPrice
from tersely.economy.clock import Clock
from tersely.economy.job import AT_SERVICE, Item
from tersely.economy.sending import Sending
from tersely.errors import TerselyError, Waiting
from tersely.events import Event, Noted, Warned
from tersely.middleware import Budget, Budgeted, Calibration, Stored
from tersely.provider import Endpoint, Provider
from tersely.records import Completion, ModelRef, Request
from tersely.store import Store

T = TypeVar("T")
MODELS = {"openai": "gpt-6-luna", "anthropic": "claude-haiku-5-5"}
START_S = 1_700_000_000.0


def request_of(number: int, **changes: Any) -> Request:
    """The call of a document; another number is another call."""
    plain: dict[str, Any] = {
        "model": MODELS["openai"],
        "system": "Summarize.",
        "user": f"Report {number}. " + "The harbour has ships. " * 12,
        "max_output_tokens": 500,
        "input_tokens": 75,
    }
    return Request(**plain | changes)


@dataclass
class Office:
    """What a test sees. `now` is the time of both sides. `goes_on` says that the documents have
    more calls than these, so that none of them ends.
    """

    server: wire.WireServer
    folder: Path
    desk: Desk
    client: BatchClient
    adapter: Provider
    budget: Budget
    provider: Economical
    events: list[Event]
    now: float = START_S
    goes_on: bool = False
    slept: list[float] = field(default_factory=list)
    asked: dict[str, Request] = field(default_factory=dict)

    @property
    def sending(self) -> Sending:
        """What sends the jobs of the desk."""
        assert self.desk._sending
        return self.desk._sending

    @property
    def notes(self) -> list[str]:
        """The sentences that nobody has to act upon."""
        return [event.message for event in self.events if isinstance(event, Noted)]

    @property
    def warnings(self) -> list[str]:
        """The sentences that somebody may have to act upon."""
        return [event.message for event in self.events if isinstance(event, Warned)]

    def item(self, request: Request) -> Item:
        """The row of a call."""
        item = self.desk.state.item(self.client.stored.key(request))
        assert item
        return item

    async def ask(self, request: Request, path: str = "") -> Completion | TerselyError:
        """The answer for a document (of its own, unless one is named), or why there is none yet."""
        path = path or f"doc {request.user[:20]}"
        self.asked[path] = request
        document_path.set(path)
        try:
            answer = await self.provider.complete(request)
        except Waiting as waiting:
            self.desk.wait(WaitingDocument(path, blocker=waiting.blocker))
            return waiting
        except TerselyError as error:
            self._done(path)
            return error
        self._done(path)
        return answer

    def _done(self, path: str) -> None:
        if not self.goes_on:
            self.desk.ended(path)

    async def answered(self, requests: Iterable[Request]) -> list[Completion | TerselyError]:
        """What comes of all these calls in the end, each of a document of its own."""
        results = {request.user: await self.ask(request) for request in requests}
        while ready := await self.desk.next():
            for document in ready:
                request = self.asked[document.path]
                results[request.user] = await self.ask(request, document.path)
        return list(results.values())

    async def sent(self, requests: Iterable[Request]) -> Job:
        """A job with these calls, as it is at the service."""
        for request in requests:
            await self.ask(request)
        planned = self.sending.plan(self.client)
        assert planned
        return await self.sending.send(planned, self.client)

    async def ended(self, requests: Iterable[Request]) -> tuple[Job, RemoteJob]:
        """The same after the service has ended it; nothing was read yet."""
        job = await self.sent(requests)
        while not (remote := await self.client.api.poll(job.job_id)).ended:
            pass
        return job, remote

    def jobs(self) -> list[JobState]:
        """The states of all jobs."""
        return [job.state for job in self.desk.state.jobs()]

    def at_service(self) -> int:
        """How many jobs wait there."""
        return len(self.desk.state.jobs(*AT_SERVICE))


@asynccontextmanager
async def opened(
    server: wire.WireServer,
    folder: Path,
    *,
    name: str = "openai",
    key: str = "sk-wire",
    limit_usd: float | None = None,
    options: Options | None = None,
    store: Path | None = None,
) -> AsyncIterator[Office]:
    """A desk that keeps its state in `folder`; what is there of an earlier one is taken up."""
    options = options or Options()
    ref = ModelRef(name, MODELS[name])
    where = Endpoint(name, ref.model, server.url(name), SecretStr(key))
    adapter = providers.create(where)
    events: list[Event] = []
    desk = Desk(folder, options, emit=events.append)
    info, calibration = catalog.model(ref), Calibration()
    budget = Budget(limit_usd, explicit=limit_usd is not None)
    answers = Store.open(store or folder / "answers.sqlite")
    stored = Stored(
        Budgeted(adapter, budget, info, calibration),
        answers,
        base_url=where.base_url,
        price=partial(catalog.cost_usd, ref),
    )
    api = adapter.batch_api()
    assert api
    client = BatchClient(
        ref=ref,
        base_url=where.base_url,
        key=key,
        api=api,
        stored=stored,
        price=BatchPrice(info, 0.5, calibration),
        spool=desk.spool(ref),
    )
    provider = desk.provider(client)
    office = Office(server, folder, desk, client, adapter, budget, provider, events)

    async def sleep(seconds: float) -> None:
        office.slept.append(seconds)
        office.now += seconds
        await asyncio.sleep(0)

    desk.clock = Clock(options.poll_s, lambda: office.now, sleep)
    server.batches.clock = lambda: office.now
    desk.open(budget)
    try:
        yield office
    finally:
        desk.close()
        answers.close()
        await adapter.aclose()


def at_desk(
    server: wire.WireServer, folder: Path, use: Callable[[Office], Awaitable[T]], **options: Any
) -> T:
    """What `use` brings of a desk."""

    async def work() -> T:
        async with opened(server, folder, **options) as office:
            return await use(office)

    return asyncio.run(work())
