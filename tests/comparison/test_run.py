"""Candidates run at once and apart from each other."""

import asyncio
from dataclasses import replace

import pytest

from comparison_samples import (
    CLAUDE,
    EXTRACTIVE,
    GEMINI,
    GPT,
    NO_KEY,
    REPORT,
    claude_summary,
    gpt_summary,
    run,
    summary_of,
)
from tersely.comparison import Candidate, Failure, candidates, compare
from tersely.errors import AnswerUnusable, BudgetExceeded, RateLimited, Stopped, TerselyError
from tersely.events import BugMet, Event, ItemFinished
from tersely.records import (
    Ended,
    Finish,
    Status,
    Summary,
)


def test_a_failure_fills_its_own_column_only() -> None:
    """The others keep their summaries, the failed one its message, hint and code."""
    comparison = run({GPT: gpt_summary(), GEMINI: NO_KEY, CLAUDE: claude_summary()})
    failed = comparison.columns[1]
    assert isinstance(failed, Failure)
    assert (failed.message, failed.hint, failed.exit_code) == (
        NO_KEY.message,
        "tersely keys set gemini",
        3,
    )
    assert [a.candidate.model for a in comparison.answers] == [GPT, CLAUDE]
    assert comparison.exit_code == 6


def test_a_bug_fills_its_own_column_only() -> None:
    """The others are paid and shown, the code says what it was, and its traceback is told."""
    events: list[Event] = []

    async def broken(candidate: Candidate) -> Summary:
        if candidate.model == GPT:
            raise ZeroDivisionError("words of the text")
        return summary_of("Text.", candidate.model)

    wanted = candidates([GPT, CLAUDE], ["default"])
    comparison = asyncio.run(compare(REPORT, wanted, broken, emit=events.append))
    failed = comparison.columns[0]
    assert isinstance(failed, Failure)
    assert failed.message.startswith("This is a bug in tersely: ZeroDivisionError in")
    assert (failed.kind, comparison.exit_code, len(comparison.answers)) == ("Bug", 1, 1)
    (met,) = (event for event in events if isinstance(event, BugMet))
    assert "words of the text" in met.details


def test_all_candidates_are_in_flight_together() -> None:
    """No candidate can finish before all have begun, and the comparison still ends."""
    begun = []
    everyone = asyncio.Event()

    async def wait_for_the_others(candidate: Candidate) -> Summary:
        begun.append(candidate)
        if len(begun) == 5:
            everyone.set()
        await asyncio.wait_for(everyone.wait(), timeout=5)
        return summary_of("Text.", candidate.model)

    comparison = asyncio.run(
        compare(REPORT, candidates([GPT], ["default"], repeat=5), wait_for_the_others)
    )
    assert [c.candidate.sample for c in comparison.columns] == [0, 1, 2, 3, 4]


CUT = Ended(Status.CUT, Finish.LENGTH)


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        ([gpt_summary(), claude_summary()], 0),
        ([NO_KEY, NO_KEY], 3),
        ([NO_KEY, RateLimited("slow down", provider="openai")], 5),
        ([RateLimited("slow down", provider="openai"), BudgetExceeded("too dear", limit_usd=1)], 7),
        ([gpt_summary(), AnswerUnusable("refused", finish="REFUSED")], 6),
        ([summary_of("Cut", GPT, ended=CUT)] * 2, 8),
        ([summary_of("Cut", GPT, ended=CUT), gpt_summary()], 6),
    ],
)
def test_exit_code(outcomes: list[Summary | TerselyError], code: int) -> None:
    """Whole: 0; some not whole: 6; none whole: the common code, or the gravest."""
    assert run(dict(zip((GPT, CLAUDE), outcomes, strict=True))).exit_code == code


def test_a_stop_is_no_column() -> None:
    """Ctrl-C ends the comparison instead of filling a column."""
    with pytest.raises(Stopped):
        run({GPT: gpt_summary(), CLAUDE: Stopped("stopped")})


def test_a_stop_lets_what_is_in_flight_end() -> None:
    """Its calls will be paid, so they are not abandoned."""
    ended = []

    async def one(candidate: Candidate) -> Summary:
        if candidate.model == CLAUDE:
            raise Stopped("stopped")
        for _ in range(5):
            await asyncio.sleep(0)
        ended.append(candidate.model)
        return gpt_summary()

    with pytest.raises(Stopped):
        asyncio.run(compare(REPORT, candidates([CLAUDE, GPT], ["default"]), one))
    assert ended == [GPT]


def test_each_candidate_is_announced_and_accounted_for() -> None:
    """Every column gives one ending event, with what went wrong."""
    events: list[Event] = []

    async def fail(_: Candidate) -> Summary:
        raise NO_KEY

    asyncio.run(compare(REPORT, [Candidate("gemini", GEMINI, "default")], fail, emit=events.append))
    finished = [e for e in events if isinstance(e, ItemFinished)]
    assert [(e.run, e.outcome, e.detail) for e in finished] == [
        ("gemini", "failed", NO_KEY.message)
    ]


def test_labels_name_what_differs() -> None:
    """Models, styles and repeats give unique labels; what is common to all is left out."""
    assert [c.label for c in candidates([GPT, EXTRACTIVE], ["default"])] == [
        "openai/gpt-6-luna",
        "extractive",
    ]
    labels = [c.label for c in candidates([GPT], ["tldr", "bullets"], 2)]
    assert labels[:2] == ["openai/gpt-6-luna · tldr #1", "openai/gpt-6-luna · tldr #2"]
    assert len(set(labels)) == 4


def test_an_unknown_price_makes_the_total_unknown() -> None:
    """None is never counted as 0."""
    comparison = run({GPT: gpt_summary(), CLAUDE: replace(claude_summary(), cost_usd=None)})
    assert comparison.cost_usd is None
