"""The words for how a summary ended."""

from __future__ import annotations

from dataclasses import replace

import pytest

from comparison_samples import GPT, summary_of
from tersely.endings import OPENINGS, how_it_ended, last_line, outcome, place_of, reason, unusable
from tersely.records import (
    Completion,
    Ended,
    Finish,
    MissingSpan,
    Receipt,
    Status,
    Unread,
    Usage,
)

SPAN = MissingSpan(10, 60, "503", "61-70", "4.2 Field trials", share=0.031)
SCANNED = Unread("page", 2, ("4", "5"), "scanned", 0.2)


def answer(finish: Finish, detail: str = "") -> Completion:
    """An answer that ended so."""
    return Completion("x", Usage(90, 512), finish, "m", detail=detail)


@pytest.mark.parametrize("finish", list(Finish))
def test_each_ending_has_one_status_a_line_and_an_error_or_none_of_it(finish: Finish) -> None:
    """What is not whole says so in its last line, and its exit code is not 0."""
    ended = Ended.of(answer(finish), 600)
    summary = replace(summary_of("x", GPT), ended=ended)
    whole = finish is Finish.COMPLETE
    assert (ended.status is Status.COMPLETE) == whole
    assert (last_line(summary) == "") == (unusable(summary) is None) == whole
    assert (ended.exit_code == 0) == whole
    assert whole or last_line(summary) == f"[{reason(summary)}.]"
    assert whole or reason(summary).startswith(OPENINGS)


def test_something_missing_makes_a_whole_answer_partial_and_leaves_a_cut_one() -> None:
    """6 for the one, 8 for the other."""
    partial = Ended.of(answer(Finish.COMPLETE), whole=False)
    cut = Ended.of(answer(Finish.LENGTH), whole=False)
    assert (partial.status, int(partial.exit_code)) == (Status.PARTIAL, 6)
    assert (cut.status, int(cut.exit_code)) == (Status.CUT, 8)


def test_the_lines() -> None:
    """Worked examples."""
    receipt = Receipt(0.9, (SPAN, replace(SPAN, read=True)), unread=(SCANNED,))
    partial = replace(summary_of("x", GPT), ended=Ended(Status.PARTIAL), receipt=receipt)
    place = "pages 61-70 (§ 4.2 Field trials, 3.1 % of the text)"
    assert reason(partial) == (
        f"Incomplete: {place}; pages 4-5 (scanned) could not be read; the notes on {place} were cut"
    )
    cut = replace(partial, ended=Ended.of(answer(Finish.LENGTH)))
    assert last_line(cut) == "[Cut: the model stopped at its output limit of 512 tokens.]"
    told = replace(answer(Finish.LENGTH), usage=Usage())
    assert "limit of 600 tokens" in reason(replace(partial, ended=Ended.of(told, 600)))
    assert outcome(Ended.of(answer(Finish.REFUSED, "cyber"))) == "refused (cyber)"
    assert outcome(Ended.of(answer(Finish.REASONING_ONLY))) == (
        "empty (its 512 tokens went into reasoning)"
    )
    assert place_of(MissingSpan(0, 9, "503", "8", share=0.5)) == "page 8 (50.0 % of the text)"


@pytest.mark.parametrize(
    ("wrote", "estimated", "line"),
    [
        (512, False, "the model stopped at its output limit of 512 tokens"),
        (490, False, "the model stopped at its output limit of 490 tokens"),
        (122, False, "the service stopped the model after 122 of 512 tokens"),
        (122, True, "the model stopped at its output limit of 512 tokens"),
    ],
)
def test_a_limit_of_the_service_is_not_ours(wrote: int, estimated: bool, line: str) -> None:
    """Far below the cap that was sent, more room here is no remedy."""
    done = replace(answer(Finish.LENGTH), usage=Usage(90, wrote, estimated=estimated))
    cut = replace(summary_of("x", GPT), ended=Ended.of(done, 512))
    assert last_line(cut) == f"[Cut: {line}.]"
    error = unusable(cut)
    assert error is not None
    assert ("--max-output-tokens" in error.hint) == line.startswith("the model")


@pytest.mark.parametrize("finish", Finish)
def test_every_ending_goes_on_after_the_answer(finish: Finish) -> None:
    """In plain words: no name of ours with a line below it."""
    words = how_it_ended(finish)
    assert words.split()[0] in ("was", "ended", "repeated")
    assert "_" not in words
