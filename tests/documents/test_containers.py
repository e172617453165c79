"""Packed files and archives: what can be read is read, the rest is named."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
from collections.abc import Callable, Mapping

import pytest

from tersely import documents
from tersely.errors import InputError

MakeZip = Callable[[Mapping[str, str | bytes]], bytes]
TEXT = "The ferry line closes in June.\n"
FILES: dict[str, str | bytes] = {
    "notes/a.md": "# Costs\n\nThey rose.",
    "b.html": f"<html><body><p>{TEXT}",
    "c.png": b"\x89PNG" + b"x" * 50,
    "empty.txt": "",
    "__MACOSX/._a.md": "x",
    ".DS_Store": "x",
}


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_packed_file_is_read_as_what_it_is(pack: Callable[[bytes], bytes]) -> None:
    """By its name without the suffix; a torso and a bomb are refused."""
    document = documents.read_bytes(pack(TEXT.encode()), name="a.txt")
    assert (document.text, document.name) == (TEXT, "a.txt")
    markdown = documents.read_bytes(pack(b"# A\n\nText."), name="a.md.gz")
    assert [mark.label for mark in markdown.marks] == ["A"]
    with pytest.raises(InputError, match=r"archive that is truncated or damaged"):
        documents.read_bytes(pack(TEXT.encode() * 50)[:-12], name="a.gz")
    limits = documents.Limits(max_bytes=1_000_000)
    with pytest.raises(InputError, match=r"would unpack to more than 1 MB"):
        documents.read_bytes(pack(b" x" * 1_000_000), name="a.gz", limits=limits)


def as_tar(files: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


@pytest.mark.thorough
@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz"])
def test_the_files_of_an_archive_are_read_under_their_names(kind: str, make_zip: MakeZip) -> None:
    """What cannot be read is named with its reason and its share; system files and empty ones are
    nothing.
    """
    data = make_zip(FILES) if kind == "zip" else as_tar(FILES)
    data = gzip.compress(data) if kind == "tar.gz" else data
    document = documents.read_bytes(data, name=f"all.{kind}")
    assert document.text == (
        "# notes/a.md\n\n# Costs\n\nThey rose.\n\n# b.html\n\nThe ferry line closes in June.\n\n"
    )
    assert document.name == f"all.{kind}"
    assert document.notes[0] == "2 of 3 files of the archive"
    (unread,) = document.unread
    assert (unread.kind, unread.places, unread.reason) == (
        "file",
        ("c.png",),
        "is an image that cannot be read: it is damaged, too large or of an unknown kind",
    )
    assert 0.3 < unread.share < 0.6


def test_archives_without_text_bombs_and_archives_in_archives(make_zip: MakeZip) -> None:
    """Each in one sentence; archives in archives are opened down to the third."""
    with pytest.raises(InputError, match="holds no file which can be read"):
        documents.read_bytes(make_zip({"a.bin": bytes(range(256)) * 9}), name="a.zip")
    bomb = make_zip({"a.txt": b"x" * 2_000_000})
    limits = documents.Limits(max_unpacked_bytes=1_000_000)
    with pytest.raises(InputError, match="ZIP bomb"):
        documents.read_bytes(bomb, name="a.zip", limits=limits)
    nested = make_zip({"a.txt": TEXT, "b.zip": make_zip({"c.txt": TEXT})})
    document = documents.read_bytes(nested, name="a.zip")
    assert document.text.count(TEXT) == 2
    assert "# b.zip\n\n" in document.text
    assert not document.unread
    for _ in range(3):
        nested = make_zip({"a.txt": TEXT, "b.zip": nested})
    document = documents.read_bytes(nested, name="a.zip")
    assert document.text.count(TEXT) == 3
    (unread,) = document.unread
    assert unread.places == ("b.zip b.zip b.zip",)
    assert unread.reason == "is an archive that holds no file which can be read"
    assert 0 < unread.share < 1
