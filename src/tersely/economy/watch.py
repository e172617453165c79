"""Watching the jobs at the services: when they have ended, their results are read."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

from ..batch_api import EnqueuedTooMuch, RemoteJob
from ..errors import BadReply, BadRequest, ConfigError, ProviderError
from ..records import usd
from .client import BatchClient
from .clock import BACK_OFF_S, Clock
from .collection import Collected, Collection
from .job import AT_SERVICE, Job, JobState
from .sending import Sending
from .state import State

YOUNG_S = 600.0
"""A service may need so long until it knows a job that it has just made."""
MOST_READINGS = 5


@dataclass(slots=True)
class Watch:
    """Looks at jobs in time. `at_once` never pauses. `progressed` hears of
    every change;
    `changes` counts jobs whose state is another one.
    """

    state: State
    sending: Sending
    clock: Clock
    stopping: asyncio.Event
    client_of: Callable[[Job], Awaitable[BatchClient]]
    progressed: Callable[[], None]
    at_once: bool = False
    changes: int = 0
    _readings: dict[int, int] = field(default_factory=dict)
    _next_look: dict[int, float] = field(default_factory=dict)

    async def look(self, clients: Iterable[BatchClient]) -> None:
        """Poll the jobs that are due, after a pause where none is, and read those that have ended.
        Calls of `clients` that may be sent again end the pause.
        """
        jobs = self.state.jobs(*AT_SERVICE)
        if not self.at_once:
            await self._pause(self._pause_s(jobs, clients))
        for job in jobs:
            if self.stopping.is_set():
                return
            if self.at_once or not self._until_look_s(job):
                before = self.state.job(job.number).state
                await self._poll(job)
                self.changes += self.state.job(job.number).state is not before
                self._next_look[job.number] = self._due(job)
        self.progressed()

    def _pause_s(self, jobs: Iterable[Job], clients: Iterable[BatchClient]) -> float:
        """Seconds until there is something to do."""
        pauses_s = [self._until_look_s(job) for job in jobs]
        for client in clients:
            held_back_s = self.clock.until_s(client.not_before, BACK_OFF_S)
            if client.spool.calls and held_back_s:
                pauses_s.append(held_back_s)
        return min(pauses_s, default=0.0)

    def _until_look_s(self, job: Job) -> float:
        moment = self._next_look.setdefault(job.number, self._due(job))
        return self.clock.until_s(moment, self.clock.longest_s)

    def _due(self, job: Job) -> float:
        now = self.clock.now()
        return now + self.clock.next_look_s(max(0.0, now - job.created_at))

    async def _pause(self, seconds: float) -> None:
        """Sleep, but not through a stop."""
        if seconds <= 0:
            return
        sleeping = asyncio.ensure_future(self.clock.sleep(seconds))
        stopping = asyncio.ensure_future(self.stopping.wait())
        try:
            await asyncio.wait((sleeping, stopping), return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()
            stopping.cancel()

    async def _poll(self, job: Job) -> None:
        client = await self.client_of(job)
        try:
            remote = await client.api.poll(job.job_id)
        except BadRequest as error:
            if error.status not in (404, 410):
                raise
            self._unknown_there(job, client)
            return
        except ProviderError as error:
            if not error.retryable:
                raise
            return  # the next look may succeed
        counts = {"done": remote.done or 0, "failed": remote.failed or 0}
        job = self.state.update(job, word=remote.word, **counts)
        if remote.ended:
            await self._collect(job, client, remote)

    def _unknown_there(self, job: Job, client: BatchClient) -> None:
        """The service does not know the job: too young, of another account, or gone."""
        if client.key_mark(job.marker) != job.key_mark:
            raise ConfigError(
                f"{client.api.host} does not know the job {job.job_id}, which was made with another "
                f"key of {job.provider}.",
                hint="Use that key again; until then nothing is sent anew.",
            )
        if (client.api.served_at or self.clock.now()) - job.created_at < YOUNG_S:
            return
        freed = self.state.release(job, JobState.LOST, counted=False)
        self._settle_budget()
        self.sending.warn(
            f"{client.api.host} has lost the job {job.job_id}: {calls_of(freed)} are sent anew, and "
            f"up to {usd(job.reserved_usd)} may have been paid for nothing."
        )

    async def _collect(self, job: Job, client: BatchClient, remote: RemoteJob) -> None:
        results = json.dumps(remote.results)
        job = self.state.update(job, state=JobState.COLLECTING, results=results)
        collection = Collection(self.state, client, lambda _collected: self.progressed())
        try:
            collected = await collection.read(job, remote)
            if remote.expected is not None and collected.results < remote.expected:
                raise BadReply(
                    f"{client.api.host}: the results of the job {job.job_id} end after "
                    f"{collected.results:,} of {remote.expected:,} calls.",
                    provider=job.provider,
                    hint="What came is stored. Run the same command again.",
                )
        except ProviderError as error:
            self._readings[job.number] = self._readings.get(job.number, 0) + 1
            self._settle_budget()
            if not error.retryable or self._readings[job.number] >= MOST_READINGS:
                raise
            return
        self._close_job(job, client, remote, collected)

    def _close_job(
        self, job: Job, client: BatchClient, remote: RemoteJob, collected: Collected
    ) -> None:
        """Every call of the job has an outcome now, or goes into the next wave."""
        sending, budget = self.sending, self.sending.budget
        budget.spent_usd += collected.paid_usd
        if isinstance(remote.problem, EnqueuedTooMuch) and not collected.results:
            sending.back_off(job, client, remote.problem)
            return
        foreign = bool(collected.results) and not collected.ours
        ended = JobState.FAILED if remote.problem or foreign else JobState.COLLECTED
        freed = self.state.release(job, ended, counted=not (foreign or job.cancelling))
        budget.lasting_usd = self.state.reserved_usd()
        if foreign:
            self.sending.warn(
                f"The job {job.job_id} turned out not to be ours; its calls are sent anew."
            )
        elif again := freed + collected.again:
            why = max(collected.reasons, key=collected.reasons.__getitem__, default=remote.word)
            self.sending.note(
                f"job {job.job_id}: {collected.answered:,} answered, {calls_of(again)} left "
                f"({why.rstrip('.')})"
            )
        if remote.problem and not collected.results:
            raise remote.problem
        if collected.obstacle:
            raise collected.obstacle

    def _settle_budget(self) -> None:
        self.sending.budget.lasting_usd = self.state.reserved_usd()


def calls_of(count: int) -> str:
    """E.g. "1,204 calls"."""
    return "1 call" if count == 1 else f"{count:,} calls"
