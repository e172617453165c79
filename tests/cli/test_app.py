"""The process as a whole: streams, signals, routing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import wire
from model import note_taker
from tersely.cli import app

from .conftest import Run

TERSELY = f"{sys.executable} -m tersely"


def shell(line: str) -> subprocess.CompletedProcess[str]:
    """A line of bash."""
    return subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


def test_head_ends_it_quietly(report: str) -> None:
    """A reader that has seen enough is no error."""
    ended = shell(f"set -o pipefail; {TERSELY} {report} -q | head -1")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.count("\n") == 1
    gone = shell(f"set -o pipefail; {TERSELY} {report} -q | true")
    assert (gone.returncode, gone.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told(report: str) -> None:
    """Exit 1, a message, no traceback."""
    ended = shell(f"{TERSELY} {report} -q > /dev/full")
    assert ended.returncode == 1
    assert ended.stderr.count("No space left") == 1
    assert "Traceback" not in ended.stderr


def test_a_summary_outlives_the_reader_of_stderr(report: str) -> None:
    """Nobody reads what is told, or nobody can write it: the summary is whole, and the exit code is
    its own.
    """
    for stderr in ("2> >(true)", "2> /dev/full"):
        ended = shell(f"{TERSELY} {report} -l 2b {stderr}")
        assert (ended.returncode, ended.stdout.count("- ")) == (0, 2)


def test_a_summary_that_a_closed_stdout_has_lost_is_no_success(report: str) -> None:
    """`>&-` discards it: exit 1 and a sentence; with -o nothing is lost."""
    ended = shell(f"{TERSELY} {report} -q >&-")
    assert ended.returncode == 1
    assert "stdout is closed" in ended.stderr
    assert "Traceback" not in ended.stderr
    kept = shell(f"cd $(mktemp -d) && {TERSELY} {report} -q -o kept.md >&- && test -s kept.md")
    assert (kept.returncode, kept.stderr) == (0, "")


def test_a_closed_stderr_costs_no_summary(report: str) -> None:
    """`2>&-` discards what is told beside it."""
    ended = shell(f"{TERSELY} {report} -l 2b 2>&-")
    assert (ended.returncode, ended.stdout.count("- ")) == (0, 2)


@pytest.mark.thorough
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_in_the_map_phase_keeps_what_was_paid(
    server: wire.WireServer, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    """130 or 143, how to go on, and the rerun repeats only what was in flight."""
    server.reply = note_taker
    server.latency_s = 0.2
    path = tmp_path / "long.md"
    path.write_text(
        "\n\n".join(
            f"Paragraph {i} speaks of {i * 7} ships. " + "They came late. " * 40 for i in range(60)
        )
    )
    command = [sys.executable, "-m", "tersely", str(path), "--set", "chunk_tokens=300", "-j", "4"]
    process = subprocess.Popen(
        command, env=dict(os.environ), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert server.wait_for(20, 30)
    process.send_signal(number)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == code
    assert "Run the same command to go on" in errors
    assert "Traceback" not in errors
    server.latency_s = 0.0
    ended = subprocess.run(
        command, env=dict(os.environ), capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    repeated = len(server.requests) - len({r.text for r in server.requests})
    assert repeated <= 8


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("interrupt", [signal.SIG_IGN, signal.default_int_handler])
def test_whoever_runs_a_command_finds_the_signals_as_they_were(
    report: str, interrupt: signal.Handlers
) -> None:
    """Another program may run one in its own process, a test does: what was ignored is ignored
    still, and nothing stays blocked for the programs that it starts.
    """
    before = signal.signal(signal.SIGINT, interrupt)
    at_end = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        assert app.run([report, "-m", "extractive"]) == 0
        assert signal.getsignal(signal.SIGINT) == interrupt
        assert signal.getsignal(signal.SIGTERM) == signal.SIG_IGN
        assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, set())
    finally:
        signal.signal(signal.SIGINT, before)
        signal.signal(signal.SIGTERM, at_end)


@pytest.mark.thorough
def test_sigterm_ends_a_background_job(server: wire.WireServer, report: str) -> None:
    """Shells start those with SIGINT ignored: Ctrl-C does nothing, SIGTERM ends it in order."""
    server.latency_s = 20
    command = [sys.executable, "-m", "tersely", report, "-m", "openai"]
    script = ["sh", "-c", 'trap "" INT; exec "$@"', "sh", *command]
    process = subprocess.Popen(
        script, env=dict(os.environ), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert server.wait_for(1, 30)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 143, errors
    assert "Traceback" not in errors


@pytest.mark.thorough
def test_a_stopped_stream_is_marked_where_it_ends(
    server: wire.WireServer, report: str, tmp_path: Path
) -> None:
    """In `> file` the text says that it is not whole; stderr says what may be billed."""
    server.reply = lambda _request: wire.Answer(fault="stall")
    command = [sys.executable, "-m", "tersely", report, "-m", "openai", "--stream"]
    target = tmp_path / "summary.md"
    with target.open("w") as out:
        process = subprocess.Popen(
            command, env=dict(os.environ), stdout=out, stderr=subprocess.PIPE, text=True
        )
        assert server.wait_for(1, 30)
        while not target.stat().st_size and process.poll() is None:
            pass
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    text = target.read_text()
    assert text.startswith("The report")
    assert text.endswith("\n\n[Stopped: the answer is not whole.]\n")
    assert "1 call did not finish; it may be billed" in errors


def test_a_run_that_fails_says_what_it_has_cost(
    tersely: Run, report: str, server: wire.WireServer
) -> None:
    """On stderr in words, in the JSON as numbers."""
    server.reply = lambda _request: wire.Answer(fault="drop")
    ended = tersely(report, "-m", "openai", "--stream", "--set", "retries=0")
    assert ended.code == 5
    assert ended.out.endswith("[Stopped: the answer could not be finished.]\n")
    assert "1 call (1 failed) · about " in ended.err
    spent = json.loads(tersely(report, "-m", "openai", "--json", "--set", "retries=0").out)["spent"]
    assert spent["input_tokens"] > 0
    assert spent["cost_usd"] > 0


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["batch", "x"], ("batch", ["x"])),
        (["file.md", "batch"], ("summarize", ["file.md", "batch"])),
        (["-m", "openai"], ("summarize", ["-m", "openai"])),
        ([], ("summarize", [])),
    ],
)
def test_only_the_first_word_decides(words: list[str], expected: tuple[str, list[str]]) -> None:
    """A command's name runs it, anything else is `summarize`."""
    assert app.route(words) == expected


def test_a_misspelt_command_is_suggested(tersely: Run) -> None:
    """Unless a file of that name is there."""
    ended = tersely("comapre")
    assert ended.code == 2
    assert "tersely compare" in ended.err


@pytest.mark.parametrize("command", ["", *app.COMMANDS])
def test_every_command_answers_to_h(tersely: Run, command: str) -> None:
    """-h and --help are the same, and a list of inputs is not bracketed twice."""
    short, long = tersely(*command.split(), "-h"), tersely(*command.split(), "--help")
    assert short.code == 0
    assert short.out == long.out
    assert "[[" not in short.out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", ["--help", "-V", "config schema", "styles"])
def test_a_full_disk_is_told_by_every_command(arguments: str) -> None:
    """Exit 1, a message, no traceback."""
    ended = shell(f"{TERSELY} {arguments} > /dev/full")
    assert (ended.returncode, "Traceback" in ended.stderr) == (1, False)
    assert "make room" in ended.stderr


@pytest.mark.parametrize(
    "option", ["-m", "--map-model", "-s", "--env-file", "--api-key-file", "--schema", "-o"]
)
def test_an_empty_name_is_no_wish_for_the_default(tersely: Run, report: str, option: str) -> None:
    """`-m "$MODEL"` with nothing in it must not send the text to whoever has a key."""
    ended = tersely(report, option, "")
    assert ended.code == 2
    assert "is empty" in ended.err


@pytest.mark.parametrize("option", ["-f", "--lang", "--prompt"])
def test_what_no_request_can_hold_is_refused(tersely: Run, report: str, option: str) -> None:
    """Bytes of the command line that are no UTF-8 come as lone surrogates."""
    ended = tersely(report, option, "caf\udce9")
    assert ended.code == 2
    assert "is not UTF-8" in ended.err


@pytest.mark.parametrize("letters", [300, 5000])
def test_a_name_that_is_too_long_is_an_input_that_cannot_be_read(
    tersely: Run, letters: int
) -> None:
    """Exit 4, whichever part of the program sees it first."""
    assert tersely("a" * letters).code == 4
    assert tersely("a" * letters + ".md").code == 4


def test_no_limit_can_be_said(tersely: Run, report: str, server: wire.WireServer) -> None:
    """`inf`, on the command line and in the config file."""
    assert "no limit" in tersely(report, "--max-cost", "inf", "-n").out
    assert tersely("config", "set", "max_cost", "inf").code == 0
    assert "no limit" in tersely(report, "-n").out


def test_a_wrong_value_in_the_config_can_be_set_right(tersely: Run, empty_home: Path) -> None:
    """By the command that sets it, though no other runs until then."""
    (empty_home / "config/tersely").mkdir(parents=True)
    (empty_home / "config/tersely/config.toml").write_text('max_cost = "much"\n')
    assert tersely("config", "show").code == 3
    assert tersely("config", "set", "max_cost", "2").code == 0
    assert tersely("config", "show").code == 0


def test_an_env_file_is_named_only_where_none_was_read(
    tersely: Run, report: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that has no value for the key was read all the same."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    Path(".env").write_text("OPENAI_API_KEY=\n")
    unread = "A .env file is in this folder and was not read"
    assert unread in tersely(report, "-m", "openai").err
    assert unread not in tersely(report, "-m", "openai", "--env-file", ".env").err
    assert unread not in tersely(report, "-m", "openai", "--env-file=.env").err
    monkeypatch.setenv("TERSELY_ENV_FILE", ".env")
    assert unread not in tersely(report, "-m", "openai").err


def test_the_end_is_quick_and_quiet() -> None:
    """The interpreter looks at no object again, and libraries warn nobody."""
    code = (
        "import atexit, gc, warnings; from tersely.cli.app import main;"
        "atexit.register(lambda: print(gc.get_freeze_count() > 1000));"
        "atexit.register(lambda: warnings.warn('never awaited', RuntimeWarning));"
        "main(['--version'])"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines()[-1] == "True"
    assert ended.stderr == ""
