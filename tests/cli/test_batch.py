"""`tersely batch` as a user meets it, killed and resumed."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import wire
from model import is_map, note_taker
from wire import Answer

from .conftest import Run

WORDS = (
    "harbour",
    "ships",
    "winter",
    "council",
    "budget",
    "library",
    "branch",
    "river",
    "report",
    "costs",
    "heating",
)


def prose(seed: int, words: int) -> str:
    """Sentences that differ from file to file."""
    rng = random.Random(seed)
    sentences = [
        " ".join(rng.choices(WORDS, k=9)).capitalize() + f" {rng.randrange(10**6)}."
        for _ in range(words // 10)
    ]
    return "\n\n".join(" ".join(sentences[i : i + 5]) for i in range(0, len(sentences), 5))


def bit_of_everything(source: Path) -> Path:
    """A folder with six files that can be summarized, and with all that cannot."""
    (source / "sub").mkdir(parents=True)
    for name in ("a.md", "a.txt", "sub/a.md", "-rf", "new\nline \U0001f600.md"):
        (source / name).write_text(prose(len(name), 200))
    (source / "a.md.md").mkdir()
    (source / "a.md.md" / "inner.md").write_text(prose(99, 200))
    (source / "empty.txt").touch()
    (source / "binary.dat").write_bytes(b"\1\0\2" * 50)
    (source / "picture.png").write_bytes(b"\x89PNG")
    (source / "dangling.md").symlink_to("nowhere")
    (source / "loop").symlink_to(source)
    os.mkfifo(source / "pipe")
    (source / ".gitignore").write_text("ignored.md\n")
    (source / "ignored.md").write_text("Not me.")
    return source


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a bit of everything."""
    return bit_of_everything(tmp_path / "in")


def test_a_folder_becomes_one_summary_per_file_and_a_second_run_does_nothing(
    tersely: Run, folder: Path, tmp_path: Path, server: wire.WireServer
) -> None:
    """A mirrored tree, a reason for each skipped file, nothing outside OUT, no second bill."""
    out = tmp_path / "out"
    before = sorted(p for p in tmp_path.rglob("*") if out not in p.parents and p != out)
    ended = tersely("batch", str(folder), "-o", str(out))
    assert ended.code == 0, ended.err
    assert (
        "7 to summarize · " in ended.err
    )  # that one of them is binary is only known when it is read
    assert "6 calls · about $" in ended.err
    assert (out / "a.md.md").is_file()
    assert (out / "a.txt.md").is_file()
    assert (out / "sub" / "a.md.md").is_file()
    assert (out / "a.md.md~" / "inner.md.md").is_file()
    assert sorted(p for p in tmp_path.rglob("*") if out not in p.parents and p != out) == before
    report = (out / ".tersely" / "report.md").read_text()
    for reason in ("empty", "binary", "image", "dangling link", "not a regular file", "excluded"):
        assert reason in report
    text = (out / "a.md.md").read_text()
    assert text.startswith("---\nsource: ")
    assert 'model: "openai/gpt-6-luna"' in text
    made = len(server.requests)
    again = tersely("batch", str(folder), "-o", str(out))
    assert "0 written" in again.err
    assert "6 up to date" in again.err
    assert len(server.requests) == made


def test_only_what_changed_is_done_again(
    tersely: Run, folder: Path, tmp_path: Path, server: wire.WireServer
) -> None:
    """A touched file with the same content is up to date; other settings are other summaries."""
    out = str(tmp_path / "out")
    tersely("batch", str(folder), "-o", out)
    os.utime(folder / "a.md", (1, 1))
    assert "0 written" in tersely("batch", str(folder), "-o", out).err
    (folder / "a.md").write_text(prose(1234, 200))
    assert "1 written" in tersely("batch", str(folder), "-o", out).err
    assert "6 written" in tersely("batch", str(folder), "-o", out, "-l", "short").err


def test_a_limit_goes_on_where_the_last_run_ended(
    tersely: Run, folder: Path, tmp_path: Path
) -> None:
    """Two files at a time; what a limit leaves out is not called gone, and what is gone is named."""
    command = (
        "batch",
        str(folder / "sub"),
        str(folder / "a.md"),
        str(folder / "a.txt"),
        "-o",
        str(tmp_path / "out"),
    )
    assert "2 written" in tersely(*command, "--limit", "2").err
    (folder / "sub" / "a.md").write_text(prose(77, 200))
    ended = tersely(*command, "--limit", "1", "--json")
    assert json.loads(ended.out)["gone"] == []
    assert "1 written · 2 up to date" in tersely(*command).err
    (folder / "sub" / "a.md").unlink()
    ended = tersely(*command, "--json")
    assert json.loads(ended.out)["gone"] == [str(folder / "sub" / "a.md")]
    assert "1 whose source is gone" in ended.err


def test_one_failure_is_a_line_and_a_rerun_tries_only_it(
    tersely: Run, folder: Path, tmp_path: Path, server: wire.WireServer
) -> None:
    """The others are written; the code is 6."""
    poison = (folder / "sub" / "a.md").read_text()[:60]
    server.reply = lambda r: (
        Answer.failure("bad_request", detail="no") if poison in r.text else Answer()
    )
    out = tmp_path / "out"
    ended = tersely("batch", str(folder), "-o", str(out))
    assert ended.code == 6
    assert "5 written" in ended.err
    assert "Failed (a rerun tries only these)" in ended.err
    made = len(server.requests)
    server.reply = lambda _r: Answer()
    assert tersely("batch", str(folder), "-o", str(out)).code == 0
    assert len(server.requests) == made + 1
    assert json.loads((out / ".tersely" / "report.json").read_text())["failed"] == 0


def test_the_cost_limit_stops_the_whole_batch_before_it_sends(
    tersely: Run, folder: Path, tmp_path: Path, server: wire.WireServer
) -> None:
    """Exit 7 and no request."""
    ended = tersely("batch", str(folder), "-o", str(tmp_path / "out"), "--max-cost", "0.0001")
    assert (ended.code, server.requests) == (7, [])


@pytest.mark.thorough
def test_a_second_batch_on_the_same_folder_is_refused(
    tersely: Run, folder: Path, tmp_path: Path
) -> None:
    """It names the first one's process."""
    out = tmp_path / "out"
    (out / ".tersely").mkdir(parents=True)
    script = "import sys, filelock as f; l = f.FileLock(sys.argv[1]); l.acquire(); print('held', flush=True); sys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(out / ".tersely" / "lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert holder.stdout is not None
        holder.stdout.readline()
        (out / ".tersely" / "pid").write_text(str(holder.pid))
        ended = tersely("batch", str(folder), "-o", str(out), "-m", "extractive")
    finally:
        holder.kill()
        holder.wait()
    assert ended.code == 2
    assert str(holder.pid) in ended.err


@pytest.mark.thorough
def test_killed_three_times_it_pays_only_for_what_was_in_flight(
    tmp_path: Path, server: wire.WireServer, empty_home: Path
) -> None:
    """kill -9 at moments in the middle: at most the calls in flight are made again, and the store
    stays whole.
    """
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    for i in range(30):
        (source / f"{i:03}.md").write_text(prose(i, 1200))
    width, kills = 8, 3
    server.reply = note_taker
    server.latency_s = 0.1
    command = [sys.executable, "-m", "tersely", "batch", str(source), "-o", str(out)]
    command += ["--set", "chunk_tokens=500", "-j", str(width)]
    environment = {**os.environ, **server.environment()}
    for kill in range(kills):
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        server.wait_for(len(server.requests) + 30 + 7 * kill)
        process.send_signal(signal.SIGKILL)
        process.wait()
    server.latency_s = 0.0
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert len(list(out.rglob("*.md.md"))) == 30
    distinct = len({(r.system, r.text) for r in server.requests})
    assert any(is_map(r) for r in server.requests)
    assert len(server.requests) - distinct <= kills * width
    made = len(server.requests)
    again = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert "30 up to date" in again.stderr
    assert len(server.requests) == made
    store = sqlite3.connect(empty_home / "cache" / "tersely" / "answers.sqlite")
    assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("source", [".", "sub", "sub/a.md"])
def test_summaries_do_not_go_where_their_sources_are(
    tersely: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    """What lies in OUT is taken for summaries: without a word nothing would be done."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.md").write_text("# Notes\n\nThe ferry sails at six.")
    ended = tersely("batch", source, "-o", ".", "-m", "extractive")
    assert (ended.code, "where the summaries go" in ended.err) == (2, True)
    assert list(tmp_path.iterdir()) == [tmp_path / "sub"]
    assert tersely("batch", source, source, "-o", "out", "-m", "extractive").err.startswith(
        "1 to summarize"
    )


def test_a_loop_of_links_is_a_file_that_cannot_be_read(
    tersely: Run, folder: Path, tmp_path: Path
) -> None:
    """Named as one of the INPUTs: a line, and the others are summarized."""
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    ended = tersely("batch", str(loop), str(folder / "a.md"), "-o", str(tmp_path / "out"))
    assert ended.code == 0
    assert "2 to summarize" not in ended.err
    assert "1 skipped" in ended.err


@pytest.mark.parametrize("more", [(), ("--status",), ("-n",)])
def test_a_damaged_job_table_is_named(
    tersely: Run, folder: Path, tmp_path: Path, more: tuple[str, ...]
) -> None:
    """With the folder to delete; the answers are stored elsewhere."""
    table = tmp_path / "out/.tersely/jobs.sqlite"
    table.parent.mkdir(parents=True)
    table.write_bytes(b"no table" * 1000)
    ended = tersely("batch", str(folder), "-o", str(tmp_path / "out"), *more)
    assert ended.code == 3
    assert "is damaged" in ended.err
    assert f"Delete {table.parent}" in ended.err


@pytest.mark.thorough
@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_the_second_ctrl_c_stops_at_once_and_says_how_far_it_was(
    folder: Path, tmp_path: Path, server: wire.WireServer
) -> None:
    """The first one waits for the calls in flight, here for ever."""
    server.hold()
    command = [
        sys.executable,
        "-m",
        "tersely",
        "batch",
        str(folder),
        "-o",
        str(tmp_path / "out"),
        "-j",
        "2",
    ]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    assert server.wait_for(2, 30)
    process.send_signal(signal.SIGINT)
    assert any(line.startswith("stopping: finishing 2 calls") for line in process.stderr)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode in (130, -signal.SIGINT)
    assert "0 of 7 written. Run the same command to go on" in errors
    assert "Traceback" not in errors


@pytest.mark.thorough
@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_a_batch_with_its_own_code(
    folder: Path, tmp_path: Path, server: wire.WireServer, number: signal.Signals, code: int
) -> None:
    """The calls in flight end and are stored; 130 for Ctrl-C, 143 for SIGTERM."""
    server.hold()
    out = str(tmp_path / "out")
    command = [sys.executable, "-m", "tersely", "batch", str(folder), "-o", out, "-j", "2"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    assert server.wait_for(2, 30)
    process.send_signal(number)
    assert any(line.startswith("stopping: finishing 2 calls") for line in process.stderr)
    server.release()
    _, errors = process.communicate(timeout=30)
    assert process.returncode == code
    assert "Traceback" not in errors


MADE_UP = "The ships came in late. The harbour cost 9,431 million euros in 1987, said Ada Quill."


def test_flags_are_everywhere_and_strict_counts_them(
    tersely: Run, folder: Path, tmp_path: Path, server: wire.WireServer
) -> None:
    """Last lines, report, JSON, front matter; exit 9 with --strict, also when all is up to date."""
    server.reply = lambda _request: wire.Answer(MADE_UP)
    out = tmp_path / "out"
    words = ("batch", str(folder), "-o", str(out))
    plain = tersely(*words)
    assert plain.code == 0
    assert "Flagged: not supported by the source" in plain.err
    assert "9,431" in plain.err
    strict = tersely(*words, "--strict", "--json")
    assert strict.code == 9
    assert "up to date" in strict.err
    report = json.loads(strict.out)
    assert report["flagged"] >= 1
    texts = [flag["text"] for flags in report["flags"].values() for flag in flags]
    assert any("9,431" in text for text in texts)
    assert "9,431" in (out / ".tersely/report.md").read_text()
    summaries = [path.read_text() for path in out.rglob("*.md") if ".tersely" not in path.parts]
    assert any(
        line.startswith("flags: [") and "9,431" in line
        for text in summaries
        for line in text.splitlines()
    )


def test_a_summary_that_rests_on_nothing_is_a_flag(
    tersely: Run, folder: Path, tmp_path: Path, server: wire.WireServer
) -> None:
    """A refusal that calls itself complete is not praised by silence."""
    server.reply = lambda _request: wire.Answer("I am sorry, but I cannot help with that request.")
    ended = tersely("batch", str(folder), "-o", str(tmp_path / "out"), "--strict")
    assert ended.code == 9
    assert "nothing in the summary is supported by the source" in ended.err


def test_strict_without_flags_is_a_success(
    tersely: Run, folder: Path, tmp_path: Path, server: wire.WireServer
) -> None:
    """And it writes nothing anew: the option does not shape a summary."""
    words = ("batch", str(folder), "-o", str(tmp_path / "out"), "-m", "extractive")
    assert tersely(*words).code == 0
    again = tersely(*words, "--strict")
    assert again.code == 0
    assert "0 written" in again.err


def test_what_is_said_of_the_model_is_said_in_a_batch_too(
    tersely: Run, folder: Path, server: wire.WireServer
) -> None:
    """An unknown model, and that its price cannot be limited: once, before the first answer."""
    out = folder.parent / "out"
    ended = tersely("batch", str(folder), "-o", str(out), "-m", "openai/never-heard-of")
    assert ended.err.count("the $1.00 limit is not enforced") == 1, ended.err
    assert "warning: " in ended.err


REFUSAL = "I'm sorry, but I can't help with that request."


def test_a_refusal_that_shares_a_word_with_its_source_counts_too(
    tersely: Run, report: str, tmp_path: Path, server: wire.WireServer
) -> None:
    """No sentence of it can be traced."""
    server.reply = lambda _request: wire.Answer(REFUSAL)
    ended = tersely("batch", report, "-o", str(tmp_path / "out"), "--strict")
    assert ended.code == 9
    assert "no sentence of the summary could be traced to the source" in ended.err


def test_strict_means_the_same_as_for_one_summary(
    tersely: Run, report: str, tmp_path: Path, server: wire.WireServer
) -> None:
    """A sentence that rests on nothing counts with --strict, also when all is up to date; without,
    it is neither listed nor counted.
    """
    text = "Visits to the twelve branches rose by 14 % to 1.93 million. Dragons sleep in cellars."
    server.reply = lambda _request: wire.Answer(text)
    out = str(tmp_path / "out")
    assert tersely(report, "-m", "openai", "--strict").code == 9
    plain = tersely("batch", report, "-o", out)
    assert (plain.code, "Flagged" in plain.err) == (0, False)
    strict = tersely("batch", report, "-o", out, "--strict")
    assert strict.code == 9
    assert "1 of 2 sentences is not supported by the source" in strict.err
    assert "not supported" not in (tmp_path / "out" / "index.html").read_text("utf-8")
