"""`--fallback`: the next model goes on with what the one before has left."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import wire
from model import MARKER, is_final, is_map, note_taker, text_of
from wire import Answer

from .conftest import Run

SMALL_WINDOW = 8192
LONG = "\n\n".join(
    f"MARK{i:05d} is here. " + "The ships came in late and left again. " * 40 for i in range(90)
)
CHAIN = ("-m", "openai", "--fallback", "ollama/small", "--set", "retries=0", "-j", "1")
MAPPED = ("--set", "strategy=map-reduce", "--max-cost", "5")
DOWN = Answer.failure("unavailable")
Reply = Callable[[wire.WireRequest], Answer]


@pytest.fixture
def long_text(server: wire.WireServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """30,000 tokens with markers; `ollama/small` is a model whose window is not known, so a small
    one is assumed.
    """
    monkeypatch.setenv("OLLAMA_BASE_URL", server.url("ollama"))
    server.reply = note_taker
    path = tmp_path / "long.md"
    path.write_text(LONG)
    return str(path)


def dies_when(hopeless: Callable[[wire.WireRequest], bool], answer: Answer = DOWN) -> Reply:
    """openai answers until a request is `hopeless`, and then never again; the others always do."""
    dead = False

    def reply(request: wire.WireRequest) -> Answer:
        nonlocal dead
        dead = dead or (request.provider == "openai" and hopeless(request))
        return answer if dead and request.provider == "openai" else note_taker(request)

    return reply


def by_provider(requests: list[wire.WireRequest]) -> Counter[str]:
    """How many requests each provider got."""
    return Counter(request.provider for request in requests)


def markers(requests: list[wire.WireRequest], provider: str) -> list[str]:
    """The markers that the map calls of one provider held."""
    return [
        m
        for r in requests
        if r.provider == provider and is_map(r)
        for m in MARKER.findall(text_of(r))
    ]


def result(run: Run, *arguments: str) -> dict[str, Any]:
    """The JSON of a run that ended well; that the fake summary is short is left out of it."""
    ended = run(*arguments, "--json")
    assert ended.code == 0, ended.err
    found: dict[str, Any] = json.loads(ended.out)
    found["warnings"] = [w for w in found["warnings"] if not w.endswith("were asked for.")]
    return found


def test_the_next_model_reads_only_what_is_left_in_parts_of_its_own_size(
    tersely: Run, server: wire.WireServer, long_text: str
) -> None:
    """The first dies at its third part: each marker is read once, within each window, and the
    receipt tells by whom.
    """
    server.reply = dies_when(lambda _request: len(server.requests) == 3)
    found = result(tersely, long_text, *CHAIN, *MAPPED)
    first, second = markers(server.requests[:2], "openai"), markers(server.requests, "ollama")
    assert first + second == MARKER.findall(LONG)
    assert len(first) > 15
    assert len(second) > 15
    asked = [r for r in server.requests if r.provider == "ollama"]
    assert all((len(r.system) + len(r.text)) / 4 < SMALL_WINDOW for r in asked)
    assert by_provider(server.requests)["openai"] == 3
    assert [r.provider for r in server.requests if is_final(r)] == ["ollama"]
    assumed, warning = found["warnings"]
    assert assumed.startswith(
        f"ollama/small is not in the catalog: a window of {SMALL_WINDOW:,} tokens and at most "
    )
    assert assumed.endswith('Set them under [models."ollama/small"] in the config.')
    assert "openai answered 503" in warning
    assert f"ollama/small at 127.0.0.1:{server.port} takes over." in warning
    receipt = found["receipt"]
    assert receipt["read_share"] == 1
    spans = receipt["writers"]
    assert [spans[0][0], spans[-1][1]] == [0, len(LONG)]
    assert all(end == start for (_, end, _), (start, _, _) in pairwise(spans))
    assert [writer.split("/")[0] for *_, writer in spans] == ["openai"] * 2 + ["ollama"] * (
        len(spans) - 2
    )
    assert found["model"] == "ollama/small"
    assert re.search(
        r"^read by openai/gpt-6-luna [\d.]+ %, ollama/small [\d.]+ %; written by ollama/small$",
        tersely(long_text, *CHAIN, *MAPPED).err,
        re.MULTILINE,
    )


def test_the_same_command_again_pays_only_for_what_failed(
    tersely: Run, server: wire.WireServer, long_text: str
) -> None:
    """While the first is down its successor's answers are stored; when it is back it reads what is
    left itself.
    """
    server.reply = dies_when(lambda _request: len(server.requests) >= 3)
    before = result(tersely, long_text, *CHAIN, *MAPPED)
    made = len(server.requests)
    again = result(tersely, long_text, *CHAIN, *MAPPED)
    assert by_provider(server.requests[made:]) == {"openai": 1}
    assert again["text"] == before["text"]
    made = len(server.requests)
    server.reply = note_taker
    back = result(tersely, long_text, *CHAIN, *MAPPED)
    calls = sum(stage["calls"] for stage in back["plan"]["stages"])
    assert by_provider(server.requests[made:]) == {"openai": calls - 2}
    assert len(back["warnings"]) == 1


def test_a_model_that_dies_after_the_maps_leaves_its_notes(
    tersely: Run, server: wire.WireServer, long_text: str
) -> None:
    """No part is read twice: the successor writes from the notes. The merges are those of the
    smaller window from the start.
    """
    server.reply = dies_when(is_final)
    found = result(tersely, long_text, *CHAIN, *MAPPED, "--set", "chunk_tokens=600")
    assert markers(server.requests, "openai") == MARKER.findall(LONG)
    assert len([r for r in server.requests if not is_map(r) and not is_final(r)]) > 1
    assert [is_final(r) for r in server.requests if r.provider == "ollama"] == [True]
    assert found["receipt"]["read_share"] == 1
    assert found["model"] == "ollama/small"


@pytest.mark.parametrize(
    ("last", "code"),
    [(Answer.failure("unavailable"), 5), (Answer.failure("auth"), 3)],
    ids=["down", "key"],
)
def test_when_all_fail_the_last_failure_counts(
    tersely: Run, server: wire.WireServer, long_text: str, last: Answer, code: int
) -> None:
    """Exit code and message are those of the last model; nothing stands on stdout."""
    server.reply = lambda request: DOWN if request.provider == "openai" else last
    ended = tersely(long_text, *CHAIN, *MAPPED)
    assert (ended.code, ended.out) == (code, "")
    causes = [line for line in ended.err.splitlines() if line.startswith("error: ")]
    assert "ollama" in causes[-1]
    assert (
        by_provider(server.requests)["openai"] <= 2
    )  # the next call had its slot before the failure was known


def test_only_the_model_that_failed_is_replaced(
    tersely: Run, server: wire.WireServer, long_text: str
) -> None:
    """When the map model dies, the final text is still written by the model that was asked to write
    it.
    """
    server.reply = lambda request: DOWN if request.provider == "grok" else note_taker(request)
    found = result(tersely, long_text, *CHAIN, *MAPPED, "--map-model", "grok")
    assert markers(server.requests, "ollama") == MARKER.findall(LONG)
    assert [r.provider for r in server.requests if is_final(r)] == ["openai"]
    assert found["model"] == "openai/gpt-6-luna"


def test_a_text_for_one_call_is_planned_anew(
    tersely: Run, server: wire.WireServer, long_text: str
) -> None:
    """What fits the first model's window goes to the second in parts."""
    server.reply = dies_when(lambda _request: True)
    found = result(tersely, long_text, *CHAIN)
    assert by_provider(server.requests)["openai"] == 1
    assert markers(server.requests, "ollama") == MARKER.findall(LONG)
    assert {writer for *_, writer in found["receipt"]["writers"]} == {"ollama/small"}


@pytest.mark.parametrize(
    ("failure", "provider"),
    [(Answer.failure("bad_request"), "openai"), (DOWN, "ollama")],
    ids=["bad request", "down"],
)
def test_one_bad_request_does_not_condemn_a_model(
    tersely: Run,
    server: wire.WireServer,
    long_text: str,
    tmp_path: Path,
    failure: Answer,
    provider: str,
) -> None:
    """The other parts stay with it, and the next document begins with it again; a model that is
    down is left for good.
    """
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.md").write_text(LONG)
    (folder / "b.md").write_text(LONG.replace("MARK", "MARK1"))

    def reply(request: wire.WireRequest) -> Answer:
        bad = request.provider == "openai" and "MARK00050" in request.text
        return failure if bad else note_taker(request)

    server.reply = reply
    ended = tersely(
        "batch", str(folder), "-o", str(tmp_path / "out"), *CHAIN, *MAPPED, "--no-cache"
    )
    assert ended.code == 0
    second = [r for r in server.requests if is_map(r) and "MARK100089" in r.text]
    assert [r.provider for r in second] == [provider]


@pytest.mark.parametrize(("asked", "writer"), [(False, "openai"), (True, "ollama")])
@pytest.mark.parametrize("mapped", [False, True])
def test_a_refusal_is_passed_on_only_when_asked(
    tersely: Run, server: wire.WireServer, long_text: str, asked: bool, writer: str, mapped: bool
) -> None:
    """A refusal is an answer; with fallback_refused the next model is asked for what was refused."""

    def reply(request: wire.WireRequest) -> Answer:
        kind = is_map(request) and "MARK00050" in request.text if mapped else is_final(request)
        refused = request.provider == "openai" and kind
        return Answer(ending="refusal", text="No.") if refused else note_taker(request)

    server.reply = reply
    ended = tersely(
        long_text, *CHAIN, *(MAPPED if mapped else ()), "--json", "--max-missing", "60",
        "--set", f"fallback_refused={str(asked).lower()}",
    )  # fmt: skip
    found = json.loads(ended.out)
    assert found["model"].startswith(writer)
    assert ended.code == (0 if asked else 6 if mapped else 8)


def test_a_stream_that_breaks_starts_again_with_the_next_model(
    tersely: Run, server: wire.WireServer, report: str, long_text: str
) -> None:
    """What was shown is told to be void, and the whole text of the successor follows; the bill
    holds the lost half.
    """
    server.reply = lambda r: (
        Answer(text="First half, lost.", fault="drop") if r.provider == "openai" else Answer()
    )
    ended = tersely(report, *CHAIN, "--stream")
    assert ended.code == 0
    assert "starting again" in ended.err
    assert ended.out == (
        "First half\n\n[The text above is void: connection lost. The answer starts again.]\n\n"
        "The report says three things. All of them are short.\n"
    )
    assert re.search(
        r"ollama/small · 1 of 2 calls · about [\d,]+ \+ \d+ tokens · \$0\.000\d", ended.err
    )


def test_a_model_without_a_key_is_left_out(
    tersely: Run, server: wire.WireServer, long_text: str
) -> None:
    """The chain goes on without it, and both stderr and JSON say so; without any key left it is the
    missing key.
    """
    found = result(tersely, long_text, "-m", "mistral/m", "--fallback", "ollama/small")
    assert found["model"] == "ollama/small"
    assert found["warnings"][-1] == "There is no key for mistral; mistral/m is left out."
    ended = tersely(long_text, "-m", "mistral/m", "--fallback", "groq/g")
    assert ended.code == 3
    assert "no key for mistral: MISTRAL_API_KEY is not set" in ended.err


def test_a_limit_that_the_next_model_could_not_keep_is_refused_at_the_start(
    tersely: Run, server: wire.WireServer, long_text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not in the middle, when the first model has been paid."""
    monkeypatch.setenv("MISTRAL_API_KEY", "k")
    ended = tersely(
        long_text, "-m", "openai", "--fallback", "mistral/nobody-knows", "--max-cost", "1"
    )
    assert ended.code == 2
    assert "The price of mistral/nobody-knows is unknown" in ended.err
    assert not server.requests


def test_every_host_is_named_before_anything_is_sent(
    tersely: Run, server: wire.WireServer, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The map model's host, and those of the models that may take over."""
    monkeypatch.setenv("XAI_BASE_URL", "http://127.0.0.2:9/v1")
    monkeypatch.setenv("OLLAMA_BASE_URL", "http://127.0.0.3:9/v1")
    ended = tersely(
        report,
        "-m",
        "openai",
        "--map-model",
        "grok",
        "--fallback",
        "anthropic",
        "--fallback",
        "ollama/x",
    )
    own = f"127.0.0.1:{server.port}"
    assert f"text goes to {own} and 127.0.0.2:9 (if that fails, to 127.0.0.3:9)." in ended.err


@pytest.mark.parametrize("option", ["--fallback", "--map-model"])
def test_the_extractive_engine_is_nobodys_companion(
    tersely: Run, server: wire.WireServer, report: str, option: str
) -> None:
    """A clear usage error, before anything is sent."""
    ended = tersely(report, "-m", "openai", option, "extractive")
    assert ended.code == 2
    assert "takes no notes" in ended.err
    assert not server.requests


def test_a_comparison_hands_nothing_on(
    tersely: Run, server: wire.WireServer, report: str, long_text: str
) -> None:
    """A column is one model's own work: its failure stands in it, and --fallback is refused."""
    server.reply = dies_when(lambda _request: True)
    assert tersely("compare", report, *CHAIN, "-m", "grok").code == 2
    models = ("-m", "openai", "-m", "grok", "--set", "retries=0", "-j", "1")
    assert tersely("compare", report, *models, "--json").code == 6
    assert by_provider(server.requests) == {"openai": 1, "grok": 1}


@pytest.mark.parametrize("fault", ["auth", "not_found", "payment"])
def test_what_every_part_would_meet_is_not_met_by_all(
    tersely: Run, server: wire.WireServer, long_text: str, fault: str
) -> None:
    """A key that is refused is not sent again for each of a hundred parts; a call may be on its way
    by then.
    """
    server.reply = lambda _request: Answer.failure(fault)
    ended = tersely(long_text, "-m", "openai", *MAPPED, "--set", "chunk_tokens=300", "-j", "1")
    assert ended.code in (2, 3), ended.err
    assert len(server.requests) <= 2
    assert "going on without it" not in ended.err


def test_a_dry_run_names_those_that_may_take_over(
    tersely: Run, server: wire.WireServer, report: str, long_text: str
) -> None:
    """In their order, with the window that the cuts are made for; as JSON, too."""
    shown = tersely(report, *CHAIN, "-n").out
    assert f"openai/gpt-6-luna · smallest window of all {SMALL_WINDOW:,}" in shown
    assert re.search(r"^if it fails +ollama/small$", shown, re.MULTILINE)
    plan = json.loads(tersely(report, *CHAIN, "-n", "--json").out)["plan"]
    assert (plan["model"], plan["successors"]) == ("openai/gpt-6-luna", ["ollama/small"])
    assert "if it fails" not in tersely(report, "-m", "openai", "-n").out
    assert not server.requests
