"""PDF files that were made to do harm: loops, bombs, lies and sequences that a terminal obeys. Each
is read or refused in a sentence, and what it says of itself is never printed raw.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence

import pytest

from tersely import documents
from tersely.documents import Limits, Recognition
from tersely.errors import InputError

pytestmark = pytest.mark.thorough

SENTENCE = "The council met on Monday and voted for the bridge."
DRAWN = f"BT /F 12 Tf 72 700 Td ({SENTENCE}) Tj ET\n".encode()
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
# What a title bar, a screen and a clipboard obey, as octal escapes of a PDF string.
OBEYED = rb"x \033]0;owned\007 \033[2J \033]52;c;YQ==\007"
TERMINAL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")
LITTLE_MEMORY = Limits(reader_memory_bytes=400_000_000)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(data), data)


def packed(data: bytes) -> bytes:
    return stream(zlib.compress(data, 9), b"/Filter /FlateDecode")


def page(resources: bytes = b"", entries: bytes = b"", box: bytes = b"0 0 612 792") -> bytes:
    return (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R %s"
        b" /Resources << /Font << /F 5 0 R >> %s >> >>" % (box, entries, resources)
    )


def pdf(
    content: bytes = b"",
    *more: bytes,
    catalog: bytes = CATALOG,
    pages: bytes = PAGES,
    first: bytes = b"",
    trailer: bytes = b"",
) -> bytes:
    """A file whose objects 1 to 5 are the catalog, the tree, a page, its content and its font."""
    objects: Sequence[bytes] = (
        catalog,
        pages,
        first or page(),
        content or stream(DRAWN),
        FONT,
        *more,
    )
    body, table = b"%PDF-1.7\n", b"0000000000 65535 f \n"
    for number, held in enumerate(objects, 1):
        table += b"%010d 00000 n \n" % len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, held)
    size = len(objects) + 1
    head = b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (size, trailer)
    return b"%sxref\n0 %d\n%s%sstartxref\n%d\n%%%%EOF" % (body, size, table, head, len(body))


def form(inner: bytes, named: bytes) -> bytes:
    entries = b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /Font << /F 5 0 R >> /XObject << %s >> >>"
    return stream(inner, entries % named)


X_OBJECT = b"/XObject << /X 6 0 R >>"
# Files whose sentence is read all the same; built where they are read, some are a gigabyte.
HARMLESS: dict[str, Callable[[], bytes]] = {
    "a form that draws itself": lambda: pdf(
        stream(b"/X Do " + DRAWN), form(b"/X Do ", b"/X 6 0 R"), first=page(X_OBJECT)
    ),
    "a million saved states": lambda: pdf(packed(b"q " * 1_000_000 + DRAWN)),
    "a million lines": lambda: pdf(packed(b"0 0 m " + b"1 1 l " * 1_000_000 + b"S " + DRAWN)),
    "50,000 clips": lambda: pdf(packed(b"0 0 600 720 re W n " * 50_000 + DRAWN)),
    "50,000 rectangles": lambda: pdf(packed(b"0 0 5 5 re f " * 50_000 + DRAWN)),
    "arrays in arrays": lambda: pdf(first=page(b"/X " + b"[" * 100_000 + b"]" * 100_000)),
    "a page of endless size": lambda: pdf(first=page(box=b"0 0 1e30 1e30")),
    "a page upside down": lambda: pdf(first=page(box=b"612 792 0 0")),
    "a page that is no number": lambda: pdf(first=page(box=b"0 0 nan inf")),
    "a count that lies": lambda: pdf(pages=PAGES.replace(b"Count 1", b"Count 2147483647")),
    "an outline in a circle": lambda: pdf(
        stream(DRAWN),
        b"<< /First 7 0 R /Last 7 0 R /Count 1 >>",
        b"<< /Title (x) /Parent 6 0 R /Next 7 0 R /First 7 0 R >>",
        catalog=CATALOG.replace(b">>", b"/Outlines 6 0 R >>"),
    ),
    "a field that holds itself": lambda: pdf(
        stream(DRAWN),
        b"<< /FT /Tx /T (a) /Parent 6 0 R /Kids [6 0 R] /V (x) /Subtype /Widget /Rect [0 0 9 9] >>",
        catalog=CATALOG.replace(b">>", b"/AcroForm << /Fields [6 0 R] >> >>"),
        first=page(entries=b"/Annots [6 0 R]"),
    ),
    "a title for the terminal": lambda: pdf(
        stream(DRAWN), b"<< /Title (%s) /Author (%s) >>" % (OBEYED, OBEYED), trailer=b"/Info 6 0 R"
    ),
    "2,000 notes for the terminal": lambda: pdf(
        stream(DRAWN),
        b"<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (%s) >>" % OBEYED,
        first=page(entries=b"/Annots [%s]" % (b"6 0 R " * 2_000)),
    ),
    "2,000 attachments for the terminal": lambda: pdf(
        stream(DRAWN),
        b"<< /Type /Filespec /F (%s) /EF << /F 7 0 R >> >>" % OBEYED,
        stream(b"x", b"/Type /EmbeddedFile"),
        catalog=CATALOG.replace(
            b">>", b"/Names << /EmbeddedFiles << /Names [%s] >> >> >>" % (b"(a) 6 0 R " * 2_000)
        ),
    ),
}
# Files that are refused, and the words for it.
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "200,000 pages": (
        lambda: pdf(pages=b"<< /Type /Pages /Kids [%s] /Count 200000 >>" % (b"3 0 R " * 200_000)),
        "has 200,000 pages; the limit is 20,000",
    ),
    "a page that unpacks to 1 GB": (
        lambda: pdf(packed(DRAWN + b" " * 1_000_000_000)),
        "damaged, or needs more than 400 MB",
    ),
    "a million millions of forms": (
        lambda: pdf(
            stream(b"/X Do "),
            *(form(b"/X Do " * 10, b"/X %d 0 R" % (7 + n)) for n in range(11)),
            form(DRAWN, b""),
            first=page(X_OBJECT),
        ),
        r"damaged, or needs more than 400 MB|took longer",
    ),
    "a table of objects in a circle": (
        lambda: (
            b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\nxref\n0 1\n0000000000 65535 f \n"
            b"trailer << /Size 2 /Root 1 0 R /Prev 45 >>\nstartxref\n45\n%%EOF"
        ),
        "truncated or damaged",
    ),
    "a page inside of itself": (
        lambda: pdf(pages=b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"),
        "damaged|empty",
    ),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_the_sentence_is_read(name: str) -> None:
    """And nothing that a terminal obeys comes with it."""
    document = documents.read_bytes(HARMLESS[name](), name="a.pdf", recognition=Recognition("off"))
    assert SENTENCE in document.text
    said = "".join([document.text, *map(str, document.notes), str(document.unread)])
    assert not TERMINAL.search(said.replace("\f", ""))
    assert len(str(document.notes)) < 2_000


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_says_why(name: str) -> None:
    written, words = REFUSED[name]
    with pytest.raises(InputError, match=words):
        documents.read_bytes(
            written(), name="a.pdf", recognition=Recognition("off"), limits=LITTLE_MEMORY
        )
