"""What a second opinion may change."""

from __future__ import annotations

import pytest

from tersely.records import Check, Claim, Flag, Judgement, Opinion
from tersely.records.check import FlagKind
from tersely.verification.verdicts import FIRM, judged

YES = Judgement("supported", "words", 0, 5)
NO = Judgement("contradicted", "words", 0, 5)


def flagged(kind: FlagKind, *, contradicted: bool = True) -> Check:
    """A check of one claim with one flag."""
    claim = Claim(0, 0, 9, "The claim", "contradicted" if contradicted else "not found")
    return Check((claim,), (Flag(kind, "claim", 4, 9, 0, contradicted=contradicted),))


@pytest.mark.parametrize("kind", sorted(FIRM))
def test_what_stands_in_the_source_or_not_is_never_cleared(kind: FlagKind) -> None:
    """Numbers, dates, quotations, addresses: yes changes nothing, contradicted or only missing."""
    for contradicted in (True, False):
        before = flagged(kind, contradicted=contradicted)
        after = judged(before, {0: YES}, Opinion("m"))
        assert after.flags == before.flags
        assert after.claims[0].verdict == before.claims[0].verdict


@pytest.mark.parametrize("kind", ["name", "speaker", "negation", "direction", "quantity", "hedge"])
def test_what_was_inferred_from_wording_is(kind: FlagKind) -> None:
    """The flag is kept as cleared."""
    before = flagged(kind)
    after = judged(before, {0: YES}, Opinion("m"))
    assert (after.flags, after.claims[0].verdict) == ((), "supported")
    assert after.opinion is not None
    assert after.opinion.cleared == before.flags


def test_no_adds_one_objection_and_unusable_none() -> None:
    """A claim that is flagged already has its objection."""
    plain = Check((Claim(0, 0, 9, "The claim", "same words"),))
    for judgement, verdict, flags in (
        (NO, "contradicted", 1),
        (Judgement("not stated"), "not found", 1),
        (Judgement("unusable"), "same words", 0),
    ):
        after = judged(plain, {0: judgement}, Opinion("m"))
        assert (after.claims[0].verdict, len(after.flags)) == (verdict, flags)
    assert len(judged(flagged("number"), {0: NO}, Opinion("m")).flags) == 1


def test_a_repeated_claim_shares_the_answer() -> None:
    """It was asked once."""
    claims = (
        Claim(0, 0, 9, "The claim", "same words"),
        Claim(1, 10, 20, "The  claim", "same words"),
    )
    after = judged(Check(claims), {0: YES}, Opinion("m"))
    assert [claim.verdict for claim in after.claims] == ["supported", "supported"]
