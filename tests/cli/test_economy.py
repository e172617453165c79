"""`--economy` as a user meets it: half the bill, the same summaries, resumable at any moment."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import wire
from model import note_taker

from .conftest import Run
from .test_batch import prose

SETTINGS = ("--set", "chunk_tokens=500", "--set", "economy_poll=0.01", "-q")
SERVICES = {
    "openai": 0.5,
    "anthropic": 0.5,
    "gemini": 0.5,
    "grok": 0.5,
    "groq/llama-3.3-70b-versatile": 0.5,
    "mistral/mistral-small-latest": 0.5,
    # "Up to 50 %": nothing less than the live price is promised.
    "together/meta-llama/Llama-3.3-70B-Instruct-Turbo": 1.0,
}
DOCUMENTS, LONG = 4, 2
COST = re.compile(r"^cost_usd: (.*)$", re.MULTILINE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Short documents, for one call each, and long ones that are read in parts."""
    source = tmp_path / "in"
    source.mkdir()
    for i in range(DOCUMENTS):
        (source / f"{i}.md").write_text(prose(50 + i, 700 if i < LONG else 200))
    return source


@pytest.fixture
def service(server: wire.WireServer, monkeypatch: pytest.MonkeyPatch) -> wire.WireServer:
    """The fake server with a model that takes notes."""
    # A round number of tokens looks like a prompt that was cut, and is not stored.
    server.reply = lambda r: replace(
        note_taker(r), input_tokens=(len(r.system) + len(r.text)) // 4 | 1
    )
    for name in ("groq", "mistral", "together"):
        monkeypatch.setenv(f"{name.upper()}_API_KEY", f"key-of-{name}")
        monkeypatch.setenv(f"{name.upper()}_BASE_URL", server.url(name))
    return server


def summaries(out: Path) -> tuple[dict[str, str], float]:
    """The summaries of a folder without what they cost, and what they cost together."""
    texts = {str(p.relative_to(out)): p.read_text() for p in sorted(out.glob("*.md.md"))}
    costs = [float(match) for text in texts.values() for match in COST.findall(text)]
    return {name: COST.sub("", text) for name, text in texts.items()}, sum(costs)


def same(bodies: Sequence[Mapping[str, Any]]) -> list[str]:
    """Bodies of calls without the word that says how the answer comes, in one order."""
    kept = [{name: value for name, value in b.items() if name != "stream"} for b in bodies]
    return sorted(json.dumps(body, sort_keys=True) for body in kept)


def cached(home: Path) -> Path:
    """The store of the user."""
    return home / "cache" / "tersely" / "answers.sqlite"


@pytest.mark.thorough
@pytest.mark.parametrize("model", SERVICES)
def test_the_same_summaries_at_half_the_price(
    tersely: Run,
    folder: Path,
    tmp_path: Path,
    service: wire.WireServer,
    empty_home: Path,
    model: str,
) -> None:
    """Byte for byte but for the cost; nothing is left at the service; a rerun makes no call."""
    command = ("batch", str(folder), "-m", model, *SETTINGS)
    assert tersely(*command, "-o", str(tmp_path / "live")).code == 0
    calls = len(service.requests)
    cached(empty_home).unlink()
    out = tmp_path / "out"
    ended = tersely(*command, "-o", str(out), "--economy", "--json")
    assert ended.code == 0, ended.err
    live, live_usd = summaries(tmp_path / "live")
    saved, saved_usd = summaries(out)
    assert saved == live
    assert len(live) == DOCUMENTS
    share = SERVICES[model]
    assert live_usd > 0
    assert saved_usd == pytest.approx(live_usd * share)
    report = json.loads(ended.out)
    assert (report["calls"], report["reused"]) == (calls, 0)
    assert report["cost_usd"] == pytest.approx(live_usd * share)
    batches = service.batches
    assert len(service.requests) == calls
    assert sum(batches.billed.values()) == len(batches.billed) == calls
    assert len(batches.made) == 2
    sent = [body for job in batches.made for _, _, body in job.lines]
    assert same(sent) == same([request.body for request in service.requests])
    assert batches.files == {}
    assert not list((out / ".tersely").glob("economy*"))
    asked = len(batches.calls)
    again = tersely(*command, "-o", str(out), "--economy", "--json")
    assert again.code == 0
    assert len(batches.calls) == asked
    # A live run elsewhere finds every answer.
    assert tersely(*command, "-o", str(tmp_path / "elsewhere")).code == 0
    assert len(service.requests) == calls


def test_without_waiting_it_comes_back_with_10_until_all_is_there(
    tersely: Run, folder: Path, tmp_path: Path, service: wire.WireServer
) -> None:
    """Each run sends what it can and takes what is there; live calls are refused meanwhile."""
    out = tmp_path / "out"
    command = ("batch", str(folder), "-m", "openai", "-o", str(out), *SETTINGS[:-1])
    first = tersely(*command, "--economy", "--no-wait")
    assert first.code == 10, first.err
    assert f"{DOCUMENTS} waiting for the provider" in first.err
    assert "1 job stays at 127.0.0.1" in first.err
    live = tersely(*command)
    assert live.code == 2
    assert "--cancel" in live.err
    assert service.requests == []
    shown = tersely("batch", "--status", str(out)).out
    assert "in_progress" in shown
    assert "at most $" in shown
    codes = [tersely(*command, "--economy", "--no-wait").code for _ in range(3)]
    assert codes[-1] == 0
    assert set(codes) <= {0, 10}
    assert len(list(out.glob("*.md.md"))) == DOCUMENTS
    assert set(service.batches.billed.values()) == {1}


def test_a_live_summary_is_refused_while_a_job_of_it_waits(
    tersely: Run, folder: Path, empty_home: Path, service: wire.WireServer
) -> None:
    """It would be paid twice; another length is another summary. Nothing is left in the cache folder
    when it is done.
    """
    service.batches.polls = 2
    file = str(next(folder.glob("*.md")))
    command = (file, "-m", "openai", "-l", "30w", *SETTINGS)
    assert tersely(*command, "--economy", "--no-wait").code == 10
    live = tersely(*command)
    assert live.code == 2
    assert "pay for it again" in live.err
    assert "--economy" in live.err
    assert service.requests == []
    assert tersely(file, "-m", "openai", "-l", "40w", *SETTINGS).code == 0
    assert service.requests
    assert tersely(*command, "--economy").code == 0
    assert tersely(*command).code == 0
    left = empty_home / "cache" / "tersely" / "economy"
    assert [str(path) for path in left.rglob("*")] == []


def test_a_cancelled_job_keeps_what_is_finished(
    tersely: Run, folder: Path, tmp_path: Path, service: wire.WireServer
) -> None:
    """It is stored; what was uploaded is deleted; the live run pays only the rest."""
    out = tmp_path / "out"
    command = ("batch", str(folder), "-m", "openai", "-o", str(out), *SETTINGS)
    assert tersely(*command, "--economy", "--no-wait").code == 10
    ended = tersely("batch", "--cancel", str(out), "-m", "openai", *SETTINGS)
    assert ended.code == 0, ended.err
    paid = sum(service.batches.billed.values())
    assert f"{paid} answers are kept" in ended.out
    assert "files deleted at 127.0.0.1" in ended.out
    assert service.batches.files == {}
    assert tersely(*command).code == 0
    assert paid > 0
    job = next(iter(service.batches.jobs.values()))
    assert len(service.requests) == len(job.lines) - paid + LONG


def test_a_service_without_one_is_refused_with_the_live_price(
    tersely: Run, folder: Path, tmp_path: Path, service: wire.WireServer
) -> None:
    """Before anything is sent, in the run and in its plan."""
    service.batches.none_of = {"openai"}
    out = str(tmp_path / "out")
    for more in ((), ("-n",)):
        ended = tersely("batch", str(folder), "-o", out, "-m", "ollama/x", "--economy", *more)
        assert ended.code == 2
        assert "has no batch API" in ended.err
        assert "Live it costs free" in ended.err
    ended = tersely("batch", str(folder), "-o", out, "-m", "openai", "--economy", *SETTINGS)
    assert ended.code == 2
    assert "has no batch API (it answered 404)" in ended.err
    assert {call.method for call in service.batches.calls} == {"GET"}
    assert service.requests == []


def test_the_plan_shows_both_prices(
    tersely: Run, folder: Path, tmp_path: Path, service: wire.WireServer
) -> None:
    """Half, the waves, and what it costs to finish live; nothing is sent."""
    command = ("batch", str(folder), "-o", str(tmp_path / "out"), "-m", "openai", *SETTINGS)
    planned = json.loads(tersely(*command, "--economy", "-n", "--json").out)
    economy = planned["economy"]
    assert economy["cost_usd"]["expected"] == pytest.approx(planned["cost_usd"]["expected"] / 2)
    assert economy["waves"] == 2
    finish = economy["finish_live"]
    assert economy["cost_usd"]["expected"] < finish["cost_usd"]["expected"]
    assert finish["live_calls"] == LONG
    shown = tersely(*command, "--economy", "-n").out
    assert "in about 2 waves, each within 24 hours" in shown
    assert (service.requests, service.batches.calls) == ([], [])


def test_the_last_calls_can_be_made_live(
    tersely: Run, folder: Path, tmp_path: Path, service: wire.WireServer
) -> None:
    """Of documents whose parts were read in jobs; the others stay at half price."""
    command = ("batch", str(folder), "-o", str(tmp_path / "out"), "-m", "openai", *SETTINGS)
    ended = tersely(*command, "--economy", "--finish", "live", "--json")
    assert ended.code == 0, ended.err
    assert len(service.requests) == LONG
    assert len(service.batches.jobs) == 1
    report = json.loads(ended.out)
    assert report["calls"] == LONG + sum(service.batches.billed.values())


def test_the_limit_holds_across_waves_and_runs(
    tersely: Run, folder: Path, tmp_path: Path, service: wire.WireServer
) -> None:
    """What an earlier run has spent counts; what is paid is kept."""
    out = tmp_path / "out"
    command = ("batch", str(folder), "-o", str(out), "-m", "openai", *SETTINGS, "--economy")
    ended = tersely(*command, "--max-cost", "0.0014")
    assert ended.code == 7, ended.err
    paid = sum(service.batches.billed.values())
    assert paid > 0
    assert tersely(*command, "--max-cost", "1").code == 0
    assert set(service.batches.billed.values()) == {1}


@pytest.mark.parametrize(
    "options", [("--no-wait",), ("--finish", "live"), ("--economy", "--finish", "soon")]
)
def test_options_that_make_no_sense(
    tersely: Run, folder: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    """A usage error before anything is done."""
    assert tersely("batch", str(folder), "-o", str(tmp_path / "out"), *options).code == 2
    assert not (tmp_path / "out").exists()
