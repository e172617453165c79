"""The desk: where documents wait, and from which jobs are sent, watched and read."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from ..batch_api import RemoteJob
from ..errors import AuthFailed, BadRequest, ConfigError, ProviderError
from ..events import Emit, JobsProgress, Noted, Warned
from ..middleware import Budget
from ..provider import host_of
from ..records import ModelRef, usd
from ..screen_text import how_many
from .client import BatchClient
from .clock import Clock
from .economical import Economical
from .job import AT_SERVICE, OPEN, UNSENT, Item, ItemState, Job, JobState, WaitingDocument
from .progress import Options, Progress
from .sending import Sending
from .spool import Spool
from .state import State, owner_of
from .watch import Watch, calls_of

SPOOL_FOLDER = "economy"
TELL_EVERY_S = 0.5
READY_AT_ONCE = 2_000
MOST_LOOKS = 5
"""How often a cancelled job is looked at before the rest is left to the next command."""


class Desk:
    """One run through batch APIs into `folder`. `client_for` makes the client of a model that only
    a job of an earlier run has used.
    """

    def __init__(
        self,
        folder: Path,
        options: Options,
        *,
        emit: Emit,
        clock: Clock | None = None,
    ) -> None:
        self.state = State(folder)
        self.options = options
        self.clock = clock or Clock(options.poll_s)
        self.client_for: Callable[[ModelRef], BatchClient] | None = None
        self._folder = folder / SPOOL_FOLDER
        self._emit = emit
        self._run = self.state.next_run()
        self._clients: dict[ModelRef, BatchClient] = {}
        self._sending: Sending | None = None
        self._stopping = asyncio.Event()
        self._looked = False
        self._watch: Watch | None = None
        self._seen = -1
        self._told_at = float("-inf")
        self._wave = int(self.state.fact("wave") or 0)

    def close(self) -> None:
        """Forget what was not sent and close the state; what waits at the services stays."""
        for client in self._clients.values():
            client.spool.clear()
        self.state.close()

    def stop(self) -> None:
        """Take nothing more up."""
        self._stopping.set()

    def open(self, budget: Budget) -> None:
        """Begin, with a budget that knows what earlier processes have spent."""
        budget.spent_usd += self.state.spent_usd()
        budget.lasting_usd = self.state.reserved_usd()
        sending = Sending(self.state, self._folder, budget, self.clock, self._note, self.warn)
        self._sending = sending
        self._watch = Watch(
            self.state,
            sending,
            self.clock,
            self._stopping,
            self._client_of,
            self._tell_progress,
            at_once=self.options.no_wait,
        )

    def spool(self, ref: ModelRef) -> Spool:
        """The spool of a model."""
        return Spool(self._folder, str(owner_of(str(ref)) & 0xFFFFFFFF))

    def register(self, client: BatchClient) -> None:
        """Make a model known."""
        self._clients[client.ref] = client

    def known(self, ref: ModelRef) -> BatchClient | None:
        """The client of a model, where it was registered."""
        return self._clients.get(ref)

    def provider(self, client: BatchClient) -> Economical:
        """What the engine asks."""
        self.register(client)
        return Economical(client, self)

    # Documents

    def waits(self, path: str) -> bool:
        """Whether calls of a document are at a service: it need not be read again yet."""
        return self.state.is_waiting(path, self._run)

    def wait(self, document: WaitingDocument) -> None:
        """A document is dropped until its calls are answered."""
        self._seen = -1
        self.state.wait(document, self._run)

    def ended(self, path: str) -> None:
        """A document is done, or failed."""
        self.state.ended(path)

    async def next(self) -> list[WaitingDocument]:
        """Send what is ready, and wait until a document can be taken up again; empty when none
        waits any more, or nothing is to be waited for.

        Raises:
            TerselyError: what every further job would meet.
        """
        while not self._stopping.is_set():
            await self._send_all()
            if self._changed():
                if ready := self._ready():
                    return ready
                self._seen = self._watch.changes if self._watch else 0
            if not self.state.jobs(*OPEN) and not self._unsent():
                return []
            if self.options.no_wait and self._looked:
                return []
            await self._look()
        return []

    async def _look(self) -> None:
        assert self._watch is not None, "open() comes first"
        self._looked = True
        await self._watch.look(self._clients.values())

    def _changed(self) -> bool:
        """Whether a document may have become ready since none was: a look at all of them takes a
        second where 200,000 wait.
        """
        return self._watch is None or self._seen != self._watch.changes

    def _ready(self) -> list[WaitingDocument]:
        """Documents of which no call is on its way, nor one that another document asked for."""
        owners: set[int] = set()
        keys: set[bytes] = set()
        for client in self._clients.values():
            for call in client.spool.calls.values():
                owners.add(call.owner)
                keys.add(call.key)
        ready: list[WaitingDocument] = []
        for document in self.state.ready(self._run):
            if owner_of(document.path) in owners or document.blocker in keys:
                continue
            ready.append(document)
            if len(ready) == READY_AT_ONCE:
                break
        return ready

    def _unsent(self) -> bool:
        return any(client.spool.calls for client in self._clients.values())

    def fetch_again(self, item: Item) -> None:
        """An answer that the store has not: its job is read again while the service keeps it."""
        job = self.state.job(item.job) if item.job else None
        if job and job.state in (JobState.COLLECTED, *AT_SERVICE):
            self.state.settle([replace(item, state=ItemState.PENDING)])
            self.state.update(job, state=JobState.RUNNING)
            self._looked = False
        else:
            self.state.settle([replace(item, state=ItemState.AGAIN)])

    # Jobs

    async def _send_all(self) -> None:
        sending = self._sending
        assert sending is not None, "open() comes first"
        for job in self.state.jobs(*UNSENT):
            await sending.send(job, await self._client_of(job))
            self._seen = -1
        planned: list[Job] = []
        for client in list(self._clients.values()):
            if client.spool.calls:
                await sending.check(client)
            while not self._stopping.is_set():
                new = sending.plan(client)
                if new is None:
                    break
                sent = await sending.send(new, client)
                if sent.state in AT_SERVICE:
                    planned.append(sent)
                else:
                    self._seen = -1  # its calls are free again
        if planned:
            self._wave += 1
            self.state.learn("wave", self._wave)
            self._looked = False
            self._tell_wave(planned)
        self._tell_progress()

    def _tell_wave(self, jobs: Sequence[Job]) -> None:
        calls = calls_of(sum(job.items for job in jobs))
        most_usd = sum(job.reserved_usd for job in jobs)
        hosts = ", ".join(dict.fromkeys(host_of(job.base_url) for job in jobs))
        self._note(
            f"wave {self._wave}: {calls} in {how_many(len(jobs), 'job')} went to {hosts}, "
            f"at most {usd(most_usd)}"
        )

    async def _client_of(self, job: Job) -> BatchClient:
        ref = ModelRef(job.provider, job.model)
        if ref not in self._clients:
            assert self.client_for is not None
            self.register(self.client_for(ref))
        client = self._clients[ref]
        if client.base_url.rstrip("/") != job.base_url.rstrip("/"):
            raise ConfigError(
                f"A job of {ref} waits at {host_of(job.base_url)}, and the settings lead to "
                f"{host_of(client.base_url)}.",
                hint="Set the base URL back until it is collected.",
            )
        return client

    # Endings

    async def cancel(self) -> int:
        """End all jobs at their services; what is finished is read and stored. How many jobs are
        still being cancelled there.
        """
        sending = self._sending
        assert sending is not None
        for job in self.state.jobs(*UNSENT):
            if job.state is JobState.CREATING:
                job = await sending.send(job, await self._client_of(job))
            if job.state in UNSENT:
                self.state.release(job, JobState.FAILED, counted=False)
        for job in self.state.jobs(JobState.RUNNING):
            client = await self._client_of(job)
            # One that has ended, or is being cancelled, is refused: the next look tells.
            with suppress(BadRequest):
                await self.clock.patiently(partial(client.api.cancel, job.job_id))
            self.state.update(job, cancelling=True)
        for _ in range(MOST_LOOKS):
            if not self.state.jobs(*AT_SERVICE) or self._stopping.is_set():
                break
            await self._look()
        return len(self.state.jobs(*AT_SERVICE))

    async def clean_up(self) -> str:
        """Delete what the jobs have left at the services, then the state. A sentence about it; ""
        where something is still open there.
        """
        if self.state.jobs(*OPEN):
            return ""
        deleted: dict[str, int] = {}
        failed: list[str] = []
        for job in self.state.jobs():
            client = await self._client_of(job)
            left = RemoteJob(
                job.job_id,
                job.word,
                ended=True,
                file_id=job.file_id,
                results=tuple(json.loads(job.results or "[]")),
            )
            try:
                count = await client.api.delete(left)
            except (ProviderError, AuthFailed) as error:
                failed.append(error.message)
                continue
            deleted[client.api.host] = deleted.get(client.api.host, 0) + count
        self._erase()
        sentences = [
            f"{how_many(count, 'file')} deleted at {host}"
            for host, count in deleted.items()
            if count
        ]
        sentences += [f"not deleted: {message}" for message in dict.fromkeys(failed)]
        return "; ".join(sentences)

    def _erase(self) -> None:
        for client in self._clients.values():
            client.spool.clear()
        self.state.erase()
        for left in self._folder.glob("*.jsonl"):
            left.unlink(missing_ok=True)
        if self._folder.exists():
            self._folder.rmdir()

    @property
    def progress(self) -> Progress:
        """What is open."""
        jobs = self.state.jobs(*OPEN)
        calls = sum(self.state.pending_of(job) for job in jobs)
        return Progress(
            jobs,
            calls,
            self.state.reserved_usd(),
            self.state.spent_usd(),
            self.state.waiting(self._run),
        )

    def _tell_progress(self) -> None:
        # The sums go over all calls: twice a second is often enough.
        now = time.monotonic()
        if now - self._told_at < TELL_EVERY_S:
            return
        self._told_at = now
        jobs = self.state.jobs(*OPEN)
        began = min((job.created_at or job.planned_at for job in jobs), default=self.clock.now())
        self._emit(
            JobsProgress(
                "",
                "",
                self._wave,
                len(jobs),
                sum(job.items for job in jobs),
                sum(job.done + job.failed for job in jobs),
                self.state.waiting(self._run),
                max(0.0, self.clock.now() - began),
                self.state.spent_usd(),
            )
        )

    def _note(self, sentence: str) -> None:
        self._emit(Noted("", "", sentence))

    def warn(self, sentence: str) -> None:
        """Tell the user."""
        self._emit(Warned("", "", sentence))
