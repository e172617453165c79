"""Outlook messages, built stream by stream: read as the mail that they were."""

from __future__ import annotations

import struct
import sys
from typing import Any

import pytest

from documents.compound import compound
from tersely import documents
from tersely.errors import InputError, MissingExtra
from tersely.records import Document, Unread

_UNICODE, _BINARY, _INTEGER = 0x001F, 0x0102, 0x0003
SUBJECT, BODY, HTML, RTF, SENDER, TO = 0x0037, 0x1000, 0x1013, 0x1009, 0x0C1F, 0x0E04
FILE_NAME, FILE_DATA, MIME_TYPE, METHOD = 0x3707, 0x3701, 0x370E, 0x3705


def properties(values: dict[int, Any], prefix: str, head: int) -> dict[str, bytes]:
    """The streams of one object: a table of its properties, and a stream for each longer value."""
    streams: dict[str, bytes] = {}
    table = bytes(head)
    for number, value in values.items():
        if isinstance(value, int):
            table += struct.pack("<HHIII", _INTEGER, number, 6, value, 0)
            continue
        kind = _BINARY if isinstance(value, bytes) else _UNICODE
        data = value if isinstance(value, bytes) else value.encode("utf-16-le")
        table += struct.pack("<HHIII", kind, number, 6, len(data), 0)
        streams[f"{prefix}__substg1.0_{number:04X}{kind:04X}"] = data
    return streams | {f"{prefix}__properties_version1.0": table}


def message(values: dict[int, Any], *attachments: dict[int, Any]) -> bytes:
    """A message with these properties and attachments."""
    streams = properties(values, "", 32)
    for number, attachment in enumerate(attachments):
        streams |= properties(attachment, f"__attach_version1.0_#{number:08X}/", 8)
    return compound(streams)


def read(data: bytes, **limits: Any) -> Document:
    return documents.read_bytes(data, name="a.msg", limits=documents.Limits(**limits))


PLAN = {FILE_NAME: "plan.txt", FILE_DATA: b"The pier closes.", MIME_TYPE: "text/plain", METHOD: 1}
MAIL = {
    SENDER: "ines@example.org",
    TO: "Ayla; Bert",
    SUBJECT: "Dredging",
    BODY: "Costs rose by 9 %.",
}


@pytest.fixture(autouse=True)
def office() -> None:
    pytest.importorskip("oxmsg")


def test_fields_body_and_attachments_by_name() -> None:
    document = read(message(MAIL, PLAN))
    assert document.text == (
        "From: ines@example.org\nTo: Ayla; Bert\nSubject: Dredging\n\nCosts rose by 9 %.\n\n"
        "Attachment: plan.txt"
    )
    assert document.unread == (Unread("attachment", 1, ("plan.txt",)),)
    assert document.media_type == "application/vnd.ms-outlook"


def test_attachments_are_read_on_request() -> None:
    document = read(message(MAIL, PLAN), attachments=True)
    assert "# plan.txt\n\nThe pier closes." in document.text
    assert not document.unread
    assert document.notes[0] == "1 of 1 attachments were read"


def test_a_body_in_html_is_read_once() -> None:
    html = b"<html><body><p>Costs rose by <b>9 %</b>.</p></body></html>"
    only = {name: value for name, value in MAIL.items() if name != BODY}
    assert "Costs rose by 9 %." in read(message(only | {HTML: html})).text
    both = read(message(MAIL | {HTML: html}))
    assert both.text.count("Costs rose") == 1


def test_a_body_that_is_kept_as_rtf_only_is_unread() -> None:
    only = {name: value for name, value in MAIL.items() if name != BODY}
    document = read(message(only | {RTF: b"LZFu"}))
    assert [(part.kind, part.reason) for part in document.unread] == [
        ("mail text", "kept as RTF only")
    ]
    assert document.unread_share > 0.5


def test_damage_and_a_missing_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = message(MAIL)
    with pytest.raises(InputError, match=r"damaged|binary Office"):
        read(whole[:600] + b"\xff" * (len(whole) - 600))
    from tersely.documents import msg

    monkeypatch.setitem(sys.modules, "oxmsg", None)
    with pytest.raises(MissingExtra, match="python-oxmsg"):
        msg.read(whole, name="a.msg", charset=None, limits=documents.Limits())
