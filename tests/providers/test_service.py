"""What all services over HTTP share. What holds for each vendor is in test_contract.py."""

from __future__ import annotations

from dataclasses import replace

import pytest

import wire
from providers.harness import REQUEST, Bench
from tersely.errors import UsageError
from tersely.records import Sampling


def test_what_nobody_can_send_is_refused_before_the_call(server: wire.WireServer) -> None:
    """A setting that the API does not have is a usage error that names it."""
    bench = Bench(server, "chat", streaming=False)
    with pytest.raises(UsageError, match="top_k"):
        bench.run(replace(REQUEST, sampling=Sampling(top_k=5)))
    assert not server.requests
