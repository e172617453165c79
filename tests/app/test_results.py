"""The JSON that every door hands out: all of it can be written down, and nothing is lost in it."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, replace
from typing import Any

import pytest

from comparison_samples import GPT, REPORT, gpt_summary
from tersely.app.results import (
    SCHEMA_VERSION,
    check_object,
    error_object,
    plan_object,
    removed_object,
    summary_object,
    text_object,
)
from tersely.errors import ExitCode, InputError
from tersely.records import (
    FINAL,
    MAP,
    CallRecord,
    Chunk,
    Document,
    Ended,
    Finish,
    MissingSpan,
    ModelRef,
    Plan,
    PlannedStage,
    Range,
    Recognized,
    Status,
    Unread,
    Usage,
)
from tersely.tokens import ESTIMATE_MARGIN

SPAN = Range(1.0, 2.0, None)
STAGES = tuple(PlannedStage(stage, 4, 1, SPAN, SPAN, SPAN) for stage in (MAP, FINAL))
VERIFICATION = PlannedStage(FINAL, 2, 0, SPAN, SPAN, SPAN)
PLAN = Plan(
    "map-reduce",
    GPT,
    "api.example",
    900,
    False,
    "o200k",
    8192,
    8000,
    chunks=(Chunk(0, 0, 50, 12), Chunk(1, 50, 90, 9)),
    stages=STAGES,
    successors=(ModelRef("grok", "g"), ModelRef("local")),
)


def written(found: Any) -> Any:
    """As a reader of the JSON has it; NaN and objects of ours are none."""
    return json.loads(json.dumps(found, allow_nan=False))


def test_a_summary_has_every_field_of_its_record() -> None:
    """Under its own name, but for how it ended and what the receipt tells beside itself."""
    summary = replace(gpt_summary(), plan=PLAN, warnings=("one",))
    found = written(summary_object(summary))
    assert found["schema_version"] == SCHEMA_VERSION
    assert {field.name for field in fields(summary)} - {"ended"} <= set(found)
    assert {field.name for field in fields(summary.receipt)} - set(found["receipt"]) == {
        "missing",
        "unread",
        "recognized",
        "removed",
    }
    assert (found["text"], found["model"]) == (summary.text, "openai/gpt-6-luna")
    assert found["plan"]["successors"] == ["grok/g", "local"]
    assert found["plan"]["chunks"] == [
        {"start": 0, "end": 50, "tokens": 12},
        {"start": 50, "end": 90, "tokens": 9},
    ]
    assert found["check"]["flags"][0]["text"] == "18 %"
    assert found["warnings"] == ["one"]


@pytest.mark.parametrize("status", Status)
def test_how_a_summary_ended_is_said(status: Status) -> None:
    """With the service's own word, and whether it was ended here."""
    ended = Ended(status, detail="cyber", enough=status is Status.COMPLETE)
    found = written(summary_object(replace(gpt_summary(), ended=ended)))
    assert (found["status"], found["detail"]) == (status.value, "cyber")
    assert found["ended_early"] is (status is Status.COMPLETE)


def test_what_is_missing_stands_beside_the_receipt() -> None:
    """What was not read of the text, of the file, and what its reader dropped."""
    receipt = replace(
        gpt_summary().receipt,
        missing=(MissingSpan(0, 50, "the call failed"),),
        unread=(Unread("page", 2, ("4", "5"), "scanned", 0.2),),
        recognized=(Recognized(("2",), "tesseract", "eng", 0.9),),
        removed=(("control characters", 3),),
    )
    found = written(summary_object(replace(gpt_summary(), receipt=receipt, check=None)))
    assert found["missing"][0]["end"] == 50
    assert found["unread"][0]["places"] == ["4", "5"]
    assert found["recognized"][0]["confidence"] == 0.9
    assert found["removed"] == [{"kind": "control characters", "count": 3}]
    assert found["check"] is None


def test_calls_name_their_stage_and_their_end() -> None:
    """A call without an answer has none; reused ones are counted."""
    failed = CallRecord(MAP, 3, "openai", "m", None, Usage(), None, False, 0.1, 2, error="no")
    stored = replace(gpt_summary().calls[0], reused=True)
    summary = replace(gpt_summary(), calls=(failed, stored))
    found = written(summary_object(summary))
    assert [call["stage"] for call in found["calls"]] == [str(MAP), str(FINAL)]
    assert [call["finish"] for call in found["calls"]] == [None, Finish.COMPLETE.value]
    assert [call["error"] for call in found["calls"]] == ["no", ""]
    assert found["reused"] == 1


def test_a_plan_has_a_row_for_each_stage_and_one_for_the_judge() -> None:
    """What the rows add up to is there; how far an estimate may be off, too."""
    plain = written(plan_object(PLAN, "a.md"))["plan"]
    assert [row["name"] for row in plain["stages"]] == [str(MAP), str(FINAL)]
    assert (plain["verification"], plain["calls"], plain["reused"]) == (None, 8, 2)
    assert plain["cost_usd"] == {"low": 2.0, "expected": 4.0, "high": None}
    assert plain["margin"] == ESTIMATE_MARGIN
    judged = written(plan_object(replace(PLAN, verification=VERIFICATION, exact=True), "a.md"))
    assert judged["document"] == "a.md"
    plan = judged["plan"]
    assert [row["name"] for row in plan["stages"]] == [str(MAP), str(FINAL)]
    assert (plan["verification"]["calls"], plan["calls"], plan["margin"]) == (2, 10, 0.0)


def test_a_text_comes_with_the_account_of_its_reader() -> None:
    """It is partial where pages are missing, and not where an attachment stands beside it."""
    unread = Unread("attachment", 1, ("a.pdf",))
    document = replace(REPORT, unread=(unread,), removed=(("links", 2),), notes=("a note",))
    found = written(text_object(document))
    assert found["status"] == "complete"
    assert found["text"] == document.text
    assert found["marks"] == [asdict(mark) for mark in document.marks]
    assert (found["removed"], found["notes"]) == (removed_object([("links", 2)]), ["a note"])
    page = replace(unread, kind="page", share=0.5)
    assert text_object(replace(document, unread=(page,)))["status"] == "partial"


def test_a_check_says_where_each_claim_rests() -> None:
    """In words; counts are those of its verdicts."""
    check = gpt_summary().check
    assert check
    found = written(check_object(check, REPORT))
    assert found["status"] == "flagged"
    assert [claim["place"] for claim in found["claims"]] == [
        "§ Use, line 2",
        "§ Costs, line 6",
        None,
    ]
    counts = ("supported", "contradicted", "not_found", "same_words")
    assert [found[name] for name in counts] == [2, 0, 1, 0]
    assert (found["traced"], found["unfounded"], found["cost_usd"]) == (2, False, 0.0)
    clean = check_object(replace(check, flags=(), claims=check.claims[:2]), REPORT)
    assert clean["status"] == "complete"


def test_an_error_says_its_kind_its_code_and_what_was_spent() -> None:
    """What was used up before it is in it."""
    error = InputError("No such file.", hint="Check the path.")
    found = written(error_object(error))
    assert (found["schema_version"], found["status"]) == (SCHEMA_VERSION, "error")
    assert found["error"] == {
        "kind": "InputError",
        "message": "No such file.",
        "hint": "Check the path.",
        "exit_code": ExitCode.INPUT,
    }
    assert found["spent"] == error.spent


def test_a_document_without_a_name_of_a_file_is_written_all_the_same() -> None:
    """Its source is null."""
    assert written(text_object(Document("stdin", "Text.")))["source"] is None
