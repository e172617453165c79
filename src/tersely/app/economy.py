"""Economy: how the models of a session reach the desk of their batch APIs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..catalog import ModelInfo, Overrides
from ..economy import Desk, Options, State
from ..economy.client import BatchClient, BatchPrice
from ..errors import UsageError
from ..events import Emit, Event
from ..middleware import Calibration, Stored
from ..provider import Endpoint, Provider
from ..records import ModelRef
from .context import Context

LIVE = "Leave --economy out for live calls at the full price."


def open_desk(folder: Path, context: Context, options: Options, emit: Emit) -> Desk:
    """The desk that keeps its state in `folder`.

    Raises:
        UsageError: the cache is off, in which the answers are to be found.
    """
    if not context.settings.cache:
        raise UsageError(
            "--economy needs the cache: its answers come in later runs.",
            hint="Leave --no-cache out.",
        )
    return Desk(folder, options, emit=emit)


def is_open(folder: Path) -> bool:
    """Whether jobs of an earlier command wait at a service."""
    if not State.exists(folder):
        return False
    state = State(folder, read_only=True)
    try:
        return bool(state.reserved_usd() or any(job.state.is_open for job in state.jobs()))
    finally:
        state.close()


def behind_desk(
    desk: Desk,
    stored: Stored,
    adapter: Provider,
    info: ModelInfo,
    where: Endpoint,
    calibration: Calibration,
    overrides: Overrides,
) -> Provider:
    """The model as one that parks its calls; as it was where it has no batch API."""
    api = adapter.batch_api()
    if api is None or info.batch_price is None:
        return stored
    client = BatchClient(
        ref=info.ref,
        base_url=where.base_url,
        key=where.key.get_secret_value() if where.key else "",
        api=api,
        stored=stored,
        price=BatchPrice(info, info.batch_price, calibration, overrides),
        spool=desk.spool(info.ref),
        now=desk.clock.now,
    )
    return desk.provider(client)


def client_of(desk: Desk, wire: Callable[[ModelRef], object]) -> Callable[[ModelRef], BatchClient]:
    """What makes the client of a model that only an earlier command has used; `wire` wires it."""

    def make(ref: ModelRef) -> BatchClient:
        wire(ref)
        if client := desk.known(ref):
            return client
        raise UsageError(
            f"{ref} has no batch API here, but a job of it is open.",
            hint="Use the same settings as for the command that made it.",
        )

    return make


class HeldBack:
    """Events of a document that may yet have to wait: a replay would tell everything again."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._events: list[Event] = []

    def __call__(self, event: Event) -> None:
        self._events.append(event)

    def release(self) -> None:
        """Tell them."""
        for event in self._events:
            self._emit(event)
