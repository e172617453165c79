"""The port: declared once, passed on whole, and never looked up by a name."""

from __future__ import annotations

import ast
import asyncio
import inspect
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tersely import provider
from tersely.errors import UsageError
from tersely.middleware import Wrapper
from tersely.provider import Provider
from tersely.records import Completion, Finish, Pace, Request, Usage

SOURCE = Path(provider.__file__).parent
FACTS_OF_A_CLASS = {
    "provider_name", "aliases", "key_variables", "base_url_variable", "default_base_url",
    "distribution", "embedding_model", "key_page", "billing_page", "host_variable", "title", "start", "pull", "variables",
}  # fmt: skip
CAPABILITIES = {
    name for name in dir(Provider) if not name.startswith("_") and name not in FACTS_OF_A_CLASS
} | {"name"}


class Smallest(Provider):
    """What an adapter has to write, and nothing else."""

    name = "smallest"

    async def complete(self, request: Request) -> Completion:
        return Completion("Yes.", Usage(1, 1), Finish.COMPLETE, request.model, self.name)

    async def stream(self, request: Request) -> AsyncIterator[str | Completion]:
        yield "Yes."
        yield await self.complete(request)


class Capable(Smallest):
    """Every capability differs from its default."""

    name = "capable"
    limits = {"rpm": 60.0}  # noqa: RUF012  (one instance)
    counts_output_cap = True
    max_concurrency = 1
    window_tokens = 512
    identity = "file-1"
    embedding_identity = "file-2"
    may_break_off = True
    parameters = 7
    reserved = 0

    def reserve_context(self, needed_tokens: int) -> None:
        self.reserved = needed_tokens

    async def look_up_window(self) -> int | None:
        return 2 * self.window_tokens

    async def measure(self, text: str) -> Pace:
        return Pace(read_tokens=len(text))

    async def count_tokens(self, request: Request) -> int:
        return len(request.user)

    async def list_models(self) -> list[str]:
        return ["one"]


def test_a_wrapper_passes_every_capability_on() -> None:
    """One that is added to the port and forgotten in `Wrapper` would fall back to its default."""
    inner = Capable()
    outer = Wrapper(Wrapper(inner))
    own = {*Wrapper.__dict__, *vars(outer)}
    assert own >= CAPABILITIES
    plain = {n for n in CAPABILITIES if not callable(inspect.getattr_static(inner, n))}
    assert {n: getattr(outer, n) for n in plain} == {n: getattr(inner, n) for n in plain}
    request = Request("m", "", "four", 1)
    outer.reserve_context(300)
    assert inner.reserved == 300
    assert asyncio.run(outer.measure("four")) == Pace(read_tokens=4)
    assert asyncio.run(outer.count_tokens(request)) == 4
    assert asyncio.run(outer.list_models()) == ["one"]
    assert asyncio.run(outer.look_up_window()) == 1024


def test_what_a_provider_cannot_do_is_a_usage_error() -> None:
    """Two methods make a provider; it says in words what it has not."""
    smallest = Smallest()
    request = Request("m", "", "text", 1)
    assert asyncio.run(smallest.complete(request)).text == "Yes."
    assert (smallest.window_tokens, smallest.max_concurrency, smallest.counter()) == (None,) * 3
    for asked in (
        smallest.measure("text"),
        smallest.count_tokens(request),
        smallest.list_models(),
    ):
        with pytest.raises(UsageError, match="smallest"):
            asyncio.run(asked)


def test_no_capability_is_looked_up_by_its_name() -> None:
    """A getattr hides from the type checker what the port promises."""
    found = [
        f"{path.name}:{node.lineno}"
        for path in SOURCE.rglob("*.py")
        if "attr(" in (source := path.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"getattr", "hasattr"}
        and isinstance(node.args[1], ast.Constant)
        and node.args[1].value in CAPABILITIES
    ]
    assert found == []
