"""From a plan to a Summary: the calls, the ending, the receipt."""

from __future__ import annotations

import time
from dataclasses import replace

from ..errors import ContextTooLong, UsageError
from ..events import Emit, Event, Planned, Warned
from ..grounding import Index, check_safely
from ..language.words import count_words
from ..records import Check, Document, Ended, Plan, Summary, Usage, total_usd
from ..screen_text import how_many, without_sequences
from .attempt import Answered, Attempt
from .job import Job, ModelPort
from .ledger import Ledger
from .measure import lowered
from .messages import final_request
from .notes import missing_of, writers_of
from .plan import plan as plan_document
from .receipt import receipt_for, unfenced
from .remarks import remarks
from .token_budget import TokenBudget
from .window import WindowFull, smaller_window, with_window


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
    attempt = Attempt(document, plan, job, budget, models, index, ledger, stream)
    while True:
        try:
            answered = await attempt.answer()
            break
        except ContextTooLong as error:
            anew = _in_a_smaller_window(attempt, error)
            if anew is None:
                if not isinstance(error, WindowFull):
                    raise
                answered = Answered(error.answer, ())
                break
            attempt = anew
    elapsed_s = time.monotonic() - began
    summary = _summary(attempt, answered)
    ours = final_request("", 0, attempt.job, attempt.budget, notes=not attempt.budget.stuff)
    if job.length.is_lowered(summary.source_words):
        ledger.warn(lowered(job.length, summary.source_words, attempt.budget.unit))
    for remark in remarks(summary.text, f"{ours.system}\n{ours.user}", document):
        ledger.warn(remark)
    return replace(
        summary,
        usage=sum((call.usage for call in ledger.calls), Usage()),
        cost_usd=total_usd(call.cost_usd for call in ledger.calls),
        calls=tuple(ledger.calls),
        elapsed_s=elapsed_s,
        warnings=(*warnings, *_unchecked(summary)),
    )


def _in_a_smaller_window(attempt: Attempt, error: ContextTooLong) -> Attempt | None:
    """The same document planned anew: a call that was to take the whole of it was refused, its text
    was cut by the service, or its answer had no room. None where it was cut into chunks already, or
    where there is nothing left to cut (the hint of `error` then says so).
    """
    job, ledger = attempt.job, attempt.ledger
    window = smaller_window(job, error)
    if not attempt.budget.stuff or job.strategy == "stuff" or window is None:
        return None
    job = with_window(job, window)
    try:
        plan, budget = plan_document(attempt.document, job)
    except UsageError as too_small:
        error.hint = f"{too_small.message} {too_small.hint}"
        return None
    assert budget is not None, "the first plan had something to send"
    attempt.final.take_back(error)
    ledger.warn(
        f"the text is longer than the context window of {job.ref} ({window:,} tokens); "
        f"it is read in {how_many(len(plan.chunks), 'chunk')}."
    )
    ledger.emit(Planned(ledger.run, ledger.document, plan))
    return replace(attempt, plan=plan, job=job, budget=budget)


def _unchecked(summary: Summary) -> tuple[str, ...]:
    """What to say of a summary that could not be checked: a fault there costs no paid answer."""
    failed = summary.check.failed if summary.check else ""
    return (f"The summary could not be checked ({failed}).",) if failed else ()


def _summary(attempt: Attempt, answered: Answered) -> Summary:
    """The summary that an attempt has brought, without its calls."""
    document, job, answer = attempt.document, attempt.job, answered.completion
    text = without_sequences(unfenced(answer.text))
    missing = missing_of(answered.notes)
    checked = check_safely(text, attempt.index) if text else Check(())
    provider = answer.provider or job.ref.provider
    written_whole = ((0, len(document.text), f"{provider}/{answer.model}"),)
    writers = writers_of(answered.notes) or written_whole
    whole = not missing and not document.unread_share
    return Summary(
        text=text,
        ended=Ended.of(answer, attempt.budget.final_cap, whole=whole),
        document=document.name,
        source=document.source,
        model=replace(job.ref, provider=provider, model=answer.model or job.ref.model),
        style=job.style.name,
        plan=attempt.plan,
        receipt=receipt_for(document, missing, checked, writers),
        check=checked,
        words=count_words(text),
        source_words=attempt.plan.source_words,
    )
