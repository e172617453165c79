"""Builders of small files in the formats that are read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence

import pytest

from documents.naive_reader import unaccounted
from tersely.documents import content
from tersely.documents.detect import format_of
from tersely.records import Document

PdfLine = tuple[str, float]
MakePdf = Callable[..., bytes]
MakeZip = Callable[[Mapping[str, str | bytes]], bytes]

IMAGE = "q 400 0 0 400 72 300 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"


@pytest.fixture(autouse=True)
def held_to_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever file a test here has read, a naive reader reads too: each word of it is in the text,
    or the document says that something is missing.
    """
    read = content._file

    def read_and_checked(file: content.Content, reading: content.Reading) -> Document:
        document = read(file, reading)
        if not reading.encoding:
            row = format_of(file.data, name=file.name, media_type=file.media_type, is_text=True)
            assert not unaccounted(file.data, row.name, document)
        return document

    monkeypatch.setattr(content, "_file", read_and_checked)


@pytest.fixture(scope="session")
def make_pdf() -> MakePdf:
    """Pages of (text, type size) lines, top down; None is a page that holds only a picture, [] a
    blank one.
    """

    def build(pages: Sequence[Sequence[PdfLine] | None]) -> bytes:
        streams = [_page(page) for page in pages]
        kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
        objects = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        ]
        for i, stream in enumerate(streams):
            box = "/MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >>"
            objects.append(f"<< /Type /Page /Parent 2 0 R {box} /Contents {5 + 2 * i} 0 R >>")
            objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        body, offsets = "%PDF-1.4\n", []
        for number, written in enumerate(objects, 1):
            offsets.append(len(body))
            body += f"{number} 0 obj\n{written}\nendobj\n"
        table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
        size = len(objects) + 1
        tail = (
            f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
        )
        return f"{body}{tail}startxref\n{len(body)}\n%%EOF\n".encode("cp1252", "replace")

    return build


def _page(lines: Sequence[PdfLine] | None) -> str:
    if lines is None:
        return IMAGE.replace("\x80", "x")
    y, out = 780.0, []
    for text, size in lines:
        y -= size * 1.3
        out.append(f"BT /F {size:g} Tf 72 {y:g} Td ({text}) Tj ET")
    return "\n".join(out)


@pytest.fixture(scope="session")
def make_zip() -> MakeZip:
    """A ZIP container with these members, in this order."""

    def build(members: Mapping[str, str | bytes]) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, written in members.items():
                archive.writestr(name, written)
        return out.getvalue()

    return build
