"""Blocks of a Word file: tables in cells, charts, pictures."""

from __future__ import annotations

from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from tersely.records import Unread

from .word_files import NAMESPACES, element, read


def test_tables_in_cells_are_read_once() -> None:
    """At any depth, beside the text of their cell; a cell over two rows stands in the first."""
    document = docx.Document()
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("A", "B", "1", "2"), strict=True):
        cell.text = text
    inner = table.cell(1, 1).add_table(1, 2)
    inner.cell(0, 0).text = "x"
    deepest = inner.cell(0, 1).add_table(1, 1)
    deepest.cell(0, 0).text = "y"
    assert read(document).text == "| A | B |\n| --- | --- |\n| 1 | 2 x, y |"


def related(document: Any, kind: str, xml: str) -> str:
    """A part with this XML, related to the document; the identifier of the relation."""
    blob = xml.replace(">", f" {NAMESPACES}>", 1).encode()
    part = Part(PackURI(f"/word/{kind}1.xml"), "application/xml", blob, document.part.package)
    relation: str = document.part.relate_to(part, f"{RELATIONSHIP_TYPE.CHART[:-5]}{kind}")
    return relation


def test_charts_and_diagrams_are_read() -> None:
    """Series by categories as a table, percentages as such, the texts of a diagram as a list."""
    document = docx.Document()
    points = '<c:pt idx="{}"><c:v>{}</c:v></c:pt>'
    series = (
        f"<c:ser><c:tx><c:v>2025</c:v></c:tx><c:cat>{points.format(0, 'Harbour')}{points.format(1, 'Mill')}</c:cat>"
        f"<c:val><c:formatCode>0%</c:formatCode>{points.format(0, 0.25)}{points.format(1, 0.5)}</c:val></c:ser>"
    )
    title = "<c:title><a:p><a:r><a:t>Visits</a:t></a:r></a:p></c:title>"
    chart = related(
        document, "chart", f"<c:chartSpace><c:chart>{title}{series}</c:chart></c:chartSpace>"
    )
    point = "<dgm:pt><a:p><a:r><a:t>{}</a:t></a:r></a:p></dgm:pt>"
    data = related(
        document,
        "diagramData",
        f"<dgm:dataModel>{point.format('Plan')}{point.format('Build')}</dgm:dataModel>",
    )
    drawing = document.add_paragraph("Here:").add_run()._r
    drawing.append(
        element(f'<w:drawing><c:chart r:id="{chart}"/><dgm:relIds r:dm="{data}"/></w:drawing>')
    )
    read_document = read(document)
    assert read_document.text == (
        "Here:\n\nChart: Visits\n\n|  | 2025 |\n| --- | --- |\n| Harbour | 25% |\n| Mill | 50% |\n\n- Plan\n- Build"
    )
    assert read_document.unread == ()


def test_a_drawing_that_another_program_made() -> None:
    """A locked canvas keeps its shapes as PowerPoint does: their words are text."""
    document = docx.Document()
    space = 'xmlns:lc="http://schemas.openxmlformats.org/drawingml/2006/lockedCanvas"'
    words = "<a:p><a:r><a:t>Basin</a:t></a:r></a:p>"
    canvas = f"<w:drawing><lc:lockedCanvas {space}>{words}</lc:lockedCanvas></w:drawing>"
    document.add_paragraph("See:").add_run()._r.append(element(canvas))
    assert read(document).text == "See:\n\nBasin"


def test_a_picture_is_unread_and_its_description_is_text(tmp_path: Any) -> None:
    """What the author wrote about it stands in its place."""
    document = docx.Document()
    drawing = (
        '<w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        '<wp:docPr id="1" name="p" descr="The new basin"/><pic:pic '
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"/></wp:inline></w:drawing>'
    )
    document.add_paragraph("See:").add_run()._r.append(element(drawing))
    read_document = read(document)
    assert read_document.text == "See:\n\n[Picture: The new basin]"
    assert read_document.unread == (Unread("picture", 1, ("The new basin",)),)
