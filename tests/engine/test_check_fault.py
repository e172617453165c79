"""A fault inside the check is a warning: the summary was paid for and is delivered."""

from __future__ import annotations

import asyncio

from tersely.endings import last_line
from tersely.engine.plan import plan as plan_document
from tersely.engine.run import run as run_plan
from tersely.events import no_events
from tersely.grounding import Index, check_safely
from tersely.grounding.wording import Wording
from tersely.records import Document, Status

from .scripted import Scripted, job_for, told


class Unsearchable(str):
    """A text that breaks whoever looks for words in it, as an oversight in the check would."""

    def find(self, *_args: object) -> int:
        raise ZeroDivisionError


def broken() -> Index:
    """A source in which nothing can be looked for."""
    index = Index(TEXT)
    index.wording = Wording(Unsearchable(TEXT))
    return index


TEXT = "The ships came in late, and the harbour was empty. " * 40


def test_a_fault_of_the_check_withholds_no_paid_summary() -> None:
    """The text is there, whole; that nothing was checked is a warning and in the check."""
    document = Document("any", TEXT)
    models = Scripted(8192, lambda _kind, _request: told("The ships were late."))
    job = job_for(8192)
    plan, budget = plan_document(document, job)
    assert budget is not None
    summary = asyncio.run(
        run_plan(document, plan, job, budget, models.port, broken(), emit=no_events)
    )
    assert summary.text == "The ships were late."
    assert (summary.status, last_line(summary)) == (Status.COMPLETE, "")
    assert summary.cost_usd == 0.001
    assert "The summary could not be checked (ZeroDivisionError)." in summary.warnings
    assert summary.check is not None
    assert summary.check.failed == "ZeroDivisionError"


def test_the_fault_is_real() -> None:
    """Without the net it would come through; with it there are no claims and no flags."""
    found = check_safely("The ships were late.", broken())
    assert (found.claims, found.flags, found.failed) == ((), (), "ZeroDivisionError")
