"""Word files in the making: elements from XML, paragraphs, and what is read of them."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.oxml import parse_xml

from tersely import documents
from tersely.records import Document

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def element(xml: str) -> Any:
    """An element from XML without declarations of namespaces."""
    head, rest = xml.split(">", 1)
    slash = "/" if head.endswith("/") else ""
    return parse_xml(f"{head.removesuffix('/')} {NAMESPACES}{slash}>{rest}")


def saved(document: Any) -> bytes:
    """The bytes of its file."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def read(document: Any) -> Document:
    """What is read of its file."""
    return documents.read_bytes(saved(document), name="a.docx")


def paragraph(*inner: str) -> Any:
    """A document of one paragraph with these children."""
    document = docx.Document()
    holder = document.add_paragraph()._p
    for xml in inner:
        holder.append(element(xml))
    return document


def run(text: str, properties: str = "") -> str:
    """A run with this text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def report() -> Any:
    """A report with headings, a hidden run, a list and a table."""
    document = docx.Document()
    document.add_heading("Annual report", 0)
    document.add_heading("Costs", 2)
    document.add_paragraph("Costs rose by 1.8 %.").add_run(" SECRET").font.hidden = True
    for item in ("energy", "staff"):
        document.add_paragraph(item, "List Bullet")
    table = document.add_table(2, 2)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells), ("Branch", "Visits", "Mill", "5"), strict=True
    ):
        cell.text = text
    return document


def report_file() -> bytes:
    """The same as a file."""
    return saved(report())
