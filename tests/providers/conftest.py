"""One fake server for a test, and an adapter of each kind that talks to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

import wire
from providers.harness import CONTRACT, Bench


@pytest.fixture
def server() -> Iterator[wire.WireServer]:
    """A fake server."""
    with wire.serve() as running:
        yield running


@pytest.fixture(
    params=[(kind, form) for kind in CONTRACT for form in ("plain", "stream")], ids="-".join
)
def bench(server: wire.WireServer, request: pytest.FixtureRequest) -> Bench:
    """Every kind of adapter in both forms."""
    kind, form = request.param
    return Bench(server, kind, form == "stream")


@pytest.fixture
def bench_of(server: wire.WireServer) -> Callable[..., Bench]:
    """One kind of adapter in one form."""
    return lambda kind, *, streaming=False: Bench(server, kind, streaming)
