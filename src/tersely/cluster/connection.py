"""The way into a cluster: its nodes, the limiter, the workers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from ..config import Settings
from ..errors import ConfigError, MissingExtra
from .limiter import Limiter
from .messages import VERSION, Assignment
from .worker import Worker

START_S = 120.0
CALLS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Options:
    """How a batch uses a cluster: its address ("auto", HOST or HOST:PORT), and where models are
    asked, node by node, if they have servers of their own.
    """

    address: str
    node_urls: tuple[str, ...] = ()


@dataclass(slots=True)
class Member:
    """A worker and where it runs. `index` counts workers and is used for no second one."""

    index: int
    node_id: str
    host: str
    actor: Any

    @property
    def name(self) -> str:
        return f"{self.host}#{self.index}"


class Connection:
    """An open way to a cluster; see `connect`."""

    def __init__(self, ray: Any, options: Options, settings: Settings, store: Path | None) -> None:
        self.ray, self._options, self._settings = ray, options, settings
        self._count = 0
        self._worker = ray.remote(num_cpus=0, max_concurrency=CALLS_AT_ONCE)(Worker)
        limiter = ray.remote(num_cpus=0, max_concurrency=CALLS_AT_ONCE)(Limiter)
        here = ray.get_runtime_context().get_node_id()
        # On the driver's node: elsewhere it would die with another one. It is not started again: a
        # new one would not know what was spent.
        self.limiter = limiter.options(
            name=f"tersely-limits-{ray.get_runtime_context().get_job_id()}",
            scheduling_strategy=self._on(here),
        ).remote(
            settings.max_cost_usd,
            explicit=settings.max_cost_explicit,
            rpm=settings.rpm,
            tpm=settings.tpm,
            store=store,
        )

    def nodes(self) -> dict[str, str]:
        """The nodes that are alive: their hosts by their ids."""
        return {
            node["NodeID"]: node["NodeManagerAddress"] for node in self.ray.nodes() if node["Alive"]
        }

    def start(self, node_id: str, host: str, assignment: Assignment) -> Member:
        """A worker on a node."""
        self._count += 1
        # A worker lives and dies with its node; the driver begins another one where that helps.
        actor = self._worker.options(
            scheduling_strategy=self._on(node_id), max_restarts=0, max_task_retries=0
        ).remote(f"{host}#{self._count}", self.limiter, assignment)
        return Member(self._count, node_id, host, actor)

    def node_url(self, index: int) -> str:
        """Where the worker of this number asks its models; "" for the usual place."""
        urls = self._options.node_urls
        return urls[index % len(urls)] if urls else ""

    async def check(self, members: Sequence[Member]) -> None:
        """Let nodes work that have this very version.

        Raises:
            ConfigError: one has another one, or does not answer.
        """
        import platform

        python = ".".join(platform.python_version_tuple()[:2])
        for member in members:
            try:
                async with asyncio.timeout(START_S):
                    version, its_python = await answered(member.actor.ping.remote())
            except TimeoutError:
                raise ConfigError(
                    f"The node {member.host} did not answer within {START_S:g} s.",
                    hint="It may be busy: run the same command again, or take it out of the cluster.",
                ) from None
            except self.ray.exceptions.RayError as error:
                raise ConfigError(
                    f"The node {member.host} cannot run tersely: {_first_line(error)}",
                    hint=f"Install it there: pip install 'tersely[ray]=={VERSION}'",
                ) from None
            if version != VERSION or not its_python.startswith(f"{python}."):
                raise ConfigError(
                    f"The node {member.host} has tersely {version} on Python {its_python}, this "
                    f"machine {VERSION} on Python {python}.",
                    hint=f"Install the same there: pip install 'tersely[ray]=={VERSION}'",
                )

    def close(self) -> None:
        """Leave the cluster; its workers of this batch end."""
        self.ray.shutdown()

    def _on(self, node_id: str) -> Any:
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        return NodeAffinitySchedulingStrategy(node_id, soft=False)


def connect(options: Options, settings: Settings, store: Path | None) -> Connection:
    """Join the cluster as a driver.

    Raises:
        MissingExtra: Ray is not installed here.
        ConfigError: there is no cluster at the address.
    """
    try:
        import ray
    except ImportError:
        raise MissingExtra(
            "--engine ray needs the package ray.", hint='Install it: pip install "tersely[ray]"'
        ) from None
    address = options.address
    if address != "auto" and ":" not in address:
        address = f"{address}:6379"
    if not ray.is_initialized():
        try:
            ray.init(
                address=address,
                namespace="tersely",
                log_to_driver=False,
                logging_level=logging.ERROR,
            )
        except (ConnectionError, RuntimeError, ValueError, OSError) as error:
            raise ConfigError(
                f"There is no Ray cluster at {options.address}: {_first_line(error)}",
                hint="Start one: ray start --head, and on the other machines ray start --address HOST:6379",
            ) from None
    return Connection(ray, options, settings, store)


async def answered(reference: Any) -> Any:
    """What a remote call returns."""
    return await cast("Awaitable[Any]", asyncio.wrap_future(reference.future()))


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__
