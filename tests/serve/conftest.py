"""A fake service, and a server of ours in a thread."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.importorskip("fastapi", reason="extra serve is not installed")

import chromium
import wire

from .running import Running, running


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[wire.WireServer]:
    """The fake service that the environment leads every adapter to."""
    with wire.serve() as server:
        for name, value in server.environment().items():
            monkeypatch.setenv(name, value)
        yield server


@pytest.fixture
def here() -> Iterator[Running]:
    """A server without a model."""
    with running() as server:
        yield server


@pytest.fixture
def paid(service: wire.WireServer) -> Iterator[Running]:
    """A server that asks the fake service."""
    with running(model="openai", retries=0) as server:
        yield server


@pytest.fixture
def page(tab: chromium.Page, paid: Running) -> Iterator[chromium.Page]:
    """The browser, let in by its link."""
    tab.send("Network.clearBrowserCookies")
    tab.look(1280)
    tab.visit(paid.links.new())
    yield tab
    tab.send("Emulation.setScriptExecutionDisabled", value=False)
    tab.visit("about:blank")
