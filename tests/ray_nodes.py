"""A Ray cluster whose nodes are processes of this machine."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from typing import Any
from unittest.mock import patch

# On a busy machine a worker takes longer than Ray's minute to report.
PATIENT = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_worker_register_timeout_seconds": "300",
    "RAY_worker_niceness": "0",
}
START_TRIES = 5


@contextmanager
def cluster(environment: Mapping[str, str]) -> Iterator[Any]:
    """A cluster of one node, whose processes have this environment beside PATIENT."""
    from ray.cluster_utils import Cluster

    with patch.dict(os.environ, {**environment, **PATIENT}):
        nodes: Any = Cluster()
        try:
            add_node(nodes, include_dashboard=False)
            yield nodes
        finally:
            nodes.shutdown()


def add_node(nodes: Any, **options: Any) -> Any:
    """Another node of a cluster."""
    for left in reversed(range(START_TRIES)):
        try:
            # Its agents get their ports told: they are waited for otherwise.
            return nodes.add_node(
                num_cpus=1, object_store_memory=80_000_000, **_agent_ports(), **options
            )
        except Exception:  # Ray's own class: it waits half a minute for a node and no longer
            if not left:
                raise
    raise AssertionError


def _agent_ports() -> dict[str, int]:
    names = ("metrics_agent_port", "runtime_env_agent_port", "dashboard_agent_listen_port")
    ports = {}
    with suppress(OSError):
        for name in names:
            with closing(socket.socket()) as one:
                one.bind(("127.0.0.1", 0))
                ports[name] = one.getsockname()[1]
    return ports
