"""On whose behalf a call is made: what the wrappers tell, and to whom, without being asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from ..errors import TerselyError
from ..records import ModelRef, Stage


@dataclass(frozen=True, slots=True)
class HandOver:
    """A model failed at a call and the next one of its chain takes it. `text_shown` says that a
    part of the lost answer has been streamed.
    """

    failed: ModelRef
    error: TerselyError
    successor: ModelRef
    successor_host: str
    text_shown: bool


def _nobody(*_: object) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes the calls of the current task. `run` and `document` name it in events; calls of a
    larger `depth` (see Stage) go first. `started` is called when a model is really asked: when the
    call has its slot. `place` tells the calls of a document apart: the stage and the number in it.
    """

    run: str = ""
    document: str = ""
    depth: int = 0
    started: Callable[[], None] = _nobody
    handed_on: Callable[[HandOver], None] = _nobody
    place: tuple[Stage, int] | None = None


_UNKNOWN = Caller()
caller: ContextVar[Caller] = ContextVar("caller", default=_UNKNOWN)
"""The caller of the current task; a task that is made for a call inherits it."""


@contextmanager
def calling(who: Caller) -> Iterator[None]:
    """Calls inside of the block are made for `who`."""
    token = caller.set(who)
    try:
        yield
    finally:
        caller.reset(token)
