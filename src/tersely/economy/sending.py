"""From calls that are ready to a job that the service has accepted, in steps that survive a kill."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..batch_api import EnqueuedTooMuch, RemoteJob
from ..errors import (
    BadReply,
    BadRequest,
    BudgetExceeded,
    ConnectionFailed,
    RateLimited,
    ServerFailed,
    TerselyError,
)
from ..middleware import Budget
from ..records import usd
from .client import BatchClient
from .clock import AFTER_LOST_REPLY_S, BACK_OFF_S, MOST_TRIES, Clock
from .job import AT_SERVICE, Job, JobState
from .spool import ReadyCall, job_file
from .state import State

PERHAPS_DONE = (ConnectionFailed, ServerFailed, BadReply)
"""The order may have been carried out although its reply is lost."""
LOOK_BACK_S = 600.0
"""The clocks of two machines differ."""
SAME_TIME_S = 900.0


@dataclass(frozen=True, slots=True)
class Sending:
    """Plans and sends the jobs of all models. `note` and `warn` say a sentence to the user."""

    state: State
    folder: Path
    budget: Budget
    clock: Clock
    note: Callable[[str], None]
    warn: Callable[[str], None]

    def plan(self, client: BatchClient) -> Job | None:
        """The next job of a model; None where none can be sent now.

        Raises:
            BudgetExceeded: its first call does not fit, and no job is open that would make room.
        """
        if not client.spool.calls or self.clock.until_s(client.not_before, BACK_OFF_S):
            return None
        calls = self._chosen(client)
        if not calls:
            return None
        marker = secrets.token_hex(8)
        client.spool.take(calls, marker)
        reserved_usd = sum(call.worst_usd for call in calls)
        job = Job(
            number=0,
            marker=marker,
            provider=client.ref.provider,
            model=client.ref.model,
            base_url=client.base_url,
            key_mark=client.key_mark(marker),
            state=JobState.PLANNED,
            items=len(calls),
            tokens=sum(call.input_tokens for call in calls),
            reserved_usd=reserved_usd,
            planned_at=self.clock.now(),
        )
        job = self.state.plan(job, (call.item() for call in calls))
        self.budget.lasting_usd += reserved_usd
        return job

    def _chosen(self, client: BatchClient) -> list[ReadyCall]:
        """As many of the ready calls as one job may hold and money and quota allow."""
        limits, room_usd = client.api.limits, self.budget.room_usd()
        room_tokens = self._room_tokens(client)
        chosen: list[ReadyCall] = []
        input_bytes, tokens, worst_usd = 0, 0, 0.0
        for call in client.spool.calls.values():
            input_bytes += call.length
            tokens += call.input_tokens
            worst_usd += call.worst_usd
            if room_usd is not None and worst_usd > room_usd:
                if not chosen and not self.budget.lasting_usd:
                    raise self._too_dear(call)
                break
            full = len(chosen) == limits.items or (chosen and input_bytes > limits.input_bytes)
            if full or (room_tokens is not None and tokens > room_tokens and self._others(chosen)):
                break
            chosen.append(call)
        return chosen

    def _others(self, chosen: Sequence[ReadyCall]) -> bool:
        """Whether anything is sent or open: a single call is tried whatever the quota is."""
        return bool(chosen) or bool(self.state.jobs(*AT_SERVICE))

    def _too_dear(self, call: ReadyCall) -> BudgetExceeded:
        limit_usd, spent_usd = self.budget.limit_usd, self.budget.spent_usd
        assert limit_usd is not None
        return BudgetExceeded(
            f"The next call may cost {usd(call.worst_usd)} and {usd(spent_usd)} are spent; the "
            f"limit is {usd(limit_usd)}.",
            limit_usd=limit_usd,
            spent_usd=spent_usd,
            needed_usd=call.worst_usd,
            hint="Raise it with --max-cost; nothing that is done is paid twice.",
        )

    def _room_tokens(self, client: BatchClient) -> int | None:
        """Tokens that may still be enqueued; None where no limit is known."""
        most = self.state.fact(_quota(client))
        if most is None:
            return None
        waiting = (j for j in self.state.jobs(*AT_SERVICE) if j.ref == str(client.ref))
        return int(most) - sum(job.tokens for job in waiting)

    async def check(self, client: BatchClient) -> None:
        """Ask a service once whether it takes jobs.

        Raises:
            TerselyError: it does not, or does not answer.
        """
        if not client.checked:
            await self.clock.patiently(client.api.check)
            client.checked = True

    async def send(self, job: Job, client: BatchClient) -> Job:
        """Bring a job to the service, from whatever state it is in.

        Raises:
            TerselyError: it was not accepted, or nobody knows; the same command goes on.
        """
        path = job_file(self.folder, job.marker)
        if not path.exists():
            remote = await self._adopted(job, client) if job.state is JobState.CREATING else None
            if remote is None:
                self._given_back(job)
                return self.state.job(job.number)
            return self._running(job, remote)
        try:
            job = await self._uploaded(job, client, path)
            return await self._created(job, client, path)
        except EnqueuedTooMuch as error:
            self.back_off(job, client, error)
        except BadRequest:
            self._given_back(job)
            raise
        return self.state.job(job.number)

    async def _uploaded(self, job: Job, client: BatchClient, path: Path) -> Job:
        if job.state not in (JobState.PLANNED, JobState.UPLOADING):
            return job

        async def upload() -> str:
            file_id = ""
            if self.state.job(job.number).state is JobState.UPLOADING:
                file_id = await client.api.find_upload(job.marker)
            self.state.update(job, state=JobState.UPLOADING)
            return file_id or await client.api.upload(path, job.marker)

        file_id = await self.clock.patiently(upload)
        return self.state.update(job, state=JobState.UPLOADED, file_id=file_id)

    async def _created(self, job: Job, client: BatchClient, path: Path) -> Job:
        lost: TerselyError | None = None
        for _ in range(MOST_TRIES):
            if job.state is JobState.CREATING:
                if remote := await self._adopted(job, client):
                    self.note(f"The job {remote.job_id} was found at {client.api.host}.")
                    return self._running(job, remote)
            else:
                at = client.api.served_at or self.clock.now()
                job = self.state.update(job, state=JobState.CREATING, created_at=at)
            try:
                remote = await client.api.create(path, job.file_id, job.marker)
                return self._running(job, remote)
            except PERHAPS_DONE as error:
                lost = error
            except RateLimited as error:
                job = self.state.update(job, state=JobState.UPLOADED)
                lost = error
                await self.clock.pause_after(error)
            except TerselyError:
                self.state.update(job, state=JobState.UPLOADED)
                raise
        assert lost is not None
        raise lost

    def _running(self, job: Job, remote: RemoteJob) -> Job:
        job = self.state.update(
            job,
            state=JobState.RUNNING,
            job_id=remote.job_id,
            word=remote.word,
            created_at=remote.created_at or job.created_at,
        )
        job_file(self.folder, job.marker).unlink(missing_ok=True)
        return job

    async def _adopted(self, job: Job, client: BatchClient) -> RemoteJob | None:
        """The job at the service that this one became, if it did; looked for twice."""
        known = {other.job_id for other in self.state.jobs() if other.job_id}
        for look in range(2):
            if look:
                await self.clock.sleep(self.clock.scaled(AFTER_LOST_REPLY_S))
            if remote := await self.clock.patiently(lambda: _orphan(job, client, known)):
                return remote
        return None

    def back_off(self, job: Job, client: BatchClient, error: EnqueuedTooMuch) -> None:
        """More waits at the service than the account may have: the calls come again, in smaller
        jobs.
        """
        others = [j for j in self.state.jobs(*AT_SERVICE) if j.number != job.number]
        waiting = sum(j.tokens for j in others if j.ref == job.ref)
        most = error.limit_tokens or max(waiting, job.tokens // 2)
        self.state.learn(_quota(client), max(most, 1))
        client.not_before = self.clock.now() + self.clock.scaled(BACK_OFF_S)
        self._given_back(job)
        self.warn(f"{error.message.rstrip('.')}; smaller jobs are sent in a while.")

    def _given_back(self, job: Job) -> None:
        """The service has nothing of this job: its calls are free for the next wave."""
        self.state.release(job, JobState.FAILED, counted=False)
        job_file(self.folder, job.marker).unlink(missing_ok=True)
        self.budget.lasting_usd = self.state.reserved_usd()


async def _orphan(job: Job, client: BatchClient, known: set[str]) -> RemoteJob | None:
    """The job that carries our marker or was made from our file; where a service keeps neither, the
    oldest of the same size and time that is not known.
    """
    alike: list[RemoteJob] = []
    async for remote in client.api.jobs(job.created_at - LOOK_BACK_S):
        if remote.job_id in known:
            continue
        of_file = bool(job.file_id) and remote.file_id == job.file_id
        if remote.marker == job.marker or of_file:
            return remote
        near = abs(remote.created_at - job.created_at) <= SAME_TIME_S
        if not client.api.finds_marker and near and remote.total == job.items:
            alike.append(remote)
    return min(alike, key=lambda remote: remote.created_at, default=None)


def _quota(client: BatchClient) -> str:
    return f"enqueued tokens {client.ref}"
