"""Adapters of other packages: what they raise, whatever it is, becomes an error of ours."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import aclosing, contextmanager
from importlib.metadata import EntryPoint
from typing import Any, TypeVar, cast

from ..errors import BadReply, ConfigError, TerselyError
from ..provider import Endpoint, Provider
from ..records import Completion, Request
from ..redaction import redact

T = TypeVar("T")
LONGEST_CHARACTERS = 200
HINT = "Update that package or uninstall it."


def load(point: EntryPoint) -> type[Provider] | ConfigError:
    """The adapter of an installed package, guarded; the error where it cannot be used."""
    try:
        adapter = point.load()
    # Nobody knows what runs when a stranger's module is imported; it may even end the process.
    except (Exception, SystemExit) as error:  # noqa: BLE001
        return _unusable(point, f"cannot be loaded: {said(error)}")
    if not (isinstance(adapter, type) and issubclass(adapter, Provider)):
        return _unusable(point, "is no subclass of tersely.provider.Provider")
    if not adapter.provider_name:
        return _unusable(point, "has no provider_name")
    return guarded(adapter)


def said(error: BaseException) -> str:
    """The error in one line."""
    words = redact(" ".join(str(error).split()))[:LONGEST_CHARACTERS]
    return ": ".join(filter(None, (type(error).__name__, words)))


def _unusable(point: EntryPoint, why: str) -> ConfigError:
    package = point.dist and point.dist.name
    return ConfigError(f"The provider {point.name} of the package {package} {why}.", hint=HINT)


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Raises BadReply for every exception in the block that is none of ours."""
    failure: BadReply | None = None
    try:
        yield
    except (TerselyError, GeneratorExit):
        raise
    except Exception as error:  # noqa: BLE001  the code of a stranger
        failure = BadReply(
            f"{name}: its package failed: {said(error)}.",
            provider=name,
            retryable=False,
            hint=HINT,
        )
    # Raised out here, so that nothing is its __context__.
    if failure:
        raise failure


def guarded(adapter: type[Provider]) -> type[Provider]:
    """The same adapter; everything that it does not do as promised is told as an error of ours."""
    name = adapter.provider_name

    class Guarded(adapter):  # type: ignore[misc, valid-type]
        def __init__(self, endpoint: Endpoint) -> None:
            with _told(name):
                super().__init__(endpoint)

        async def complete(self, request: Request) -> Completion:
            return await _checked(name, super().complete, request)

        async def stream(self, request: Request) -> AsyncGenerator[str | Completion]:
            with _told(name):
                items = cast("AsyncGenerator[str | Completion]", super().stream(request))
                async with aclosing(items):
                    async for item in items:
                        if not isinstance(item, str | Completion):
                            raise TypeError(f"{type(item).__name__} in a stream")
                        yield item

        async def look_up_window(self) -> int | None:
            with _told(name):
                window: int | None = await super().look_up_window()
                return window

        async def list_models(self) -> list[str]:
            with _told(name):
                return list(await super().list_models())

    Guarded.__name__ = Guarded.__qualname__ = adapter.__name__
    Guarded.__module__ = adapter.__module__
    return Guarded


async def _checked(
    name: str, call: Callable[[Request], Awaitable[Any]], request: Request
) -> Completion:
    with _told(name):
        answer = await call(request)
        if not isinstance(answer, Completion):
            raise TypeError(f"{type(answer).__name__} in place of a Completion")
        return answer
    raise AssertionError("an answer or an error")
