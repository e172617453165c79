"""What stands on a sheet beside its cells: text boxes, charts, pictures, threads, head and foot."""

from __future__ import annotations

import io
import zipfile

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment

from tersely import documents
from tersely.documents.account import Account
from tersely.documents.sheetparts import texts_beside_cells

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
BOX = (
    f'<xdr:wsDr xmlns:xdr="{SHEET}" xmlns:a="{DRAWING}"><xdr:twoCellAnchor><xdr:sp><xdr:txBody>'
    "<a:p><a:r><a:t>Not </a:t></a:r><a:r><a:t>final</a:t></a:r></a:p><a:p><a:r><a:t>See annex</a:t></a:r></a:p>"
    '</xdr:txBody></xdr:sp><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" descr="The basin"/></xdr:nvPicPr></xdr:pic>'
    "</xdr:twoCellAnchor></xdr:wsDr>"
)


def relations(*targets: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="r{number}" Type="http://x/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="{RELATIONS}">{rows}</Relationships>'


def beside(members: dict[str, str]) -> tuple[list[str], Account]:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in ({"xl/worksheets/s.xml": "<worksheet/>"} | members).items():
            archive.writestr(name, text)
    account = Account()
    with zipfile.ZipFile(out) as archive:
        texts = list(texts_beside_cells(archive, "xl/worksheets/s.xml", account))
    return texts, account


def test_text_boxes_and_pictures() -> None:
    """Runs of a word together, each paragraph a line; a picture by its description."""
    texts, account = beside(
        {
            "xl/worksheets/_rels/s.xml.rels": relations(("drawing", "../drawings/d.xml")),
            "xl/drawings/d.xml": BOX,
        }
    )
    assert texts == ["Not final\nSee annex"]
    assert [str(part) for part in account.unread] == ["1 picture: The basin"]


def test_diagrams_and_names_in_other_capitals() -> None:
    """The nodes of SmartArt are read; a part may be named in capitals that its relation has not."""
    diagram = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    drawing = (
        f'<xdr:wsDr xmlns:xdr="{SHEET}" xmlns:dgm="{diagram}" xmlns:r="{office}">'
        '<dgm:relIds r:dm="r0"/><dgm:relIds r:dm="r9"/></xdr:wsDr>'
    )
    model = (
        f'<dgm:dataModel xmlns:dgm="{diagram}" xmlns:a="{DRAWING}"><dgm:pt><a:p><a:r>'
        "<a:t>Harbour</a:t></a:r></a:p></dgm:pt></dgm:dataModel>"
    )
    texts, account = beside(
        {
            "xl/worksheets/_rels/S.xml.rels": relations(("drawing", "../drawings/d.xml")),
            "xl/drawings/D.xml": drawing,
            "xl/drawings/_rels/d.xml.rels": relations(("diagramData", "../diagrams/data.xml")),
            "xl/diagrams/data.xml": model,
        }
    )
    assert texts == ["- Harbour"]
    assert [str(part) for part in account.unread] == ["1 diagram"]


def test_a_thread_is_not_read_twice() -> None:
    """It is kept a second time as a plain comment."""
    plain = '<comments><comment ref="B2"><text><t>[Threaded comment] Check</t></text></comment></comments>'
    thread = '<ThreadedComments><threadedComment ref="B2"><text>Check</text></threadedComment></ThreadedComments>'
    texts, _ = beside(
        {
            "xl/worksheets/_rels/s.xml.rels": relations(
                ("comments", "../c.xml"), ("threadedComment", "/xl/t.xml"), ("drawing", "gone.xml")
            ),
            "xl/c.xml": plain,
            "xl/t.xml": thread,
        }
    )
    assert texts == ["[Comment on B2: Check]"]


def test_heads_and_feet_without_their_codes() -> None:
    """Formats, page numbers and dates are codes; what repeats stands once."""
    margins = (
        "<headerFooter><oddHeader>&amp;L&amp;&quot;Arial,Bold&quot;&amp;12R&amp;&amp;D report&amp;RPage &amp;P</oddHeader>"
        "<evenHeader>&amp;L&amp;&quot;Arial,Bold&quot;&amp;12R&amp;&amp;D report&amp;RPage &amp;P</evenHeader>"
        "<oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter>"
    )
    texts, _ = beside({"xl/worksheets/s.xml": f"<worksheet>{margins}</worksheet>"})
    assert texts == ["[Header] R&D report Page"]


def test_a_workbook_with_a_chart_and_a_comment() -> None:
    """As openpyxl writes them: the values of a chart that it did not store are unread."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Branch", "Visits"], ["Harbour", 210]):
        sheet.append(row)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=2), titles_from_data=True)
    sheet.add_chart(chart, "D2")
    sheet["B2"].comment = Comment("Counted twice?", "Ayla")
    out = io.BytesIO()
    book.save(out)
    document = documents.read_bytes(out.getvalue(), name="a.xlsx")
    assert "[Comment on B2: " in document.text
    assert "Counted twice?" in document.text
    assert [(part.kind, part.reason) for part in document.unread] == [
        ("chart", "without stored values")
    ]
