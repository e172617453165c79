"""The files of an index: which are read, which are kept, what is left when the work is broken off."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from faulty_codec import FAULTY, FAULTY_CODEC
from tersely.app.context import Context
from tersely.app.indexing import Corpus, FileFilter, corpus_of, index_path, update
from tersely.config import Settings
from tersely.errors import InputError
from tersely.retrieval import Index


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "in"
    (place / "sub").mkdir(parents=True)
    for number in range(6):
        (place / f"{number}.md").write_text(f"Stage {number} of the harbour.\n", "utf-8")
    (place / "sub" / "deep.txt").write_text("The bakery opens at seven.\n", "utf-8")
    return place


CONTEXT = Context.of(Settings(max_input_mb=1))


def corpus(*inputs: str, **chosen: object) -> Corpus:
    return corpus_of(inputs, FileFilter(**chosen), CONTEXT)  # type: ignore[arg-type]


def read(index: Index, found: Corpus) -> list[str]:
    """The names of the files that an update reads."""
    names: list[str] = []
    update(index, found, CONTEXT, lambda _done, _total, name: names.append(name))
    return [name for name in names if name]


def test_only_what_changed_is_read_again(folder: Path) -> None:
    """By size and time; a text that stands there already is not cut again."""
    with Index(None) as index:
        assert len(read(index, corpus(str(folder)))) == 7
        assert read(index, corpus(str(folder))) == []
        (folder / "3.md").write_text("Stage 3 was called off.\n", "utf-8")
        assert read(index, corpus(str(folder))) == ["3.md"]
        assert len(index.bm25("harbour", 9, None)) == 5


def test_what_is_gone_is_forgotten_and_a_filter_forgets_nothing(folder: Path) -> None:
    """--where asks fewer files; the others stay in the index."""
    with Index(None) as index:
        read(index, corpus(str(folder)))
        read(index, corpus(str(folder), where=("*.txt",)))
        assert len(index.files()) == 7
        (folder / "0.md").unlink()
        read(index, corpus(str(folder)))
        assert len(index.files()) == 6


def test_an_update_that_is_broken_off_goes_on_where_it_was(folder: Path) -> None:
    """Each file is whole or missing; `missing` names the rest."""

    def stop(done: int, _total: int, _name: str) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with Index(None) as index:
        with pytest.raises(KeyboardInterrupt):
            update(index, corpus(str(folder)), CONTEXT, stop)
        assert len(index.missing(corpus(str(folder)).states).outdated) == 4
        assert len(read(index, corpus(str(folder)))) == 4


def test_what_cannot_be_read_is_kept_with_its_reason(folder: Path) -> None:
    """Too large, binary, broken: none is tried again until it changes."""
    (folder / "large.txt").write_text("water " * 200_000, "utf-8")
    (folder / "tool.bin").write_bytes(bytes(100))
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    with Index(None) as index:
        read(index, corpus(str(folder)))
        problems = {os.path.basename(f.path): f.problem for f in index.files() if f.problem}
        assert set(problems) == {"large.txt", "tool.bin", "broken.pdf"}
        assert problems["tool.bin"] == "binary"
        assert "limit of 1 MB" in problems["large.txt"]
        assert read(index, corpus(str(folder))) == []


def test_what_may_be_read_next_time_is_tried_again(folder: Path) -> None:
    """Rights, a part that is installed by then, a mended bug: the file stays as it is."""
    path = folder / "broken.txt"
    path.write_bytes(b"The harbour is deep. " + FAULTY)
    with Index(None) as index:
        context = CONTEXT.overridden({"encoding": FAULTY_CODEC})
        for _ in range(2):
            files = corpus(str(path))
            assert update(index, files, context, lambda *_: None).outdated
            (file,) = index.files()
            assert file.problem.startswith("This is a bug in tersely: ZeroDivisionError")


def test_nothing_that_fits(folder: Path) -> None:
    """An error with a remedy; a dated filter counts too."""
    with pytest.raises(InputError, match="No file fits"):
        corpus(str(folder), where=("*.docx",))
    with pytest.raises(InputError, match="No file fits"):
        corpus(str(folder), since=4e9)


def test_one_index_for_the_same_inputs() -> None:
    """In whatever order they are named; none without a cache."""
    assert index_path(["a", "b"], CONTEXT) == index_path(["b", "a"], CONTEXT)
    assert index_path(["a"], CONTEXT) != index_path(["b"], CONTEXT)
    other = CONTEXT.overridden({"encoding": "cp1251"})
    assert index_path(["a"], CONTEXT) != index_path(["a"], other)
    assert index_path(["a"], Context.of(Settings(cache=False))) is None
