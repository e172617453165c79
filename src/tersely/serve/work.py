"""What each kind of order does, as work in the background."""

from __future__ import annotations

from ..app.background import Watch
from ..app.operations import Operations
from ..app.results import SCHEMA_VERSION, Object, check_object, summary_object
from ..app.sources import Source
from ..comparison import alone, as_json
from ..errors import TerselyError
from ..language.words import count_words
from ..records import Document, Length
from ..redaction import redact_values
from .intake import Taken
from .jobs import Outcome, Work
from .requests import CheckRequest, ComparisonRequest, PageRequest, PlanRequest, SummaryRequest


def title_of(source: Source) -> str:
    """What a list of jobs calls it."""
    return source.name or source.url or " ".join((source.text or "").split())[:60]


def work_of(operations: Operations, taken: Taken, *, stream: bool = False) -> Work:
    """The work of an order. `stream` tells its text as it comes, where that is final."""
    order = taken.order

    async def work(watch: Watch) -> Outcome:
        options = order.options
        if isinstance(order, PageRequest) and order.is_single:
            options["model"] = next(iter(order.models), None)
        context = operations.context_with(options)
        document = await operations.read(taken.source, context, watch)
        match order:
            case SummaryRequest() | PageRequest(is_single=True):
                live = stream and not Length.parse(context.settings.length).contract
                summary = await operations.summarize(document, context, watch, stream=live)
                view = alone(document, summary)
                return Outcome(redact_values(summary_object(summary)), view)
            case ComparisonRequest():
                comparison = await operations.compare(
                    document, order.models, order.styles, context, watch
                )
                return Outcome(redact_values(as_json(comparison)), comparison)
            case CheckRequest():
                check = await operations.check(order.summary, document)
                return Outcome(redact_values(check_object(check, document)))
            case PlanRequest():
                plans = await operations.plans(document, order.models, context, watch)
                result = {
                    "schema_version": SCHEMA_VERSION,
                    "document": document.name,
                    "facts": facts_of(document),
                    "plans": plans,
                }
                return Outcome(redact_values(result))
        raise TerselyError(f"There is no work called {order.kind}.")

    return work


def facts_of(document: Document) -> Object:
    """What a document is and how long."""
    return {
        "media_type": document.media_type,
        "characters": len(document.text),
        "words": count_words(document.text),
        "pages": document.pages,
        "sections": len(document.sections()),
        "notes": [*document.notes, *(part.sentence for part in document.unread)],
    }
