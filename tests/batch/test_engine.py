"""The engine of one process: what it takes, what it gives back, what it leaves alone."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from tersely.batch import Found, LocalEngine, NotText, Result, Unreadable, digest_of
from tersely.engine.offline import summarize_extractive
from tersely.errors import InputError, MissingKey, Stopped
from tersely.records import Document, Length, Summary


@dataclass
class Reader:
    """A batch.Worker of plain files; `keys` False refuses every admission."""

    keys: bool = True
    summaries: int = 0

    def head(self, path: str, most_bytes: int) -> bytes:
        return Path(path).read_bytes()[:most_bytes]

    def read(self, path: str) -> Document:
        if path.endswith("protected.md"):
            raise InputError("password-protected.")
        if path.endswith("interrupted.md"):
            raise Stopped("Stopped while it was read.")
        return Document(os.path.basename(path), Path(path).read_text(encoding="utf-8"))

    async def summarize(self, document: Document, number: int) -> Summary:
        self.summaries += 1
        return summarize_extractive(document, Length.parse("1s"), focus="", style="default")

    def render(self, summary: Summary, document: Document, digest: str) -> str:
        return f"{digest} {summary.text}"

    async def admit(self) -> None:
        if not self.keys:
            raise MissingKey("no key", provider="openai")

    def stop(self) -> None:
        pass


def processed(worker: Reader, path: Path, standing: bytes = b"") -> Result:
    """One file through the engine."""

    async def work() -> Result:
        engine = LocalEngine(worker, readers=1)
        await engine.begin()
        return await engine.process(Found(str(path), path.name, 1, 1), 1, standing)

    return asyncio.run(work())


def test_a_file_becomes_its_output_unless_its_summary_stands(tmp_path: Path) -> None:
    """The content decides, and nothing is asked where it is the same."""
    (tmp_path / "a.md").write_text("The harbour is deep. Ships come in winter.")
    worker = Reader()
    result = processed(worker, tmp_path / "a.md")
    assert result.summary
    assert result.text == f"{result.digest.hex()} {result.summary.text}"
    assert result.digest == digest_of(worker.read(str(tmp_path / "a.md")))
    again = processed(worker, tmp_path / "a.md", result.digest)
    assert (again.summary, worker.summaries) == (None, 1)


@pytest.mark.parametrize(
    ("name", "error"),
    [("none.md", Unreadable), ("protected.md", Unreadable), ("binary.dat", NotText)],
)
def test_what_cannot_be_read_fails_alone(tmp_path: Path, name: str, error: type[Exception]) -> None:
    """With the exit code of an input."""
    (tmp_path / "protected.md").write_text("x")
    (tmp_path / "binary.dat").write_bytes(b"\1\0\2" * 50)
    with pytest.raises(error) as caught:
        processed(Reader(), tmp_path / name)
    assert getattr(caught.value, "exit_code", 4) == 4


def test_a_file_that_ctrl_c_ends_is_not_unreadable(tmp_path: Path) -> None:
    """It has its turn when the batch goes on."""
    (tmp_path / "interrupted.md").write_text("x")
    with pytest.raises(Stopped):
        processed(Reader(), tmp_path / "interrupted.md")


def test_a_refused_admission_keeps_no_place(tmp_path: Path) -> None:
    """However many files meet it, none hangs."""

    async def work() -> None:
        engine = LocalEngine(Reader(keys=False), readers=1)
        for _ in range(3):
            with pytest.raises(MissingKey):
                await asyncio.wait_for(engine.begin(), 5)

    asyncio.run(work())


@dataclass
class Elsewhere(Reader):
    """A worker whose files are not on this disk."""

    content: bytes = b""
    asked: int = 0

    def head(self, path: str, most_bytes: int) -> bytes:
        self.asked += 1
        return self.content[:most_bytes]

    def read(self, path: str) -> Document:
        return Document(path, self.content.decode())


def test_only_the_worker_reads(tmp_path: Path) -> None:
    """A file may be an object of a store: its first bytes are asked for once, and decide."""
    worker = Elsewhere(content=b"The harbour is deep. Ships come in winter.")
    result = processed(worker, tmp_path / "not-here.dat")
    assert (result.characters, worker.asked) == (42, 1)
    with pytest.raises(NotText):
        processed(Elsewhere(content=b"\1\0\2" * 5_000), tmp_path / "not-here.dat")


def test_a_place_among_the_readers_is_free_once_a_file_is_read(tmp_path: Path) -> None:
    """Whatever became of it: so the next one comes in."""

    async def work() -> int:
        engine, failed = LocalEngine(Reader(), readers=1), 0
        for name in ("none.md", "protected.md", "a.md", "a.md"):
            await asyncio.wait_for(engine.begin(), 5)
            try:
                await engine.process(Found(str(tmp_path / name), name, 1, 1), 1, b"")
            except Unreadable:
                failed += 1
        return failed

    for name in ("protected.md", "a.md"):
        (tmp_path / name).write_text("The harbour is deep. Ships come in winter.")
    assert asyncio.run(work()) == 2
