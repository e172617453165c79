"""One run over files: what fails one of them, what stops all, and what a rerun does."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

import pytest

from tersely.batch import Batch, Found, Jobs, LocalEngine, LocalFolder, Totals, walk
from tersely.engine.offline import summarize_extractive
from tersely.errors import (
    ConfigError,
    DiskFull,
    ExitCode,
    InputError,
    ServerFailed,
    Stopped,
    TerselyError,
    Waiting,
)
from tersely.events import BatchProgress, BugMet, Emit, Event, ItemFinished, ItemStarted, no_events
from tersely.files import Content
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
    numbers: dict[str, int] = field(default_factory=dict)
    stopped: bool = False

    def head(self, path: str, most_bytes: int) -> bytes:
        return Path(path).read_bytes()[:most_bytes]

    def read(self, path: str) -> Document:
        if path.endswith("protected.md"):
            raise InputError("password-protected.")
        return Document(os.path.basename(path), Path(path).read_text(encoding="utf-8"))

    async def summarize(self, document: Document, number: int) -> Summary:
        self.numbers[document.text.partition(".")[0]] = number
        summary = self.summarize_one(document)
        self.done.append(document.name)
        return summary

    def render(self, summary: Summary, document: Document, digest: str) -> str:
        return summary.text

    async def admit(self) -> None:
        await asyncio.sleep(0)

    def stop(self) -> None:
        self.stopped = True


def failing_at_b(error: Exception) -> Summarize:
    """What summarizes every file but one."""

    def summarize(document: Document) -> Summary:
        if document.text.startswith("The harbour of b"):
            raise error
        return extractive(document)

    return summarize


def write(path: Path, content: Content) -> None:
    """The file, in one piece."""
    path.write_text("".join(content), encoding="utf-8")


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
    *inputs: Path, worker: Reader, out: Path, write: Callable[[Path, Content], None] = write
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

    def full(path: Path, content: Content) -> None:
        if next(writes) >= 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, content)

    with pytest.raises(DiskFull, match="disk is full") as caught:
        run(folder, worker=worker, out=out, write=full)
    assert caught.value.exit_code == 1
    assert len(list(out.rglob("*.md"))) == 2
    assert run(folder, worker=worker, out=out).written == 3
    assert len(list(out.rglob("*.md"))) == 5


@pytest.mark.parametrize("at", ["The harbour of b", "The harbour of e"])
@pytest.mark.parametrize("is_moved", [True, False])
def test_an_output_folder_that_vanishes_ends_the_run(
    at: str, is_moved: bool, folder: Path, tmp_path: Path
) -> None:
    """What were written into nothing would be lost, and called written."""
    out = tmp_path / "out"

    def summarize(document: Document) -> Summary:
        if document.text.startswith(at):
            out.rename(tmp_path / "elsewhere") if is_moved else shutil.rmtree(out)
        return extractive(document)

    with pytest.raises(ConfigError, match="was moved or deleted while a batch worked on it"):
        run(folder, worker=Reader(summarize), out=out)
    assert run(folder, worker=Reader(), out=out).written == 5


def test_a_full_job_table_says_so(folder: Path, tmp_path: Path) -> None:
    """The same message as for an output, not a traceback."""
    jobs = Jobs(tmp_path / "out")
    jobs._table.execute("PRAGMA max_page_count = 5")
    for number in range(100):
        (folder / f"{number:03}.md").write_text(
            f"The harbour number {number} is deep. Ships come in winter."
        )
    batch = Batch(jobs, LocalEngine(Reader()), b"settings", ".md", no_events)
    with pytest.raises(DiskFull, match="disk is full"):
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


@pytest.mark.parametrize(
    ("error", "words", "bugs"),
    [
        (
            ZeroDivisionError("what stands in b"),
            "This is a bug in tersely: ZeroDivisionError in",
            1,
        ),
        (RecursionError(), "This is a bug in tersely: RecursionError in", 1),
        (MemoryError(), "There is not enough memory.", 0),
        (OSError(errno.EMFILE, "Too many open files"), "Too many open files.", 0),
    ],
)
def test_a_file_that_hits_a_bug_stands_in_nobodys_way(
    error: Exception, words: str, bugs: int, folder: Path, tmp_path: Path
) -> None:
    """It is named as failed, the code says what it was, and the next run tries it again."""
    out = tmp_path / "out"
    worker = Reader(failing_at_b(error))
    totals = run(folder, worker=worker, out=out)
    assert (totals.written, totals.failed, totals.bugs, totals.exit_code) == (4, 1, bugs, 1)
    with closing(Jobs(out, read_only=True)) as jobs:
        (row,) = jobs.rows("failed")
    assert row.detail.startswith(words)
    assert "what stands in b" not in row.detail
    again = run(folder, worker=Reader(), out=out)
    assert (again.written, again.current, again.exit_code) == (1, 4, 0)


def test_a_traceback_is_told_and_the_run_goes_on(folder: Path, tmp_path: Path) -> None:
    """Once for each file that hit a bug; who shows it is another matter."""
    events: list[Event] = []
    jobs = Jobs(tmp_path / "out")
    engine = LocalEngine(Reader(failing_at_b(ZeroDivisionError("by zero"))))
    batch = Batch(jobs, engine, b"settings", ".md", events.append)
    with closing(jobs):
        asyncio.run(batch.run(walk([str(folder)], jobs.out.name)))
    (met,) = (event for event in events if isinstance(event, BugMet))
    assert met.document.endswith("b/text.md")
    assert met.details.endswith("ZeroDivisionError: by zero\n")


def test_a_disk_that_is_full_while_a_file_is_worked_on_stops_the_run(
    folder: Path, tmp_path: Path
) -> None:
    """Every further file would meet it."""
    full = OSError(errno.ENOSPC, "No space left on device", "/some/place")
    with pytest.raises(TerselyError, match="No space left on device: /some/place"):
        run(folder, worker=Reader(failing_at_b(full)), out=tmp_path / "out")


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


@dataclass
class Desk:
    """A batch.run.Later: what waits is taken up again in rounds of two."""

    files: list[Found] = field(default_factory=list)
    blockers: list[bytes | None] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    under_way: set[str] = field(default_factory=set)

    def waits(self, found: Found) -> bool:
        return found.path in self.under_way

    def wait(self, found: Found, blocker: bytes | None) -> None:
        self.files.append(found)
        self.blockers.append(blocker)

    def ended(self, found: Found) -> None:
        self.done.append(found.path)

    async def next(self) -> list[Found]:
        taken, self.files = self.files[:2], self.files[2:]
        return taken

    def waiting(self) -> int:
        return len(self.files)


@dataclass
class Answered:
    """Summarizes at the second try; the first one waits for the answers of a batch API."""

    tried: set[str] = field(default_factory=set)

    def __call__(self, document: Document) -> Summary:
        if document.text in self.tried:
            return extractive(document)
        self.tried.add(document.text)
        raise Waiting("later", blocker=document.text[:20].encode())


def later_batch(
    folder: Path, out: Path, worker: Reader, desk: Desk, emit: Emit = no_events
) -> Totals:
    """A batch whose calls may wait."""
    jobs = Jobs(LocalFolder(out, write))
    try:
        batch = Batch(jobs, LocalEngine(worker), b"settings", ".md", emit, later=desk)
        return asyncio.run(batch.run(walk([str(folder)], out)))
    finally:
        jobs.close()


def test_what_waits_is_taken_up_until_nothing_waits(folder: Path, tmp_path: Path) -> None:
    """Each file is written once, in rounds whose files are numbered from 1 each."""
    desk, worker = Desk(), Reader(Answered())
    totals = later_batch(folder, tmp_path / "out", worker, desk)
    assert (totals.written, totals.waiting, totals.found, totals.failed) == (5, 0, 5, 0)
    assert totals.exit_code == ExitCode.OK
    assert set(desk.blockers) == {f"The harbour of {name} is "[:20].encode() for name in "abcde"}
    assert sorted(desk.done) == [str(folder / name / "text.md") for name in "abcde"]
    assert sorted(worker.numbers.values()) == [1, 1, 1, 2, 2]


def test_a_file_whose_calls_are_under_way_is_not_read(folder: Path, tmp_path: Path) -> None:
    """It is one of those to summarize, and waits still when the run ends."""
    waiting = folder / "b" / "text.md"
    desk, worker = Desk(under_way={str(waiting)}), Reader()
    totals = later_batch(folder, tmp_path / "out", worker, desk)
    assert (totals.written, totals.found, totals.total) == (4, 5, 5)
    assert len(worker.done) == 4


def test_what_still_waits_at_the_end_is_told_by_the_exit_code(folder: Path, tmp_path: Path) -> None:
    class Closed(Desk):
        async def next(self) -> list[Found]:
            return []

    totals = later_batch(folder, tmp_path / "out", Reader(Answered()), Closed())
    assert (totals.written, totals.waiting) == (0, 5)
    assert totals.exit_code == ExitCode.WAITING


def test_each_file_is_told_at_its_beginning_and_its_end(folder: Path, tmp_path: Path) -> None:
    """With how it ended, and why; a file that waits has not ended. The counts come in between."""
    (folder / "protected.md").write_text("x")
    (folder / "binary.dat").write_bytes(b"\1\0\2" * 50)
    events: list[Event] = []
    desk = Desk()
    later_batch(folder, tmp_path / "out", Reader(Answered()), desk, events.append)
    ended = {e.document: (e.outcome, e.detail) for e in events if isinstance(e, ItemFinished)}
    assert ended == {
        **{str(folder / name / "text.md"): ("written", "") for name in "abcde"},
        str(folder / "protected.md"): ("failed", "password-protected."),
        str(folder / "binary.dat"): ("skipped", "binary"),
    }
    started = [event.document for event in events if isinstance(event, ItemStarted)]
    assert sorted(started) == sorted([*ended, *(str(folder / n / "text.md") for n in "abcde")])
    progress = [event for event in events if isinstance(event, BatchProgress)]
    assert progress[0].documents_done == 0
    assert {event.run for event in events} == {""}


def test_a_run_that_is_stopped_begins_nothing_more(folder: Path, tmp_path: Path) -> None:
    """What is in flight ends; the next run does the rest."""
    jobs = Jobs(LocalFolder(tmp_path / "out", write))

    def first_only(document: Document) -> Summary:
        batch.stop()
        return extractive(document)

    worker = Reader(first_only)
    batch = Batch(jobs, LocalEngine(worker, readers=1), b"settings", ".md", no_events)
    totals = asyncio.run(batch.run(walk([str(folder)], tmp_path / "out")))
    jobs.close()
    assert worker.stopped
    assert (totals.written, totals.stopped, totals.walked) == (1, True, False)
    assert totals.exit_code == ExitCode.INTERRUPTED
    assert run(folder, worker=Reader(), out=tmp_path / "out").written == 4


def test_a_file_that_was_stopped_is_neither_done_nor_failed(folder: Path, tmp_path: Path) -> None:
    """A stopped call is no failure of the file."""

    def stopped(document: Document) -> Summary:
        if "harbour of c" in document.text:
            raise Stopped("stopped")
        return extractive(document)

    out = tmp_path / "out"
    totals = run(folder, worker=Reader(stopped), out=out)
    assert (totals.written, totals.failed) == (4, 0)
    assert run(folder, worker=Reader(), out=out).written == 1


def test_a_limit_counts_files_that_are_begun(folder: Path, tmp_path: Path) -> None:
    """Not those that stand, and what lies beyond it is not known to be gone."""
    out = tmp_path / "out"
    seen = []
    for _ in range(4):
        jobs = Jobs(LocalFolder(out, write))
        batch = Batch(jobs, LocalEngine(Reader()), b"settings", ".md", no_events, limit=2)
        totals = asyncio.run(batch.run(walk([str(folder)], out)))
        jobs.close()
        seen.append((totals.written, totals.current, totals.found, totals.walked))
    # The limit is met before the walk is at its end, except where all that is left stands.
    assert seen == [(2, 0, 2, False), (2, 2, 2, False), (1, 4, 1, True), (0, 5, 0, True)]


def test_force_does_all_again_and_other_settings_do_too(folder: Path, tmp_path: Path) -> None:
    """And what is skipped is counted and noted with its reason each time."""
    out = tmp_path / "out"
    (folder / ".hidden").write_text("x")
    for settings, force, counts in (
        (b"one", False, (5, 0)),
        (b"one", False, (0, 5)),
        (b"one", True, (5, 0)),
        (b"two", False, (5, 0)),
    ):
        jobs = Jobs(LocalFolder(out, write))
        batch = Batch(jobs, LocalEngine(Reader()), settings, ".md", no_events, force=force)
        totals = asyncio.run(batch.run(walk([str(folder)], out)))
        skipped = [(Path(row.path).name, row.detail) for row in jobs.rows("skipped")]
        jobs.close()
        assert (totals.written, totals.current) == counts
        assert (totals.skipped, skipped) == (1, [(".hidden", "hidden")])


def test_the_row_of_a_file_holds_what_the_page_shows(folder: Path, tmp_path: Path) -> None:
    """The whole summary, its first line, its model, its words, and how much was read."""
    run(folder / "a", worker=Reader(), out=tmp_path / "out")
    jobs = Jobs(tmp_path / "out", read_only=True)
    (row,) = jobs.rows("written")
    jobs.close()
    summary = extractive(Document("text.md", (folder / "a" / "text.md").read_text()))
    assert row.output == "text.md.md"
    assert (row.text, row.words, row.model) == (summary.text, summary.words, "extractive")
    assert row.title == summary.text.splitlines()[0]
    assert (row.read_share, row.cost_usd, row.flags, row.detail) == (1.0, 0.0, (), "")


def test_an_answer_without_a_summary_is_a_failure_of_its_file(folder: Path, tmp_path: Path) -> None:
    """Nothing is written for it, and its ending is the reason."""

    def refused(document: Document) -> Summary:
        ended = Ended(Status.REFUSED, Finish.REFUSED, detail="cyber")
        summary = extractive(document)
        return replace(summary, ended=ended, text="") if "of c" in document.text else summary

    out = tmp_path / "out"
    totals = run(folder, worker=Reader(refused), out=out)
    assert (totals.written, totals.failed, totals.failures) == (4, 1, {8})
    jobs = Jobs(out, read_only=True)
    (row,) = jobs.rows("failed")
    jobs.close()
    assert row.detail == ("the answer of extractive was refused (cyber); try -m another model")
    assert not list((out / "c").glob("*"))


def test_an_answer_that_was_all_reasoning_needs_more_room(folder: Path, tmp_path: Path) -> None:
    """The remedy is that of a single summary, not another model."""

    def thought(document: Document) -> Summary:
        ended = Ended(Status.EMPTY, Finish.REASONING_ONLY)
        return replace(extractive(document), ended=ended, text="")

    run(folder, worker=Reader(thought), out=tmp_path / "out")
    jobs = Jobs(tmp_path / "out", read_only=True)
    details = {row.detail for row in jobs.rows("failed")}
    jobs.close()
    assert all(
        d.endswith("; try --max-output-tokens 16000, or --set reasoning=low") for d in details
    )
