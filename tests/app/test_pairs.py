"""Which source belongs to which summary."""

from __future__ import annotations

from pathlib import Path

import pytest

from tersely.app.pairs import is_many, pairs
from tersely.errors import InputError


def lay(folder: Path, *names: str) -> Path:
    """A folder with these files."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("A text.")
    return folder


def named(summary: Path, source: Path | None = None) -> dict[str, str]:
    """The summaries with their sources, by names."""
    listed = pairs(str(summary), str(source) if source else None)
    return {pair.name: Path(pair.source_path).name for pair in listed}


def test_the_tree_of_a_batch_is_paired_by_names(tmp_path: Path) -> None:
    """report.pdf.md belongs to report.pdf, notes.md to notes.txt, in each folder of the tree."""
    sources = lay(tmp_path / "in", "report.pdf", "report.docx", "notes.txt", "a/notes.html")
    out = lay(
        tmp_path / "out", "report.pdf.md", "notes.md", "a/notes.md", ".tersely/x.md", "index.html"
    )
    assert named(out, sources) == {
        "a/notes.md": "notes.html",
        "notes.md": "notes.txt",
        "report.pdf.md": "report.pdf",
    }


def test_one_folder_holds_both(tmp_path: Path) -> None:
    """Summaries are marked there; what is not marked is no summary."""
    folder = lay(tmp_path, "a.txt", "a.sum.md", "b.md", "b.summary.md", "alone.md")
    assert named(folder) == {"a.sum.md": "a.txt", "b.summary.md": "b.md"}


def test_one_source_may_stand_for_all(tmp_path: Path) -> None:
    """Many summaries of the same text, as from several models."""
    folder = lay(tmp_path / "s", "gpt.md", "claude.md")
    source = lay(tmp_path, "text.txt") / "text.txt"
    assert named(folder, source) == {"gpt.md": "text.txt", "claude.md": "text.txt"}


def test_lines_hold_texts_or_paths(tmp_path: Path) -> None:
    """Rows of data sets by their usual names; a byte-order mark and blank lines do no harm."""
    path = tmp_path / "pairs.jsonl"
    path.write_text(
        '\ufeff{"id": 7, "summary": "S.", "document": "D."}\n\n'
        '{"claim": "C.", "text": "T."}\n{"summary_file": "a.md", "source_file": "b.txt"}\n',
        encoding="utf-8",
    )
    first, second, third = pairs(str(path), None)
    assert (first.name, first.summary_text, first.source_text) == ("7", "S.", "D.")
    assert (second.name, second.summary_text) == ("line 3", "C.")
    assert (third.name, third.source_path) == ("a.md", str(tmp_path / "b.txt"))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("no json", "line 2 is not JSON"),
        ("[" * 100_000, "line 2 is not JSON"),
        ("[1]", "line 2 is not a JSON object"),
        ('{"summary": 5, "source": "x"}', "line 2 lacks a summary"),
        ('{"summary": "x"}', "line 2 lacks a summary or a source"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    """Before anything is checked."""
    path = tmp_path / "pairs.jsonl"
    path.write_text(f'{{"summary": "S.", "source": "D."}}\n{line}\n')
    with pytest.raises(InputError, match=message):
        pairs(str(path), None)


def test_missing_and_doubtful_sources_are_named(tmp_path: Path) -> None:
    """No guess: the files are named, and the way out."""
    with pytest.raises(InputError, match=r"several possible sources: a\.html, a\.pdf"):
        named(lay(tmp_path / "two", "a.pdf", "a.html", "a.sum.md"))
    with pytest.raises(InputError, match="has no source"):
        named(lay(tmp_path / "none", "a.sum.md"))
    with pytest.raises(InputError, match="no summaries"):
        named(lay(tmp_path / "empty", "a.pdf"))


def test_what_holds_many(tmp_path: Path) -> None:
    """A folder and a .jsonl that exists; anything else is one summary."""
    assert is_many(str(tmp_path))
    assert not is_many(str(tmp_path / "missing.jsonl"))
    assert not is_many(str(lay(tmp_path, "a.md") / "a.md"))
    assert not is_many("https://example.org/a.jsonl")
