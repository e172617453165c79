"""Checks of texts that exist, with a second opinion and fixing where they are asked for."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .. import documents
from ..errors import TerselyError
from ..events import Emit
from ..grounding import Index, check
from ..records import CallRecord, Check, Document, ModelRef, PlannedStage
from .context import Context
from .judge_selection import judge_of
from .model_selection import EXTRACTIVE, choose_model, hosts
from .pairs import Pair
from .reading import limits_of, local_recognition_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ..verification import Judge
    from .session import Session


@dataclass(frozen=True, slots=True)
class Checked:
    """A text after its check. `before` is what it was before sentences were rewritten or removed."""

    name: str
    before: str
    text: str
    document: Document
    check: Check
    calls: tuple[CallRecord, ...] = ()
    warnings: tuple[str, ...] = ()
    cost_usd: float | None = 0.0
    planned: PlannedStage | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A pair that could not be checked, and why."""

    name: str
    error: TerselyError


def fixer_of(context: Context) -> ModelRef:
    """Who rewrites sentences: the model that was asked for, else the judge, else the usual one."""
    settings = context.settings
    if settings.verify and not settings.model:
        return judge_of(context, None)
    return choose_model(context).ref


def hosts_told(context: Context) -> list[str]:
    """Who gets claims and passages, one line for each, before anything is sent."""
    settings = context.settings
    asked: dict[str, ModelRef] = {}
    if settings.verify:
        asked["--verify"] = judge_of(context, writer_of(context))
    if settings.fix and (fixer := fixer_of(context)) != EXTRACTIVE:
        asked["--fix"] = fixer
    lines = []
    for option, ref in asked.items():
        where = hosts([ref], context)
        place = f"at {where[0]}" if where and where[0] else "on this machine"
        what = "open claims" if option == "--verify" else "unsupported sentences"
        lines.append(f"{option}: {what} and their passages go to {ref} {place}.")
    return lines


def writer_of(context: Context) -> ModelRef | None:
    """Who wrote the text, as far as the user says: the model of -m."""
    return choose_model(context).ref if context.settings.model else None


def read_pair(pair: Pair, context: Context) -> tuple[str, Document]:
    """The text of a summary, and its source.

    Raises:
        InputError: one of them cannot be read.
    """
    settings = context.settings
    texts = ((pair.summary_path, pair.summary_text), (pair.source_path, pair.source_text))
    read = [
        documents.read(
            path,
            limits=limits_of(settings),
            allow_private_urls=settings.allow_private_urls,
            offline=settings.offline,
            encoding=settings.encoding,
            recognition=local_recognition_of(context),
        )
        if path
        else documents.read_bytes(text.encode(), name=pair.name, media_type="text/plain")
        for path, text in texts
    ]
    return read[0].text, read[1]


@dataclass(slots=True)
class Checker:
    """Checks texts one after the other; `session` is there where models are asked."""

    context: Context
    session: Session | None = None
    _judges: dict[ModelRef, Judge] = field(default_factory=dict)

    async def check(self, name: str, text: str, document: Document) -> Checked:
        """One text against its source, with all that the settings ask for.

        Raises:
            BudgetExceeded: the second opinion is expected to cost more than what is left.
            MissingKey: its model needs a key and none was found.
        """
        index = Index(document)
        checked = check(text, index)
        settings, session = self.context.settings, self.session
        if session is None:
            return Checked(name, text, text, document, checked)
        judge = writer = planned = None
        if settings.verify:
            from ..verification import planned as plan_of

            judge = await self._model(judge_of(self.context, writer_of(self.context)), document)
            planned = plan_of(checked, index, judge)
            if session.dry_run:
                return Checked(name, text, text, document, checked, planned=planned)
            session.budget.afford(planned.cost_usd.expected, cheaper="leave --verify out")
        if settings.fix and (fixer := fixer_of(self.context)) != EXTRACTIVE:
            writer = await self._model(fixer, document)
        reviewed = await session.reviewer.review(
            text,
            checked,
            index,
            judge=judge,
            writer=writer,
            fixes=settings.fix,
            document=document.name,
            name=name,
        )
        return Checked(
            name,
            text,
            reviewed.text,
            document,
            reviewed.check,
            reviewed.calls,
            reviewed.warnings,
            reviewed.cost_usd,
            planned,
        )

    async def _model(self, ref: ModelRef, document: Document) -> Judge:
        """A model of this session, wired at first use."""
        assert self.session is not None, "models are asked within a session"
        if ref not in self._judges:
            judge = await self.session.reviewer.judge(ref, document.text, document=document.name)
            self._judges[ref] = judge
        return self._judges[ref]


@asynccontextmanager
async def checker(context: Context, *, emit: Emit, dry_run: bool = False) -> AsyncIterator[Checker]:
    """A Checker, with a session where the settings ask for models."""
    if not (context.settings.verify or context.settings.fix):
        yield Checker(context)
        return
    from ..middleware import Shared
    from .session import Session

    async with Session(context, emit=emit, dry_run=dry_run, shared=Shared()) as session:
        yield Checker(context, session)
