"""Manual pages: sections are headings, requests are no text."""

from __future__ import annotations

from tersely import documents
from tersely.records import Document


def read(text: str, name: str) -> Document:
    return documents.read_bytes(text.encode(), name=name)


def lines(document: Document) -> list[str]:
    return [line for line in document.text.splitlines() if line.strip()]


MAN = """.\\" a comment
.TH DREDGE 1
.SH NAME
dredge \\- dig in a harbour
.SH OPTIONS
.TP
.BR \\-d ", " \\-\\-deep
Dig \\fBdeeper\\fR.
.PP
See
.BR ferry (1).
"""


MDOC = ".Dd March 2\n.Dt DREDGE 1\n.Sh NAME\n.Nm dredge\n.Nd dig\n.Sh SYNOPSIS\n.Nm\n.Op Fl d Ar depth\n"


def test_manual_pages() -> None:
    """Sections and items without macros and fonts, of both kinds, told by their content."""
    assert lines(read(MAN, "dredge.1")) == [
        "# NAME", "dredge - dig in a harbour", "# OPTIONS", "- -d, --deep", "Dig deeper.", "See", "ferry(1).",
    ]  # fmt: skip
    assert lines(read(MDOC, "stdin")) == [
        "# NAME",
        "dredge",
        "— dig",
        "# SYNOPSIS",
        "dredge",
        "-d depth",
    ]


def test_items_with_a_bullet_begin_with_their_text() -> None:
    """`.IP` names what stands before an item: a bullet, a term, or nothing."""
    text = '.TH QUAY 1\n.SH USE\n.IP \\(bu 2\nFirst\n.IP "-f file" 4\nClose it\n.IP\nMore\n'
    assert lines(read(text, "quay.1")) == ["# USE", "- First", "- -f file", "Close it", "More"]
