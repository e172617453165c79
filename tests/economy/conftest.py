"""A fake service with a batch API."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import wire


@pytest.fixture
def server() -> Iterator[wire.WireServer]:
    """A fake server; a model that says what it was asked for."""
    with wire.serve() as running:
        running.reply = lambda request: wire.Answer(text=f"About {request.text[:8]}.")
        yield running
