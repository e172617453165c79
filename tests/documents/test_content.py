"""Bytes become a document: alone, packed, or with all that they have inside."""

from __future__ import annotations

import gzip
from email.message import EmailMessage

import pytest

from tersely.documents import Limits
from tersely.documents.content import Content, Reading, document_of, legible
from tersely.errors import InputError
from tersely.records import Document

from .conftest import MakeZip

SENTENCE = "The quay sank in March."


def read(data: bytes, name: str, **reading: object) -> Document:
    return document_of(Content(data, name), Reading(**reading))  # type: ignore[arg-type]


def mail(name: str, data: bytes) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "x"
    message.set_content("See the file.")
    message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


@pytest.mark.parametrize(
    ("media_type", "charset"),
    [
        ("text/plain; charset=koi8-r", "koi8-r"),
        ('text/plain; format=flowed; CHARSET="utf-8"', "utf-8"),
        ("text/plain; charset=", None),
        ("text/plain", None),
        (None, None),
    ],
)
def test_the_encoding_that_a_sender_declares(media_type: str | None, charset: str | None) -> None:
    assert Content(b"", "a", media_type=media_type).charset == charset


def test_a_packed_file_keeps_its_own_name() -> None:
    document = read(gzip.compress(f"# A\n\n{SENTENCE}".encode()), "report.md.gz")
    assert (document.name, document.media_type) == ("report.md.gz", "text/markdown")
    assert [mark.label for mark in document.marks] == ["A"]


def test_files_are_read_three_deep_and_named_below(make_zip: MakeZip) -> None:
    """A mail in an archive with an archive attached, which holds another one."""
    limits = Limits(attachments=True)
    inner = make_zip({"note.txt": SENTENCE})
    document = read(make_zip({"a.eml": mail("b.zip", inner)}), "all.zip", limits=limits)
    assert SENTENCE in document.text
    deeper = make_zip({"c.zip": inner})
    document = read(make_zip({"a.eml": mail("b.zip", deeper)}), "all.zip", limits=limits)
    assert SENTENCE not in document.text
    assert "files deep" in str(document.unread) or "no file which can be read" in str(
        document.unread
    )


def test_what_an_archive_cannot_give_is_unread_by_its_share(make_zip: MakeZip) -> None:
    document = read(
        make_zip({"a.txt": SENTENCE * 10, "b.bin": b"\x7fELF" + b"x" * (10 * len(SENTENCE) - 4)}),
        "all.zip",
    )
    (unread,) = document.unread
    assert (unread.kind, unread.places) == ("file", ("b.bin",))
    assert unread.share == pytest.approx(0.5)
    assert "a program" in unread.reason
    with pytest.raises(InputError, match="holds no file which can be read"):
        read(make_zip({"b.bin": b"\x7fELF"}), "all.zip")


def test_attachments_are_read_on_request_and_named_else() -> None:
    data = mail("note.txt", SENTENCE.encode())
    assert SENTENCE not in read(data, "a.eml").text
    document = read(data, "a.eml", limits=Limits(attachments=True))
    assert SENTENCE in document.text
    assert document.notes[0] == "1 of 1 attachments were read"


def test_an_encoding_of_the_user_counts_for_text_only() -> None:
    assert read("Größe".encode("cp1250"), "a.txt", encoding="cp1250").text == "Größe"
    note = read(mail("note.txt", b"x"), "a.eml", encoding="cp1250").notes[0]
    assert note == "--encoding has no effect on a.eml, which names its own encoding"


def test_names_that_are_no_utf8_can_be_written() -> None:
    assert legible("a\udcff.txt") == "a\\udcff.txt"
    legible("ü\udc80").encode()


@pytest.mark.parametrize("data", [b"", b" \n\t"])
def test_nothing_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"a\.txt is empty"):
        read(data, "a.txt")
