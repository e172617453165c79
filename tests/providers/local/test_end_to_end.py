"""A book through real map-reduce by real llama.cpp, from the command line to the summary's exact
words.
"""

from __future__ import annotations

import io
import json
import random
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import gguf_models
import tersely as library
from tersely.cli import app
from tersely.events import Event, TextPiece, Working
from tersely.records import Pace

pytestmark = pytest.mark.local

LOWER = [word for word in gguf_models.WORDS if word.islower()]
CAPITALS = [word for word in gguf_models.WORDS if word[0].isupper()]
"""How sentences begin."""
CHUNK_TOKENS = 1000


@dataclass(frozen=True)
class Book:
    """A text and the sentence that the model must find: it answers each prompt with the first one
    of its document.
    """

    text: str
    first: str


def book(seed: int, pages: int) -> Book:
    """Pages of six sentences of words that the model knows. The headings begin on page 6: the first
    part stands under none.
    """
    rng = random.Random(seed)
    titles = rng.sample(LOWER, 2 * pages)

    def sentence(number: int) -> str:
        return f"{CAPITALS[number % len(CAPITALS)]} {' '.join(rng.sample(LOWER, 10))}."

    found = []
    for page in range(pages):
        heading = f"# {titles[2 * page]} {titles[2 * page + 1]}\n\n" if page >= 5 else ""
        found.append(heading + " ".join(sentence(seed + page + number) for number in range(6)))
    return Book("\n\n".join(found), found[0].partition(".")[0] + ".")


@dataclass(frozen=True)
class Ended:
    """How a command line ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def model(models: Path, empty_home: Path) -> str:
    """The lead model's path."""
    return str(models / "lead.gguf")


@pytest.fixture
def tersely(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `tersely ARGUMENTS` on one thread, with small parts."""

    def run(*arguments: str, stdin: str = "") -> Ended:
        monkeypatch.setattr(
            sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
        )
        capsys.readouterr()
        first, *others = arguments
        code = app.run(
            [first, "--set", "threads=1", "--set", f"chunk_tokens={CHUNK_TOKENS}", *others]
        )
        captured = capsys.readouterr()
        return Ended(code, captured.out, captured.err)

    return run


def written(path: Path, text: str) -> str:
    """The path of a new file that holds `text`."""
    path.write_text(text, "utf-8")
    return str(path)


def test_fifty_pages_from_a_file_and_again_from_stdin(
    tersely: Run, model: str, tmp_path: Path
) -> None:
    """Every part is a call, all of the text is read, and the summary is the first note's words;
    stdin says the same.
    """
    whole = book(3, 50)
    ended = tersely(written(tmp_path / "book.md", whole.text), "-m", model, "--json")
    assert ended.code == 0, ended.err
    summary = json.loads(ended.out)
    maps = [call for call in summary["calls"] if call["stage"] == "map"]
    assert summary["plan"]["strategy"] == "map-reduce"
    assert len(maps) == len(summary["plan"]["chunks"]) >= 4
    assert {call["finish"] for call in summary["calls"]} == {"complete"}
    assert summary["text"] == whole.first
    assert summary["receipt"]["read_share"] == 1.0
    piped = tersely("-", "-m", model, "--no-cache", "--plain", stdin=whole.text)
    assert (piped.code, piped.out.strip()) == (0, summary["text"])


def test_every_level_of_merges_says_what_it_must(tersely: Run, model: str, tmp_path: Path) -> None:
    """Each level keeps the first sentence of its first part, and all calls are made."""
    whole = book(1, 36)
    settings = ["--set", "chunk_tokens=160", "--set", "n_ctx=1472", "-l", "short"]
    ended = tersely(written(tmp_path / "book.md", whole.text), "-m", model, "--json", *settings)
    assert ended.code == 0, ended.err
    summary = json.loads(ended.out)
    counts = [stage["calls"] for stage in summary["plan"]["stages"]]
    assert len(counts) == 4, "two levels of merges were meant: choose another n_ctx"
    assert summary["text"] == whole.first
    assert len(summary["calls"]) == sum(counts)
    assert {call["finish"] for call in summary["calls"]} == {"complete"}


def test_measuring_foretells_the_time(tersely: Run, model: str, tmp_path: Path) -> None:
    """Only with --measure a dry run knows how long, and then the time is what the calls take at the
    pace found.
    """
    source = written(tmp_path / "book.md", book(2, 15).text)
    plan = tersely(source, "-m", model, "-n")
    assert "unknown; --measure tries the model" in plan.out
    assert (
        json.loads(tersely(source, "-m", model, "-n", "--json").out)["plan"]["time_s"]["expected"]
        is None
    )

    measured = tersely(source, "-m", model, "-n", "--measure")
    assert re.search(
        r"about [\d.:]+.*: it reads [\d,.]+, writes [\d,.]+ tokens/s here", measured.out
    ), measured.err
    found = json.loads(tersely(source, "-m", model, "-n", "--measure", "--json").out)["plan"]
    stage = found["stages"][0]
    assert stage["pace"]["read_tokens"] == 256
    assert 0 < found["time_s"]["low"] < found["time_s"]["expected"] < found["time_s"]["high"]

    alone = tersely(source, "-m", model, "--measure")
    assert (alone.code, "Add -n" in alone.err) == (2, True)
    elsewhere = tersely(source, "-m", "ollama/llama3", "-n", "--measure")
    assert (elsewhere.code, "does not run inside tersely" in elsewhere.err) == (2, True)


def test_work_is_told_as_it_is_done(model: str, tmp_path: Path) -> None:
    """The events of a run name the document and add up to what its calls read and wrote."""
    heard: list[Working] = []

    def listen(event: Event) -> None:
        if isinstance(event, Working):
            heard.append(event)

    source = Path(written(tmp_path / "book.md", book(9, 15).text))
    summary = library.summarize(
        source, emit=listen, model=model, threads=1, chunk_tokens=CHUNK_TOKENS
    )
    whole = sum((event.pace for event in heard), Pace())
    assert {event.document for event in heard} == {"book.md"}
    assert whole.read_tokens == summary.usage.input_tokens - summary.usage.cached_tokens
    assert whole.written_tokens == summary.usage.output_tokens


def test_the_stream_is_the_summary(model: str, tmp_path: Path) -> None:
    """The final answer comes in pieces that join to the text."""
    pieces: list[str] = []

    def listen(event: Event) -> None:
        if isinstance(event, TextPiece):
            pieces.append(event.text)

    whole = book(6, 24)
    source = Path(written(tmp_path / "book.md", whole.text))
    summary = library.summarize(
        source, emit=listen, stream=True, model=model, threads=1, chunk_tokens=CHUNK_TOKENS
    )
    assert "".join(pieces).strip() == summary.text
    assert summary.text == whole.first
    assert len(pieces) > 10


def test_batch_and_compare(tersely: Run, model: str, tmp_path: Path) -> None:
    """Two books by one loaded model, each with its own words; next to the extractive engine the
    same words again.
    """
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    books = {f"{seed}.md": book(seed, 12) for seed in (5, 8)}
    for name, whole in books.items():
        written(source / name, whole.text)
    ended = tersely("batch", str(source), "-o", str(out), "-m", model)
    assert ended.code == 0, ended.err
    for name, whole in books.items():
        assert whole.first in (out / f"{name}.md").read_text("utf-8")

    ended = tersely("compare", str(source / "5.md"), "-m", model, "-m", "extractive", "--json")
    assert ended.code == 0, ended.err
    column, extractive = json.loads(ended.out)["columns"]
    assert column["text"].rpartition("\n")[2] == books["5.md"].first
    assert extractive["status"] == "complete"


def test_a_replaced_file_never_serves_old_answers(tersely: Run, model: str, tmp_path: Path) -> None:
    """The store knows the model by its file: the same path with another model is asked anew."""
    path = tmp_path / "model.gguf"
    path.write_bytes(Path(model).read_bytes())
    source = written(tmp_path / "page.md", book(4, 5).text)

    def summary() -> dict[str, object]:
        ended = tersely(source, "-m", str(path), "--json")
        assert ended.code == 0, ended.err
        return dict(json.loads(ended.out)["calls"][-1])

    assert [summary()["reused"], summary()["reused"]] == [False, True]
    path.unlink()
    gguf_models.write(path, "lead", seed=8)
    assert summary()["reused"] is False
