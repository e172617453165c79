"""Mailboxes, calendars and saved pages; quoted replies are read once."""

from __future__ import annotations

import base64

import pytest

from tersely import documents
from tersely.documents.quoting import Quotes
from tersely.records import Unread

FIRST = "The cost of dredging rose by nine percent.\nWho pays for the new basin?\n"
REPLY = (
    "The ministry pays one third.\n\nIm Brief schrieb Ines:\n"
    "> The cost of dredging rose by nine percent.\n> A line that nobody has sent before.\n"
)


def message(number: int, body: str) -> str:
    encoded = base64.b64encode(body.encode()).decode()
    return (
        f"From m{number}@example.org Mon Mar  2 10:0{number}:00 2026\nFrom: m{number}@example.org\n"
        f"Subject: =?utf-8?B?{base64.b64encode('Größe'.encode()).decode()}?=\n"
        f"Content-Transfer-Encoding: base64\nContent-Type: text/plain; charset=utf-8\n\n{encoded}\n\n"
    )


def test_each_message_of_a_mailbox_is_read_and_its_quotations_once() -> None:
    """Decoded subjects and bodies, a page each; a quoted line stays if nothing before holds it."""
    document = documents.read_bytes((message(1, FIRST) + message(2, REPLY)).encode(), name="list")
    assert document.text == (
        f"From: m1@example.org\nSubject: Größe\n\n{FIRST}\nFrom: m2@example.org\nSubject: Größe\n\n"
        "The ministry pays one third.\n\nIm Brief schrieb Ines:\n> A line that nobody has sent before."
    )
    assert document.removed == (("quoted lines that were read before", 1),)
    assert (document.pages, document.page_at(len(document.text))) == (2, "2")
    assert document.notes == ("a mailbox of 2 messages",)


def test_a_line_that_begins_with_from_is_no_message() -> None:
    """Neither without a time, nor with the mark that mailboxes put before it."""
    body = "Greetings.\n\nFrom here on it is easy.\n\n>From now on: 10:00 is the time.\n"
    data = f"From a@b Mon Mar  2 10:00:00 2026\nFrom: a@b\nSubject: s\n\n{body}".encode()
    document = documents.read_bytes(data, name="a.mbox")
    assert document.pages == 1
    assert document.text.endswith("From here on it is easy.\n\nFrom now on: 10:00 is the time.")


def test_what_outlook_repeats_without_marks_is_read_once() -> None:
    """Behind a rule or the fields of a mail; in front of them a repeated line is new text."""
    quotes = Quotes()
    quotes.folded("We meet on Monday morning.")
    original = "From: Ines\nSent: Monday\nTo: Bert\nSubject: Meeting\n\nWe meet on Monday morning."
    text, repeated = quotes.folded(f"We meet on Monday morning.\nBert agrees.\n\n{original}")
    assert repeated == 1
    assert (
        text
        == f"We meet on Monday morning.\nBert agrees.\n\n{original.rpartition(chr(10))[0]}".strip()
    )


def test_a_saved_page_is_read_as_the_page_that_it_is() -> None:
    """The main text, without its navigation; told by the fields that browsers write."""
    story = (
        "<p>The cost of dredging rose by nine percent, and the council votes on it on Monday." * 4
    )
    page = (
        f"<nav>Home News</nav><article><h1>Dredging</h1>{story}</article><footer>Imprint</footer>"
    )
    saved = (
        "From: <Saved by a browser>\nSnapshot-Content-Location: https://example.org/\nSubject: Page\n"
        'MIME-Version: 1.0\nContent-Type: multipart/related;\n\ttype="text/html";\n\tboundary="b"\n\n'
        f"--b\nContent-Type: text/css\n\np {{}}\n--b\nContent-Type: text/html\n\n<html><body>{page}\n--b--\n"
    )
    document = documents.read_bytes(saved.encode(), name="stdin")
    assert document.media_type == "text/html"
    assert document.text.startswith("# Dredging\n\nThe cost of dredging")
    assert "Home" not in document.text
    assert "Imprint" not in document.text


def test_frames_that_are_saved_with_the_page_are_read_and_not_called_unread() -> None:
    """One that a script fills does not end the reading; one that lies elsewhere is unread."""
    root = "<p>The costs rose.</p><iframe src='cid:f1@x'></iframe><iframe src='cid:f2@x'></iframe><iframe src='https://x.org'></iframe>"
    parts = {
        "root@x": root,
        "f1@x": "<p>A frame says why.</p>",
        "f2@x": "<html><body><div id=root></div><script>draw()</script></body></html>",
    }
    saved = (
        "From: <Saved by a browser>\nSnapshot-Content-Location: https://example.org/\nSubject: Page\n"
        'MIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="b"\n'
    )
    for name, page in parts.items():
        saved += f"\n--b\nContent-Type: text/html\nContent-ID: <{name}>\n\n{page}"
    document = documents.read_bytes(f"{saved}\n--b--\n".encode(), name="a.mht")
    assert document.text == "The costs rose.\n\nA frame says why."
    assert document.unread == (Unread("frame", 1, ("https://x.org",)),)
    assert dict(document.removed)["frames without text"] == 1


def test_messages_without_an_empty_line_between_them_are_all_read() -> None:
    """Behind base64 nothing of the second one was left, and nothing said."""
    data = message(1, FIRST).rstrip("\n") + "\n" + message(2, "The basin is closed.\n")
    document = documents.read_bytes(data.encode(), name="list.mbox")
    assert document.pages == 2
    assert document.text.endswith("The basin is closed.")
    alone = documents.read_bytes(message(1, FIRST).encode(), name="list.mbox")
    assert alone.notes == ("a mailbox of 1 message",)


def test_the_footer_behind_base64_is_read_as_it_stands() -> None:
    """Mailing lists write it there; a decoder makes letters of it, or drops it."""
    encoded = base64.encodebytes(("Größe: " + FIRST * 4).encode()).decode()
    footer = "_______________\nHarbour mailing list\nharbour@example.org"
    head = "From: a@example.org\nSubject: s\nContent-Transfer-Encoding: base64\n"
    mail = f"{head}Content-Type: text/plain; charset=utf-8\n\n{encoded}{footer}\n"
    document = documents.read_bytes(mail.encode(), name="a.eml")
    assert document.text.count("Größe: The cost of dredging") == 1
    assert document.text.endswith(f"Who pays for the new basin?\n\n{footer}")


def test_a_damaged_line_of_base64_is_no_footer() -> None:
    lines = (
        base64.encodebytes(("The basin is closed until May. " * 20).encode()).decode().split("\n")
    )
    lines[3] = "!!" + lines[3]
    head = "From: a@example.org\nSubject: s\nContent-Transfer-Encoding: base64\n"
    mail = f"{head}Content-Type: text/plain; charset=utf-8\n\n" + "\n".join(lines)
    document = documents.read_bytes(mail.encode(), name="a.eml")
    assert document.text.count("The basin is closed until May.") >= 19


def test_a_mailbox_without_times_or_separators_is_read() -> None:
    """Lines before a message as some exports write them, and none at all."""
    mail = b"From: a@b.org\nTo: A: b@c.d, T: e@f.g;;\nSubject: s\n\nHello there.\n\n"
    for separator in (b"From 1844347792@xxx\n", b"From - \n"):
        document = documents.read_bytes((separator + mail) * 2, name="a.mbox")
        assert document.text.count("Hello there.") == 2
        assert "a mailbox of 2 messages" in document.notes
    assert documents.read_bytes(mail, name="a.mbox").text.endswith("Hello there.")


@pytest.mark.parametrize("line", ["From 1844@xxx", "From - ", "From -\r"])
@pytest.mark.parametrize("name", ["a.txt", "stdin"])
def test_a_mailbox_without_times_is_one_whatever_it_is_called(line: str, name: str) -> None:
    mail = "From: Anna <a@x.org>\nTo: b@x.org\nSubject: Costs\n\nHello there.\n\n"
    document = documents.read_bytes(f"{line}\n{mail}".encode() * 2, name=name)
    assert document.media_type == "application/mbox"
    assert document.pages == 2


def test_prose_that_begins_with_from_is_no_mailbox() -> None:
    prose = b"From here\nNote: the date is open.\nTo: all\nFrom: me\n\nText."
    assert documents.read_bytes(prose, name="a.txt").media_type == "text/plain"
