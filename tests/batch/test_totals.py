"""The counts of a run: what its exit code is made of, and what a second opinion left open."""

from __future__ import annotations

import pytest

from tersely.batch.totals import Totals, Verified
from tersely.errors import ExitCode
from tersely.records import Check, Claim, Judgement, Opinion


def judged(*answers: str | None, failed: str = "") -> Check:
    """A check of which these claims were asked about; None got no answer."""
    claims = tuple(
        Claim(n, n, n + 1, f"claim {n}", "same words", (), Judgement(answer) if answer else None)  # type: ignore[arg-type]
        for n, answer in enumerate(answers)
    )
    return Check(claims, opinion=Opinion("openai/m", asked=len(answers), failed=failed))


def test_nothing_is_said_where_nobody_was_asked() -> None:
    """A check without a second opinion counts for nothing."""
    verified = Verified()
    verified.add(Check(()))
    assert verified == Verified()
    assert verified.lines == []


def test_open_claims_are_counted_by_files_and_each_reason_is_said_once() -> None:
    """Unusable answers and none at all are open; a "no" is an answer."""
    verified = Verified()
    for check in (
        judged("supported", "contradicted", "not stated"),
        judged("unusable", "supported", failed="It was down."),
        judged(None, failed="It was down."),
    ):
        verified.add(check)
    assert (verified.claims, verified.open, verified.files) == (6, 2, 2)
    assert verified.lines == [
        "second opinion: 4 of 6 claims judged; 2 in 2 files without a usable answer",
        "Not all claims could be verified: It was down.",
    ]


@pytest.mark.parametrize(
    ("totals", "code"),
    [
        (Totals(written=3), ExitCode.OK),
        (Totals(stopped=True), ExitCode.INTERRUPTED),
        (Totals(written=1, waiting=2), ExitCode.WAITING),
        (Totals(written=1, marked={ExitCode.CLAIMS}), ExitCode.CLAIMS),
        (Totals(written=1, failures={ExitCode.INPUT}), ExitCode.PARTIAL),
        (Totals(failures={ExitCode.INPUT}), ExitCode.INPUT),
    ],
)
def test_the_exit_code(totals: Totals, code: ExitCode) -> None:
    """Signals first, then what failed, then what is flagged."""
    assert totals.exit_code == code
