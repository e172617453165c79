"""The one thread that runs llama.cpp, and the models loaded in it. Both are process-wide."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from ...errors import ConfigError
from .engine import Engine, Load
from .header import Header, estimate
from .machine import available_bytes

_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="tersely-local")
_engines: dict[Load, Engine] = {}
"""Least recently used first. Only the thread above touches it."""


@dataclass(slots=True)
class Job:
    """One answer being made. Its time runs from the moment it leaves the queue."""

    limit_s: float
    stop: threading.Event = field(default_factory=threading.Event)
    _ends_at: float = float("inf")

    def begin(self) -> None:
        self._ends_at = time.monotonic() + self.limit_s

    @property
    def late(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() > self._ends_at

    def halted(self) -> bool:
        """Whether to stop, for either reason."""
        return self.stop.is_set() or self.late


def submit(work: Callable[[], None]) -> Future[None]:
    """Run `work` after what is already queued."""
    return _thread.submit(work)


def unload() -> None:
    """Free all models once the work that is queued has finished."""
    _thread.submit(_unload).result()


def engine(load: Load, n_ctx: int, *, ignore_memory: bool = False) -> Engine:
    """The loaded model with a context of at least `n_ctx` tokens. Only for work given to `submit`.

    Models that have not been used for longest make room. Raises ConfigError where memory is short
    all the same.
    """
    loaded = _engines.pop(load, None)
    if loaded is None:
        if not ignore_memory:
            _make_room(load, n_ctx)
        loaded = Engine(load)
    _engines[load] = loaded
    loaded.reserve(n_ctx)
    return loaded


def _make_room(load: Load, n_ctx: int) -> None:
    while (shortage := refusal(load.header, n_ctx, load.kv_type)) is not None:
        if not _engines:
            raise shortage
        _engines.pop(next(iter(_engines))).close()


def refusal(header: Header, n_ctx: int, kv_type: str) -> ConfigError | None:
    """The error that says why the model does not fit now; None when it fits or when that cannot be
    told.
    """
    memory, free = estimate(header, n_ctx, kv_type=kv_type), available_bytes()
    if not memory.known or free is None or memory.total <= free:
        return None
    return ConfigError(
        f"{header.path} needs about {_gigabytes(memory.total)} with a context of {n_ctx:,} tokens "
        f"({_gigabytes(memory.weights)} weights, {_gigabytes(memory.kv_cache)} context), "
        f"and {_gigabytes(free)} is free.",
        hint="Take a smaller model or quantization, or --set kv_type=q8_0; --set ignore_memory=true loads it anyway.",
    )


def _gigabytes(amount: int) -> str:
    return f"{amount / 1e9:,.1f} GB" if amount >= 1e8 else f"{amount / 1e6:,.0f} MB"


def _unload() -> None:
    while _engines:
        _engines.popitem()[1].close()
