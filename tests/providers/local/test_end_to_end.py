"""A book through real map-reduce by real llama.cpp, from the command line to the summary's exact words."""

from __future__ import annotations

import io
import json
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import gguf_models
import tersely as library
from tersely import config
from tersely.cli import app
from tersely.events import Event, TextPiece

pytestmark = pytest.mark.local

LOWER = [word for word in gguf_models.WORDS if word.islower()]
CAPITALS = [word for word in gguf_models.WORDS if word[0].isupper() and word != "The"]
"""How sentences begin. The frame of every prompt goes on with "The text stands": a copy would slip into it."""
CHUNK_TOKENS = 1000


@dataclass(frozen=True)
class Book:
    """A text and the sentence that the model must find: it answers each prompt with the first one of its document."""

    text: str
    first: str


def book(seed: int, pages: int) -> Book:
    """Pages of six sentences of words that the model knows.

    The model finds its place by the few tokens before it and slips where two places look alike: about one book in three
    trips it, so the seeds below are of books that do not. So that the label of the first part is like no other, the
    headings begin on page 6: the first part stands under none.
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
    """The lead model's path. A fixed secret makes the fence, and so each token of each prompt, the same on every run."""
    secret = config.paths(config.process_environment()).secret_file
    secret.parent.mkdir(parents=True, exist_ok=True)
    secret.write_bytes(b"always the same secret")
    return str(models / "lead.gguf")


@pytest.fixture
def tersely(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `tersely ARGUMENTS` on one thread, with small parts."""

    def run(*arguments: str, stdin: str = "") -> Ended:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
        capsys.readouterr()
        code = app.run([*arguments, "--set", "threads=1", "--set", f"chunk_tokens={CHUNK_TOKENS}"])
        captured = capsys.readouterr()
        return Ended(code, captured.out, captured.err)

    return run


def written(path: Path, text: str) -> str:
    """The path of a new file that holds `text`."""
    path.write_text(text, "utf-8")
    return str(path)


def test_fifty_pages_from_a_file_and_again_from_stdin(tersely: Run, model: str, tmp_path: Path) -> None:
    """Every part is a call, all of the text is read, and the summary is the first note's words; stdin says the same."""
    whole = book(3, 50)
    ended = tersely(written(tmp_path / "book.md", whole.text), "-m", model, "--json")
    assert ended.code == 0, ended.err
    summary = json.loads(ended.out)
    maps = [call for call in summary["calls"] if call["stage"] == "map"]
    assert summary["plan"]["strategy"] == "map-reduce"
    assert len(maps) == len(summary["plan"]["chunks"]) >= 4
    assert {call["finish"] for call in summary["calls"]} == {"complete"}
    assert summary["text"] == f"[part 1/{len(maps)}]\n{whole.first}"
    assert summary["receipt"]["read_share"] == 1.0
    piped = tersely("-", "-m", model, "--no-cache", "--plain", stdin=whole.text)
    assert (piped.code, piped.out.strip()) == (0, summary["text"])


def test_the_stream_is_the_summary(model: str, tmp_path: Path) -> None:
    """The final answer comes in pieces that join to the text."""
    pieces: list[str] = []

    def listen(event: Event) -> None:
        if isinstance(event, TextPiece):
            pieces.append(event.text)

    whole = book(6, 24)
    source = Path(written(tmp_path / "book.md", whole.text))
    summary = library.summarize(source, emit=listen, stream=True, model=model, threads=1, chunk_tokens=CHUNK_TOKENS)
    assert "".join(pieces).strip() == summary.text
    assert summary.text.partition("\n")[2] == whole.first
    assert len(pieces) > 10


def test_batch_and_compare(tersely: Run, model: str, tmp_path: Path) -> None:
    """Two books by one loaded model, each with its own words; next to the extractive engine the same words again."""
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    books = {f"{seed}.md": book(seed, 24) for seed in (5, 8)}
    for name, whole in books.items():
        written(source / name, whole.text)
    ended = tersely("batch", str(source), "-o", str(out), "-m", model)
    assert ended.code == 0, ended.err
    for name, whole in books.items():
        assert whole.first in (out / f"{name}.md").read_text("utf-8")

    ended = tersely("compare", str(source / "5.md"), "-m", model, "-m", "extractive", "--json")
    assert ended.code == 0, ended.err
    column, extractive = json.loads(ended.out)["columns"]
    assert column["text"].partition("\n")[2] == books["5.md"].first
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
