"""What is new in a folder since the last run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tersely import documents
from tersely.app.digesting import Digest, as_markdown, look
from tersely.batch import LocalFolder, walk
from tersely.errors import InputError
from tersely.records import Document

TEXTS = {
    "fees.md": "# Fees\n\nThe fee is 20 EUR a year.\n\nChildren pay nothing.\n",
    "staff.md": "# Staff\n\nNine people work here.\n\nTwo of them are new this year.\n",
    "sub/old.txt": "The tower was painted in June.\n\nNobody has complained about it.\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in TEXTS.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "in"


def looked(folder: Path, *, keep: bool = True) -> tuple[Digest, list[str]]:
    """The digest, and which files were read for it."""
    read: list[str] = []

    def reader(path: str) -> Document:
        read.append(os.path.basename(path))
        return documents.read(Path(path))

    out = folder.parent / "out"
    found = look(list(walk([str(folder)], out)), LocalFolder(out), reader)
    if keep:
        found.keep()
    return found.digest, read


def test_the_first_look_only_remembers(folder: Path) -> None:
    """The second one reads nothing and finds nothing."""
    first, read = looked(folder)
    assert first.is_first
    assert len(read) == len(first.added) == 3
    second, read = looked(folder)
    assert (second.is_empty, second.unchanged, read) == (True, 3, [])
    assert as_markdown(second) == "# What is new\n\nNothing is new.\n"


def test_what_came_went_and_changed(folder: Path) -> None:
    """Only touched files are read; both passages are shown, new files by key sentences."""
    looked(folder)
    (folder / "fees.md").write_text(TEXTS["fees.md"].replace("20 EUR", "25 EUR"), "utf-8")
    (folder / "sub" / "old.txt").unlink()
    (folder / "new.md").write_text("The bridge was closed in May.\n", "utf-8")
    digest, read = looked(folder)
    assert sorted(read) == ["fees.md", "new.md"]
    assert digest.counts == "1 file added, 1 removed, 1 changed, 1 unchanged"
    assert digest.changed == ("fees.md",)
    text = as_markdown(digest)
    assert "- **new.md**\n  - The bridge was closed in May.\n" in text
    assert "### fees.md\n\n**changed · § Fees, line 3 · number 20 EUR → 25 EUR**\n" in text
    assert "- The fee is 20 EUR a year." in text
    assert "+ The fee is 25 EUR a year." in text
    assert "- sub/old.txt" in text
    assert "Nobody has complained" not in text
    assert text == as_markdown(digest)


def test_a_renamed_file_is_not_new(folder: Path) -> None:
    """It is found by its content, also when a passage of it changed."""
    looked(folder)
    text = TEXTS["staff.md"].replace("Nine", "Ten")
    (folder / "staff.md").unlink()
    (folder / "people.md").write_text(text, "utf-8")
    digest, _ = looked(folder)
    assert digest.renamed == (("staff.md", "people.md"),)
    assert digest.changed == ("people.md",)
    assert (digest.added, digest.removed, digest.unchanged) == ((), (), 2)


def test_what_was_not_kept_is_told_again(folder: Path) -> None:
    """A run that ends before the digest is written loses no news."""
    looked(folder)
    (folder / "fees.md").write_text(TEXTS["fees.md"].replace("20 EUR", "25 EUR"), "utf-8")
    assert looked(folder, keep=False)[0].changed == looked(folder)[0].changed == ("fees.md",)
    assert looked(folder)[0].is_empty


def test_a_touched_file_without_a_change_is_unchanged(folder: Path) -> None:
    """Its time alone says nothing."""
    looked(folder)
    os.utime(folder / "fees.md", (1, 1))
    digest, read = looked(folder)
    assert (digest.is_empty, digest.unchanged, read) == (True, 3, ["fees.md"])


def test_a_file_that_cannot_be_read_keeps_its_old_text(folder: Path) -> None:
    """It is named, and compared when it can be read again."""
    looked(folder)
    out = folder.parent / "out"
    (folder / "fees.md").write_text(TEXTS["fees.md"].replace("20 EUR", "25 EUR"), "utf-8")

    def broken(_path: str) -> Document:
        raise InputError("It is locked.", hint="Wait.")

    found = look(list(walk([str(folder)], out)), LocalFolder(out), broken)
    found.keep()
    assert [file.reason for file in found.digest.failed] == ["It is locked"]
    assert "## Not read" in as_markdown(found.digest)
    assert looked(folder)[0].changed == ("fees.md",)
