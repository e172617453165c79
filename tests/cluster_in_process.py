"""A cluster whose workers are objects of this process: what of Ray the program uses, without its
processes. Nodes can be lost; everything that travels is pickled on its way, as in life.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tersely.cluster.connection import Member
from tersely.cluster.limiter import Limiter
from tersely.cluster.messages import Assignment
from tersely.cluster.worker import Worker
from tersely.config import Settings


class RayError(Exception):
    """What a call of a lost actor raises."""


class exceptions:  # noqa: N801 - as Ray has it
    """Where the errors are."""

    RayError = RayError


class Reference:
    """A result that is on its way."""

    def __init__(self, task: asyncio.Task[Any]) -> None:
        self._task = task

    def __await__(self) -> Any:
        return self._task.__await__()

    def future(self) -> concurrent.futures.Future[Any]:
        """The result as a future of a thread."""
        future: concurrent.futures.Future[Any] = concurrent.futures.Future()

        def ended(task: asyncio.Task[Any]) -> None:
            if future.cancelled():
                return
            if task.cancelled():
                future.set_exception(RayError("the actor died"))
            elif error := task.exception():
                future.set_exception(error)
            else:
                future.set_result(task.result())

        self._task.add_done_callback(ended)
        return future


class Handle:
    """An actor: `handle.method.remote(...)`."""

    def __init__(self, actor: object) -> None:
        self._actor, self._calls = actor, set[asyncio.Task[Any]]()
        self.dead = False

    def __getattr__(self, name: str) -> Any:
        handle = self

        class Method:
            @staticmethod
            def remote(*arguments: Any) -> Reference:
                sent = pickle.dumps(arguments)
                task = asyncio.ensure_future(handle._called(name, sent))
                handle._calls.add(task)
                task.add_done_callback(handle._calls.discard)
                return Reference(task)

        return Method

    async def _called(self, name: str, sent: bytes) -> Any:
        await asyncio.sleep(0)
        if self.dead:
            raise RayError("the actor is dead")
        result = await getattr(self._actor, name)(*pickle.loads(sent))
        return pickle.loads(pickle.dumps(result))

    def kill(self) -> None:
        """As kill -9 does: what it was about to answer never arrives."""
        self.dead = True
        for task in self._calls:
            task.cancel()
        if isinstance(self._actor, Worker):
            for running in self._actor._tasks:
                running.cancel()


class ClusterInProcess:
    """A cluster.Connection with `count` nodes."""

    exceptions = exceptions

    def __init__(self, settings: Settings, store: Path | None, count: int = 2) -> None:
        self.ray = self
        self._alive = {f"node{n}": f"10.0.0.{n}" for n in range(count)}
        self.actor = Limiter(
            settings.max_cost_usd,
            explicit=settings.max_cost_explicit,
            rpm=settings.rpm,
            tpm=settings.tpm,
            store=store,
        )
        self.limiter: Any = Handle(self.actor)
        self.handles: dict[str, Handle] = {}
        self.node_urls: list[str] = []

    def nodes(self) -> dict[str, str]:
        return dict(self._alive)

    def start(self, node_id: str, host: str, assignment: Assignment) -> Member:
        sent: Assignment = pickle.loads(pickle.dumps(assignment))
        index = len(self.handles) + 1
        limiter = self.limiter

        class Here(Worker):
            def _look(self, key: bytes) -> Any:
                return limiter._actor._found(key)

        name = f"{host}#{index}"
        self.handles[name] = Handle(Here(name, limiter, sent))
        return Member(index, node_id, host, self.handles[name])

    def node_url(self, index: int) -> str:
        return self.node_urls[index % len(self.node_urls)] if self.node_urls else ""

    async def check(self, members: Sequence[Member]) -> None:
        for member in members:
            await member.actor.ping.remote()

    def lose(self, node_id: str) -> None:
        """Take a node away with its worker."""
        host = self._alive.pop(node_id)
        for name, handle in self.handles.items():
            if name.startswith(f"{host}#"):
                handle.kill()

    def close(self) -> None:
        for handle in self.handles.values():
            handle.kill()
