"""No call is made that could take the spending of a command past its limit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace

from .. import catalog
from ..catalog import ModelInfo, Overrides
from ..errors import BudgetExceeded, ProviderError, UsageError
from ..events import Emit, Warned, no_events
from ..provider import Provider
from ..records import Completion, ModelRef, Request, Usage, total_usd, usd
from .calibration import Calibration
from .caller import caller
from .wrapper import Wrapper, streaming

# A count made without the model's own tokenizer may be 10 % low (DESIGN.md section 5).
COUNT_MARGIN = 1.1


class Budget:
    """What one command may spend, shared by all its providers. `limit_usd` None means no limit.

    `explicit` tells a limit the user named from the default one: only the former refuses models
    without a known price (see `accept`); with the latter a warning says that it does not hold.
    `undo` is what the user does to take a named limit back.
    """

    def __init__(
        self,
        limit_usd: float | None,
        *,
        explicit: bool,
        undo: str = "leave --max-cost out",
    ) -> None:
        self.limit_usd = limit_usd
        self.explicit = explicit
        self.undo = undo
        self._unpriced: set[ModelRef] = set()
        self.spent_usd = 0.0
        self.reserved_usd = 0.0
        # What jobs at a batch API may cost at most: nobody waits hours for them to be settled.
        self.lasting_usd = 0.0
        self._settled = asyncio.Event()

    def accept(self, info: ModelInfo, overrides: Overrides | None = None) -> None:
        """Look at a model before it is asked.

        Raises:
            UsageError: its price is not known, so a limit that the user named could not be kept.
        """
        self.accept_price(info.ref, catalog.estimate_usd(info.ref, 1, 1, overrides))

    def accept_price(self, ref: ModelRef, price_usd: float | None) -> None:
        """The same by a price of a model; None where none is known."""
        if price_usd is None and self.explicit and self.limit_usd is not None:
            raise UsageError(
                self._unenforceable(ref),
                hint=f'Set input_usd and output_usd under [models."{ref}"], or {self.undo}.',
            )

    def warning(self, ref: ModelRef) -> str:
        """Once for a model without a known price: that the limit cannot be enforced; else ""."""
        if self.limit_usd is None or ref in self._unpriced:
            return ""
        self._unpriced.add(ref)
        return self._unenforceable(ref)

    def _unenforceable(self, ref: ModelRef) -> str:
        limit = usd(self.limit_usd)
        return f"The price of {ref} is unknown, so the {limit} limit cannot be enforced."

    def fits(self, expected_usd: float | None) -> bool:
        """Whether work is expected to stay within what is left; one whose price nobody knows is."""
        return (
            expected_usd is None
            or self.limit_usd is None
            or self.spent_usd + expected_usd <= self.limit_usd
        )

    def afford(self, expected_usd: float | None, *, cheaper: str) -> None:
        """Look at work before its first call. `cheaper` are the options that make it so.

        Raises:
            BudgetExceeded: it is expected to cost more than what is left.
        """
        if expected_usd is None or self.limit_usd is None or self.fits(expected_usd):
            return
        raise BudgetExceeded(
            f"about {usd(expected_usd)} expected, limit {usd(self.limit_usd)}; nothing was sent."
            if not self.spent_usd
            else f"about {usd(expected_usd)} more expected, {usd(self.spent_usd)} spent, limit {usd(self.limit_usd)}.",
            limit_usd=self.limit_usd,
            spent_usd=self.spent_usd,
            needed_usd=expected_usd,
            hint=f"Go ahead: add --max-cost {max(0.01, (self.spent_usd + expected_usd) * 1.2):.2f}     "
            f"Cheaper: {cheaper}, or -m extractive (free)",
        )

    async def reserve(self, amount_usd: float) -> None:
        """Set `amount_usd` aside; waits while only calls in flight stand in the way. BudgetExceeded
        when it cannot fit.
        """
        while (
            self.limit_usd is not None
            and self.spent_usd + self.lasting_usd + self.reserved_usd + amount_usd > self.limit_usd
        ):
            lasting_usd = self.spent_usd + self.lasting_usd + amount_usd
            if lasting_usd > self.limit_usd or not self.reserved_usd:
                raise BudgetExceeded(
                    f"The next call may cost {usd(amount_usd)} and {usd(self.spent_usd)} are spent; the limit is "
                    f"{usd(self.limit_usd)}.",
                    limit_usd=self.limit_usd,
                    spent_usd=self.spent_usd,
                    needed_usd=amount_usd,
                    hint="Raise it with --max-cost; nothing that is done is paid twice.",
                )
            self._settled.clear()
            await self._settled.wait()
        self.reserved_usd += amount_usd

    def room_usd(self) -> float | None:
        """What may still be reserved; None without a limit."""
        if self.limit_usd is None:
            return None
        return self.limit_usd - self.spent_usd - self.lasting_usd - self.reserved_usd

    def settle(self, reserved_usd: float, paid_usd: float) -> None:
        """Replace a reservation by what was really paid."""
        # Sums of floats leave dust that would keep an empty budget "reserved".
        self.reserved_usd = max(0.0, round(self.reserved_usd - reserved_usd, 12))
        self.spent_usd += paid_usd
        self._settled.set()


class Budgeted(Wrapper):
    """Reserves the worst case before a call, settles with the real usage after it, and writes the
    cost on the answer.
    """

    def __init__(
        self,
        inner: Provider,
        budget: Budget,
        info: ModelInfo,
        calibration: Calibration | None = None,
        *,
        overrides: Overrides | None = None,
        emit: Emit = no_events,
    ) -> None:
        super().__init__(inner)
        self._budget = budget
        self._info = info
        self._calibration = calibration or Calibration()
        self._overrides = overrides
        self._emit = emit
        self._told: set[str] = set()

    async def complete(self, request: Request) -> Completion:
        reserved_usd = await self._reserve(request)
        paid_usd = 0.0
        try:
            answer = await self.inner.complete(request)
            paid_usd = self._spent_usd(answer, reserved_usd)
        except ProviderError as error:
            paid_usd = self._lost_usd(error, reserved_usd)
            raise
        finally:
            self._budget.settle(reserved_usd, paid_usd)
        return self._priced(answer)

    async def stream(self, request: Request) -> AsyncGenerator[str | Completion]:
        reserved_usd = await self._reserve(request)
        # Text that has begun to arrive is billed, however the stream ends, and again when it is
        # begun anew: nobody says how much, so the budget counts the worst case and the answer bears
        # what its lost text is likely to have cost.
        paid_usd, shown = 0.0, ""
        try:
            async with streaming(self.inner, request) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Completion):
                        answer = self._with_lost_text(piece, request, shown)
                        paid_usd = self._spent_usd(answer, reserved_usd)
                        yield self._priced(answer)
                    else:
                        paid_usd, shown = reserved_usd, shown + piece
                        yield piece
        except ProviderError as error:
            paid_usd = max(paid_usd, self._lost_usd(error, reserved_usd))
            raise
        finally:
            self._budget.settle(reserved_usd, paid_usd)

    def _with_lost_text(self, answer: Completion, request: Request, shown: str) -> Completion:
        """The answer with what was shown before it and is void, where nobody has counted that."""
        void = shown[: len(shown) - len(answer.text)]
        return (
            replace(answer, lost=(request.estimate(void),)) if void and not answer.lost else answer
        )

    def _lost_usd(self, error: ProviderError, reserved_usd: float) -> float:
        """What a call that failed has cost: the worst case where nobody says how much was used."""
        if error.partial_text and not error.lost:
            return reserved_usd
        return self._void_usd(error.lost, reserved_usd)

    def _spent_usd(self, answer: Completion, reserved_usd: float) -> float:
        """What an answer has cost with the tries before it."""
        ref = self._answered_by(answer)
        own_usd = catalog.cost_usd(ref, answer.usage, self._overrides) or 0.0
        return own_usd + self._void_usd(answer.lost, reserved_usd)

    def _void_usd(self, lost: tuple[Usage, ...], reserved_usd: float) -> float:
        """What tries that brought nothing have cost; the worst case where their usage is a guess."""
        if any(usage.estimated for usage in lost):
            return reserved_usd
        costs = (catalog.cost_usd(self._info.ref, usage, self._overrides) for usage in lost)
        return sum(cost for cost in costs if cost is not None)

    def _priced(self, answer: Completion) -> Completion:
        """The answer with its cost and its whole usage: what the tries before it used up is paid as
        well. Each call has its own price step.
        """
        ref = self._answered_by(answer)
        if ref != self._info.ref:
            self._tell(f"{self._info.ref} was asked, {ref} answered; the cost is that of {ref}.")
        for remark in answer.remarks:
            self._tell(remark)
        billed = (answer.usage, *answer.lost)
        return replace(
            answer,
            usage=sum(answer.lost, answer.usage),
            cost_usd=total_usd(catalog.cost_usd(ref, usage, self._overrides) for usage in billed),
        )

    def _answered_by(self, answer: Completion) -> ModelRef:
        """The model whose price counts: the one that answered, where it is another known one."""
        return catalog.answering(self._info.ref, answer.model, self._overrides)

    def _tell(self, sentence: str) -> None:
        """A warning of the model, once for each sentence: of the run, not of the document at hand."""
        if sentence not in self._told:
            self._told.add(sentence)
            self._emit(Warned(caller.get().run, "", sentence))

    async def _reserve(self, request: Request) -> float:
        input_tokens = round(self._calibration.input_tokens(request) * COUNT_MARGIN)
        worst_usd = catalog.estimate_usd(
            self._info.ref, input_tokens, request.max_output_tokens, self._overrides
        )
        if worst_usd is None:
            self._unknown_price()
            worst_usd = 0.0
        await self._budget.reserve(worst_usd)
        return worst_usd

    def _unknown_price(self) -> None:
        if sentence := self._budget.warning(self._info.ref):
            self._emit(Warned(caller.get().run, "", sentence))
