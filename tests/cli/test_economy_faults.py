"""What goes wrong with jobs at a batch API: nothing that was answered is lost or paid twice."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import wire
from model import note_taker
from wire import Answer

from .conftest import Run
from .test_batch import prose

pytestmark = pytest.mark.thorough

SETTINGS = ("--set", "chunk_tokens=500", "--set", "economy_poll=0.01")
DOCUMENTS = 10


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Documents for one call each."""
    source = tmp_path / "in"
    source.mkdir()
    for i in range(DOCUMENTS):
        (source / f"{i}.md").write_text(prose(i, 200))
    return source


@pytest.fixture
def service(server: wire.WireServer) -> wire.WireServer:
    """The fake server with a model that takes notes."""
    server.reply = note_taker
    return server


def command(folder: Path, model: str = "openai") -> tuple[str, ...]:
    """The batch of the folder."""
    out = str(folder.parent / "out")
    return ("batch", str(folder), "-o", out, "-m", model, "--economy", *SETTINGS)


def written(folder: Path) -> int:
    """How many summaries there are."""
    return len(list((folder.parent / "out").glob("*.md.md")))


@pytest.mark.parametrize("model", ["openai", "anthropic", "gemini", "grok"])
def test_a_job_expires_with_a_part_done(
    tersely: Run, folder: Path, service: wire.WireServer, model: str
) -> None:
    """The four answers are kept, and only the other six go into one more wave."""
    batches = service.batches
    batches.outcome = lambda job, i: "ok" if job is not batches.made[0] or i < 4 else "expired"
    batches.ends_as = "expired" if model != "grok" else "completed"
    assert tersely(*command(folder, model)).code == 0
    assert [len(job.lines) for job in batches.made] == [10, 6]
    assert set(batches.billed.values()) == {1}
    assert service.requests == []
    assert written(folder) == DOCUMENTS


@pytest.mark.parametrize("model", ["openai", "anthropic", "gemini", "grok"])
def test_calls_that_fail_go_into_the_next_wave_and_live_in_the_end(
    tersely: Run, folder: Path, service: wire.WireServer, model: str
) -> None:
    """One fails in three waves; the others are answered by the first."""
    poison = prose(3, 200)[:60]
    live: list[str] = []

    def reply(request: wire.WireRequest) -> Answer:
        if poison in request.text and not service.requests:
            return Answer.failure("server")
        live.append(request.text)
        return note_taker(request)

    service.reply = reply
    ended = tersely(*command(folder, model))
    assert ended.code == 0, ended.err
    assert [len(job.lines) for job in service.batches.made] == [10, 1, 1]
    assert len(service.requests) == 1
    assert written(folder) == DOCUMENTS


def test_what_is_refused_is_judged_as_a_live_answer(
    tersely: Run, folder: Path, service: wire.WireServer
) -> None:
    """The neutral prompt goes into the next wave; what is refused again is a line of the report."""
    poison = prose(3, 200)[:60]
    service.reply = lambda request: (
        Answer("No.", ending="refusal") if poison in request.text else note_taker(request)
    )
    ended = tersely(*command(folder))
    assert ended.code == 6
    assert [len(job.lines) for job in service.batches.made] == [10, 1]
    assert "refused" in ended.err
    assert written(folder) == DOCUMENTS - 1


@pytest.mark.parametrize("model", ["openai", "anthropic", "gemini", "grok"])
def test_a_wrong_request_fails_alone(
    tersely: Run, folder: Path, service: wire.WireServer, model: str
) -> None:
    """It is not sent again by itself, and is the file's line in the report."""
    poison = prose(3, 200)[:60]
    service.reply = lambda request: (
        Answer.failure("bad_request", detail="no")
        if poison in request.text
        else note_taker(request)
    )
    ended = tersely(*command(folder, model))
    assert ended.code == 6
    assert len(service.batches.made) == 1
    assert f"{model} answered 400: no" in ended.err


REFUSED_EFFORT = {
    "openai": "Unsupported parameter: 'reasoning.effort' is not supported with this model.",
    "anthropic": "output_config.effort: Extra inputs are not permitted",
    "gemini": "Thinking level is not supported for this model.",
    "grok": "Argument not supported on this model: reasoning_effort",
}


def has_effort(body: Mapping[str, Any]) -> bool:
    """Whether a call asks for an effort, in whichever vendor's words."""
    fields = {**body, **body.get("generationConfig", {})}
    return not fields.keys().isdisjoint(
        ("reasoning", "reasoning_effort", "output_config", "thinkingConfig")
    )


def without_effort(request: wire.WireRequest) -> Answer:
    """A model that refuses the effort which tersely asks for by itself."""
    if has_effort(request.body):
        return Answer.failure("bad_request", detail=REFUSED_EFFORT[request.provider])
    return note_taker(request)


@pytest.mark.parametrize("model", REFUSED_EFFORT)
def test_a_refused_default_is_left_out_in_the_next_wave(
    tersely: Run, folder: Path, service: wire.WireServer, model: str
) -> None:
    """As a live call is repeated without it; a later command remembers it; nothing is live."""
    service.reply = without_effort
    (folder / "long.md").write_text(prose(77, 1200))
    for _ in range(20):
        ended = tersely(*command(folder, model), "--no-wait")
        if ended.code != 10:
            break
    assert ended.code == 0, ended.err
    first, *others = service.batches.made
    assert all(has_effort(body) for _, _, body in first.lines)
    assert not any(has_effort(body) for job in others for _, _, body in job.lines)
    assert [len(first.lines), len(others)] == [len(others[0].lines), 2]
    assert set(service.batches.billed.values()) == {1}
    assert service.requests == []
    assert written(folder) == DOCUMENTS + 1


def test_a_refused_default_is_told_once(
    tersely: Run, folder: Path, service: wire.WireServer
) -> None:
    """All calls of a wave are refused with the same words."""
    service.reply = without_effort
    ended = tersely(*command(folder))
    assert ended.code == 0, ended.err
    assert ended.err.count("does not take the reasoning effort 'low'") == 1


def test_an_effort_that_was_asked_for_is_not_left_out(
    tersely: Run, folder: Path, service: wire.WireServer
) -> None:
    """Who sets it learns that the model does not take it."""
    service.reply = without_effort
    ended = tersely(*command(folder), "--set", "reasoning=low")
    assert ended.code == 5, ended.err
    assert len(service.batches.made) == 1


def test_a_call_that_no_file_names_is_sent_again(
    tersely: Run, folder: Path, service: wire.WireServer
) -> None:
    """Counts are not to be trusted, lines are."""
    batches = service.batches
    batches.outcome = lambda job, i: "missing" if job is batches.made[0] and i == 2 else "ok"
    assert tersely(*command(folder)).code == 0
    assert [len(job.lines) for job in batches.made] == [10, 1]


def test_results_that_end_early_are_read_again(
    tersely: Run, folder: Path, service: wire.WireServer
) -> None:
    """A body that is cut looks whole: the promised number says that it is not."""
    service.batches.truncated_results = 3
    assert tersely(*command(folder, "anthropic")).code == 0
    assert len(service.batches.made) == 1
    assert set(service.batches.billed.values()) == {1}
    assert written(folder) == DOCUMENTS


def test_more_enqueued_tokens_than_allowed_means_smaller_jobs(
    tersely: Run, folder: Path, service: wire.WireServer
) -> None:
    """The refusal comes late, in the job; it names the limit."""
    message = "Enqueued token limit reached for wire-model. Limit: 2,000 enqueued tokens."
    service.batches.problems = [("token_limit_exceeded", message)]
    ended = tersely(*command(folder))
    assert ended.code == 0, ended.err
    sizes = [len(job.lines) for job in service.batches.made]
    assert sizes[0] == DOCUMENTS
    assert sum(sizes[1:]) == DOCUMENTS
    assert max(sizes[1:]) < DOCUMENTS
    assert "smaller jobs are sent" in ended.err
    assert set(service.batches.billed.values()) == {1}


def test_gemini_refuses_enqueued_tokens_at_once(
    tersely: Run, folder: Path, service: wire.WireServer
) -> None:
    """429 at the order itself."""
    error = {"code": 429, "message": "Resource exhausted.", "status": "RESOURCE_EXHAUSTED"}
    service.batches.refusals = [(429, {"error": error})]
    assert tersely(*command(folder, "gemini")).code == 0
    assert set(service.batches.billed.values()) == {1}
    assert written(folder) == DOCUMENTS


def test_a_job_that_is_refused_as_a_whole_says_why(
    tersely: Run, folder: Path, service: wire.WireServer
) -> None:
    """Exit 5; the next run sends it anew."""
    service.batches.problems = [("invalid_json_line", "Line 3 is not valid JSON.")]
    ended = tersely(*command(folder))
    assert ended.code == 5
    assert "Line 3 is not valid JSON" in ended.err
    assert tersely(*command(folder)).code == 0
    assert set(service.batches.billed.values()) == {1}


@pytest.mark.parametrize("model", ["openai", "anthropic"])
def test_a_job_that_the_service_has_lost_is_made_anew_aloud(
    tersely: Run, folder: Path, service: wire.WireServer, model: str
) -> None:
    """After the results are gone (29 days at Anthropic) only the sum at risk can be said."""
    batches = service.batches
    today, batches.clock = batches.clock, lambda: 1_700_000_000.0  # long ago
    assert tersely(*command(folder, model), "--no-wait").code == 10
    batches.clock = today
    batches.forgotten = {job.job_id for job in batches.made}
    ended = tersely(*command(folder, model))
    assert ended.code == 0, ended.err
    assert "has lost the job" in ended.err
    assert "may have been paid for nothing" in ended.err
    assert len(batches.made) == 2


def test_another_key_does_not_make_jobs_anew(
    tersely: Run, folder: Path, service: wire.WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other account does not know the job: nothing is sent, and the message says so."""
    assert tersely(*command(folder), "--no-wait").code == 10
    service.batches.forgotten = {job.job_id for job in service.batches.made}
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-somebody-else")
    ended = tersely(*command(folder))
    assert ended.code == 3
    assert "another key" in ended.err
    assert len(service.batches.made) == 1
    service.batches.forgotten = set()
    monkeypatch.setenv("OPENAI_API_KEY", "sk-wire-openai")
    assert tersely(*command(folder)).code == 0
    assert set(service.batches.billed.values()) == {1}


def test_answers_that_another_machine_has_read_are_read_again(
    tersely: Run, folder: Path, service: wire.WireServer, empty_home: Path
) -> None:
    """Its store is not ours, but the service still has the results: nothing is paid again."""
    long = prose(77, 1200)
    (folder / "long.md").write_text(long)
    assert tersely(*command(folder), "--no-wait").code == 10
    assert tersely(*command(folder), "--no-wait").code == 10
    (empty_home / "cache" / "tersely" / "answers.sqlite").unlink()
    assert tersely(*command(folder)).code == 0
    assert set(service.batches.billed.values()) == {1}
    assert written(folder) == DOCUMENTS + 1


def test_one_long_document(tersely: Run, tmp_path: Path, service: wire.WireServer) -> None:
    """The same without a folder: waited for, resumed, half the price, nothing left behind."""
    source = tmp_path / "long.md"
    source.write_text(prose(5, 1200))
    line = (str(source), "-m", "openai", *SETTINGS)
    planned = tersely(*line, "--economy", "-n")
    assert planned.code == 0
    assert "economy  $" in planned.out
    first = tersely(*line, "--economy", "--no-wait")
    assert first.code == 10, first.err
    assert "1 job stays at 127.0.0.1" in first.err
    saved = tersely(*line, "--economy")
    assert saved.code == 0, saved.err
    assert set(service.batches.billed.values()) == {1}
    assert service.batches.files == {}
    assert saved.out == tersely(*line).out
    assert service.requests == []
