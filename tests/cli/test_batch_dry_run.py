"""The dry run of a batch: what it counts is what the run then does, and nothing is sent or written."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wire
from tersely.app.context import Context
from tersely.cli.batch_dry_run import Tally, _least_s, _table
from tersely.cli.invocation import Invocation
from tersely.records import FINAL, ModelRef, Plan, PlannedStage, Range

from .conftest import Run
from .test_batch import bit_of_everything, prose

PLAN = Plan(
    "stuff",
    ModelRef("openai", "m"),
    "api.example",
    900,
    True,
    "o200k",
    8192,
    8192,
    stages=(
        PlannedStage(
            FINAL, 3, 1, Range(90, 100, 110), Range(10, 20, 30), Range(0.1, 0.2, 0.3), None, 512
        ),
    ),
)
UNPRICED = replace(PLAN, stages=(replace(PLAN.stages[0], cost_usd=Range(None, None, None)),))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a bit of everything."""
    return bit_of_everything(tmp_path / "in")


@pytest.mark.thorough
def test_the_dry_run_counts_what_the_run_then_does(
    tersely: Run, folder: Path, tmp_path: Path, server: wire.WireServer
) -> None:
    """Files up to date and touched ones are no work, unless forced; the limit is of files to do;
    nothing is written.
    """
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    out = tmp_path / "out"
    command = ("batch", str(folder), "-o", str(out))

    def planned(*more: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(tersely(*command, "--dry-run", "--json", *more).out)
        return found

    first = planned()
    assert (first["files"], first["up_to_date"], first["calls"], server.requests) == (6, 0, 6, [])
    skipped = {
        "empty": 1,
        "binary": 1,
        "image": 1,
        "dangling link": 1,
        "not a regular file": 1,
        "excluded": 1,
    }
    assert first["skipped"] == skipped
    assert len(first["unreadable"]) == 1
    assert not out.exists()
    tersely(*command)
    assert len(server.requests) == first["calls"]
    os.utime(folder / "a.md", (1, 1))
    (folder / "a.txt").write_text(prose(1234, 200))
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    again = planned()
    assert (again["files"], again["up_to_date"], again["calls"]) == (1, 5, 1)
    assert planned("-l", "short")["files"] == 6
    assert planned("--force")["files"] == 6
    assert planned("--force", "--limit", "2")["files"] <= 2
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()} == before
    assert "5 up to date · 6 skipped (" in tersely(*command, "--dry-run").out


def test_a_dry_run_without_a_model_is_free(tersely: Run, folder: Path, tmp_path: Path) -> None:
    """The extractive engine makes no call and has no limits a minute."""
    ended = tersely(
        "batch", str(folder), "-o", str(tmp_path / "out"), "-m", "extractive", "--dry-run", "--json"
    )
    assert ended.code == 0, ended.err
    planned = json.loads(ended.out)
    assert (planned["files"], planned["calls"]) == (6, 0)


@pytest.mark.parametrize(("model", "counted"), [("openai", "max_output_tokens"), ("anthropic", "")])
def test_the_least_time_is_what_the_service_counts_at_its_limit(
    tersely: Run, folder: Path, tmp_path: Path, server: wire.WireServer, model: str, counted: str
) -> None:
    """OpenAI counts what a call may write when it comes, Anthropic what it wrote."""
    command = ("batch", str(folder), "-o", str(tmp_path / "out"), "-m", model)
    planned = json.loads(tersely(*command, "--dry-run", "--json", "--set", "tpm=1000").out)
    tersely(*command)
    written = (
        sum(request.body[counted] for request in server.requests)
        if counted
        else planned["output_tokens"]["expected"]
    )
    assert planned["time_at_limits_s"] == pytest.approx(
        60 * (planned["input_tokens"]["expected"] + written) / 1000
    )


@given(
    st.lists(st.sampled_from([PLAN, replace(PLAN, host=""), UNPRICED]), max_size=6), st.booleans()
)
def test_the_tally_is_the_sum_of_its_plans(plans: list[Plan], counts_cap: bool) -> None:
    """What is unknown of one is unknown of all; a host that is known stays known. A limit a minute
    counts what a call may write, or what it is expected to.
    """
    tally = Tally()
    for plan in plans:
        tally.add(plan, counts_output_cap=counts_cap)
    assert (tally.files, tally.calls, tally.reused) == (
        len(plans),
        3 * len(plans),
        len(plans),
    )
    assert tally.input_tokens.expected == 100 * len(plans)
    assert tally.output_tokens.high == 30 * len(plans)
    unknown = any(plan is UNPRICED for plan in plans)
    expected = None if unknown else pytest.approx(0.2 * len(plans))
    assert tally.cost_usd.expected == expected
    assert tally.rated_tokens == (100 + (512 if counts_cap else 20)) * len(plans)
    assert tally.host == ("api.example" if any(plan.host for plan in plans) else "")


@pytest.mark.parametrize(
    ("limits", "least_s"), [({}, None), ({"rpm": 4.0}, 30.0), ({"rpm": 4.0, "tpm": 60.0}, 120.0)]
)
def test_the_least_time_is_that_of_the_slowest_limit(
    limits: dict[str, float], least_s: float | None
) -> None:
    """Calls that the cache answers count for none."""
    tally = Tally()
    tally.add(PLAN, counts_output_cap=False)
    tally.rated_tokens = 120
    invocation = Invocation(Context.load(limits))
    assert _least_s(tally, invocation) == least_s
    line = next(line for line in _table(tally, invocation).splitlines() if line.startswith("time"))
    assert ("no limit is set" in line) is (least_s is None)
    assert ("at rpm=4" in line) is (least_s is not None)


def test_files_that_cannot_be_read_are_listed_up_to_twenty() -> None:
    """The rest is counted; a name with a line break is one line."""
    tally = Tally(unreadable=[f"a\n{number}.pdf: damaged" for number in range(25)])
    lines = _table(tally, Invocation(Context.load({}))).split("Cannot be read\n")[1].splitlines()
    assert lines[0] == "  a 0.pdf: damaged"
    assert lines[-1] == "  and 5 more"
    assert len(lines) == 21
    tally = Tally(unreadable=["a.pdf: damaged"], skipped=Counter(empty=2, binary=1))
    text = _table(tally, Invocation(Context.load({})))
    assert "0 to summarize · 3 skipped (2 empty, 1 binary) · 1 that cannot be read" in text
    assert text.endswith("Cannot be read\n  a.pdf: damaged\n")
    assert "nothing would leave this machine" in text
