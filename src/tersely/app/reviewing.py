"""The second opinion and the fixing of a summary within a session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ..config import fence_secret
from ..engine.ledger import Ledger
from ..events import Emit, Event, Warned
from ..grounding import Index
from ..language.words import count_words
from ..records import CallRecord, Check, ModelRef, Summary, total_usd
from ..verification import Judge, fix, verify
from .clients import Clients
from .context import Context
from .counting import DocumentCounts


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A text with its check after the second opinion and the fixing, and the calls of both."""

    text: str
    check: Check
    calls: tuple[CallRecord, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def cost_usd(self) -> float | None:
        """What the calls cost; None when one of them has no known price."""
        return total_usd(call.cost_usd for call in self.calls)


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Makes the calls of a session that concern a check."""

    clients: Clients
    counts: DocumentCounts
    context: Context
    emit: Emit
    estimate_usd: Callable[[ModelRef, int, int], float | None]

    async def judge(
        self, ref: ModelRef, text: str, *, document: str = "", name: str = "", number: int = 0
    ) -> Judge:
        """The model `ref`, wired to be asked about a source `text`.

        Raises:
            MissingKey: it needs a key and none was found.
        """
        chain, remarks = await self.clients.chain([ref])
        for remark in remarks:
            self.emit(Warned(name, document, remark))
        port = self.clients.port(chain, chain, number, refusals=False)
        return Judge(
            info=chain.info,
            counter=await self.counts.counter(chain, text),
            provider=port.writer,
            secret=fence_secret(self.context.paths.secret_file),
            estimate_usd=self.estimate_usd,
            host=chain.first.endpoint.host,
        )

    async def review(
        self,
        text: str,
        check: Check,
        index: Index,
        *,
        judge: Judge | None,
        writer: Judge | None,
        fixes: bool,
        document: str = "",
        name: str = "",
    ) -> Reviewed:
        """The second opinion of `judge`, then the fixing by `writer` where it `fixes`. Whatever
        fails there is a warning: the text has been paid for.
        """
        warnings: list[str] = []

        def listen(event: Event) -> None:
            if isinstance(event, Warned):
                warnings.append(event.message)
            self.emit(event)

        ledger = Ledger(name, document, listen, self.estimate_usd)
        try:
            if judge is not None:
                check = await verify(check, index, judge, ledger)
                if check.opinion and check.opinion.failed:
                    ledger.warn(f"Not all claims could be verified: {check.opinion.failed}")
            if fixes:
                fixed = await fix(text, check, index, writer, ledger)
                text, check = fixed.text, fixed.check
                if fixed.failed:
                    ledger.warn(fixed.failed)
        except Exception as why:  # noqa: BLE001  # a fault of ours must not lose a text that was paid
            ledger.warn(f"The summary could not be verified ({type(why).__name__}).")
        return Reviewed(text, check, tuple(ledger.calls), tuple(warnings))


def with_review(summary: Summary, reviewed: Reviewed) -> Summary:
    """The summary as it is after the second opinion and the fixing."""
    return replace(
        summary,
        text=reviewed.text,
        check=reviewed.check,
        words=count_words(reviewed.text),
        usage=sum((call.usage for call in reviewed.calls), summary.usage),
        cost_usd=total_usd((summary.cost_usd, reviewed.cost_usd)),
        calls=(*summary.calls, *reviewed.calls),
        warnings=(*summary.warnings, *reviewed.warnings),
    )
