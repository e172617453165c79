"""Builders of small files in the formats that are read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence

import pytest

from documents.naive_reader import unaccounted
from tersely.documents import Limits, content, isolation
from tersely.documents.detect import format_of
from tersely.documents.draft import Draft
from tersely.documents.formats import Format
from tersely.errors import InputError, MissingExtra
from tersely.records import Document

PdfLine = tuple[str, float]
MakePdf = Callable[..., bytes]
MakeZip = Callable[[Mapping[str, str | bytes]], bytes]

IMAGE = "q 400 0 0 400 72 300 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"


# Here the child process itself is tested.
WITH_CHILD = ("test_isolation.py", "test_hostile.py", "test_examples.py")


@pytest.fixture(autouse=True)
def without_child(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a reader makes of a file is the same in this process, without a new Python for each of
    hundreds of small files. Where limits are stated, or the reader breaks, a child reads it.
    """
    read_isolated = isolation.read_isolated

    def read_here(
        row: Format, data: bytes, *, name: str, charset: str | None, limits: Limits
    ) -> Draft:
        if limits == Limits():
            try:
                draft = row.reader()(data, name=name, charset=charset, limits=limits)
                return Draft.from_json(draft.to_json())
            except (InputError, MissingExtra):
                raise
            except Exception:  # noqa: BLE001  (what ends a child is told by its parent)
                pass
        return read_isolated(row, data, name=name, charset=charset, limits=limits)

    if request.path.name not in WITH_CHILD:
        monkeypatch.setattr(isolation, "read_isolated", read_here)


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
