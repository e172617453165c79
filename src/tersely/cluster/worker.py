"""The actor of one node: the program as it runs on one machine, with the driver's store and limits."""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import replace
from functools import partial
from typing import Any

from .. import config
from ..app.batch_output import rendered
from ..app.batching import FolderWorker
from ..app.clients import Clients
from ..app.context import Context
from ..app.dividing import chunks_to_divide, notes_on_part, with_paid, with_paid_calls
from ..app.model_selection import choose_model
from ..app.session import Session
from ..batch import Found, LocalEngine, NotText, Unreadable
from ..catalog import ModelInfo
from ..config import Loaded
from ..errors import TerselyError, UsageError
from ..events import CallFinished, Event
from ..faults import explained, foreseen
from ..middleware import Calibration, Gate, caller
from ..provider import Endpoint, Provider
from ..records import CallRecord, Completion, Document, Summary
from .answers import WorkerStore, file_number
from .leases import LeasedBudget, Leases
from .messages import (
    VERSION,
    Answer,
    Assignment,
    Done,
    Failed,
    Fault,
    Huge,
    Message,
    NotesTaken,
    Task,
    Told,
)

GATHERED = 500
# A document is huge when one node would have to fill its width more often than so to read it.
HUGE_ROUNDS = 2
NEWS_AFTER_S = 2.0
READERS = 8

current: ContextVar[Task] = ContextVar("current")
"""What the current asyncio task works on."""


class WorkerClients(Clients):
    """Clients whose answers and limits are the driver's."""

    worker_store: WorkerStore | None
    leases: Leases
    stored_url: str

    def store(self) -> WorkerStore | None:
        return self.worker_store

    def _new_gate(self, _key: tuple[str, str, str], most: int | None) -> Gate:
        # Nodes with servers of their own have limits of their own: the address is in the key.
        explicit = bool(self._settings.concurrency) or most is not None
        width = min(self._settings.width, most or 4096)
        return self.leases.gate(" ".join(_key), width, explicit=explicit, signal=self.signal)

    def _wrapped(
        self,
        adapter: Provider,
        info: ModelInfo,
        where: Endpoint,
        gate: Gate,
        calibration: Calibration,
    ) -> Provider:
        stored = replace(where, base_url=self.stored_url) if self.stored_url else where
        return super()._wrapped(adapter, info, stored, gate, calibration)


class Worker:
    """One a node. The driver gives it files (`submit`) and asks it for `news`, over and over."""

    def __init__(self, node: str, limiter: Any, assignment: Assignment) -> None:
        self._node, self._limiter, self._assignment = node, limiter, assignment
        self._messages: list[Message] = []
        self._some = asyncio.Event()
        self._waiting: asyncio.Queue[Task] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: Session | None = None
        self._engine: LocalEngine | None = None
        self._store: WorkerStore | None = None
        self._dispatching: asyncio.Task[None] | None = None
        self._stopping = False

    async def ping(self) -> tuple[str, str]:
        """The versions of this node: of the program and of Python."""
        return VERSION, platform.python_version()

    async def submit(self, tasks: Sequence[Task]) -> None:
        """Take files to summarize; what becomes of them is in the news."""
        if self._engine is None:
            try:
                with foreseen():
                    self._open()
            except TerselyError as error:
                for task in tasks:
                    self._tell(Failed(task.number, Fault.of(error), int(error.exit_code)))
                return
        for task in tasks:
            self._waiting.put_nowait(task)

    async def news(self) -> list[Message]:
        """What has happened since the last question; waits a little for something to happen."""
        if not self._messages:
            self._some.clear()
            try:
                async with asyncio.timeout(NEWS_AFTER_S):
                    await self._some.wait()
            except TimeoutError:
                return []
        messages, self._messages = self._messages[:GATHERED], self._messages[GATHERED:]
        return messages

    async def stop(self) -> None:
        """Begin no call; what is in flight ends."""
        self._stopping = True
        if self._session:
            self._session.stop()

    def _open(self) -> None:
        assignment = self._assignment
        environment = dict(config.process_environment())
        context = Context(Loaded(assignment.settings, {}), environment, config.paths(environment))
        if assignment.node_url:
            context = asking_at(context, assignment.node_url)
        settings = context.settings
        leases = Leases(self._limiter, self._node, limited=bool(settings.rpm or settings.tpm))
        budget = LeasedBudget(leases, settings.max_cost_usd, explicit=settings.max_cost_explicit)
        if settings.cache:
            self._store = WorkerStore(assignment.known, self._send, self._look)

        class NodeClients(WorkerClients):
            worker_store = self._store
            stored_url = assignment.stored_url

        NodeClients.leases = leases

        class NodeSession(Session):
            clients_type = NodeClients

        self._session = NodeSession(context, emit=self._emit, budget=budget)
        render = partial(rendered, kind=assignment.kind)
        worker = _TaskWorker(self._session, render)
        self._engine = LocalEngine(worker, READERS)
        self._dispatching = asyncio.create_task(self._dispatch(self._engine))

    async def _dispatch(self, engine: LocalEngine) -> None:
        while True:
            task = await self._waiting.get()
            try:
                await engine.begin()
            except TerselyError as error:  # e.g. there is no key on this node
                self._tell(Failed(task.number, Fault.of(error), int(error.exit_code)))
                continue
            running = asyncio.create_task(self._one(engine, task))
            self._tasks.add(running)
            running.add_done_callback(self._tasks.discard)

    async def _one(self, engine: LocalEngine, task: Task) -> None:
        file_number.set(task.number)
        current.set(task)
        if self._store:
            self._store.learn(task.fresh)
        file = Found(task.path, task.target, task.size, task.mtime_ns)
        try:
            result = await engine.process(file, task.order, task.standing)
        except _Divided as divided:
            self._tell(divided.outcome)
        except NotText:
            self._tell(Failed(task.number, Fault("", "binary"), binary=True))
        except Unreadable as error:
            fault = Fault("", error.message)
            self._tell(Failed(task.number, fault, error.exit_code, unreadable=True))
        except TerselyError as error:
            self._tell(Failed(task.number, Fault.of(error), int(error.exit_code)))
        except Exception as error:  # noqa: BLE001  # told to the driver, where it ends its file only
            self._tell(Failed(task.number, Fault.of(explained(error))))
        else:
            self._tell(Done(task.number, result))

    def _tell(self, message: Message) -> None:
        self._messages.append(message)
        self._some.set()

    def _emit(self, event: Event) -> None:
        task = current.get(None)
        # Whoever made a call has told of it.
        if not (task and isinstance(event, CallFinished) and _is_told(event, task.paid)):
            self._tell(Told(event))

    def _send(self, number: int, key: bytes, completion: Completion) -> None:
        self._tell(Answer(number, key, completion, caller.get().place))

    def _look(self, key: bytes) -> Completion | None:
        """Blocks this worker for a millisecond: only for an answer that is there."""
        import ray

        answer: Completion | None = ray.get(self._limiter.stored.remote(key))
        return answer


def _is_told(event: CallFinished, paid: Sequence[CallRecord]) -> bool:
    """Whether a call found the answer to one of those that were paid elsewhere in this run."""
    if not event.reused:
        return False
    places = [(call.stage, call.index) for call in paid]
    return (event.stage, event.index) in places


def asking_at(context: Context, base_url: str) -> Context:
    """The context with the server of this node in place of that of its model."""
    provider = choose_model(context).ref.provider
    row = context.settings.providers.get(provider)
    if row and row.base_url:
        rows = {
            **context.settings.providers,
            provider: row.model_copy(update={"base_url": base_url}),
        }
        return context.with_settings(replace(context.settings, providers=rows))
    known = provider in context.providers.names()
    variable = context.providers.facts(provider).base_url_variable if known else ""
    if not variable:
        raise UsageError(
            f"{provider} has no address that --node-url could replace.",
            hint="Use a server that speaks the OpenAI API: -m vllm/MODEL, -m llamacpp/MODEL ...",
        )
    environment = {**context.environment, variable: base_url}
    return Context(context.loaded, environment, context.paths)


class _Divided(Exception):
    """A file is huge, or a part of one has its notes."""

    def __init__(self, outcome: Huge | NotesTaken) -> None:
        super().__init__()
        self.outcome = outcome


class _TaskWorker(FolderWorker):
    """Works on the current task: reads the file from the bytes that came with it (objects it gets
    itself), and summarizes it or takes the notes on a part of it.
    """

    def head(self, path: str, most_bytes: int) -> bytes:
        data = current.get().data
        return super().head(path, most_bytes) if data is None else data[:most_bytes]

    def read(self, path: str) -> Document:
        data = current.get().data
        return super().read(path) if data is None else self.read_bytes(data, path)

    async def summarize(self, document: Document, number: int) -> Summary:
        task = current.get()
        if task.part is None and not task.divides:
            return with_paid(await super().summarize(document, number), task.paid)
        session = self._session
        prepared = await self.prepare(document, number)
        if task.part:
            calls = with_paid_calls(await notes_on_part(session, prepared, task.part), task.paid)
            raise _Divided(NotesTaken(task.number, calls))
        chunks = chunks_to_divide(prepared)
        is_huge = chunks > HUGE_ROUNDS * session.context.settings.width
        if is_huge and session.budget.fits(prepared.plan.cost_usd.expected):
            raise _Divided(Huge(task.number, chunks))
        return with_paid(await session.run(prepared), task.paid)
