"""What becomes of a check when a second model has been heard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..records import Check, Claim, Flag, Judgement, Opinion
from ..records.check import FlagKind

FIRM: frozenset[FlagKind] = frozenset(
    {"number", "date", "quotation", "url", "email", "phone", "code", "instruction", "correction"}
)
"""What stands in the source or does not: no opinion takes such a flag back. Names, roles, polarity
and degree were inferred from wording, and whoever reads may know better."""


def judged(check: Check, judgements: Mapping[int, Judgement], opinion: Opinion) -> Check:
    """The check with the answers of a judge, by the number of the claim. Claims that repeat one
    share its answer.
    """
    by_text = {_line(check.claims[number].text): j for number, j in judgements.items()}
    claims: list[Claim] = []
    flags = [flag for flag in check.flags if flag.claim < 0]
    cleared: list[Flag] = []
    for claim in check.claims:
        mine = [flag for flag in check.flags if flag.claim == claim.index]
        judgement = by_text.get(_line(claim.text))
        if judgement is not None:
            claim, kept = _judged(claim, mine, judgement)
            cleared += [flag for flag in mine if flag not in kept]
            mine = kept
        claims.append(claim)
        flags += mine
    return replace(
        check,
        claims=tuple(claims),
        flags=tuple(sorted(flags, key=lambda flag: flag.start)),
        opinion=replace(opinion, cleared=tuple(cleared)),
    )


def _judged(claim: Claim, flags: list[Flag], judgement: Judgement) -> tuple[Claim, list[Flag]]:
    """A claim with its answer, and the flags that stay or come."""
    claim = replace(claim, judgement=judgement)
    match judgement.answer:
        case "supported":
            firm = [flag for flag in flags if flag.kind in FIRM]
            return (claim, firm) if firm else (replace(claim, verdict="supported"), firm)
        case "contradicted":
            if not any(flag.contradicted for flag in flags):
                flags = [*flags, _flag(claim, judgement)]
            return replace(claim, verdict="contradicted"), flags
        case "not stated":
            if claim.verdict != "contradicted":
                claim = replace(claim, verdict="not found")
            return claim, flags or [_flag(claim, judgement)]
        case _:
            return claim, flags


def _flag(claim: Claim, judgement: Judgement) -> Flag:
    """The objection of the judge itself."""
    return Flag(
        "judged",
        claim.text,
        claim.start,
        claim.end,
        claim.index,
        judgement.words,
        judgement.start,
        judgement.end,
        contradicted=judgement.answer == "contradicted",
    )


def _line(text: str) -> str:
    return " ".join(text.split())
