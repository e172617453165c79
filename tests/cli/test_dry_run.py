"""The plan as a person reads it: whatever is known is said, and what is not known is said to be so."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wire
from tersely.app.context import Context
from tersely.cli.dry_run import plan_table, shown_plan
from tersely.cli.invocation import Invocation
from tersely.config import Settings
from tersely.records import (
    FINAL,
    MAP,
    PAGE,
    Chunk,
    Document,
    ModelRef,
    Plan,
    PlannedStage,
    Range,
    Stage,
)
from tersely.records.pace import Pace
from tersely.records.retrieved import Retrieved
from tersely.tokens import ESTIMATE_MARGIN

from .conftest import Run

PLAIN = Invocation(Context.load({}))
DOCUMENT = Document("a.md", "The harbour is deep. Ships come.", pages=2)


def stage(which: Stage, calls: int = 1, reused: int = 0, **changes: Any) -> PlannedStage:
    """One row of a plan."""
    row = PlannedStage(
        which, calls, reused, Range(90, 1000, 1100), Range(20, 20, 20), Range(0.1, 0.2, 0.3)
    )
    return replace(row, **changes)


PLAN = Plan(
    "stuff",
    ModelRef("openai", "gpt"),
    "api.example",
    1204,
    True,
    "o200k",
    128_000,
    128_000,
    stages=(stage(FINAL),),
    prices_date="2026-11-01",
)


def lines_of(plan: Plan, invocation: Invocation = PLAIN) -> dict[str, str]:
    """The rows of the table by their first word or two."""
    lines = plan_table(plan, DOCUMENT, invocation).splitlines()
    return {line[:20].strip() or "": line[20:].strip() for line in lines}


def test_a_plan_says_where_what_goes_for_how_much() -> None:
    """Words, tokens and their count, the model and its window, the bill and its limit."""
    text = plan_table(PLAN, DOCUMENT, PLAIN)
    first, model, plan, host, empty, head, row, total, _, last = text.splitlines()
    assert first.split("   ")[-1].strip() == "2 pages, 6 words, 1,204 tokens (exact, o200k)"
    assert model == "model               openai/gpt · window 128,000"
    assert plan == "plan                one call with the whole text"
    assert host == "would go to         api.example"
    assert (empty, head.split()[:3]) == ("", ["stage", "calls", "reused"])
    assert row.split() == ["final", "1", "0", "90-1,100", "20", "0.1000-0.3000"]
    assert total.split()[1:] == ["1", "0", "90-1,100", "20", "0.1000-0.3000", "about", "$0.20"]
    assert last == "prices of 2026-11-01 · limit $1.00 · nothing was sent"
    assert text.endswith("\n")


STAGES = st.lists(st.tuples(st.integers(1, 30), st.integers(0, 3)), min_size=1, max_size=5)


@given(STAGES)
def test_the_total_is_the_sum_of_the_rows(counts: list[tuple[int, int]]) -> None:
    """Of calls, stored ones and tokens."""
    rows = [stage(FINAL, calls, reused) for calls, reused in counts]
    table = plan_table(replace(PLAN, stages=tuple(rows)), DOCUMENT, PLAIN).splitlines()
    *shown, total = (line.split() for line in table if line.startswith(("final", "total")))
    assert [(int(row[1]), int(row[2])) for row in shown] == counts
    assert [int(total[1]), int(total[2])] == [sum(each) for each in zip(*counts, strict=True)]
    assert total[3] == f"{90 * len(rows):,}-{1100 * len(rows):,}"


def test_a_price_that_is_not_known_is_not_shown_as_0() -> None:
    """Neither of a row nor of all; what is to be done stands beside it."""
    unknown = stage(FINAL, cost_usd=Range(None, None, None))
    text = plan_table(replace(PLAN, stages=(stage(MAP), unknown)), DOCUMENT, PLAIN)
    (total,) = (line for line in text.splitlines() if line.startswith("total"))
    assert total.endswith("unknown   set a price in the config")
    free = stage(FINAL, cost_usd=Range(0.0, 0.0, 0.0))
    text = plan_table(replace(PLAN, stages=(free,)), DOCUMENT, PLAIN)
    assert "about" not in text


def test_without_a_call_nothing_goes_anywhere() -> None:
    """A text that is short enough, and the extractive engine."""
    for strategy, words in (
        ("none", "the text is printed unchanged"),
        ("extractive", "extractive"),
    ):
        rows = lines_of(replace(PLAN, strategy=strategy, stages=()))
        assert rows["plan"].startswith(words)
        assert rows["would go to"] == "nowhere: no call, free"
        assert len(rows) == 3


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"exact": False}, f"estimated, up to {ESTIMATE_MARGIN:.0%} more"),
        ({"document_tokens": 0}, "not counted"),
        ({"stages": (stage(PAGE, 3, 2), stage(FINAL))}, "a guess while 1 page is not read"),
        ({"stages": (stage(PAGE, 3, 1), stage(FINAL))}, "a guess while 2 pages are not read"),
        ({"stages": (stage(PAGE, 3, 3), stage(FINAL))}, "exact, o200k"),
    ],
)
def test_how_good_a_count_is(changes: dict[str, Any], words: str) -> None:
    """Pages that are not read yet have nobody counted."""
    first = plan_table(replace(PLAN, **changes), DOCUMENT, PLAIN).splitlines()[0]
    assert words in first


@pytest.mark.parametrize(
    ("merges", "words"),
    [
        (0, "then one final call"),
        (1, "then 1 level of merges, one"),
        (2, "then 2 levels of merges"),
    ],
)
def test_parts_and_levels_are_told(merges: int, words: str) -> None:
    """With the size of a part."""
    chunks = (Chunk(0, 0, 9, 880), Chunk(1, 9, 20, 1040))
    stages = (stage(MAP, 2), *(stage(MAP) for _ in range(merges)), stage(FINAL))
    rows = lines_of(replace(PLAN, strategy="map-reduce", chunks=chunks, stages=stages))
    assert rows["plan"].startswith("map-reduce: 2 parts of about 1,000 tokens")
    assert words in rows["plan"]


def test_who_takes_over_who_judges_and_what_was_chosen() -> None:
    """The window is then the smallest of all; used up to less is for quality."""
    plan = replace(
        PLAN,
        successors=(ModelRef("grok", "g"), ModelRef("local")),
        used_window_tokens=32_000,
        judge="anthropic/c at api.anthropic.com",
        retrieved=Retrieved(3, 10),
        host="",
    )
    rows = lines_of(plan)
    assert rows["model"] == (
        "openai/gpt · smallest window of all 128,000, used up to 32,000 for quality"
    )
    assert rows["if it fails"] == "grok/g, local"
    assert rows["claims go to"] == "anthropic/c at api.anthropic.com, to be verified"
    assert rows["plan"] == "only 3 of 10 passages, chosen by BM25; one call with them"
    assert rows["would go to"] == "this machine"
    assert "if it fails" not in lines_of(PLAN)


def test_the_time_of_a_model_on_this_machine_is_only_told_where_it_was_measured() -> None:
    """And of no other model."""
    local = replace(PLAN, model=ModelRef("local", "m.gguf"))
    assert "--measure" in lines_of(local)["time"]
    assert "time" not in lines_of(PLAN)
    measured = replace(local, stages=(stage(FINAL, pace=Pace(1000, 10.0, 100, 10.0)),))
    assert lines_of(measured)["time"].startswith("about ")
    assert " to " in lines_of(measured)["time"]


def test_a_name_cannot_break_the_table() -> None:
    """Neither by a line break nor by an escape."""
    document = replace(DOCUMENT, name="a\n\x1b[2Jb.md", pages=0)
    first, second, *_ = plan_table(PLAN, document, PLAIN).splitlines()
    assert "\x1b" not in first
    assert "6 words" in first
    assert "page" not in first
    assert second.startswith("model")


def test_a_limit_that_is_none_is_said() -> None:
    """And as JSON it is the same plan."""
    nobody = Invocation(Context.of(Settings(max_cost_usd=None)), json=True)
    assert plan_table(PLAN, DOCUMENT, nobody).endswith("· no limit · nothing was sent\n")
    found = json.loads(shown_plan(PLAN, DOCUMENT, nobody))
    assert found["plan"]["stages"][0]["calls"] == 1
    assert found["document"] == "a.md"


def test_a_dry_run_sends_nothing(tersely: Run, report: str, server: wire.WireServer) -> None:
    """The plan with tokens and cost, on stdout."""
    ended = tersely(report, "-n")
    assert (ended.code, server.requests) == (0, [])
    assert "nothing was sent" in ended.out
    assert json.loads(tersely(report, "-n", "--json").out)["plan"]["strategy"] == "stuff"


def test_a_dry_run_needs_no_key(tersely: Run, report: str, tmp_path: Path) -> None:
    """What it would cost is known before anybody has signed up; only to be counted by the service
    it takes one.
    """
    data = tmp_path / "data.jsonl"
    data.write_text(
        json.dumps(
            {"document": Path(report).read_text(encoding="utf-8"), "summaries": ["Visits rose."]}
        )
    )
    for command in (
        [report],
        ["compare", report],
        ["batch", report, "-o", str(tmp_path / "out")],
        ["eval", str(data)],
    ):
        ended = tersely(*command, "-m", "anthropic", "-n")
        assert ended.code == 0
        assert "nothing was sent" in ended.out
        assert "text goes to" not in ended.err
    assert "no key for anthropic yet" in tersely(report, "-m", "anthropic", "-n").err
    assert tersely(report, "-m", "anthropic", "-n", "--exact-tokens").code == 3
