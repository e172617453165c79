"""The index of many files: what it holds, what it lacks, and what an end at any moment leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tersely.errors import ConfigError
from tersely.records import Document
from tersely.retrieval import FileState, Index, passages_of
from tersely.retrieval.index import digest_of

TEXTS = {
    "a.md": "Visits to the harbour branch rose. Energy was dear.",
    "b.md": "The reserve covers eleven weeks of running costs.",
    "c.md": "图书馆在港口开放到晚上十点。",
}


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """An index of three files."""
    with Index(tmp_path / "index" / "i.sqlite") as opened:
        for number, (name, text) in enumerate(TEXTS.items()):
            put(opened, name, text, number)
        opened.commit()
        yield opened


def put(index: Index, name: str, text: str, stamp: int = 0) -> FileState:
    state = FileState(name, len(text), stamp)
    index.put(state, digest_of(text.encode(), ""), passages_of(Document(name, text)))
    return state


def found(index: Index, question: str) -> list[str]:
    numbers = index.bm25(question, 9, None)
    known = index.passages(numbers)
    return [known[number][1].text for number in numbers]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Which branch visited the harbours?", "a.md"),
        ("How many weeks does the reserve cover?", "b.md"),
        ("港口开放", "c.md"),
        ('what of "reserve" AND (costs) OR NEAR/', "b.md"),
    ],
)
def test_words_are_found_by_their_stems_in_any_script(
    index: Index, question: str, name: str
) -> None:
    """And nothing in a question is a command to the search."""
    assert found(index, question)[0] == TEXTS[name]


def test_the_order_is_that_of_bm25(tmp_path: Path) -> None:
    """A rare word counts more than a frequent one, a word twice more than once, and a short passage
    more than a long one with the same words.
    """
    texts = {
        "both.md": "The lantern of the harbour was lit.",
        "twice.md": "One lantern, and another lantern, hung there.",
        "long.md": "A lantern was carried " + "up and down the old stone stairs " * 9,
        **{f"{n}.md": f"The harbour has pier number {n} for boats." for n in range(9)},
        **{f"x{n}.md": f"Nothing of it is said on page {n} here." for n in range(40)},
    }
    with Index(tmp_path / "order.sqlite") as index:
        for name, text in texts.items():
            put(index, name, text)
        order = found(index, "harbour lantern")
    assert order[:2] == [texts["both.md"], texts["twice.md"]]


def test_only_what_is_asked_is_searched(index: Index) -> None:
    """Other texts are not in the order."""
    contents = {file.path: file.content for file in index.files()}
    content = contents["b.md"]
    assert content is not None
    assert not index.bm25("harbour", 9, frozenset({content}))
    assert index.bm25("reserve harbour", 9, frozenset({content}))


def test_what_is_missing_is_what_changed(index: Index) -> None:
    """By size and time; what is gone is named."""
    states = [FileState("a.md", len(TEXTS["a.md"]), 0), FileState("new.md", 3, 0)]
    missing = index.missing(states)
    assert [state.path for state in missing.outdated] == ["new.md"]
    assert set(missing.gone) == {"b.md", "c.md"}


def test_a_changed_file_replaces_only_itself(index: Index) -> None:
    """Its old words are not found any more, the others are; numbers of the others stay."""
    before = list(index.bm25("reserve", 9, None))
    put(index, "a.md", "The tower was painted.", 7)
    assert not found(index, "harbour visits")
    assert found(index, "tower") == ["The tower was painted."]
    assert list(index.bm25("reserve", 9, None)) == before


def test_a_text_in_two_files_is_indexed_once(index: Index) -> None:
    """It stays until the last of them is gone."""
    asked: list[str] = []
    state = FileState("copy.md", 1, 1)
    index.put(state, digest_of(TEXTS["b.md"].encode(), ""), (asked.append("x") for _ in ()))  # type: ignore[func-returns-value, misc]
    assert len(found(index, "reserve")) == 1
    index.drop(["b.md"])
    assert len(found(index, "reserve")) == 1
    index.drop(["copy.md"])
    assert not found(index, "reserve")


def test_a_file_that_cannot_be_read_keeps_its_reason(index: Index) -> None:
    """So that it is told each time, and not tried each time."""
    state = FileState("x.pdf", 5, 5)
    index.put_problem(state, "scanned")
    assert {file.path: file.problem for file in index.files()}["x.pdf"] == "scanned"
    assert not index.missing([state]).outdated


def test_a_foreign_or_damaged_file_is_made_again(tmp_path: Path) -> None:
    """It costs reading the files once more, never an answer from what is not an index."""
    path = tmp_path / "i.sqlite"
    path.write_bytes(b"no database at all" * 300)
    with Index(path) as index:
        assert index.files() == []
    with Index(path) as index:
        put(index, "a.md", TEXTS["a.md"])
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_written_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    """Not a traceback."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(ConfigError, match="cannot be used"):
        Index(tmp_path / "file" / "i.sqlite")


@pytest.mark.thorough
def test_kill_9_while_indexing_leaves_whole_files_only(tmp_path: Path) -> None:
    """Each file that the index names has all of its passages, and `missing` names the others."""
    path = tmp_path / "i.sqlite"
    program = f"""
import sys
from pathlib import Path
from tersely.records import Document
from tersely.retrieval import FileState, Index, passages_of
from tersely.retrieval.index import digest_of
index = Index(Path({str(path)!r}))
for n in range(100_000):
    text = "".join(f"# Part {{k}} of {{n}}\\n\\nWords of part {{k}}.\\n\\n" for k in range(7))
    index.put(FileState(f"{{n}}", 1, 1), digest_of(text.encode(), ""), passages_of(Document("d", text)))
    if n % 10 == 9:
        index.commit()
    if n == 200:
        print("far", flush=True)
"""
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "far\n"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with Index(path) as index:
        files = index.files()
        counts = index.passage_counts()
        assert len(files) >= 200
        assert {counts[file.content] for file in files if file.content} == {7}
        states = [FileState(f"{n}", 1, 1) for n in range(100_000)]
        assert len(index.missing(states).outdated) == 100_000 - len(files)
        assert found(index, "Part 3 of 150")
