"""Work in a thread and an event loop of its own, so that a server answers while a text of 100 MB is
counted, and a request that is cancelled ends at once.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..errors import Bug, TerselyError
from ..events import BugMet, Emit, Event, no_events
from ..faults import foreseen
from .spending import Spending

if TYPE_CHECKING:
    from .session import Session

T = TypeVar("T")
INSIST_AFTER_S = 0.3
"""Work that was cancelled and has not heard of it for so long is computing, not waiting."""
LOOP_MODULES = ("selectors", "asyncio")


@dataclass(frozen=True, slots=True)
class Watch:
    """What work tells: its events, and the session that it has opened."""

    emit: Emit = no_events
    opened: Callable[[Session], None] = lambda _session: None


class Background(Generic[T]):
    """Begins `work` at once. `on_event` is called on the loop that made this object.

    The thread is a daemon: what is cancelled and deep in a computation keeps no process alive, and
    is interrupted there, so that it does not take the processor from the requests that follow.
    """

    def __init__(
        self,
        work: Callable[[Watch], Coroutine[Any, Any, T]],
        on_event: Callable[[Event], None] = no_events,
    ) -> None:
        self.spending = Spending()
        self._work, self._on_event = work, on_event
        self._loop = asyncio.get_running_loop()
        self._future: asyncio.Future[T] = self._loop.create_future()
        self._cancelled = threading.Event()
        self._stopping = threading.Event()
        self._inner: tuple[asyncio.AbstractEventLoop, asyncio.Task[Any]] | None = None
        self._session: Session | None = None
        self._thread = threading.Thread(target=self._run, name="tersely-work", daemon=True)
        self._thread.start()

    async def result(self) -> T:
        """What the work returns; to cancel the waiting is to cancel the work.

        Raises:
            TerselyError: of the work, a Bug included; `spent` says what it had used up.
        """
        try:
            return await asyncio.shield(self._future)
        except asyncio.CancelledError:
            self.cancel()
            raise

    def cancel(self) -> None:
        """End the work where it waits, or when it next tells how far it got, or where it computes;
        calls in flight are dropped.
        """
        self._cancelled.set()
        if self._inner:
            loop, task = self._inner
            with suppress(RuntimeError):  # it has just ended
                loop.call_soon_threadsafe(task.cancel)
        self._insist()

    def _insist(self) -> None:
        """See that the thread ends. While its loop answers, the cancelled task is cleaning up (a
        commit is under way) and is left alone.
        """
        if not self._thread.is_alive():
            return
        heard = threading.Event()
        try:
            if self._inner:
                self._inner[0].call_soon_threadsafe(heard.set)
        except RuntimeError:  # its loop is closed
            return
        self._loop.call_later(INSIST_AFTER_S, self._interrupt, heard)

    def _interrupt(self, heard: threading.Event) -> None:
        if self._inner and not heard.is_set() and not _waits(self._thread):
            _raise_in(self._thread, asyncio.CancelledError)
        self._insist()

    def stop(self) -> None:
        """Make no call that has not begun: what is in flight ends and is stored."""
        self._stopping.set()
        if self._session and self._inner:
            with suppress(RuntimeError):
                self._inner[0].call_soon_threadsafe(self._session.stop)

    def _run(self) -> None:
        try:
            result = asyncio.run(self._main())
        except asyncio.CancelledError:
            self._deliver(self._future.cancel)
        except TerselyError as error:
            if isinstance(error, Bug):
                self._tell(BugMet("", "", error.details))
            if self.spending.calls or self.spending.reused or self.spending.in_flight:
                error.spent, error.spent_line = self.spending.as_json(), self.spending.line
            self._deliver(partial(self._future.set_exception, error))
        except BaseException as error:  # noqa: BLE001  # it is raised where the result is waited for
            self._deliver(partial(self._future.set_exception, error))
        else:
            self._deliver(partial(self._future.set_result, result))

    async def _main(self) -> T:
        task = asyncio.current_task()
        assert task is not None
        self._inner = asyncio.get_running_loop(), task
        if self._cancelled.is_set():
            raise asyncio.CancelledError
        with foreseen():
            return await self._work(Watch(self._emit, self._opened))

    def _emit(self, event: Event) -> None:
        if self._cancelled.is_set():
            raise asyncio.CancelledError
        self.spending.add(event)
        self._tell(event)

    def _tell(self, event: Event) -> None:
        with suppress(RuntimeError):  # nobody listens any more
            self._loop.call_soon_threadsafe(self._on_event, event)

    def _opened(self, session: Session) -> None:
        self._session = session
        if self._stopping.is_set():
            session.stop()

    def _deliver(self, settle: Callable[[], object]) -> None:
        def once() -> None:
            if not self._future.done():
                settle()

        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(once)


def _waits(thread: threading.Thread) -> bool:
    """Whether a thread is in its event loop and not in a computation: on a machine with much to do
    it may be long until it hears.
    """
    frame = sys._current_frames().get(thread.ident or 0)
    return frame is None or str(frame.f_globals.get("__name__")).startswith(LOOP_MODULES)


def _raise_in(thread: threading.Thread, error: type[BaseException]) -> None:
    """Raise `error` in another thread, at its next step of Python."""
    import ctypes

    if thread.ident is not None and hasattr(ctypes, "pythonapi"):  # CPython
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(thread.ident), ctypes.py_object(error)
        )
