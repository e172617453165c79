"""Asking the models of one document."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..errors import TerselyError, Waiting
from ..events import TextPiece
from ..language.repetition import without_loop
from ..middleware import calling
from ..records import FINAL, Completion, Finish, Request, Stage
from .job import Job, ModelPort
from .ledger import Ledger


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls of one document: each goes to the model of its stage and into the ledger."""

    job: Job
    models: ModelPort
    ledger: Ledger

    async def ask(self, stage: Stage, index: int, total: int, request: Request) -> Completion:
        """One answer.

        Raises:
            TerselyError: the model, and all that may stand in for it, failed.
            Waiting: the answer comes later.
        """
        call = self.ledger.open(stage, index, total, request, self.job.ref_of(stage))
        with calling(call.caller):
            try:
                answer = normalize_finish(await self.models.of(stage).complete(request))
            except Waiting:
                raise  # no call was made yet
            except TerselyError as error:
                call.failed(error)
                raise
        call.ended(answer)
        return answer

    async def stream(self, request: Request) -> Completion:
        """The final answer, told piece by piece as it comes."""
        call = self.ledger.open(FINAL, 0, 1, request, self.job.ref)
        answer: Completion | None = None
        with calling(call.caller):
            call.start()
            try:
                async for piece in self.models.writer.stream(request):
                    if isinstance(piece, str):
                        self.show(piece)
                    else:
                        answer = normalize_finish(piece)
            except TerselyError as error:
                call.failed(error)
                raise
        assert answer is not None, "a provider's stream ends with a Completion"
        call.ended(answer)
        return answer

    def show(self, text: str) -> None:
        """Tell a piece of the final answer."""
        self.ledger.emit(TextPiece(self.ledger.run, self.ledger.document, text))


def normalize_finish(answer: Completion) -> Completion:
    """An answer without text is never complete, whatever a provider calls it; of one that repeats
    itself stays what it says once.
    """
    if answer.finish is Finish.DEGENERATE:
        return replace(answer, text=without_loop(answer.text, strict=True) or answer.text)
    blank = answer.finish is Finish.COMPLETE and not answer.text.strip()
    return replace(answer, finish=Finish.EMPTY) if blank else answer
