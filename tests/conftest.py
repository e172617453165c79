"""Every test runs without a network beyond this machine, without keys and in an empty home."""

from __future__ import annotations

import gc
import ipaddress
import os
import signal
import socket
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import chromium
from s3_server import ENVIRONMENT, s3_server

# No test asserts a time: on a busy machine the deadline of an example says nothing.
settings.register_profile("tersely", deadline=None)
# `make check` looks at fewer examples of each invariant than `make test`.
settings.register_profile("quick", deadline=None, max_examples=25)
# `make mutants` runs each test many times; the same few examples each time, so that a verdict
# stays.
settings.register_profile(
    "mutants", deadline=None, max_examples=25, derandomize=True, database=None
)
settings.load_profile("tersely")

_NUMBERS = count()
KEPT = {
    "PATH",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "SYSTEMROOT",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "COVERAGE_PROCESS_START",
}
KEPT_PREFIXES = ("TERSELY_TEST_", "PYTEST_", "HYPOTHESIS_")


def pytest_configure() -> None:
    """A script starts `make test &` with SIGINT ignored, and programs that tests start would
    inherit that: whoever sends them a Ctrl-C would wait for ever.
    """
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    gc.disable()  # until all is imported: a fifth of the time that collecting the tests takes


def pytest_collection_finish() -> None:
    """What was imported for thousands of tests stays: the collector need not walk it each time."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def empty_home(homes: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No variable of the developer's shell reaches a test; the home, the config and the cache are
    new folders.
    """
    # By a number of our own: mktemp looks through all folders of the session for the next one.
    home = homes / str(next(_NUMBERS))
    home.mkdir()
    for name in list(os.environ):
        if name not in KEPT and not name.startswith(KEPT_PREFIXES):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    return home


@pytest.fixture(scope="session")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[chromium.Page]:
    """A tab of a real browser, one for all tests of a process."""
    if chromium.BINARY is None and not chromium.REQUIRED:
        pytest.skip("chromium is not installed (TERSELY_TEST_BROWSER=1 makes this a failure)")
    with chromium.browser(tmp_path_factory.mktemp("chromium")) as opened:
        yield opened


@pytest.fixture(scope="session")
def s3_address() -> Iterator[str]:
    """A server that speaks S3."""
    with s3_server() as address:
        yield address


@pytest.fixture
def bucket(s3_address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of a new bucket, which the environment leads to."""
    import fsspec

    for name, value in {**ENVIRONMENT, "AWS_ENDPOINT_URL": s3_address}.items():
        monkeypatch.setenv(name, value)
    name = f"bucket-{next(_NUMBERS)}"
    fsspec.filesystem("s3", use_listings_cache=False).mkdir(name)
    return f"s3://{name}"


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection to anything but loopback fails the test."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def checked(address: Any) -> None:
        if isinstance(address, tuple) and not _loopback(str(address[0])):
            raise AssertionError(f"a test tried to reach {address[0]}")

    def guarded(self: socket.socket, address: Any) -> None:
        checked(address)
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        checked(address)
        return connect_ex(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_ex)


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
