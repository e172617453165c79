"""Pages of text as pictures, and PDF files that hold nothing else."""

from __future__ import annotations

import os
import shutil
import zlib
from collections.abc import Callable, Sequence

import pypdfium2
import pytest

from tersely.documents.ocr.raster import Raster, page_raster

from ..pdf.conftest import Pdf, lines

TEXT = (
    "The harbour authority reviewed the annual report and",
    "found that the cost of dredging the northern basin rose",
    "by nine percent. The council votes on Monday about the",
    "new cranes, and the ministry pays one third of them.",
)


@pytest.fixture(scope="session")
def tesseract() -> str:
    """The program. Skipped without it, unless the machine is said to have it."""
    program = shutil.which("tesseract")
    if program is None and not os.environ.get("TERSELY_TEST_OCR"):
        pytest.skip("tesseract is not installed")
    assert program, "TERSELY_TEST_OCR is set, but tesseract is not on the path"
    return program


@pytest.fixture(scope="session")
def page_of() -> Callable[..., Raster]:
    """A page with these lines of 14 points, as a scanner would see it."""

    def draw(*texts: str) -> Raster:
        pdf = pypdfium2.PdfDocument(Pdf([lines(*texts, size=14)]).data())
        return page_raster(pdf[0])

    return draw


@pytest.fixture(scope="session")
def scan() -> Callable[[Sequence[Raster | str]], bytes]:
    """A PDF of pictures that cover their pages; a text is a typed page."""

    def build(pages: Sequence[Raster | str]) -> bytes:
        objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", FONT]
        kids = []
        for page in pages:
            number = len(objects) + 1
            if isinstance(page, str):
                resources, content = b"/Font << /F 3 0 R >>", page.encode()
            else:
                objects.append(_image(page))
                resources = b"/XObject << /Im %d 0 R >>" % number
                content = b"q 595 0 0 842 0 0 cm /Im Do Q"
            objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
            objects.append(
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << %s >>"
                b" /Contents %d 0 R >>" % (resources, len(objects))
            )
            kids.append(b"%d 0 R" % len(objects))
        objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
        return _file(objects)

    return build


FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def _image(raster: Raster) -> bytes:
    data = zlib.compress(raster.pixels, 1)
    head = b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray" % (
        raster.width,
        raster.height,
    )
    filtered = b" /BitsPerComponent 8 /Filter /FlateDecode /Length %d >>\nstream\n" % len(data)
    return head + filtered + data + b"\nendstream"


def _file(objects: Sequence[bytes]) -> bytes:
    body, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    size = len(objects) + 1
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer
