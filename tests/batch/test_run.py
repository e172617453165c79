"""One run over files: what fails one of them, what stops all, and what a rerun does."""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

import pytest

from tersely.batch import Batch, Jobs, LocalEngine, LocalFolder, Totals, walk
from tersely.engine.offline import summarize_extractive
from tersely.errors import (
    ConfigError,
    ExitCode,
    InputError,
    ServerFailed,
    TerselyError,
)
from tersely.events import no_events
from tersely.records import (
    Document,
    Ended,
    Finish,
    Length,
    Status,
    Summary,
    Usage,
)

Summarize = Callable[[Document], Summary]


def extractive(document: Document) -> Summary:
    """A complete summary."""
    return summarize_extractive(document, Length.parse("1s"), focus="", style="default")


@dataclass
class Reader:
    """A batch.Worker that reads plain files; `done` names the documents that were summarized."""

    summarize_one: Summarize = extractive
    done: list[str] = field(default_factory=list)

    def head(self, path: str, most_bytes: int) -> bytes:
        return Path(path).read_bytes()[:most_bytes]

    def read(self, path: str) -> Document:
        if path.endswith("protected.md"):
            raise InputError("password-protected.")
        return Document(os.path.basename(path), Path(path).read_text(encoding="utf-8"))

    async def summarize(self, document: Document, number: int) -> Summary:
        summary = self.summarize_one(document)
        self.done.append(document.name)
        return summary

    def render(self, summary: Summary, document: Document, digest: str) -> str:
        return summary.text

    async def admit(self) -> None:
        await asyncio.sleep(0)

    def stop(self) -> None:
        pass


def write(path: Path, text: str) -> None:
    """The file, in one piece."""
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five files."""
    for name in ("a", "b", "c", "d", "e"):
        (tmp_path / "in" / name).mkdir(parents=True)
        (tmp_path / "in" / name / "text.md").write_text(
            f"The harbour of {name} is deep. Ships come in winter."
        )
    return tmp_path / "in"


def run(
    *inputs: Path, worker: Reader, out: Path, write: Callable[[Path, str], None] = write
) -> Totals:
    """A batch from the walk to the end."""
    jobs = Jobs(LocalFolder(out, write))
    try:
        batch = Batch(jobs, LocalEngine(worker), b"settings", ".md", no_events)
        return asyncio.run(batch.run(walk([str(path) for path in inputs], out)))
    finally:
        jobs.close()


def test_a_full_disk_stops_the_run_and_a_rerun_completes_it(folder: Path, tmp_path: Path) -> None:
    """Nothing more is begun, nothing is half there, and only what is missing is done again."""
    out, worker, writes = tmp_path / "out", Reader(), count()

    def full(path: Path, text: str) -> None:
        if next(writes) >= 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, text)

    with pytest.raises(TerselyError, match="disk is full") as caught:
        run(folder, worker=worker, out=out, write=full)
    assert caught.value.exit_code == 1
    assert len(list(out.rglob("*.md"))) == 2
    assert run(folder, worker=worker, out=out).written == 3
    assert len(list(out.rglob("*.md"))) == 5


def test_a_full_job_table_says_so(folder: Path, tmp_path: Path) -> None:
    """The same message as for an output, not a traceback."""
    jobs = Jobs(tmp_path / "out")
    jobs._table.execute("PRAGMA max_page_count = 5")
    for number in range(100):
        (folder / f"{number:03}.md").write_text(
            f"The harbour number {number} is deep. Ships come in winter."
        )
    batch = Batch(jobs, LocalEngine(Reader()), b"settings", ".md", no_events)
    with pytest.raises(TerselyError, match="disk is full"):
        asyncio.run(batch.run(walk([str(folder)], jobs.out.name)))
    jobs.close()


def test_one_file_fails_alone_and_a_setting_fails_all(folder: Path, tmp_path: Path) -> None:
    """A server error or a protected file is a line of the report; a wrong key ends the run."""
    (folder / "protected.md").write_text("x")

    def down(document: Document) -> Summary:
        if "harbour of c" in document.text:
            raise ServerFailed("500", provider="openai")
        return extractive(document)

    totals = run(folder, worker=Reader(down), out=tmp_path / "out")
    assert (totals.written, totals.failed, totals.failures) == (4, 2, {4, 5})
    assert totals.exit_code == ExitCode.PARTIAL

    def refused(document: Document) -> Summary:
        raise ConfigError("The key was refused.")

    with pytest.raises(ConfigError):
        run(folder, worker=Reader(refused), out=tmp_path / "out2")


def test_a_bug_is_raised_when_the_other_files_are_done(folder: Path, tmp_path: Path) -> None:
    """A file that hits one is never passed over in silence, and stands in nobody's way."""

    def broken(document: Document) -> Summary:
        if document.text.startswith("The harbour of b"):
            raise ZeroDivisionError
        return extractive(document)

    worker = Reader(broken)
    with pytest.raises(ZeroDivisionError):
        run(folder, worker=worker, out=tmp_path / "out")
    assert len(worker.done) == 4


def test_two_sources_never_share_an_output(folder: Path, tmp_path: Path) -> None:
    """Files of one name given by their paths, in one run or in two."""
    files = [folder / name / "text.md" for name in "abc"]
    out = tmp_path / "out"
    assert run(*files[:2], worker=Reader(), out=out).written == 2
    assert run(files[2], worker=Reader(), out=out).written == 1
    texts = [path.read_text() for path in out.rglob("*.md")]
    assert len(texts) == len(set(texts)) == 3
    assert run(*files, worker=Reader(), out=out).current == 3


def test_a_folder_is_the_same_by_any_name(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Named from another place, nothing is done again and no second output appears."""
    out = tmp_path / "out"
    assert run(folder, worker=Reader(), out=out).written == 5
    monkeypatch.chdir(folder)
    assert run(Path(), worker=Reader(), out=out).current == 5
    (folder / "a" / "text.md").write_text("The harbour of a has a new quay. It is long.")
    assert run(Path("../in"), worker=Reader(), out=out).written == 1
    assert len(list(out.rglob("*.md"))) == 5


def test_a_name_that_is_not_utf8_is_summarized_once(tmp_path: Path) -> None:
    """It can be opened, noted and found again."""
    (tmp_path / "in").mkdir()
    source = os.fsencode(tmp_path / "in") + b"/bad\xff.md"
    with open(source, "w", encoding="utf-8") as out:
        out.write("The harbour is deep. Ships come.")
    assert run(tmp_path / "in", worker=Reader(), out=tmp_path / "out").written == 1
    assert run(tmp_path / "in", worker=Reader(), out=tmp_path / "out").current == 1


def test_a_summary_that_was_cut_is_written_and_told_by_the_exit_code(
    folder: Path, tmp_path: Path
) -> None:
    """It is a file like the others, so the code is 8 and not that of a file that is missing."""

    def cut(document: Document) -> Summary:
        summary = extractive(document)
        ended = Ended(Status.CUT, Finish.LENGTH, usage=Usage(0, 64))
        return replace(summary, ended=ended) if "harbour of c" in document.text else summary

    totals = run(folder, worker=Reader(cut), out=tmp_path / "out")
    assert (totals.written, totals.partial, totals.failed) == (4, 1, 0)
    assert totals.exit_code == ExitCode.UNUSABLE


def test_an_incomplete_summary_is_tried_again(folder: Path, tmp_path: Path) -> None:
    """It is written, marked, and not up to date."""

    def partial(document: Document) -> Summary:
        return replace(extractive(document), ended=Ended(Status.PARTIAL))

    out = tmp_path / "out"
    assert run(folder, worker=Reader(partial), out=out).exit_code == ExitCode.PARTIAL
    assert run(folder, worker=Reader(), out=out).written == 5
