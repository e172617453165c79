"""One session at work on a whole folder: the door between batch/ and the rest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from .. import documents
from ..batch import head_of
from ..errors import OF_ONE_FILE, TerselyError
from ..faults import foreseen
from ..records import Document, Range, Summary
from ..storage import is_remote
from .context import Context
from .model_selection import choose_model
from .prepared import Prepared
from .reading import limits_of, recognition_of
from .session import Session
from .styles import load_style
from .vision import read_by

# Settings that change how a run goes but not what it writes.
NOT_IN_OUTPUT = {
    "max_cost_usd", "cache", "cache_days", "cache_mb", "history", "offline", "allow_private_urls", "max_input_mb", "concurrency",
    "timeout_s", "max_wait_s", "retries", "rpm", "tpm", "threads", "ignore_memory", "exact_tokens", "strict",
    "economy_poll",
}  # fmt: skip


def output_digest(context: Context, kind: str) -> bytes:
    """Changes with everything that shapes an output: model, style texts, length, parameters, kind
    of file.
    """
    shaping = context.settings.model_dump(exclude=NOT_IN_OUTPUT)
    ref = choose_model(context).ref
    style = load_style(context.settings.style, context).digest
    return hashlib.sha256(
        json.dumps([str(ref), style, kind, shaping], sort_keys=True).encode()
    ).digest()


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a whole folder is expected to take."""

    calls: int
    cost_usd: Range


class FolderWorker:
    """A batch.Worker over one Session. `render` makes the text of an output file."""

    def __init__(self, session: Session, render: Callable[[Summary, Document, str], str]) -> None:
        self._session = session
        self._render = render
        settings = session.context.settings
        self._encoding, self._offline = settings.encoding, settings.offline
        self._limits = limits_of(settings)
        self._recognition = recognition_of(session.context, spent_usd=session.pages.spent_otherwise)
        self._planning = recognition_of(session.context, dry_run=True)
        self._ref = choose_model(session.context).ref

    def head(self, path: str, most_bytes: int) -> bytes:
        return head_of(path, most_bytes)

    def read(self, path: str) -> Document:
        return self._seen(partial(self._read, path))

    def read_bytes(self, data: bytes, path: str) -> Document:
        """The document of which another machine has sent the bytes."""
        reader = partial(
            documents.read_bytes,
            data,
            name=documents.legible(Path(path).name),
            limits=self._limits,
            encoding=self._encoding,
        )
        document = self._seen(lambda recognition: reader(recognition=recognition))
        return replace(document, source=documents.legible(path))

    def _seen(self, read: Callable[[documents.Recognition], Document]) -> Document:
        """A document; where a model reads its scans, an error says what that has cost."""
        if not self._recognition.vision:
            return read(self._recognition)
        model = replace(self._recognition.vision, transcripts=[])  # files are read side by side
        try:
            return read_by(model, partial(read, replace(self._recognition, vision=model)))
        except TerselyError as error:
            self._session.pages.lose(error)
            raise

    def _read(self, path: str, recognition: documents.Recognition) -> Document:
        return documents.read(
            path if is_remote(path) else Path(path),
            limits=self._limits,
            encoding=self._encoding,
            recognition=recognition,
            offline=self._offline,
        )

    async def summarize(self, document: Document, number: int) -> Summary:
        return await self._session.run(await self.prepare(document, number))

    async def prepare(self, document: Document, number: int) -> Prepared:
        """The plan of one document; what is stored of it is found as the calls are made."""
        return await self._session.prepare(
            document, look=False, model=self._ref, name=document.name, number=number
        )

    def render(self, summary: Summary, document: Document, digest: str) -> str:
        return self._render(summary, document, digest)

    async def forecast(
        self, paths: Sequence[str], scale: float, *, afford: bool = True
    ) -> Forecast:
        """The calls and the cost of a folder of which these files are a sample, `scale` times
        smaller than the whole.

        Stored answers are not charged. The cost is None where a price is unknown.

        Raises:
            BudgetExceeded: more is expected than the limit; nothing was sent.
        """
        calls, cost = 0, Range(0.0, 0.0, 0.0)
        if self._ref.provider == "extractive":
            return Forecast(calls, cost)
        for path in paths:
            try:
                with foreseen():
                    document = self._read(path, self._planning)
                    plan = (await self._session.prepare(document, model=self._ref)).plan
            except OF_ONE_FILE:
                continue  # told when its turn comes
            calls += plan.calls
            cost += plan.cost_usd
        estimate = Forecast(
            round(calls * scale),
            Range(*(v and v * scale for v in (cost.low, cost.expected, cost.high))),
        )
        if not afford:
            return estimate
        self._session.budget.afford(estimate.cost_usd.expected, cheaper="--limit 20, -l short")
        return estimate

    async def admit(self) -> None:
        await self._session.admit(self._ref)

    def stop(self) -> None:
        self._session.stop()
