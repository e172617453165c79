"""Who does the work of a batch: this process, or a Ray cluster."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..app import model_selection
from ..app.batching import FolderWorker
from ..batch import READERS, REMOTE_READERS, Engine, LocalEngine
from ..errors import UsageError
from ..screen_text import how_many
from ..store import Store
from .batch_screen import BatchScreen
from .invocation import Invocation

if TYPE_CHECKING:
    from ..cluster import Options

KEYS_STAY = (
    "The API key of this command does not travel: each node uses the one of its own environment."
)


@dataclass(frozen=True, slots=True)
class Cluster:
    """The options of --engine ray: the `address` of the cluster, and the base URLs of nodes that
    ask models of their own.
    """

    address: str
    node_urls: tuple[str, ...] = ()


def cluster_of(engine: str, address: str, node_urls: list[str], *, alone: str) -> Cluster | None:
    """What --engine, --address and --node-url say together; None for this process. `alone` is an
    option of the command that needs this process to ask the models, "" for none.

    Raises:
        UsageError: there is no such engine, or an option that belongs to another one.
    """
    if engine not in ("local", "ray"):
        raise UsageError(f"{engine!r} is not an engine.", hint="Use --engine local or ray.")
    if engine == "local":
        if address or node_urls:
            raise UsageError(
                "--address and --node-url belong to a cluster.", hint="Add --engine ray."
            )
        return None
    if alone:
        raise UsageError(
            f"{alone} does not work on a cluster.", hint=f"Leave out --engine ray or {alone}."
        )
    return Cluster(address or "auto", tuple(node_urls))


@asynccontextmanager
async def engine_of(
    cluster: Cluster | None,
    worker: FolderWorker,
    invocation: Invocation,
    screen: BatchScreen,
    *,
    kind: str,
    remote: bool,
) -> AsyncIterator[Engine]:
    """The engine, ready to work; `remote` says that files come from an object store."""
    if cluster is None:
        yield LocalEngine(worker, REMOTE_READERS if remote else READERS)
        return
    from ..cluster import ClusterEngine, Options, connect

    context, settings = invocation.context, invocation.settings
    if settings.api_key is not None:
        screen.warn(KEYS_STAY)
    store = None
    if settings.cache:
        store = Store.open(
            context.paths.store_file,
            max_age_s=settings.cache_days * 86_400,
            max_bytes=int(settings.cache_mb * 1e6),
        )
    stored_url = ""
    if cluster.node_urls:
        ref = model_selection.choose_model(context).ref
        stored_url = model_selection.endpoint(ref, context, key_needed=False).base_url
    options: Options = Options(cluster.address, cluster.node_urls)
    connection = connect(options, settings, store.path if store else None)
    engine = ClusterEngine(
        connection, settings, kind, store=store, emit=screen.emit, stored_url=stored_url
    )
    try:
        await engine.open()
        screen.note(f"Ray cluster: {how_many(engine.nodes, 'node')}")
        yield engine
    finally:
        await engine.close()
        if store:
            store.close()
