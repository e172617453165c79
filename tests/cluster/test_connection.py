"""Joining a cluster: what is missing, and who may work."""

from __future__ import annotations

import asyncio
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from cluster_in_process import Handle, exceptions
from tersely.cluster import Options, connect
from tersely.cluster.connection import Connection, Member
from tersely.cluster.messages import VERSION
from tersely.config import Settings
from tersely.errors import ConfigError, MissingExtra

PYTHON = ".".join(map(str, sys.version_info[:3]))


class Node:
    """An actor that says which versions it has."""

    def __init__(self, *versions: str) -> None:
        self.versions = versions

    async def ping(self) -> tuple[str, ...]:
        if not self.versions:
            raise exceptions.RayError("No module named 'tersely'\n  a traceback")
        return self.versions


def check(*versions: str) -> None:
    """Ask one node."""

    async def work() -> None:
        connection: Any = Connection.__new__(Connection)
        connection.ray = SimpleNamespace(exceptions=exceptions)
        await connection.check([Member(1, "id", "10.0.0.7", Handle(Node(*versions)))])

    asyncio.run(work())


def test_a_node_of_the_same_versions_may_work() -> None:
    """The last number of Python's version may differ."""
    check(VERSION, PYTHON)
    check(VERSION, f"{sys.version_info[0]}.{sys.version_info[1]}.99")


@pytest.mark.parametrize(
    ("versions", "said"),
    [
        (("0.0.1", PYTHON), "has tersely 0.0.1"),
        ((VERSION, "3.1.0"), "on Python 3.1.0"),
        ((), "cannot run tersely: No module named 'tersely'"),
    ],
)
def test_any_other_node_ends_the_run_with_its_name(versions: tuple[str, ...], said: str) -> None:
    """And with the line that installs the right version."""
    with pytest.raises(ConfigError, match=r"10\.0\.0\.7") as caught:
        check(*versions)
    assert said in caught.value.message
    assert f"tersely[ray]=={VERSION}" in caught.value.hint
    assert "traceback" not in caught.value.message


def test_without_ray_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 3, before anything is done."""
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingExtra) as caught:
        connect(Options("auto"), Settings(), None)
    assert "tersely[ray]" in caught.value.hint


def test_an_address_without_a_cluster_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """With how to start one; a host alone gets Ray's usual port."""
    asked: list[str] = []

    def init(*, address: str, **_: object) -> None:
        asked.append(address)
        raise ConnectionError("Failed to connect\nmore")

    fake = SimpleNamespace(is_initialized=lambda: False, init=init)
    monkeypatch.setitem(sys.modules, "ray", fake)
    for address in ("auto", "10.0.0.1", "10.0.0.1:7000"):
        with pytest.raises(ConfigError, match="no Ray cluster") as caught:
            connect(Options(address), Settings(), None)
        assert "ray start --head" in caught.value.hint
    assert asked == ["auto", "10.0.0.1:6379", "10.0.0.1:7000"]
