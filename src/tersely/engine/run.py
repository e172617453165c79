"""From a plan to a Summary: the calls, the ending, the receipt."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from ..errors import ProviderError
from ..events import Emit, Event, Warned
from ..grounding import Index, check
from ..language.words import count_words
from ..records import Check, Completion, Document, Ended, Plan, Summary, Usage
from .calls import Calls
from .final import FinalCall
from .job import Job, ModelPort
from .ledger import Ledger
from .notes import Notes
from .receipt import receipt_for, unfenced
from .token_budget import TokenBudget
from .tree import Tree


async def run(
    document: Document,
    plan: Plan,
    job: Job,
    budget: TokenBudget,
    models: ModelPort,
    index: Index,
    *,
    emit: Emit,
    name: str = "",
    stream: bool = False,
) -> Summary:
    """Make the calls of `plan` and account for them.

    Raises:
        ProviderError: the final call failed, or more than `max_missing_share` of the text was not
            read.
        ConfigError, UsageError, BudgetExceeded: errors that no other call would be spared.
    """
    began = time.monotonic()
    warnings: list[str] = []

    def listen(event: Event) -> None:
        if isinstance(event, Warned):
            warnings.append(event.message)
        emit(event)

    ledger = Ledger(name, document.name, listen, job.estimate_usd)
    calls = Calls(job, models, ledger)
    mapped_tokens, final_tokens = budget.largest_calls(plan.document_tokens, len(plan.chunks))
    models.mapper.reserve_context(mapped_tokens)
    models.writer.reserve_context(final_tokens)
    final = FinalCall(job, budget, calls, stream and not job.schema)
    notes: list[Notes] = []
    text, tokens = document.text, plan.document_tokens
    if not budget.stuff:
        tree = Tree(document, job, budget, index, calls.ask, ledger.warn)
        notes = await tree.grow(plan.chunks)
        _enough_was_read(notes, document, job)
        text = tree.compose(notes)
        tokens = job.counter.count_batch([text])[0]
    answer = await final.write(text, tokens, notes=not budget.stuff)
    elapsed_s = time.monotonic() - began
    summary = _summary(document, plan, job, budget, answer, notes, index)
    return replace(
        summary,
        usage=sum((call.usage for call in ledger.calls), Usage()),
        cost_usd=_total_usd(ledger),
        calls=tuple(ledger.calls),
        elapsed_s=elapsed_s,
        warnings=tuple(warnings),
    )


def _enough_was_read(notes: Sequence[Notes], document: Document, job: Job) -> None:
    missing = [span for n in notes for span in n.missing if not span.read]
    share = sum(s.end - s.start for s in missing) / max(1, len(document.text))
    if share <= job.max_missing_share and any(n.text for n in notes):
        return
    reasons = sorted({s.reason for s in missing})
    raise ProviderError(
        f"{share:.1%} of the text could not be read: {reasons[0] if reasons else 'no notes'}.",
        provider=job.map_info.ref.provider,
        hint=f"More than {job.max_missing_share:.0%} is too much for a summary (--max-missing). "
        "Run the same command again: what was read is stored and not paid again.",
    )


def _total_usd(ledger: Ledger) -> float | None:
    """What the calls cost; None when one of them has no known price."""
    costs = [call.cost_usd for call in ledger.calls]
    return None if None in costs else sum(cost for cost in costs if cost is not None)


def _summary(
    document: Document,
    plan: Plan,
    job: Job,
    budget: TokenBudget,
    answer: Completion,
    notes: Sequence[Notes],
    index: Index,
) -> Summary:
    """The summary that `answer` makes, without its calls."""
    text = unfenced(answer.text)
    missing = tuple(span for n in notes for span in n.missing)
    checked = check(text, index) if text else Check(())
    provider = answer.provider or job.ref.provider
    written_whole = ((0, len(document.text), f"{provider}/{answer.model}"),)
    writers = tuple(w for n in notes for w in n.writers) or written_whole
    whole = not missing and not document.unread_share
    return Summary(
        text=text,
        ended=Ended.of(answer, budget.final_cap, whole=whole),
        document=document.name,
        source=document.source,
        model=replace(job.ref, provider=provider, model=answer.model or job.ref.model),
        style=job.style.name,
        plan=plan,
        receipt=receipt_for(document, missing, checked, writers),
        check=checked,
        words=count_words(text),
        source_words=count_words(document.text),
    )
