"""What a stretch of bytes is."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.documents.detect import format_of
from tersely.documents.formats import FORMATS
from tersely.errors import InputError

MAIL = b"From: a@example.org\nTo: b@example.org\nSubject: x\nDate: y\n\nText"


@pytest.mark.parametrize(
    ("data", "name", "media_type", "row"),
    [
        (b"%PDF-1.7\n", "notes.txt", None, "pdf"),
        (b"junk before\n%PDF-1.7\n", "a.bin", None, "pdf"),
        (b"plain words", "a.pdf", None, "plain"),
        (b"plain words", "a.html", None, "html"),
        (b"plain words", "a.txt", "text/html; charset=utf-8", "html"),
        (b"<!DOCTYPE html><p>x", "page", None, "html"),
        (b"  <?xml version='1.0'?>\n<!-- x --><html>", "page", None, "html"),
        (b"\xef\xbb\xbfWEBVTT\n\n", "a", None, "subtitles"),
        (b"[Script Info]\n", "a.txt", None, "captions"),
        (b"Content-Type: text/plain\n\nHello.\n", "a.msg", None, "email"),
        (b"Hello, all is well.\n", "a.msg", None, "plain"),
        (b".TH NAME 1\n", "name.1", None, "markup"),
        (MAIL, "a", None, "email"),
        (MAIL.replace(b"Date: y", b"Snapshot-Content-Location: https://x"), "a", None, "mhtml"),
        (b"From a@example.org Mon Mar  2 10:00:00 2026\nFrom: a\n", "inbox", None, "mbox"),
        (b"From: the desk of the mayor\n\nDear all", "letter", None, "plain"),
        (b"{\\rtf1 x}", "a.doc", None, "rtf"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "a", None, "image"),
        (b"II+\0" + b"\x11\x4e" * 999, "a", None, "image"),
        (b"\0\0\0\x18ftypheic", "a", None, "image"),
        (b"BM" + bytes(12) + b"\x28\0\0\0" + b"\xff" * 999, "a", None, "image"),
        (b"BMW sells cars, and more than before.", "a", None, "plain"),
        (b"x = 1\n", "a.py", None, "plain"),
    ],
)
def test_content_beats_the_name(data: bytes, name: str, media_type: str | None, row: str) -> None:
    assert format_of(data, name=name, media_type=media_type).name == row


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"\x7fELF\x02\x01", "a program"),
        (b"SQLite format 3\x00", "an SQLite database"),
        (b"OggS\0\0", "an audio file"),
        (b"\0\0\0\x18ftypisom", "a video or audio file"),
        (b"RIFF\0\0\0\0WAVEfmt ", "an audio or video file"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b"PK\x03\x04torso", "truncated or damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "old binary Office file"),
        (bytes(range(1, 9)) * 500, "a binary file"),
    ],
)
def test_what_holds_no_text_is_named(data: bytes, cause: str) -> None:
    with pytest.raises(InputError, match=cause) as caught:
        format_of(data, name="x")
    assert caught.value.hint


def test_a_log_with_a_hole_is_text_and_somebody_may_know_better() -> None:
    log = b"12:00 the quay sank\n" * 500
    assert format_of(log + b"\0" * 4_000 + log, name="a.log").name == "plain"
    assert format_of(bytes(range(1, 9)) * 500, name="x", is_text=True).name == "plain"


@given(st.binary(max_size=300), st.sampled_from(["x", "a.pdf", "b.docx", "c.html", "d.eml"]))
def test_any_bytes_have_a_row_or_a_reason(data: bytes, name: str) -> None:
    try:
        row = format_of(data, name=name)
    except InputError as error:
        reason = error.message
    else:
        reason = f"{name} is read as {row.name}" if row in FORMATS else ""
    assert reason.startswith(name)


@pytest.mark.parametrize(
    "data",
    [
        b"P\x00\x10\x00" + b"\xff" * 30_000,  # a picture that is nearly all white
        b"\x01\x00\x02\x00head" + "ÄÖÜß".encode("latin-1") * 9_000,
        b"\x00\x00\x01\x00\x01\x00\x10\x10" + b"\xe4" * 4_000,
    ],
)
def test_a_head_of_numbers_is_no_text(data: bytes) -> None:
    """However few of its bytes are control characters: it was decoded as half a megabyte of ÿ."""
    with pytest.raises(InputError, match="not text"):
        format_of(data, name="a.dat")


def test_a_log_with_a_hole_of_zeros_is_text() -> None:
    log = bytes(40) + "12:00 Kräne bereit\n".encode() * 400
    assert format_of(log, name="a.log").name == "plain"


@pytest.mark.parametrize("stream", ["WordDocument", "worddocument", "WORKBOOK"])
def test_the_streams_of_old_office_files_have_names_in_any_case(stream: str) -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + stream.encode("utf-16-le")
    assert format_of(data, name="a.doc").name == "legacy"


@pytest.mark.parametrize("size", [100, 300, 1000])
def test_a_short_file_without_any_mark_is_no_text(size: int) -> None:
    """Keys and ciphers have no head that tells them, and few control characters each."""
    for seed in range(20):
        with pytest.raises(InputError):
            format_of(random.Random(seed).randbytes(size), name="a.key", media_type=None)


@pytest.mark.parametrize("charset", ["cp1252", "cp437", "koi8-r", "shift_jis", "gb18030"])
def test_a_short_text_in_an_older_encoding_is_text(charset: str) -> None:
    """With the end mark and the page break of its time."""
    words = {"koi8-r": "Привет", "shift_jis": "こんにちは", "gb18030": "你好"}.get(charset, "Grüße")
    data = f"{words}!\r\n\x0c{words} 2\r\n\x1a".encode(charset)
    assert format_of(data, name="a.txt", media_type=None).name == "plain"
