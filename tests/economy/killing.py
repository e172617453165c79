"""A command line in a process of its own that is killed with -9 at a chosen moment: right after the
state was written, or right after a reply of the service has come and nothing of it is written yet.

A fork and no new interpreter: it costs a tenth of the time, and a kill is the same.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tersely.cli import app
from tersely.economy import desk, state
from tersely.providers import _batch
from tersely.store import Store

MOST_S = 60
"""A child that hangs ends with -14."""
MOMENTS = (
    "planned",
    "uploading",
    "reply to upload",
    "uploaded",
    "creating",
    "reply to create",
    "running",
    "reply to poll",
    "collecting",
    "stored",
    "settled",
    "collected",
    "cleaned",
)


def run(*arguments: str, kill_at: str = "", nth: int = 1) -> int:
    """The exit code of `tersely ARGUMENTS`; -9 if it was killed at the `nth` time of a moment."""
    child = os.fork()
    if child == 0:
        try:
            _silence()
            signal.alarm(MOST_S)
            _arm(kill_at, nth)
            os._exit(app.run(list(arguments)))
        finally:
            os._exit(99)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _silence() -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(nothing, stream)


def _arm(moment: str, nth: int) -> None:
    left = [nth]

    def reached(name: str) -> None:
        if moment and name == moment:
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)

    _after(state.State, "plan", lambda _changes: reached("planned"))
    _after(state.State, "update", lambda changes: reached(str(changes.get("state", ""))))
    _after(state.State, "settle", lambda _changes: reached("settled"))
    _after(state.State, "release", lambda _changes: reached("collected"))
    _after(desk.Desk, "_erase", lambda _changes: reached("cleaned"))
    _after_reply(reached)
    _after_stored(reached)


def _after(owner: Any, name: str, told: Callable[[dict[str, Any]], None]) -> None:
    before = getattr(owner, name)

    def wrapped(self: Any, *arguments: Any, **changes: Any) -> Any:
        result = before(self, *arguments, **changes)
        told(changes)
        return result

    setattr(owner, name, wrapped)


def _after_reply(reached: Callable[[str], None]) -> None:
    before = _batch.BatchDoor._json

    async def wrapped(self: Any, method: str, path: str, *rest: Any, **content: Any) -> Any:
        reply = await before(self, method, path, *rest, **content)
        if method == "POST" and ("files" in content or "sent-to" in path):
            reached("reply to upload")
        elif method == "POST" and "cancel" not in path:
            reached("reply to create")
        elif method == "GET" and "?" not in path:
            reached("reply to poll")
        return reply

    setattr(_batch.BatchDoor, "_json", wrapped)  # noqa: B010  (mypy knows the method)


def _after_stored(reached: Callable[[str], None]) -> None:
    before = Store.put

    async def wrapped(self: Store, *arguments: Any) -> None:
        await before(self, *arguments)
        reached("stored")

    setattr(Store, "put", wrapped)  # noqa: B010  (likewise)


def leftovers(out: Path) -> list[Path]:
    """What of the state is left in a folder of summaries."""
    return sorted((out / ".tersely").glob("economy*"))
