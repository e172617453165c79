"""One way through a document: the notes on its chunks, if it is cut, and the final call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import ContextTooLong, ProviderError
from ..grounding import Index
from ..records import Completion, Document, Plan
from .calls import Calls
from .final import FinalCall
from .job import Job, ModelPort
from .ledger import Ledger
from .notes import Notes, missing_of
from .token_budget import TokenBudget
from .tree import Tree
from .window import WindowFull, whole_or_window_full

MOST_EXTRA_MERGES = 6
"""Each halves the notes, so the text of the final call is then a sixty-fourth of what was planned."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The final answer and the notes it was written from (none where the document went whole)."""

    completion: Completion
    notes: Sequence[Notes]


@dataclass(frozen=True, slots=True)
class Attempt:
    """The calls of one plan."""

    document: Document
    plan: Plan
    job: Job
    budget: TokenBudget
    models: ModelPort
    index: Index
    ledger: Ledger
    stream: bool

    async def answer(self) -> Answered:
        """Make the calls.

        Raises:
            WindowFull: the document in one call leaves too little room for an answer.
            ContextTooLong: the document does not fit in one call, or even the least that could be
                sent does not.
            ProviderError: the final call failed, or more than `max_missing_share` of the text was
                not read.
        """
        budget = self.budget
        self.reserve_context()
        final = self.final
        if budget.stuff:
            text, tokens = self.document.text, self.plan.document_tokens
            answer = await final.write(text, tokens, notes=False)
            return Answered(whole_or_window_full(answer), ())
        tree = self.tree
        notes = await tree.grow(self.plan.chunks)
        _enough_was_read(notes, self.document, self.job)
        return await self._from_notes(tree, final, notes)

    def reserve_context(self) -> None:
        """Tell models that are loaded for it how large the calls will be."""
        mapped_tokens, final_tokens = self.budget.largest_calls(
            self.plan.document_tokens, len(self.plan.chunks)
        )
        self.models.mapper.reserve_context(mapped_tokens)
        self.models.writer.reserve_context(final_tokens)

    @property
    def tree(self) -> Tree:
        """The calls that take notes, and those that merge them."""
        calls = self._calls
        return Tree(self.document, self.job, self.budget, self.index, calls.ask, self.ledger.warn)

    @property
    def _calls(self) -> Calls:
        return Calls(self.job, self.models, self.ledger)

    @property
    def final(self) -> FinalCall:
        """The call that writes the summary."""
        return FinalCall(self.job, self.budget, self._calls, self.stream and not self.job.schema)

    async def _from_notes(self, tree: Tree, final: FinalCall, notes: Sequence[Notes]) -> Answered:
        """The final answer; notes that are too long for the call are merged once more, so that
        nothing of what was read is lost.
        """
        for extra in range(MOST_EXTRA_MERGES + 1):
            text = tree.compose(notes)
            tokens = self.job.counter.count_batch([text])[0]
            try:
                answer = await final.write(text, tokens, notes=True)
                return Answered(whole_or_window_full(answer), notes)
            except ContextTooLong as error:
                if extra == MOST_EXTRA_MERGES:
                    if isinstance(error, WindowFull):
                        return Answered(error.answer, notes)
                    raise
                final.take_back(error)
                self.ledger.warn(
                    "the notes are longer than the model's context window; they are merged again."
                )
                notes = await tree.condense(notes)
        raise AssertionError("the last round returns or raises")


def _enough_was_read(notes: Sequence[Notes], document: Document, job: Job) -> None:
    missing = [span for span in missing_of(notes) if not span.read]
    share = sum(span.end - span.start for span in missing) / max(1, len(document.text))
    has_notes = any(note.text for note in notes)
    if share <= job.max_missing_share and has_notes:
        return
    reasons = sorted({span.reason for span in missing})
    cause = reasons[0].rstrip(".") if reasons else "no notes"
    hint = f"More than {job.max_missing_share:.0%} is too much for a summary (--max-missing). "
    if has_notes:
        hint += "Run the same command again: what was read is stored and not paid again."
    else:
        hint += "Run the same command again, or with another model (-m)."
    raise ProviderError(
        f"{share:.1%} of the text could not be read: {cause}.",
        provider=job.map_info.ref.provider,
        hint=hint,
    )
