"""Economy: how the models of a session reach the desk of their batch APIs."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from ..catalog import ModelInfo, Overrides
from ..economy import Desk, Options, State, WaitingDocument, document_path
from ..economy.client import BatchClient, BatchPrice
from ..errors import UsageError, Waiting
from ..events import Emit, Event, Noted
from ..middleware import Calibration, Stored
from ..provider import Endpoint, Provider
from ..records import Document, ModelRef, Summary, usd
from .context import Context
from .model_selection import choose_model

if TYPE_CHECKING:
    from .session import Session

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


def refused(ref: ModelRef, live_usd: float | None, host: str) -> UsageError:
    """The error for a model without a batch API, with what live calls cost."""
    where = f" at {host}" if host else ""
    if ref.provider == "extractive":
        return UsageError(
            "--economy needs a model; the extractive engine is free.", hint="Leave --economy out."
        )
    price = "free" if live_usd == 0 else f"about {usd(live_usd)}"
    return UsageError(
        f"{ref}{where} has no batch API, so --economy cannot lower its price; nothing was sent.",
        hint=f"Live it costs {price}: leave --economy out.",
    )


async def summarize_parked(
    document: Document, context: Context, options: Options, emit: Emit
) -> Summary:
    """One summary through batch APIs; its state is in the cache folder, by text and settings.

    Raises:
        Waiting: with `no_wait`, or when it was stopped; the same call goes on.
        UsageError: the model has no batch API, or the same summary is being waited for already.
    """
    from .session import Session

    folder = _folder_of(document, context)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = str(folder / "document")
    lock = FileLock(folder / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise UsageError(
            "Another process waits for this very summary.", hint="Wait for it, or stop it."
        ) from None
    desk = open_desk(folder, context, options, emit)
    document_path.set(path)
    try:
        async with Session(context, emit=emit, desk=desk) as session:
            await _check_offered(session, document)
            summary = await _answered(session, desk, document, path)
            desk.ended(path)
            if sentence := await desk.clean_up():
                emit(Noted("", document.name, sentence))
            return summary
    except asyncio.CancelledError:
        for sentence in desk.progress.sentences if desk.progress.jobs else []:
            emit(Noted("", document.name, sentence))
        raise
    finally:
        desk.close()
        with suppress(OSError):  # Windows deletes no open file
            (folder / "lock").unlink()
        lock.release()
        with suppress(OSError):  # where jobs are open their state stands in it
            folder.rmdir()


def refuse_beside_job(document: Document, context: Context) -> None:
    """Look for a job of this very summary before live calls.

    Raises:
        UsageError: one waits at a batch API.
    """
    if context.settings.cache and is_open(_folder_of(document, context)):
        raise UsageError(
            "A job of this very summary waits at a batch API; live calls would pay for it again.",
            hint="Go on with --economy, or pay for it once more: --no-cache",
        )


def _folder_of(document: Document, context: Context) -> Path:
    from .batching import output_digest

    identity = hashlib.sha256(document.text.encode("utf-8", "surrogatepass"))
    identity.update(output_digest(context, ""))
    return context.paths.economy_folder / identity.hexdigest()[:32]


async def _check_offered(session: Session, document: Document) -> None:
    ref = choose_model(session.context).ref
    if session.batch_price(ref) is not None:
        return
    live_usd = None
    if ref.provider != "extractive":
        live_usd = (await session.prepare(document)).plan.cost_usd.expected
    raise refused(ref, live_usd, "")


async def _answered(session: Session, desk: Desk, document: Document, path: str) -> Summary:
    while True:
        try:
            return await session.summarize(document)
        except Waiting:
            desk.wait(WaitingDocument(path))
        if not await desk.next():
            first, again = desk.progress.sentences
            raise Waiting(first, hint=again)
