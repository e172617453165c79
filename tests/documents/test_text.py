"""Plain text: decoding, cleaning, marks; what is refused."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely import documents
from tersely.documents.cleaning import clean
from tersely.errors import InputError
from tersely.screen_text import SIGNS


@settings(max_examples=100)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_cleaning_removes_only_what_it_counts(text: str) -> None:
    """The lengths add up (line ends apart), visible characters all stay, and a second pass finds
    nothing.
    """
    plain = text.replace("\r", "").replace("\x1b", "").replace("\x08", "")
    cleaned, removed = clean(plain)
    assert len(plain) == len(cleaned) + sum(removed.values())
    assert [c for c in plain if c.isalnum()] == [c for c in cleaned if c.isalnum()]
    assert clean(cleaned) == (cleaned, {})


def test_what_cleaning_does() -> None:
    """Each class once: colours, overstrike, control, bidi, tags, zero width; joiners stay; line
    ends are newlines.
    """
    text = "\x1b[1;31mred\x1b[0m N\x08N\x00 a\u202eb\U000e0041 c\u200bd\ufeff \u0646\u200c\u0645 \u200d\r\nx\ry\x85z"
    cleaned, removed = clean(text)
    assert cleaned == "red N ab cd \u0646\u200c\u0645 \u200d\nx\ny\nz"
    assert removed == {
        "ANSI escapes": 2,
        "overstruck characters": 1,
        "control characters": 1,
        "bidi controls": 1,
        "tag characters": 1,
        "zero-width spaces": 1,
        "byte order marks": 1,
    }


@pytest.mark.parametrize(
    ("name", "text", "media_type", "headings"),
    [
        ("a.md", "# A\ntext", "text/markdown", 1),
        ("stdin", "# A\r\n\r\ntext", "text/markdown", 1),
        ("stdin", "#!/bin/sh\n\n# comment\n\nls", "text/plain", 0),
        ("a.py", "x = 1\n\n# comment\n\ny = 2", "text/x-source", 0),
        ("a.csv", "a,b\n1,2", "text/csv", 0),
        ("a.jsonl", '{"a": 1}\n', "application/jsonl", 0),
        ("a.log", "# start\n\n# A\n\nx", "text/x-log", 0),
    ],
)
def test_text_is_kept_as_what_it_is(name: str, text: str, media_type: str, headings: int) -> None:
    """Media type by name, Markdown also by content; comments of code and logs are no headings."""
    document = documents.read_bytes(text.encode(), name=name)
    assert (document.media_type, len(document.marks)) == (media_type, headings)
    assert document.text == text.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"\n" * 1_000_000, "is empty"),
        ("\ufeff\u200b\x07".encode(), "is empty"),
        (b"\x89PNG\r\n\x1a\n....", "an image that cannot be read"),
        (bytes(range(256)) * 20, "is a binary file"),
        (b"\x00" * 5000, "is a binary file"),
        (b"\x1f\x8b\x08rest", "is a gzip archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "is an old binary Office file"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "is password-protected",
        ),
    ],
)
def test_what_holds_no_text_is_refused_in_one_sentence(data: bytes, said: str) -> None:
    """The cause names the file and what it is, and there is a remedy."""
    with pytest.raises(InputError, match=said) as caught:
        documents.read_bytes(data, name="thing.txt")
    assert caught.value.message.startswith("thing.txt ")
    assert caught.value.message.count(". ") == 0
    assert caught.value.hint


def test_nul_bytes_and_blank_lines_are_no_obstacle() -> None:
    """A log with a hole of NUL bytes, a text with a million blank lines and one long line are read."""
    log = documents.read_bytes(b"one\n" * 500 + b"\x00" * 600 + b"two\n" * 500, name="a.log")
    assert log.text == "one\n" * 500 + "two\n" * 500
    assert log.removed == (("control characters", 600),)
    blank = documents.read_bytes(b"Start.\n" + b"\n" * 1_000_000 + b"End.", name="blank.md")
    assert len(blank.text) == 1_000_011
    line = documents.read_bytes(b"word " * 400_000, name="line.txt")
    assert len(line.text) == 2_000_000


def test_paths_are_explained_when_they_cannot_be_read(tmp_path: Path) -> None:
    """Missing (with the neighbour that was meant), folder, too large, impossible."""
    (tmp_path / "report.md").write_text("# Report\n\nText.", "utf-8")
    with pytest.raises(InputError, match="does not exist") as caught:
        documents.read(tmp_path / "reprot.md")
    assert caught.value.hint == f"Did you mean {tmp_path / 'report.md'}?"
    with pytest.raises(InputError, match="does not exist") as caught:
        documents.read("www.example.org/report")
    assert caught.value.hint == "For the web page: https://www.example.org/report"
    with pytest.raises(InputError, match="is empty"):
        documents.read("")
    with pytest.raises(InputError, match="is a folder") as caught:
        documents.read(tmp_path)
    assert f"tersely batch {tmp_path} -o " in caught.value.hint
    with pytest.raises(InputError, match="larger than the limit"):
        documents.read(tmp_path / "report.md", limits=documents.Limits(max_bytes=5))
    with pytest.raises(InputError, match="cannot be read"):
        documents.read(tmp_path / ("x" * 5000))
    with pytest.raises(InputError, match="cannot be read"):
        documents.read("nul\x00byte")


def test_a_path_and_standard_input_give_the_same_text(tmp_path: Path) -> None:
    """Two doors, one text; the source tells them apart."""
    path = tmp_path / "a.md"
    path.write_bytes(b"# A\r\n\r\nText.")
    from_path = documents.read(str(path))
    from_stdin = documents.read("-", stdin=io.BytesIO(path.read_bytes()))
    assert from_path.text == from_stdin.text == "# A\n\nText."
    assert from_path.marks == from_stdin.marks
    assert (from_path.source, from_stdin.source) == (str(path), None)
    assert (from_path.name, from_stdin.name) == ("a.md", "stdin")


@pytest.mark.parametrize(
    ("name", "text", "notes"),
    [
        (
            "a.csv",
            'ship,hours\n"Lomvi, the\nold",7\nAlke,8\n# end\n',
            ("a table of 3 rows and 2 columns",),
        ),
        ("a.csv", "ship;hours\n\nLomvi;7\nAlke;8\n", ("a table of 3 rows and 2 columns",)),
        (
            "a.tsv",
            "ship\tquay\thours\nLomvi\t\t7\nAlke\t1\t8\n",
            ("a table of 3 rows and 3 columns",),
        ),
        ("a.csv", "No table at all.\n", ()),
        ("a.csv", "a,b\n" * 3 + f"{'x' * 200_000},1\n", ()),
    ],
)
def test_the_size_of_a_table_is_noted(name: str, text: str, notes: tuple[str, ...]) -> None:
    """Rows are counted as a spreadsheet shows them; where cells cannot be told nothing is said."""
    assert documents.read_bytes(text.encode(), name=name).notes == notes


def test_every_sign_is_removed_wherever_it_stands() -> None:
    """The quick look for what is hardly ever there overlooks none."""
    edges = {sign for signs in SIGNS.values() for sign in signs if sign != "-"}
    assert "\u200b" in edges
    for sign in edges:
        cleaned, removed = clean(f"a\n{sign} b")
        assert (cleaned, removed.total()) == ("a\n b", 1), f"{ord(sign):x}"
