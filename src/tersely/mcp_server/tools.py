"""The five tools: each reads its arguments, runs in the background, and answers below its cap."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from ..app.background import Background, Watch
from ..app.brief import brief, cut_text
from ..app.excerpt import excerpt
from ..app.operations import Operations
from ..app.results import SCHEMA_VERSION, Object, check_object, error_object, summary_object
from ..comparison import as_json
from ..errors import TerselyError, UsageError
from ..events import BugMet, CallFinished, CallStarted, Event, ItemFinished, Planned, Reading
from ..redaction import redact_values
from ..suggestion import did_you_mean
from . import forms
from .arguments import (
    CheckArguments,
    CompareArguments,
    ExtractArguments,
    Given,
    PlanArguments,
    SummarizeArguments,
    parsed,
    schema_of,
)

Answer = tuple[Object, str]
Report = Callable[[float, float | None, str], Awaitable[None]]
# An assistant's client shows each of them; more would only be noise on the line.
_TOLD_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class ToolAnswer:
    """What a call is answered with: the structured content and its text form."""

    structured: Object
    text: str
    is_error: bool = False


async def _summarize(operations: Operations, given: SummarizeArguments, watch: Watch) -> Answer:
    context = operations.context_with(given.options)
    document = await operations.read(given.source, context, watch)
    summary = await operations.summarize(document, context, watch)
    return summary_object(summary), forms.summary_text(summary)


async def _check(operations: Operations, given: CheckArguments, watch: Watch) -> Answer:
    document = await operations.read(given.source, operations.context, watch)
    check = await operations.check(given.summary, document)
    return check_object(check, document), forms.check_text(check, document)


async def _compare(operations: Operations, given: CompareArguments, watch: Watch) -> Answer:
    context = operations.context_with(given.options)
    document = await operations.read(given.source, context, watch)
    comparison = await operations.compare(document, given.models, (), context, watch)
    return as_json(comparison), forms.compare_text(comparison)


async def _plan(operations: Operations, given: PlanArguments, watch: Watch) -> Answer:
    context = operations.context_with(given.options)
    document = await operations.read(given.source, context, watch)
    plans = await operations.plans(document, given.models, context, watch)
    result = {"schema_version": SCHEMA_VERSION, "document": document.name, "plans": plans}
    return result, forms.plans_text(plans)


async def _extract(operations: Operations, given: ExtractArguments, watch: Watch) -> Answer:
    document = await operations.read(given.source, operations.context, watch)
    # Beside the text the structured form names its document and the place to go on.
    part = excerpt(
        document, pages=given.pages, start=given.start, max_tokens=given.max_tokens * 9 // 10 - 80
    )
    return part, forms.excerpt_text(part)


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool as a client lists it, and what does its work."""

    name: str
    description: str
    arguments: type[Given]
    work: Callable[..., Coroutine[Any, Any, Answer]]
    is_paid: bool

    @property
    def schema(self) -> Object:
        """The JSON Schema of its arguments."""
        return schema_of(self.arguments)


TOOLS = {
    tool.name: tool
    for tool in (
        Tool(
            "summarize",
            "Summary of a file, page or text of any length, with a receipt: what was read, what it"
            " cost, which claims the source does not support. The text does not pass through your"
            " context. Repeating a call costs nothing.",
            SummarizeArguments,
            _summarize,
            is_paid=True,
        ),
        Tool(
            "check",
            "Traces each sentence of a summary to its source and flags numbers, names and"
            " quotations that the source does not hold. Free, offline.",
            CheckArguments,
            _check,
            is_paid=False,
        ),
        Tool(
            "compare",
            "The same text through several models, and what only one of them says.",
            CompareArguments,
            _compare,
            is_paid=True,
        ),
        Tool(
            "extract",
            "The text of a document (PDF, DOCX, HTML, mail ...) or of some of its pages, in parts"
            " below max_tokens. Free, offline.",
            ExtractArguments,
            _extract,
            is_paid=False,
        ),
        Tool(
            "plan",
            "What a summary would cost with each of these models: calls, tokens, USD. Sends"
            " nothing.",
            PlanArguments,
            _plan,
            is_paid=False,
        ),
    )
}


async def call(
    name: str, arguments: Mapping[str, Any], operations: Operations, report: Report
) -> ToolAnswer:
    """The answer of one call, an error of it included. To cancel it stops its calls."""
    max_tokens = Given.model_fields["max_tokens"].default
    try:
        tool = TOOLS.get(name)
        if tool is None:
            raise UsageError(f"There is no tool {name[:80]!r}.", hint=did_you_mean(name, TOOLS))
        given = parsed(tool.arguments, arguments)
        max_tokens = given.max_tokens
        progress = Progress(report, operations.on_bug)

        async def work(watch: Watch) -> Answer:
            assert tool is not None
            result, text = await tool.work(operations, given, watch)
            return brief(result, max_tokens), cut_text(text, max_tokens, max_tokens)

        try:
            result, text = await Background(work, progress.hear).result()
        finally:
            await progress.aclose()
        return ToolAnswer(redact_values(result), redact_values(text))
    except TerselyError as error:
        result = brief(error_object(error), max_tokens)
        return ToolAnswer(
            redact_values(result), redact_values(forms.error_text(error)), is_error=True
        )


class Progress:
    """Events as progress: calls done of those planned, or how far a reader got."""

    def __init__(self, report: Report, on_bug: Callable[[str], None]) -> None:
        self._report, self._on_bug = report, on_bug
        self._done, self._total = 0, 0
        self._told_at = 0.0
        self._steps = 0
        self._sending: set[asyncio.Task[None]] = set()

    def hear(self, event: Event) -> None:
        """Tell what a client should see of one event."""
        match event:
            case Planned(plan=plan):
                self._total += plan.calls
                self._tell(f"{plan.model}: {plan.calls} calls planned", always=True)
            case CallStarted(stage=stage, index=index, total=total):
                self._tell(f"{stage} {index + 1} of {total}")
            case CallFinished(stage=stage, handed_on=False):
                self._done += 1
                self._tell(f"{stage} done", always=True)
            case ItemFinished(run=label, outcome=outcome):
                self._tell(f"{label}: {outcome}", always=True)
            case Reading(detail=detail):
                self._tell(detail)
            case BugMet(details=details):
                self._on_bug(details)
            case _:
                pass

    def _tell(self, message: str, *, always: bool = False) -> None:
        now = time.monotonic()
        if not always and now - self._told_at < _TOLD_EVERY_S:
            return
        self._told_at = now
        # Progress must rise with each notification, also where nothing is counted.
        self._steps += 1
        done = self._done + self._steps / 1000 if self._total else self._steps
        total = max(self._total, self._done + 1) if self._total else None
        task = asyncio.ensure_future(self._report(done, total, message))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def aclose(self) -> None:
        """Wait until all is sent: nothing may follow the answer."""
        await asyncio.gather(*self._sending, return_exceptions=True)
