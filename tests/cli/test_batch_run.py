"""A batch in parts: shards side by side, then the whole."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

import wire
from tersely.cli import batch_run
from tersely.storage import Storage

from .conftest import Run

FILES = 8


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files of the same kind in two folders."""
    source = tmp_path / "in"
    for number in range(FILES):
        place = source / f"{number % 2}"
        place.mkdir(parents=True, exist_ok=True)
        sentences = [f"Harbour {number} has {n} ships in winter. " for n in range(60)]
        (place / f"{number}.md").write_text("".join(sentences))
    (source / "picture.png").write_bytes(b"\x89PNG")
    return source


def test_shards_divide_the_files_and_the_whole_collects_them(
    tersely: Run, folder: Path, tmp_path: Path, server: wire.WireServer
) -> None:
    """Each file is summarized once; the last run only makes the index."""
    out = tmp_path / "out"
    reports = []
    for number in (1, 2, 3):
        ended = tersely("batch", str(folder), "-o", str(out), "--shard", f"{number}/3", "--json")
        assert ended.code == 0, ended.err
        assert f"shard {number}/3 · " in ended.err
        reports.append(json.loads(ended.out))
        text = (out / ".tersely" / f"shard-{number}-of-3" / "report.md").read_text()
        assert f"Shard {number}/3: " in text
    assert [report["shard"] for report in reports] == ["1/3", "2/3", "3/3"]
    assert sum(report["written"] for report in reports) == FILES
    assert sum(report["skipped"] for report in reports) == 1
    assert all(0 < report["written"] < FILES for report in reports)
    assert not (out / "index.md").exists()
    made = len(server.requests)
    status = tersely("batch", "--status", str(out)).out
    assert all(f"shard {number}/3: " in status for number in (1, 2, 3))
    again = tersely("batch", str(folder), "-o", str(out))
    assert f"0 written · {FILES} up to date" in again.err
    assert len(server.requests) == made
    assert (out / "index.md").read_text().count("\n- ") == FILES


def test_the_plan_of_a_shard_says_so(
    tersely: Run, folder: Path, tmp_path: Path, server: wire.WireServer
) -> None:
    """The plans of all shards add up to the plan of the whole."""
    command = ("batch", str(folder), "-o", str(tmp_path / "out"), "--dry-run")
    assert "shard    2/3, by a hash of each path" in tersely(*command, "--shard", "2/3").out
    whole = json.loads(tersely(*command, "--json").out)
    parts = [json.loads(tersely(*command, "--json", "--shard", f"{n}/3").out) for n in (1, 2, 3)]
    assert whole["shard"] is None
    assert [part["shard"] for part in parts] == ["1/3", "2/3", "3/3"]
    for amount in ("files", "calls"):
        assert sum(part[amount] for part in parts) == whole[amount]


def test_a_shard_that_is_none_is_a_slip(tersely: Run, folder: Path, tmp_path: Path) -> None:
    """Exit 2, and nothing was made."""
    ended = tersely("batch", str(folder), "-o", str(tmp_path / "out"), "--shard", "3/2")
    assert (ended.code, (tmp_path / "out").exists()) == (2, False)
    assert "'3/2' is not a valid shard." in ended.err


def summaries(bucket: str) -> dict[str, bytes]:
    """The summaries of a bucket by their names."""
    storage = Storage(f"{bucket}/out")
    items = [item for item in storage.items() if item.name.endswith(".md.md")]
    return {item.name: Storage(item.url).read(100_000) for item in items}


@pytest.mark.thorough
def test_objects_become_objects(
    tersely: Run, folder: Path, tmp_path: Path, bucket: str, server: wire.WireServer
) -> None:
    """In the same tree and with the same words as files; a rerun makes no call, and only what
    changed is done again.
    """
    for file in folder.rglob("*.*"):
        Storage(f"{bucket}/in").put(file.relative_to(folder).as_posix(), file.read_bytes())
    here, there = str(tmp_path / "out"), f"{bucket}/out"
    tersely("batch", str(folder), "-o", here, "--no-cache")
    command = ("batch", f"{bucket}/in", "-o", there)
    made = len(server.requests)
    ended = tersely(*command)
    assert (ended.code, f"{FILES} written · 1 skipped" in ended.err) == (0, True), ended.err
    assert f"Report: {there}/.tersely/report.md" in ended.err
    found = summaries(bucket)
    assert len(found) == FILES
    for name, text in found.items():
        like = (tmp_path / "out" / name).read_text()
        assert text.decode() == like.replace(f"{folder}/", f"{bucket}/in/")
    assert len(server.requests) == 2 * made
    assert f"0 written · {FILES} up to date" in tersely(*command).err
    Storage(f"{bucket}/in").put("0/0.md", (folder / "0" / "0.md").read_bytes() + b"One more.")
    Storage(there).delete("1/1.md.md")
    again = tersely(*command)
    assert f"2 written · {FILES - 2} up to date" in again.err
    assert len(server.requests) == 2 * made + 1
    assert len(summaries(bucket)) == FILES
    assert f"{FILES} written" in tersely("batch", "--status", "-o", there).out


@pytest.mark.thorough
def test_another_machine_goes_on_in_the_same_bucket(
    tersely: Run,
    folder: Path,
    tmp_path: Path,
    bucket: str,
    server: wire.WireServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With shards of two machines, too: their tables lie beside the summaries."""
    there = f"{bucket}/out"
    command = ("batch", str(folder), "-o", there)
    for number in (1, 2):
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / f"machine{number}"))
        ended = tersely(*command, "--shard", f"{number}/2")
        assert ended.code == 0, ended.err
    made = len(server.requests)
    for name in ("third", "fourth"):
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / name))
        assert f"0 written · {FILES} up to date" in tersely(*command).err
    assert len(server.requests) == made
    tables = [item.name for item in Storage(f"{there}/.tersely").items()]
    assert [name for name in tables if name.endswith(".sqlite")] == ["jobs.sqlite"]


def test_one_object_is_summarized_like_a_file(
    tersely: Run, folder: Path, bucket: str, server: wire.WireServer
) -> None:
    """By its URL, and by that of a file; --offline refuses the object alone."""
    file = folder / "0" / "2.md"
    Storage(bucket).put("in/2.md", file.read_bytes())
    plain = tersely(str(file), "--plain")
    assert tersely(f"{bucket}/in/2.md", "--plain").out == plain.out
    assert tersely(file.as_uri(), "--plain").out == plain.out
    assert len(server.requests) == 1
    for command in ((f"{bucket}/in/2.md",), ("batch", bucket, "-o", "out")):
        offline = tersely(*command, "--offline", "-m", "extractive")
        assert (offline.code, "--offline is set" in offline.err) == (4, True), offline.err
    folder_of_it = tersely(f"{bucket}/in")
    assert (folder_of_it.code, "tersely batch" in folder_of_it.err) == (4, True)


def test_a_bucket_that_cannot_be_used_is_one_message(
    tersely: Run, folder: Path, tmp_path: Path, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No traceback, no secret: a missing bucket, an empty prefix, OUT around the inputs."""
    for source in (f"{bucket}/nothing", "s3://no-such-bucket-anywhere/in"):
        ended = tersely("batch", source, "-o", str(tmp_path / "out"), "-m", "extractive")
        assert ended.code == 4, ended.err
        assert source in ended.err
        assert "wJalr" not in ended.err
    out = tersely("batch", str(folder), "-o", "s3://no-such-bucket-anywhere/out")
    assert (out.code, "does not exist" in out.err) == (4, True)
    inside = tersely("batch", f"{bucket}/out/in", "-o", f"{bucket}/out")
    assert (inside.code, "where the summaries go" in inside.err) == (2, True)


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_calls_that_do_not_end_are_given_up(
    tersely: Run,
    folder: Path,
    tmp_path: Path,
    server: wire.WireServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A stopped batch waits for the calls in flight for a time, then ends as Ctrl-C ends it."""
    monkeypatch.setattr(batch_run, "DRAINED_S", 0.05)

    def stop(_request: wire.WireRequest) -> wire.Answer:
        os.kill(os.getpid(), signal.SIGINT)
        server.hold()
        return wire.Answer("Ships came.", latency_s=600)

    server.reply = stop
    ended = tersely("batch", str(folder), "-o", str(tmp_path / "out"), "-j", "1")
    assert ended.code == 130
    assert "1 call did not finish; it may be billed, nothing of it is kept." in ended.err
    assert f"0 of {FILES} written. Run the same command to go on" in ended.err
    assert "Traceback" not in ended.err


def test_the_bill_holds_what_failed_files_have_used_up(
    tersely: Run, tmp_path: Path, server: wire.WireServer
) -> None:
    """Their notes were paid though there is no summary: on the screen, in the report and in a
    comparison.
    """
    source = tmp_path / "in"
    source.mkdir()
    sections = [f"# Part {n}\n\n{_sentences(n)}" for n in range(4)]
    (source / "fine.md").write_text("\n\n".join(sections[:3]))
    (source / "fails.md").write_text("\n\n".join(sections))
    server.reply = lambda request: (
        wire.Answer.failure("bad_request") if "Harbour 3 " in request.text else wire.Answer()
    )
    given = ["--set", "chunk_tokens=700", "--set", "strategy=map-reduce", "--max-missing", "0"]
    ended = tersely("batch", str(source), "-o", str(tmp_path / "out"), "--json", *given)
    report = json.loads(ended.out)
    assert (report["written"], report["failed"]) == (1, 1)
    assert report["calls"] == len(server.requests) > 5
    assert f"\n{report['calls']} calls" in ended.err
    server.requests.clear()
    models = ["-m", "anthropic", "-m", "extractive"]
    compared = tersely("compare", str(source / "fails.md"), "--json", *models, *given)
    told = json.loads(compared.out)
    assert told["columns"][0]["spent"]["calls"] == len(server.requests) > 3
    assert told["cost_usd"] == told["columns"][0]["spent"]["cost_usd"] > 0
    assert f"\n{len(server.requests)} calls" in compared.err


def _sentences(number: int) -> str:
    return "".join(f"Harbour {number} has {n} ships in winter. " for n in range(60))
