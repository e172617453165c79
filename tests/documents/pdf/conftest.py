"""PDF files from the operators that draw their pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from tersely import documents
from tersely.documents import Recognition
from tersely.records import Document

PICTURE = "q 595 0 0 842 0 0 cm /Im Do Q"  # an image over the whole page
HELVETICA = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
COURIER = HELVETICA.replace("Helvetica", "Courier")


def at(x: float, y: float, text: str, size: float = 10.0, font: str = "F") -> str:
    """The operators that draw `text` with its left end at (x, y)."""
    return f"\nBT /{font} {size:g} Tf {x:g} {y:g} Td ({text}) Tj ET\n"


def lines(*texts: str, x: float = 72, top: float = 770, size: float = 10.0) -> str:
    """Lines one below the other, without gaps."""
    return "\n".join(at(x, top - 1.2 * size * n, text, size) for n, text in enumerate(texts))


@dataclass
class Pdf:
    """A file in the making: `pages` are content streams, `annotations` dictionaries for page 1,
    `catalog` entries of the root; `add` puts in one more object and gives its reference.
    """

    pages: Sequence[str]
    annotations: list[str] = field(default_factory=list)
    catalog: str = ""
    page: str = ""
    font: str = HELVETICA
    resources: str = ""
    objects: list[str] = field(default_factory=list)

    def add(self, content: str) -> str:
        self.objects.append(content)
        return f"{5 + 2 * len(self.pages) + len(self.objects)} 0 R"

    def stream(self, content: str, entries: str = "") -> str:
        return self.add(f"<< {entries} /Length {len(content)} >>\nstream\n{content}\nendstream")

    def data(self) -> bytes:
        count = len(self.pages)
        kids = " ".join(f"{6 + 2 * n} 0 R" for n in range(count))
        numbered = [
            f"<< /Type /Catalog /Pages 2 0 R {self.catalog} >>",
            f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
            self.font,
            COURIER,
            "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray"
            " /BitsPerComponent 8 /Length 1 >>\nstream\nx\nendstream",
        ]
        resources = f"<< /Font << /F 3 0 R /M 4 0 R >> /XObject << /Im 5 0 R >> {self.resources} >>"
        for number, content in enumerate(self.pages):
            notes = f"/Annots [{' '.join(self.annotations)}]" if number == 0 else ""
            numbered.append(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {self.page} {notes}"
                f" /Resources {resources} /Contents {7 + 2 * number} 0 R >>"
            )
            numbered.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
        return _file([*numbered, *self.objects])


def _file(objects: Sequence[str]) -> bytes:
    body, offsets = "%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    tail = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return f"{body}{tail}startxref\n{len(body)}\n%%EOF\n".encode("cp1252")


Read = Callable[[Pdf], Document]


@pytest.fixture
def read_pdf() -> Read:
    """The document that a file in the making becomes, without text recognition."""
    recognition = Recognition("off")
    return lambda pdf: documents.read_bytes(pdf.data(), name="a.pdf", recognition=recognition)
