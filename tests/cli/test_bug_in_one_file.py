"""A fault of ours in one of many files: the others are done, it is named, the code says what it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import wire
from faulty_codec import FAULTY, FAULTY_CODEC

from .conftest import Run

BUG = "This is a bug in tersely: ZeroDivisionError in "
TEXT = "The ferry carried 412,000 passengers in 2019. Cyclists and pedestrians pay nothing. " * 40


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two files, and one on which the reader has a fault."""
    source = tmp_path / "in"
    source.mkdir()
    for name in ("a", "c"):
        (source / f"{name}.txt").write_text(f"Report {name}. {TEXT}")
    (source / "b.txt").write_bytes(TEXT.encode() + FAULTY)
    return source


def test_a_batch_goes_on_and_the_next_one_tries_again(
    tersely: Run, folder: Path, tmp_path: Path, server: wire.WireServer
) -> None:
    """With a dry run and a forecast before; nothing is paid twice."""
    given = ("batch", str(folder), "-o", str(tmp_path / "out"), "--encoding", FAULTY_CODEC)
    planned = tersely(*given, "-n")
    assert (planned.code, "1 that cannot be read" in planned.err + planned.out) == (0, True)
    for calls in (2, 2):
        ended = tersely(*given, "--json")
        assert ended.code == 1
        (failed,) = json.loads(ended.out)["files"]
        assert failed["path"].endswith("b.txt")
        assert failed["detail"].startswith(BUG)
        assert len(server.requests) == calls
        assert "Traceback" not in ended.err
        assert ended.err.count("hint: Run again with -vv for the details") == 1
    mended = tersely("batch", str(folder), "-o", str(tmp_path / "out"))
    assert (mended.code, len(server.requests)) == (0, 3)


def test_the_traceback_is_shown_to_who_asks(tersely: Run, folder: Path, tmp_path: Path) -> None:
    """With -vv, once, on stderr, for one file as for many."""
    for given in (("batch", str(folder), "-o", str(tmp_path / "out")), (str(folder / "b.txt"),)):
        ended = tersely(*given, "--encoding", FAULTY_CODEC, "-vv")
        assert ended.code == 1
        assert (
            ended.err.count("ZeroDivisionError: words of the text") <= 2
        )  # Python names its cause
        assert "Traceback (most recent call last):" in ended.err
        assert "Traceback" not in ended.out


def test_a_bug_is_an_object_too(tersely: Run, folder: Path) -> None:
    """With --json, as any other error."""
    ended = tersely(str(folder / "b.txt"), "--encoding", FAULTY_CODEC, "--json")
    told = json.loads(ended.out)
    assert (ended.code, told["error"]["kind"]) == (1, "Bug")
    assert told["error"]["message"].startswith(BUG)


def test_a_digest_names_it(tersely: Run, folder: Path, tmp_path: Path) -> None:
    """Under what was not read."""
    out = tmp_path / "out"
    given = ("batch", str(folder), "-o", str(out), "--encoding", FAULTY_CODEC, "--since-last")
    assert tersely(*given).code == 1
    digest = (out / ".tersely" / "digest.md").read_text()
    assert f"b.txt ({BUG}" in digest


def test_other_commands_over_many_files_go_on(tersely: Run, folder: Path) -> None:
    """What could not be read is named, and missing."""
    given = [("ask", "How many passengers?", str(folder)), ("agree", str(folder))]
    given += [("diff", str(folder), str(folder))]
    for arguments in given:
        ended = tersely(*arguments, "--encoding", FAULTY_CODEC)
        assert ended.code == 6, ended.err
        assert BUG in ended.err + ended.out


def test_a_table_of_checks_goes_on(tersely: Run, folder: Path) -> None:
    """The pair with the fault has a row, and its reason below."""
    for name in "abc":
        (folder / f"{name}.sum.txt").write_text("Cyclists and pedestrians pay nothing.")
    ended = tersely("check", str(folder), "--encoding", FAULTY_CODEC)
    assert ended.code == 1
    assert f"b.sum.txt: {BUG}" in ended.out
    assert "2 checked" in ended.out
    assert "1 could not be read" in ended.out
