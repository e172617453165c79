"""The driver's engine: files go to workers, answers and summaries come back."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from itertools import count

from ..app.dividing import with_paid_calls
from ..batch import Found, NotText, Result, Unreadable
from ..config import Settings
from ..errors import ExitCode, InputError, TerselyError
from ..events import Emit, Warned
from ..records import CallRecord
from ..storage import is_remote
from ..store import Store
from .answers import packed
from .connection import Connection, Member, answered
from .division import parts
from .messages import Answer, Assignment, Done, Failed, Huge, NotesTaken, Outcome, Task, Told
from .post import Post

TRIES = 5
LOOK_FOR_NODES_S = 30.0
# What a worker may wait for beside what its pool can use: enough that it never waits for files.
AHEAD = 8
# Equal files that are in flight at the same time go to one node; what has ended is in the store.
REMEMBERED = 10_000
READERS = 8


class _Lost(Exception):
    """The worker of a file is gone."""


class ClusterEngine:
    """A batch.Engine over the workers of a cluster. It alone writes the store.

    `stored_url` is the address that answers are stored under where nodes ask servers of their own.
    """

    def __init__(
        self,
        connection: Connection,
        settings: Settings,
        kind: str,
        *,
        store: Store | None,
        emit: Emit,
        stored_url: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connection, self._emit, self._clock = connection, emit, clock
        self._most_bytes = int(settings.max_input_mb * 1e6)
        self._store = store
        known = packed(store.keys()) if store else b""
        self._assignment = Assignment(without_keys(settings), kind, stored_url, "", known)
        self._width = settings.width
        self._posts: list[Post] = []
        self._outstanding = 0
        self._fewer = asyncio.Event()
        self._reading = asyncio.Semaphore(READERS)
        self._homes: OrderedDict[bytes, int] = OrderedDict()
        self._numbers = count(1)
        self._stopping = False
        self._looked_at = 0.0
        self.resubmitted = 0

    @property
    def nodes(self) -> int:
        """How many workers are at work."""
        return len(self._posts)

    async def open(self) -> None:
        """Start a worker on each node.

        Raises:
            ConfigError: a node cannot work.
        """
        members = [self._start(node_id, host) for node_id, host in self._connection.nodes().items()]
        await self._connection.check(members)
        for member in members:
            self._employ(member)
        self._looked_at = self._clock()

    async def close(self) -> None:
        """End the workers."""
        for post in self._posts:
            if post.listening:
                post.listening.cancel()
        self._connection.close()

    async def begin(self) -> None:
        """Wait until a worker can use another file."""
        while self._outstanding >= (2 * self._width + AHEAD) * max(1, len(self._posts)):
            self._fewer.clear()
            await self._fewer.wait()
        self._outstanding += 1

    async def process(self, file: Found, number: int, standing: bytes) -> Result:
        """Summarize a file somewhere; where its worker is lost, somewhere else."""
        try:
            data = None if is_remote(file.path) else await self._bytes_of(file)
            task = Task(
                next(self._numbers),
                number,
                file.path,
                file.target,
                file.size,
                file.mtime_ns,
                data,
                standing,
                divides=len(self._posts) > 1,
            )
            outcome = await self._placed(task)
            if isinstance(outcome, Huge):
                outcome = await self._placed(await self._divided(task, outcome.chunks))
            assert isinstance(outcome, Done)
            return outcome.result
        finally:
            self._outstanding -= 1
            self._fewer.set()

    def stop(self) -> None:
        """Begin no call anywhere; what is in flight ends and is stored."""
        self._stopping = True
        for post in self._posts:
            post.member.actor.stop.remote()

    async def _placed(self, task: Task) -> Outcome:
        """What becomes of a task; where its worker is lost, another one gets it."""
        for _ in range(TRIES):
            post = await self._post_for(task)
            try:
                return await self._given(post, task)
            except _Lost:
                self.resubmitted += 1
                fresh = (*task.fresh, *post.keys.pop(task.number, ()))
                paid = (*task.paid, *post.calls.pop(task.number, ()))
                task = replace(task, fresh=fresh, paid=paid)
        raise Unreadable(f"its node was lost {TRIES} times", int(ExitCode.PROVIDER))

    async def _divided(self, task: Task, chunks: int) -> Task:
        """What is left of the task of a huge file after all workers that have room, if these are
        several, have taken the notes.
        """
        with_room = [post for post in self._posts if len(post.flying) < self._width]
        task = replace(task, number=next(self._numbers), divides=False)
        if len(with_room) < 2:
            return task
        tasks = [
            replace(task, number=next(self._numbers), part=part, paid=())
            for part in parts(chunks, len(with_room))
        ]
        # All are waited for: an error of one is that of all, and what others have asked is paid.
        taken = await asyncio.gather(*map(self._placed, tasks), return_exceptions=True)
        for outcome in taken:
            if isinstance(outcome, BaseException):
                raise outcome
        keys: list[bytes] = []
        calls: list[CallRecord] = []
        for outcome in taken:
            if isinstance(outcome, NotesTaken):
                keys += outcome.keys
                calls += outcome.calls
        return replace(task, fresh=(*task.fresh, *keys), paid=with_paid_calls(calls, task.paid))

    async def _given(self, post: Post, task: Task) -> Outcome:
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        post.flying[task.number] = future
        post.outbox.append(task)
        if len(post.outbox) == 1:
            asyncio.get_running_loop().call_soon(self._send, post)
        return await future

    def _send(self, post: Post) -> None:
        """All files of one turn of the loop are one message."""
        tasks, post.outbox = post.outbox, []
        if tasks and post in self._posts:
            post.member.actor.submit.remote(tasks)

    async def _bytes_of(self, file: Found) -> bytes:
        async with self._reading:
            try:
                return await asyncio.to_thread(self._read, file.path)
            except OSError as error:
                reason = error.strerror or "unreadable"
                raise Unreadable(reason, int(InputError.exit_code)) from None

    def _read(self, path: str) -> bytes:
        with open(path, "rb") as file:
            data = file.read(self._most_bytes + 1)
        if len(data) > self._most_bytes:
            raise Unreadable(
                f"{path} is larger than the limit of {self._most_bytes / 1e6:,.0f} MB.",
                int(InputError.exit_code),
            )
        return data

    async def _post_for(self, task: Task) -> Post:
        """The worker with the least to do; for a content that was met before, the same worker
        again, so that two equal files are paid once. The parts of a file are for different ones.
        """
        if self._clock() - self._looked_at > LOOK_FOR_NODES_S:
            await self._look_for_nodes()
        for _ in range(3):
            if self._posts:
                break
            await self._look_for_nodes()
            if not self._posts:
                await asyncio.sleep(1.0)
        else:
            raise TerselyError(
                "No node of the cluster is left.",
                hint="Start nodes and run the same command to go on; what is done is stored.",
            )
        least_busy = min(self._posts, key=lambda post: len(post.flying))
        if task.part:
            return least_busy
        content = (
            hashlib.sha256(task.data).digest()[:8]
            if task.data is not None
            else (f"{task.size} {task.mtime_ns}".encode())
        )
        home = self._homes.get(content)
        post = next((post for post in self._posts if post.member.index == home), None)
        post = post or least_busy
        self._homes[content] = post.member.index
        if len(self._homes) > REMEMBERED:
            self._homes.popitem(last=False)
        return post

    async def _look_for_nodes(self) -> None:
        """A worker for each node that has none."""
        self._looked_at = self._clock()
        alive = await asyncio.to_thread(self._connection.nodes)
        busy = {post.member.node_id for post in self._posts}
        members = [self._start(node, host) for node, host in alive.items() if node not in busy]
        for member in members:
            try:
                await self._connection.check([member])
            except TerselyError as error:
                self._emit(Warned("", "", f"{error.message} It is left out."))
                continue
            self._employ(member)

    def _start(self, node_id: str, host: str) -> Member:
        url = self._connection.node_url(len(self._posts))
        return self._connection.start(node_id, host, replace(self._assignment, node_url=url))

    def _employ(self, member: Member) -> None:
        post = Post(member)
        self._posts.append(post)
        post.listening = asyncio.create_task(self._listen(post))
        if self._stopping:
            member.actor.stop.remote()

    async def _listen(self, post: Post) -> None:
        """Hear a worker's news until it is lost."""
        errors = self._connection.ray.exceptions.RayError
        while True:
            try:
                messages = await answered(post.member.actor.news.remote())
            except errors:
                await self._lose(post)
                return
            answers = [message for message in messages if isinstance(message, Answer)]
            failure = await self._keep(post, answers)
            for message in messages:
                if isinstance(message, Told):
                    self._emit(message.event)
                elif isinstance(message, Done | Huge | NotesTaken | Failed):
                    self._settle(post, message, failure)

    async def _keep(self, post: Post, answers: list[Answer]) -> TerselyError | None:
        """Commit answers before anything that rests on them is written; the error where that fails."""
        for answer in answers:
            post.note(answer)
        if self._store is None or not answers:
            return None
        try:
            await asyncio.gather(
                *(self._store.put(answer.key, answer.completion) for answer in answers)
            )
        except TerselyError as error:
            return error
        return None

    def _settle(self, post: Post, message: Outcome | Failed, failure: TerselyError | None) -> None:
        future = post.flying.pop(message.number, None)
        keys = post.keys.pop(message.number, [])
        post.calls.pop(message.number, None)
        if future is None or future.done():
            return
        if failure:
            future.set_exception(failure)
        elif isinstance(message, NotesTaken):
            future.set_result(replace(message, keys=tuple(keys)))
        elif isinstance(message, Done | Huge):
            future.set_result(message)
        elif message.binary:
            future.set_exception(NotText())
        elif message.unreadable:
            future.set_exception(Unreadable(message.fault.message, message.exit_code))
        else:
            future.set_exception(message.fault.error())

    async def _lose(self, post: Post) -> None:
        """Files of a lost worker go to others."""
        self._posts.remove(post)
        self._fewer.set()
        count = len(post.flying)
        host = post.member.host
        self._emit(Warned("", "", f"The worker on {host} is lost; {count:,} files go elsewhere."))
        error: Exception = _Lost()
        try:
            await answered(self._connection.limiter.lost.remote(post.member.name))
            await self._look_for_nodes()
        except self._connection.ray.exceptions.RayError:
            error = TerselyError(
                "The limits of the cluster were lost with their process.",
                hint="Run the same command to go on; what is done is stored.",
            )
        for future in post.flying.values():
            if not future.done():
                future.set_exception(error)


def without_keys(settings: Settings) -> Settings:
    """The settings as they may travel: a key or a header that may hold one is each node's own."""
    rows = {
        name: row.model_copy(update={"headers": {}}) for name, row in settings.providers.items()
    }
    return replace(settings, api_key=None, providers=rows)
