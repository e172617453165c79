"""The receipt under a summary: what it says is true of the summary, in as few lines as can be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparison_samples import EXTRACTIVE, GPT, gpt_summary, summary_of
from tersely.app.footer import (
    STRIP,
    bars,
    body,
    changes_line,
    footer,
    quoted,
    receipt_lines,
    seconds,
    unfounded_line,
)
from tersely.records import (
    CallRecord,
    Change,
    Check,
    Chunk,
    Claim,
    Ended,
    Flag,
    MissingSpan,
    Plan,
    Status,
    Usage,
)
from tersely.records.check import Citation, Judgement, Opinion
from tersely.records.retrieved import Retrieved

SUMMARY = summary_of("Visits rose by 14 %.", GPT)


def planned(**changes: Any) -> Plan:
    """The plan of the summary with some changes."""
    return replace(SUMMARY.plan, **changes)


def call(**changes: Any) -> CallRecord:
    """A call of the summary with some changes."""
    return replace(SUMMARY.calls[0], **changes)


def claim(number: int, score: float = 0.9, judgement: Judgement | None = None) -> Claim:
    """A claim that rests on a passage as much as `score` says."""
    text = f"Claim {number}."
    return Claim(number, 0, 1, text, "supported", (Citation(0, 5, score),), judgement)


def test_a_whole_summary_has_two_lines() -> None:
    """Each within 100 columns; nothing but the text stands above them."""
    lines = footer(SUMMARY)
    assert lines == [
        "openai/gpt-6-luna · 1 call · 3,104 + 187 tokens · $0.0004 · 2.1 s · 5 words",
        "read 100 % of the text · covers 2 of 3 sections ▆▁▃▁▁▅▁▁▁█",
    ]
    assert body(SUMMARY) == SUMMARY.text


def test_a_summary_that_is_not_whole_says_so_in_its_last_line() -> None:
    """Above the receipt, and in it which part is missing."""
    missing = (MissingSpan(0, 50, "the call failed"),)
    receipt = replace(SUMMARY.receipt, read_share=0.8996, missing=missing)
    chunks = (Chunk(0, 0, 50, 10), Chunk(1, 50, 90, 8), Chunk(2, 90, 99, 2))
    cut = replace(
        SUMMARY,
        ended=Ended(Status.PARTIAL),
        receipt=receipt,
        plan=planned(strategy="map-reduce", chunks=chunks),
    )
    assert body(cut).startswith(f"{cut.text}\n\n[Incomplete: ")
    lines = footer(cut)
    assert "read 90.0 % of the text (2/3 parts)" in lines[1]
    assert lines[2].startswith("INCOMPLETE: read 90.0 % of the text; ")


@given(
    reused=st.integers(0, 3),
    failed=st.integers(0, 3),
    paid=st.integers(0, 3),
    estimated=st.booleans(),
)
def test_calls_are_counted_by_what_became_of_them(
    reused: int, failed: int, paid: int, estimated: bool
) -> None:
    """Those that failed were asked and not answered; those of the store are neither."""
    calls = (
        *(call(reused=True) for _ in range(reused)),
        *(call(error="no") for _ in range(failed)),
        *(call() for _ in range(paid)),
    )
    usage = Usage(10, 2, estimated=estimated)
    line = footer(replace(SUMMARY, calls=calls, usage=usage))[0]
    parts = line.split(" · ")
    asked = f"{paid} of {paid + failed} calls" if failed else f"{paid} call{'s' * (paid != 1)}"
    assert parts[1] == asked + (f", {reused} reused" if reused else "")
    assert ("10 + 2 tokens" in line) is (paid > 0)
    assert ("about 10 + 2" in line) is (paid > 0 and estimated)


def test_without_a_call_it_is_said_what_was_done_instead() -> None:
    """Of a quotation how much of the text it is; of a text that is printed, why."""
    engine = replace(
        SUMMARY, model=EXTRACTIVE, plan=planned(strategy="extractive"), source_words=1_234
    )
    assert footer(engine)[0] == "extractive · 5 of 1,234 words · verbatim · 2.1 s · free, offline"
    same = footer(replace(SUMMARY, plan=planned(strategy="none")))
    assert same[0].startswith("printed unchanged: ")
    assert same[1] == "read 100 % of the text"
    enough = replace(SUMMARY, ended=Ended(enough=True), cost_usd=None)
    assert footer(enough)[0].endswith("cost unknown · 2.1 s · 5 words, ended there")


def test_what_was_chosen_as_what_it_was_read_and_who_read_it() -> None:
    """A search, a genre, two models."""
    retrieved = Retrieved(3, 10)
    writers = ((0, 62, "openai/a"), (62, 80, "ollama/b"), (80, 100, "ollama/b"))
    lines = receipt_lines(
        replace(
            SUMMARY,
            plan=planned(genre="meeting", retrieved=retrieved),
            receipt=replace(SUMMARY.receipt, writers=writers),
        )
    )
    assert lines[1].startswith("read 100 % of the text as a meeting · ")
    assert lines[2] == retrieved.sentence
    assert lines[3] == "read by openai/a 62.0 %, ollama/b 38.0 %; written by openai/gpt-6-luna"
    alone = replace(SUMMARY, receipt=replace(SUMMARY.receipt, writers=writers[:1]))
    assert not any("read by" in line for line in receipt_lines(alone))


def test_a_check_counts_sentences_that_are_traced() -> None:
    """A sentence that stands twice counts once; what could not be checked is said with its reason."""
    claims = (claim(1), claim(2, score=0.34), claim(1))
    check = Check(claims, unchecked=("name", "quotation"), other_language=True)
    lines = footer(replace(SUMMARY, check=check))
    assert lines[1].endswith("traced 1/2 sentences")
    assert lines[2] == ("not checked: names and quotations (summary and source differ in language)")
    german = replace(check, unchecked=("name",), other_language=False)
    assert footer(replace(SUMMARY, check=german))[2] == "not checked: names (German source)"
    engine = replace(SUMMARY, check=check, plan=planned(strategy="extractive"))
    assert "traced" not in footer(engine)[1]


def test_a_second_opinion_and_what_was_fixed_are_lines() -> None:
    """The opinion says it of itself (records/check.py); sentences are counted by what became of
    them.
    """
    answers = ("supported", "not stated", "supported")
    claims = tuple(claim(n, judgement=Judgement(a)) for n, a in enumerate(answers))  # type: ignore[arg-type]  # literals
    changes = (Change("a", "b", "r"), Change("c", "", "r"), Change("d", "", "r"))
    check = Check(claims, opinion=Opinion("openai/m", 3), changes=changes)
    assert changes_line(changes) == "1 sentence rewritten, 2 removed"
    assert changes_line(changes[1:]) == "2 sentences removed"
    lines = footer(replace(SUMMARY, check=check))
    assert lines[2:] == [check.second_opinion, f"fixed: {changes_line(changes)}"]


def test_a_summary_of_something_else_is_told_by_its_number_of_sentences() -> None:
    """Whatever flags there are besides."""
    check = Check(tuple(Claim(n, 0, 1, f"Claim {n}.", "not found") for n in range(3)))
    assert check.unfounded
    assert unfounded_line(check) in footer(replace(SUMMARY, check=check))
    assert "(0 of 3 sentences)" in unfounded_line(check)
    assert "(0 of 1 sentence)" in unfounded_line(replace(check, claims=check.claims[:1]))


def test_a_summary_in_words_of_its_own_is_told_apart_from_one_of_something_else() -> None:
    """No sentence is traced, and yet the source has many of its words."""
    check = Check((claim(1, score=0.3), claim(2, score=0.3)))
    assert not check.unfounded
    (line,) = footer(replace(SUMMARY, check=check))[2:]
    assert line.startswith("No sentence of this summary could be traced")


@pytest.mark.parametrize(("count", "lines"), [(0, 0), (1, 1), (2, 3), (5, 6), (6, 7), (40, 7)])
def test_flags_stand_one_on_a_line_up_to_five(count: int, lines: int) -> None:
    """What is left out is counted."""
    flags = tuple(Flag("number", f"{n} %", 0, 1, n, nearest="1.8 %") for n in range(count))
    written = footer(replace(SUMMARY, check=Check((), flags)))[2:]
    assert len(written) == lines
    assert sum("is not in the source; nearest is" in line for line in written) == min(count, 5)
    rest = [line for line in written if line.strip().startswith("and ")]
    assert len(rest) == (count > 5)
    assert all(f"and {count - 5} more" in line for line in rest)


def test_a_flag_says_what_the_source_says_instead() -> None:
    """In which sentence, counted from 1; of a fact that it lacks the nearest one."""
    one = Flag("number", "18 %", 0, 4, 1, nearest="1.8 %")
    for flag, expected in (
        (one, '1 flag: "18 %" (sentence 2) is not in the source; nearest is "1.8 %"'),
        (
            replace(one, contradicted=True),
            '1 flag: "18 %" (sentence 2): the source says "1.8 %"',
        ),
        (replace(one, claim=-1, nearest=""), '1 flag: "18 %" is not in the source'),
    ):
        assert footer(replace(SUMMARY, check=Check((), (flag,))))[-1] == expected
    assert footer(gpt_summary())[-1] == (
        '1 flag: "18 %" (sentence 2) is not in the source; nearest is "rose by 1.8 %"'
    )


@given(st.text(), st.text())
def test_no_line_breaks_and_no_escape_reaches_the_screen(text: str, nearest: str) -> None:
    """Whatever a model or a document holds."""
    flags = (Flag("name", text, 0, 1, 0, nearest=nearest), Flag("name", "\x1b[31m\n", 0, 1, 0))
    for line in footer(replace(SUMMARY, check=Check((), flags))):
        assert len(line.splitlines()) <= 1
        assert "\x1b" not in line


@given(st.text("ab \"'“”\n", max_size=40), st.none() | st.integers(5, 20))
def test_what_is_quoted_has_one_pair_of_marks(text: str, characters: int | None) -> None:
    """On one line, cut at most at a word; double marks within are single ones."""
    line = quoted(text, characters)
    assert "\n" not in line
    assert line[:1] in '"“'
    assert line[-1:] in '"”'
    if line.startswith('"'):
        assert line.count('"') == 2
    if characters:
        assert len(line) <= characters + len('" …"') or len(" ".join(text.split())) <= characters


def test_a_quotation_keeps_its_own_marks() -> None:
    """In any language's; of words that are cut the rest is a sign."""
    for text in ('"so"', "«so»", "„so“", "「so」"):
        assert quoted(text) == text
    assert quoted('he said "so"') == "\"he said 'so'\""
    assert quoted("one two three", 8) == '"one two …"'


@given(st.lists(st.floats(0, 1), max_size=10))
def test_the_strip_has_a_sign_for_each_tenth(strip: list[float]) -> None:
    """The highest is full; where nothing was drawn from there is none."""
    signs = bars(tuple(strip))
    assert len(signs) == (len(strip) if any(strip) else 0)
    if signs:
        assert signs[strip.index(max(strip))] == STRIP[-1]


@pytest.mark.parametrize(
    ("elapsed_s", "words"),
    [
        (0.24, "0.2 s"),
        (9.94, "9.9 s"),
        (10, "10 s"),
        (119.4, "119 s"),
        (120, "02:00"),
        (7265, "121:05"),
    ],
)
def test_seconds_are_as_exact_as_they_matter(elapsed_s: float, words: str) -> None:
    """From two minutes on as a clock."""
    assert seconds(elapsed_s) == words
