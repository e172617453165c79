"""A fake service for the library's own layer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import wire


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[wire.WireServer]:
    """A fake server that the environment leads every adapter to."""
    with wire.serve() as running:
        for name, value in running.environment().items():
            monkeypatch.setenv(name, value)
        yield running
