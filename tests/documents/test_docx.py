"""DOCX: what Word shows, each text once; what it hides is counted."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from tersely import documents
from tersely.documents import Limits
from tersely.documents.wordstyles import Numbering
from tersely.records import Unread

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
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def element(xml: str) -> Any:
    """An element from XML without declarations of namespaces."""
    head, rest = xml.split(">", 1)
    slash = "/" if head.endswith("/") else ""
    return parse_xml(f"{head.removesuffix('/')} {NAMESPACES}{slash}>{rest}")


def read(document: Any) -> Any:
    out = io.BytesIO()
    document.save(out)
    return documents.read_bytes(out.getvalue(), name="a.docx")


def paragraph(*inner: str) -> Any:
    """A document of one paragraph with these children."""
    document = docx.Document()
    for xml in inner:
        document.add_paragraph()._p.append(element(xml)) if not document.paragraphs else (
            document.paragraphs[0]._p.append(element(xml))
        )
    return document


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def word_file() -> Any:
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


def test_docx_is_markdown_with_headings_lists_and_tables() -> None:
    """Title and heading styles, bullets without gaps, a table; hidden text is dropped and counted."""
    document = read(word_file())
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


def test_headings_are_told_by_inheritance_and_by_their_level_in_outlines() -> None:
    """A style of the user's own that is based on a heading is one."""
    document = docx.Document()
    style = document.styles.add_style("Kapitel", 1)
    style.base_style = document.styles["Heading 2"]
    document.add_paragraph("Costs", "Kapitel")
    document.add_paragraph("Result")._p.get_or_add_pPr().append(
        element('<w:outlineLvl w:val="2"/>')
    )
    document.add_paragraph("Text.")
    assert read(document).text == "## Costs\n\n### Result\n\nText."


def level(place: int, form: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


LEVELS = (
    level(0, "decimal", "%1.") + level(1, "lowerLetter", "(%2)") + level(2, "lowerRoman", "%1.%3")
)
RESTART = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
NUMBERING = (
    f'<w:numbering><w:abstractNum w:abstractNumId="1">{LEVELS}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="2">{level(0, "bullet", "x")}{level(1, "upperRoman", "§ %2")}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    f'<w:num w:numId="2"><w:abstractNumId w:val="1"/>{RESTART}</w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num></w:numbering>'
)


def test_lists_count_as_word_counts() -> None:
    """Levels begin again below their parent, a second list of one definition goes on or restarts
    where it says so, bullets and unknown lists are bullets, list 0 is none.
    """
    numbering = Numbering(element(NUMBERING))
    places = [
        ("1", 0),
        ("1", 1),
        ("1", 1),
        ("1", 2),
        ("1", 0),
        ("1", 1),
        ("2", 0),
        ("2", 0),
        ("1", 0),
    ]
    labels = [numbering.next_label(*place) for place in places]
    assert labels == ["1.", "(a)", "(b)", "1.i", "2.", "(a)", "5.", "6.", "7."]
    assert [numbering.next_label("3", place) for place in (0, 1, 1)] == ["-", "§ I", "§ II"]
    assert (numbering.next_label("9", 0), numbering.next_label("0", 0)) == ("-", None)


def test_clauses_and_items_keep_their_numbers() -> None:
    """A numbered heading, a list by its style, one by its own properties, each in its indent."""
    document = docx.Document()
    document.part.numbering_part.element.getparent()
    for text in ("alpha", "beta"):
        document.add_paragraph(text, "List Number")
    document.add_paragraph("Between.")
    document.add_paragraph("gamma", "List Number")
    assert read(document).text == "1. alpha\n2. beta\n\nBetween.\n\n3. gamma"


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("<m:r><m:t>E=mc2+17</m:t></m:r>", "E=mc2+17"),
        ("<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>", "x²"),
        ("<m:sSub><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sub><m:r><m:t>i+1</m:t></m:r></m:sub></m:sSub>", "x_(i+1)"),
        ("<m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>", "(a+b)/2"),
        ("<m:rad><m:deg/><m:e><m:r><m:t>2</m:t></m:r></m:e></m:rad>", "√2"),
        ('<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e><m:r><m:t>a</m:t></m:r></m:e></m:d>', "[a]"),
        (
            '<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub><m:r><m:t>i</m:t></m:r></m:sub>'
            "<m:sup><m:r><m:t>n</m:t></m:r></m:sup><m:e><m:r><m:t>i</m:t></m:r></m:e></m:nary>",
            "∑_iⁿ i",
        ),
        ("<m:m><m:mr><m:e><m:r><m:t>1</m:t></m:r></m:e><m:e><m:r><m:t>0</m:t></m:r></m:e></m:mr></m:m>", "[1, 0]"),
    ],
)  # fmt: skip
def test_formulas_stand_in_their_sentence(formula: str, text: str) -> None:
    """Powers, indices, fractions, roots, brackets, sums, matrices in one line."""
    document = paragraph(run("It is "), f"<m:oMath>{formula}</m:oMath>", run(" for all."))
    assert read(document).text == f"It is {text} for all."


@pytest.mark.parametrize(
    ("inner", "text", "removed"),
    [
        (run("old", "<w:strike/>") + run("new"), "new", (("struck-out text runs", 1),)),
        (run("old", "<w:dstrike/>") + run("new", '<w:strike w:val="0"/>'), "new", (("struck-out text runs", 1),)),
        (f'<w:del w:id="1" w:author="a"><w:r><w:delText>x</w:delText></w:r></w:del>{run("y")}', "y", (("deleted text runs", 1),)),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "☑", ()),
        ('<w:r><w:sym w:font="Symbol" w:char="0061"/></w:r>', "α", ()),
        (run("\uf0fe", '<w:rFonts w:ascii="Wingdings"/>'), "☑", ()),
        (run("\uf061", '<w:rFonts w:ascii="Symbol"/>'), "α", ()),
        (
            '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr><w:sdtContent>'
            + run("x") + "</w:sdtContent></w:sdt>",
            "☒", (),
        ),
        (
            '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox>'
            "</w:ffData></w:fldChar></w:r>"
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>' + run(" no"),
            "☐ no", (),
        ),
        (
            f"<w:r><w:ruby><w:rt>{run('kana')}</w:rt><w:rubyBase>{run('kanji')}</w:rubyBase></w:ruby></w:r>",
            "kanji(kana)", (),
        ),
        (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF a </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run("clause 3") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
            "clause 3", (),
        ),
    ],
)  # fmt: skip
def test_what_a_run_can_be(inner: str, text: str, removed: Any) -> None:
    """Struck out, deleted, symbols, check boxes new and old, readings, results of fields."""
    document = docx.Document()
    document.element.body.insert(0, element(f"<w:p>{inner}</w:p>"))
    read_document = read(document)
    assert (read_document.text, read_document.removed) == (text, removed)


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
