"""Spreadsheets and presentations of OpenDocument; texts stand in test_office."""

from __future__ import annotations

import pytest

from documents.conftest import MakeZip
from tersely import documents
from tersely.errors import InputError
from tersely.records import Document

SPACES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{path}:1.0"'
    for name, path in {
        "office": "office", "text": "text", "table": "table", "draw": "drawing", "style": "style",
        "presentation": "presentation", "chart": "chart", "svg": "svg-compatible",
    }.items()
)  # fmt: skip
XLINK = ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
HIDDEN = {
    "table": '<style:table-properties table:display="false"/>',
    "drawing-page": '<style:drawing-page-properties presentation:visibility="hidden"/>',
}


def odf(make_zip: MakeZip, kind: str, body: str, **more: str) -> Document:
    """A file of this kind; the style "gone" hides a sheet or a slide."""
    styles = "".join(
        f'<style:style style:name="gone" style:family="{family}">{properties}</style:style>'
        for family, properties in HIDDEN.items()
        if (family == "table") == (kind == "spreadsheet")
    )
    content = (
        f"<office:document-content{SPACES}{XLINK}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}></office:body>"
        "</office:document-content>"
    )
    members: dict[str, str | bytes] = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "META-INF/manifest.xml": "<manifest/>",
        "content.xml": content,
    }
    return documents.read_bytes(make_zip(members | more), name="a")


def cell(text: str = "", more: str = "", repeat: int = 1) -> str:
    paragraph = f"<text:p>{text}</text:p>" if text else ""
    return f'<table:table-cell table:number-columns-repeated="{repeat}">{paragraph}{more}</table:table-cell>'


def row(*cells: str, repeat: int = 1) -> str:
    return (
        f'<table:table-row table:number-rows-repeated="{repeat}">{"".join(cells)}</table:table-row>'
    )


def sheet(name: str, *rows: str, style: str = "") -> str:
    return (
        f'<table:table table:name="{name}" table:style-name="{style}">{"".join(rows)}</table:table>'
    )


def test_sheets_are_pages_with_values_as_they_are_shown(make_zip: MakeZip) -> None:
    """Empty cells keep their column, a million empty rows are none, hidden sheets are counted."""
    note = "<office:annotation><dc:creator>Ayla</dc:creator><text:p>Check.</text:p></office:annotation>"
    body = sheet(
        "Visits",
        row(cell("Branch"), cell("2025"), cell("2026"), cell(repeat=16_000)),
        row(cell("Harbour"), cell(), cell("9 %", note)),
        row(cell("same", repeat=3), repeat=2),
        row(cell(repeat=16_384), repeat=1_048_000),
    )
    document = odf(make_zip, "spreadsheet", body + sheet("Old", row(cell("x")), style="gone"))
    assert document.text == (
        "# Visits\n\n| Branch | 2025 | 2026 |\n| --- | --- | --- |\n| Harbour |  | 9 % |\n"
        "| same | same | same |\n| same | same | same |\n\n[Comment by Ayla: Check.]"
    )
    assert document.removed == (("hidden sheets", 1),)
    assert (document.pages, document.page_at(5)) == (1, "Visits")


def test_a_chart_is_the_table_of_its_values(make_zip: MakeZip) -> None:
    chart = (
        f"<office:document-content{SPACES}><office:body><office:chart><chart:chart><chart:title><text:p>"
        "Loans</text:p></chart:title><table:table><table:table-rows>"
        + row(cell(), cell("2026"))
        + row(cell("Harbour"), cell("41"))
        + "</table:table-rows></table:table></chart:chart></office:chart></office:body>"
        "</office:document-content>"
    )
    frame = '<draw:frame><draw:object xlink:href="./Object 1"/></draw:frame>'
    body = sheet("Loans", row(cell("x", frame)))
    document = odf(make_zip, "spreadsheet", body, **{"Object 1/content.xml": chart})
    table = "|  | 2026 |\n| --- | --- |\n| Harbour | 41 |"
    assert document.text == f"# Loans\n\nx\n\nChart: Loans\n\n{table}"
    without = odf(make_zip, "spreadsheet", body)
    assert [str(part) for part in without.unread] == ["1 embedded object"]


def box(text: str, kind: str = "") -> str:
    return (
        f'<draw:frame presentation:class="{kind}"><draw:text-box><text:p>{text}</text:p></draw:text-box>'
        "</draw:frame>"
    )


def test_slides_are_pages(make_zip: MakeZip) -> None:
    """Title, text, shapes in groups, notes; hidden ones are marked, empty frames and numbers of
    slides are no text, a foot stands once.
    """
    shape = "<draw:g><draw:custom-shape><text:p>In a shape.</text:p></draw:custom-shape></draw:g>"
    notes = f"<presentation:notes>{box('Smile.', 'notes')}{box('7', 'page-number')}</presentation:notes>"
    empty = '<draw:frame presentation:class="outline" presentation:placeholder="true"/>'
    foot = (
        '<presentation:footer-decl presentation:name="f">Harbour office</presentation:footer-decl>'
    )
    picture = '<draw:frame><draw:image xlink:href="a.png"/></draw:frame>'
    body = (
        foot
        + f'<draw:page draw:name="a">{box("Use", "title")}{box("Visits rose.")}{shape}{empty}{notes}</draw:page>'
        + f'<draw:page draw:style-name="gone">{box("Backup", "title")}</draw:page>'
        + f"<draw:page>{picture}</draw:page>"
    )
    document = odf(make_zip, "presentation", body)
    assert document.text == (
        "## Use\n\nVisits rose.\n\nIn a shape.\n\nNotes: Smile.\n\n[Hidden slide]\n\n## Backup\n\n"
        "[Footer] Harbour office"
    )
    assert [str(part) for part in document.unread] == ["1 picture", "slide 3 (no text)"]
    assert document.unread_share == pytest.approx(1 / 3)


@pytest.mark.parametrize("kind", ["text", "spreadsheet", "presentation"])
def test_damage_and_passwords_are_told(kind: str, make_zip: MakeZip) -> None:
    members: dict[str, str | bytes] = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "META-INF/manifest.xml": "<manifest/>",
        "content.xml": "<torso",
    }
    with pytest.raises(InputError, match=f"holds no OpenDocument {kind}"):
        documents.read_bytes(make_zip(members), name="a")
    members["META-INF/manifest.xml"] = "<manifest:encryption-data/>"
    with pytest.raises(InputError, match="password-protected"):
        documents.read_bytes(make_zip(members), name="a")
