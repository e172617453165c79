"""DOCX: what Word shows, each text once; what it hides is counted."""

from __future__ import annotations

import io

import docx
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from tersely import documents
from tersely.documents import Limits

from .word_files import element, read, report

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def test_docx_is_markdown_with_headings_lists_and_tables() -> None:
    """Title and heading styles, bullets without gaps, a table; hidden text is dropped and counted."""
    document = read(report())
    assert document.text == (
        "# Annual report\n\n## Costs\n\nCosts rose by 1.8 %.\n\n- energy\n- staff\n\n"
        "| Branch | Visits |\n| --- | --- |\n| Mill | 5 |"
    )
    assert document.headings_at(len(document.text)) == ("Annual report", "Costs")
    assert document.removed == (("hidden text runs", 1),)


def test_docx_raised_digits_and_merged_cells() -> None:
    """An exponent does not run into its base, and a cell over two columns does not move the next
    one.
    """
    document = docx.Document()
    run = document.add_paragraph("Area 10").add_run("6")
    run.font.superscript = True
    table = document.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "sum"
    for cell, text in zip([table.cell(0, 2), *table.rows[1].cells], "7abc", strict=True):
        cell.text = text
    text = read(document).text
    assert text == "Area 10⁶\n\n| sum |  | 7 |\n| --- | --- | --- |\n| a | b | c |"


def test_docx_text_that_the_library_overlooks_is_read() -> None:
    """Tracked insertions and content controls are text, tracked deletions are not."""
    document = docx.Document()
    paragraph = document.add_paragraph("Kept ")
    xml = (
        '<w:{tag} xmlns:w="'
        + W
        + '" w:id="1" w:author="a"><w:r><w:{t}>{text}</w:{t}></w:r></w:{tag}>'
    )
    paragraph._p.append(parse_xml(xml.format(tag="ins", t="t", text="inserted")))
    paragraph._p.append(parse_xml(xml.format(tag="del", t="delText", text="deleted")))
    control = f'<w:sdt xmlns:w="{W}"><w:sdtContent><w:p><w:r><w:t>controlled</w:t></w:r></w:p></w:sdtContent></w:sdt>'
    document.element.body.insert(1, parse_xml(control))
    assert read(document).text == "Kept inserted\n\ncontrolled"


def test_headers_footers_notes_and_comments_are_read_once() -> None:
    """A header of two sections stands once, one that only numbers the pages is none; a comment
    stands at its place.
    """
    document = docx.Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = "Not approved"
    page = element('<w:fldSimple w:instr=" PAGE "><w:r><w:t>3</w:t></w:r></w:fldSimple>')
    section.footer.paragraphs[0].add_run("Page ")
    section.footer.paragraphs[0]._p.append(page)
    added = document.add_section()
    added.header.is_linked_to_previous = False
    added.header.paragraphs[0].text = "Not approved"
    price = document.add_paragraph().add_run("It costs 40.")
    document.add_comment(price, "It must be 45.", author="Legal")
    document.add_paragraph("End.")
    text = read(document).text
    assert (
        text == "[Header] Not approved\n\nIt costs 40. [Comment by Legal: It must be 45.]\n\nEnd."
    )


def test_embedded_files_are_named_and_read_on_request() -> None:
    """An object of Excel as it is, an old one as its container."""
    document = docx.Document()
    document.add_paragraph("The costs stand in the sheet.")
    for name, kind, content in (
        ("Sheet1.csv", "package", b"item,cost\nDredging,41000\n"),
        ("oleObject1.bin", "oleObject", b"\x01\x02"),
    ):
        uri = PackURI(f"/word/embeddings/{name}")
        document.part.relate_to(
            Part(uri, "application/octet-stream", content, document.part.package),
            f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}",
        )
    buffer = io.BytesIO()
    document.save(buffer)
    named = documents.read_bytes(buffer.getvalue(), name="a.docx")
    assert [str(item) for item in named.unread] == ["2 attachments: Sheet1.csv, oleObject1.bin"]
    limits = Limits(attachments=True)
    read = documents.read_bytes(buffer.getvalue(), name="a.docx", limits=limits)
    assert "Dredging,41000" in read.text
    assert [str(item) for item in read.unread] != [str(item) for item in named.unread]
