"""Claims in words between documents, judged by a model within a session (`tersely agree -m REF`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..agreement import Judged, Matters, OpenClaim, open_claims, with_judged
from ..errors import UsageError
from ..events import Emit
from ..grounding import Index
from ..records import (
    CallRecord,
    Check,
    Citation,
    Claim,
    Document,
    ModelRef,
    PlannedStage,
    total_usd,
)
from ..verification import planned
from .context import Context
from .model_selection import EXTRACTIVE, choose_model
from .session import Session


@dataclass(frozen=True, slots=True)
class Claims:
    """The matters with what a model has judged. `asked` claims were sent; `unusable` ones got no
    answer whose words stand in the other document, and nothing is told of them. `planned` is the
    stage of a dry run, one for each document that is read.
    """

    matters: Matters
    model: ModelRef
    asked: int = 0
    unusable: int = 0
    calls: tuple[CallRecord, ...] = ()
    warnings: tuple[str, ...] = ()
    planned: tuple[PlannedStage, ...] = ()

    @property
    def cost_usd(self) -> float | None:
        """What the calls cost; None when one of them has no known price."""
        return total_usd(call.cost_usd for call in self.calls)


@dataclass
class _Heard:
    """What all calls have brought."""

    judged: list[Judged] = field(default_factory=list)
    unusable: int = 0
    calls: list[CallRecord] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


async def with_claims(
    documents: Mapping[str, Document],
    matters: Matters,
    context: Context,
    emit: Emit,
    *,
    dry_run: bool = False,
) -> Claims:
    """Ask the model of the settings about the claims that facts do not decide.

    Raises:
        UsageError: the extractive engine is named, which cannot judge.
        BudgetExceeded: it is expected to cost more than the limit; nothing was sent.
    """
    ref = choose_model(context).ref
    if ref == EXTRACTIVE:
        raise UsageError("The extractive engine cannot judge claims.", hint="Name a model: -m REF")
    by_document: defaultdict[str, list[OpenClaim]] = defaultdict(list)
    for claim in open_claims(documents, matters):
        by_document[claim.document].append(claim)
    asked = sum(map(len, by_document.values()))
    async with Session(context, emit=emit, dry_run=dry_run) as session:
        checks = {
            name: (_check_of(claims), Index(documents[name]))
            for name, claims in by_document.items()
        }
        stages: list[PlannedStage] = []
        for name, (check, index) in checks.items():
            judge = await session.reviewer.judge(ref, documents[name].text, document=name)
            stages.append(planned(check, index, judge))
        if dry_run:
            return Claims(matters, ref, asked, planned=tuple(stages))
        total = total_usd(stage.cost_usd.expected for stage in stages)
        session.budget.afford(total, cheaper="fewer documents")
        heard = _Heard()
        for name, claims in by_document.items():
            check, index = checks[name]
            judge = await session.reviewer.judge(ref, documents[name].text, document=name)
            reviewed = await session.reviewer.review(
                "", check, index, judge=judge, writer=None, fixes=False, document=name
            )
            _hear(claims, reviewed.check, heard)
            heard.calls += reviewed.calls
            heard.warnings += reviewed.warnings
    return Claims(
        with_judged(matters, heard.judged, documents),
        ref,
        asked,
        heard.unusable,
        tuple(heard.calls),
        tuple(heard.warnings),
    )


def _check_of(claims: Sequence[OpenClaim]) -> Check:
    """The claims as those of a summary of the other document, of which nothing is known yet."""
    return Check(
        tuple(
            Claim(
                number,
                0,
                0,
                claim.quotation.text,
                "same words",
                tuple(Citation(other.start, other.end, 1.0) for other in claim.others),
            )
            for number, claim in enumerate(claims)
        )
    )


def _hear(claims: Sequence[OpenClaim], check: Check, heard: _Heard) -> None:
    """What the judge says of each claim, believed where its words stand in the document."""
    for claim, answered in zip(claims, check.claims, strict=True):
        judgement = answered.judgement
        match judgement.answer if judgement else None:
            case "supported" | "contradicted" as answer if judgement:
                heard.judged.append(Judged(claim, answer, judgement.start, judgement.end))
            case "unusable" | None:  # None: its call failed
                heard.unusable += 1
