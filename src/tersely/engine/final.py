"""The final call: one remedy for each ending that has one, and one for a missed length."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from .. import endings
from ..errors import AuthFailed, BadRequest, BudgetExceeded, ContextTooLong, ProviderError
from ..events import StreamRestarted
from ..records import FINAL, LENGTH, Completion, Finish, Request
from ..records.length import PRESETS
from .calls import Calls
from .job import Job
from .measure import deviation, measured
from .messages import final_request, revise_request
from .receipt import NO_ANSWER
from .schema import conforming
from .token_budget import TokenBudget
from .window import WindowFull

TOLERATED_DEVIATION = 0.2
"""How far a length that is a contract may be missed without a second call (README, Lengths)."""
TOLERATED_PRESET_DEVIATION = 1 / 3
"""How far a preset may be missed before it is said."""


@dataclass(frozen=True, slots=True)
class FinalCall:
    """Writes the summary of a text: of the whole document, or of the notes on its chunks."""

    job: Job
    budget: TokenBudget
    calls: Calls
    stream: bool

    async def write(self, text: str, tokens: int, *, notes: bool) -> Completion:
        """The final answer, with one remedy for each ending that has one."""
        request = final_request(text, tokens, self.job, self.budget, notes=notes)
        first = answer = await self._first(request)
        if answer.finish in (Finish.REFUSED, Finish.BLOCKED, Finish.EMPTY):
            neutral = final_request(text, tokens, self.job, self.budget, notes=notes, neutral=True)
            answer = await self._again(neutral, answer)
        elif wider := self._with_room(request, answer):
            answer = await self._again(wider, answer)
        if self.stream and (answer is not first or answer.finish is Finish.DEGENERATE):
            self._show_anew(first, answer)
        if self.job.schema:
            return await conforming(request, answer, self._again)
        too_short = partial(final_request, text, tokens, self.job, self.budget, notes=notes)
        return await self._fitted(answer, too_short)

    async def _first(self, request: Request) -> Completion:
        if self.stream:
            return await self.calls.stream(request)
        return await self.calls.ask(FINAL, 0, 1, request)

    def _with_room(self, request: Request, answer: Completion) -> Request | None:
        """The same with more room for the answer where that may help; half a text that was shown is
        not begun anew.
        """
        # A small model that writes more than was asked for does so with any room.
        cut = answer.finish is Finish.LENGTH and not (self.stream or self.job.info.compact)
        if self.job.max_output_tokens or not (cut or answer.finish is Finish.REASONING_ONLY):
            return None
        spare = self.job.info.window_tokens - request.input_tokens
        cap = min(2 * request.max_output_tokens, self.job.info.max_output_tokens, spare)
        if cap <= request.max_output_tokens:
            return None
        return replace(request, max_output_tokens=cap)

    async def _again(self, request: Request, first: Completion) -> Completion:
        """The second answer if it is better than the first; a text that was paid is not given up
        for a second one.
        """
        try:
            second = await self.calls.ask(FINAL, 0, 1, request)
        except BadRequest:
            return first
        except (ProviderError, AuthFailed, BudgetExceeded):
            if not first.text.strip():
                raise
            return first
        worse = second.finish in NO_ANSWER or not second.text.strip()
        return first if worse and first.text.strip() else second

    def take_back(self, error: ContextTooLong) -> None:
        """Whoever has read an answer that met the end of the window is told that it comes anew."""
        ledger = self.calls.ledger
        if self.stream and isinstance(error, WindowFull) and error.answer.text:
            reason = f"the answer {endings.how_it_ended(Finish.CONTEXT_FULL)}"
            ledger.emit(StreamRestarted(ledger.run, ledger.document, reason))

    def _show_anew(self, first: Completion, second: Completion) -> None:
        """Whoever has read the first answer as it came gets the second one in its place."""
        ledger = self.calls.ledger
        if first.text:
            reason = f"the answer {endings.how_it_ended(first.finish)}"
            ledger.emit(StreamRestarted(ledger.run, ledger.document, reason))
        self.calls.show(second.text)

    async def _fitted(self, answer: Completion, again: Callable[..., Request]) -> Completion:
        """One corrective call when a length that is a contract was missed; none for a shown text.
        `again` makes the request that sees the text once more.
        """
        length = self.job.length
        if answer.finish is not Finish.COMPLETE:
            return answer
        if not length.contract:
            self._tell_missed_preset(answer)
            return answer
        if self._fits(answer):
            return answer
        if not self.stream:
            answer = await self._corrected(answer, again)
        if not self._fits(answer):
            self.calls.ledger.warn(
                f"The summary has {measured(answer.text, length)}; {length.text} was asked for."
            )
        return answer

    def _tell_missed_preset(self, answer: Completion) -> None:
        """A preset is no contract, but what misses it by far is no longer what was asked for."""
        # A prompt of the user's own says itself how long the answer is to be.
        if self.job.variables.prompt or self._missed_by(answer) <= TOLERATED_PRESET_DEVIATION:
            return
        is_short = deviation(answer.text, self.job.length, self.budget.final_words) < 0
        if is_short and self.job.length.text not in PRESETS:
            return  # the usual length of a style is one at most
        target = f"{self.budget.final_words} {self.budget.unit}"
        self.calls.ledger.warn(
            f"The summary has {measured(answer.text, self.job.length)}; about {target} were asked "
            "for."
        )

    def _missed_by(self, answer: Completion) -> float:
        return abs(deviation(answer.text, self.job.length, self.budget.final_words))

    def _fits(self, answer: Completion) -> bool:
        return self._missed_by(answer) <= TOLERATED_DEVIATION

    async def _corrected(self, answer: Completion, again: Callable[..., Request]) -> Completion:
        """The same in another length, if that is closer to what was asked for. A longer one is
        written from the text: from a short summary it could only be padded.
        """
        request = revise_request(answer.text, self.job, self.budget)
        if deviation(answer.text, self.job.length, self.budget.final_words) < 0:
            request = again(too_short=measured(answer.text, self.job.length))
        try:
            revised = await self.calls.ask(LENGTH, 0, 1, request)
        except (ProviderError, AuthFailed, BudgetExceeded) as error:
            self.calls.ledger.warn(f"The length could not be corrected: {error.message}")
            return answer
        if revised.finish is not Finish.COMPLETE or not revised.text.strip():
            return answer
        return revised if self._missed_by(revised) <= self._missed_by(answer) else answer
