"""ODT, EPUB, PPTX, XLSX and RTF, as other programs write them; bombs, torsos and
locks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tersely import documents
from tersely.errors import InputError

from .word_files import report_file

MakeZip = Callable[[Mapping[str, str | bytes]], bytes]


def test_a_truncated_docx_is_refused() -> None:
    """Cut anywhere, the cause is one sentence that says so; no traceback."""
    whole = report_file()
    for part in (0.1, 0.5, 0.95):
        with pytest.raises(InputError, match=r"a\.docx is truncated or damaged") as caught:
            documents.read_bytes(whole[: int(len(whole) * part)], name="a.docx")
        assert "Traceback" not in caught.value.message


def test_a_container_without_its_text_is_refused(make_zip: MakeZip) -> None:
    """A ZIP with the outer signs of a document and nothing in it."""
    hollow = make_zip({"[Content_Types].xml": "<Types/>", "word/document.xml": "<a/>"})
    with pytest.raises(InputError, match="damaged"):
        documents.read_bytes(hollow, name="a.docx")


@pytest.mark.parametrize("folder", ["word/", "ppt/", "xl/"])
def test_a_zip_bomb_is_not_opened(make_zip: MakeZip, folder: str) -> None:
    """Two kilobytes that would unpack to two megabytes, over a limit of one."""
    bomb = make_zip(
        {"[Content_Types].xml": "<Types/>", folder + "document.xml": b"\x00" * 2_000_000}
    )
    with pytest.raises(InputError, match=r"would unpack to 2 MB .* ZIP bomb"):
        documents.read_bytes(
            bomb, name="bomb.docx", limits=documents.Limits(max_unpacked_bytes=1_000_000)
        )


def test_an_entity_bomb_is_refused(make_zip: MakeZip) -> None:
    """A billion laughs in an ODT end in one sentence."""
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    xml = f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]><x>&a9;</x>'
    odt = make_zip({"mimetype": ODT, "META-INF/manifest.xml": "", "content.xml": xml})
    with pytest.raises(InputError, match="damaged"):
        documents.read_bytes(odt, name="a.odt")


ODT = "application/vnd.oasis.opendocument.text"


ODT_CONTENT = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:text>
<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>
<text:h text:outline-level="2">Costs</text:h><text:p>They<text:s text:c="2"/>rose<text:line-break/>again<text:note>
<text:note-citation>1</text:note-citation><text:note-body><text:p>a note</text:p></text:note-body></text:note>.</text:p>
<text:list><text:list-item><text:p>one</text:p><text:list><text:list-item><text:p>inner</text:p></text:list-item></text:list>
</text:list-item></text:list><table:table><table:table-row><table:table-cell><text:p>A</text:p></table:table-cell>
<table:table-cell><text:p>B</text:p></table:table-cell></table:table-row></table:table>
</office:text></office:body></office:document-content>"""


def test_odt_is_markdown(make_zip: MakeZip) -> None:
    """Heading, spaces, line break, note in brackets, nested list, table; tracked deletions are no
    text.
    """
    data = make_zip({"mimetype": ODT, "META-INF/manifest.xml": "", "content.xml": ODT_CONTENT})
    document = documents.read_bytes(data, name="a")
    assert (
        document.text
        == "## Costs\n\nThey  rose\nagain [a note].\n\n- one\n  - inner\n\n| A | B |\n| --- | --- |"
    )
    locked = make_zip(
        {
            "mimetype": ODT,
            "META-INF/manifest.xml": "<manifest:encryption-data/>",
            "content.xml": "x",
        }
    )
    with pytest.raises(InputError, match="password-protected"):
        documents.read_bytes(locked, name="a.odt")


NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


NUMBERED = """<text:list-style style:name="L">
<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
<text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="(" style:num-suffix=")"/>
</text:list-style>"""


def odt(make_zip: MakeZip, body: str, styles: str = "", **more: str) -> Any:
    text = f"<office:body><office:text>{body}</office:text></office:body>"
    content = f"<office:document-content {NAMES}>{NUMBERED}{text}</office:document-content>"
    members = {
        "mimetype": ODT,
        "META-INF/manifest.xml": "",
        "content.xml": content,
        "styles.xml": f"<office:document-styles {NAMES}>{styles}</office:document-styles>",
    }
    return documents.read_bytes(make_zip(members | more), name="a.odt")


def test_odt_numbers_notes_margins_and_pictures(make_zip: MakeZip) -> None:
    """Lists count by their style, a second one goes on where it says so; heads stand once;
    comments, formulas and descriptions of pictures at their place; hidden text is counted.
    """
    item = "<text:list-item><text:p>{}</text:p>{}</text:list-item>"
    inner = f"<text:list>{item.format('x', '')}{item.format('y', '')}</text:list>"
    first = f'<text:list text:style-name="L">{item.format("one", inner)}{item.format("two", "")}</text:list>'
    more = f'<text:list text:style-name="L" text:continue-numbering="true">{item.format("three", "")}</text:list>'
    said = "<dc:creator>Legal</dc:creator><text:p>must be 45</text:p></office:annotation>"
    comment = f'<office:annotation office:name="1">{said}'
    end = '<office:annotation-end office:name="1"/>'
    picture = "<draw:frame><draw:image/><svg:desc>The basin</svg:desc></draw:frame>"
    formula = '<draw:frame><draw:object xlink:href="./Object 1"/><draw:image/></draw:frame>'
    hidden = "<text:hidden-text>SECRET</text:hidden-text>"
    line = "<text:p>Not approved</text:p>"
    head = f"<style:header>{line}</style:header><style:header-left>{line}</style:header-left>"
    math = '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><annotation>a over 2</annotation></semantics></math>'
    document = odt(
        make_zip,
        f"{first}<text:p>Between{hidden}.</text:p>{more}<text:p>{comment}It costs 40{end}, {formula}: {picture}</text:p>",
        head,
        **{"Object 1/content.xml": math},
    )
    assert document.text == (
        "[Header] Not approved\n\n1. one\n  (a) x\n  (b) y\n2. two\n\nBetween.\n\n3. three\n\n"
        "It costs 40 [Comment by Legal: must be 45], a over 2: [Picture: The basin]"
    )
    assert document.removed == (("hidden text runs", 1),)
    assert [str(part) for part in document.unread] == ["1 picture: The basin"]


def test_runs_of_an_odt_by_their_styles(make_zip: MakeZip) -> None:
    """Struck out and hidden by a style or the one that it is based on, symbols by their font; the
    style of the title is a heading.
    """
    styles = (
        '<style:style style:name="T1"><style:text-properties style:text-line-through-style="solid"/></style:style>'
        '<style:style style:name="T2" style:parent-style-name="T1"/>'
        '<style:style style:name="T3"><style:text-properties text:display="none"/></style:style>'
        '<style:style style:name="T4"><style:text-properties style:font-name="Wingdings"/></style:style>'
        '<style:style style:name="P1" style:parent-style-name="Title"/>'
    )
    spans = "".join(
        f'<text:span text:style-name="T{number}">{text}</text:span>'
        for number, text in enumerate(("old", "older", "SECRET", "\uf0fe"), 1)
    )
    body = f'<text:p text:style-name="P1">Contract</text:p><text:p>Price {spans} 41</text:p>'
    document = odt(make_zip, body, styles)
    assert document.text == "# Contract\n\nPrice ☑ 41"
    assert document.removed == (("hidden text runs", 1), ("struck-out text runs", 2))


def test_tables_in_cells_of_an_odt_are_read_once(make_zip: MakeZip) -> None:
    """Beside the text of their cell; the rows of a head are rows."""

    def row(*cells: str) -> str:
        inside = "".join(f"<table:table-cell>{cell}</table:table-cell>" for cell in cells)
        return f"<table:table-row>{inside}</table:table-row>"

    def p(text: str) -> str:
        return f"<text:p>{text}</text:p>"

    inner = f"<table:table>{row(p('x'), p('y'))}</table:table>"
    head = f"<table:table-header-rows>{row(p('A'), p('B'))}</table:table-header-rows>"
    document = odt(make_zip, f"<table:table>{head}{row(p('1'), p('2') + inner)}</table:table>")
    assert document.text == "| A | B |\n| --- | --- |\n| 1 | 2 x, y |"


def test_rtf_text_that_is_not_shown_is_counted() -> None:
    """Struck out, deleted, hidden; it ends where it is switched off, with its group, or at \\plain."""
    data = (
        rb"{\rtf1\ansi {\strike old} new \strike older\strike0  price {\b {\v SECRET}}41 {\deleted gone}"
        rb"\striked1 twice\plain  here.{\strike\par}\par}"
    )
    document = documents.read_bytes(data, name="a.rtf")
    assert " ".join(document.text.split()) == "new price 41 here."
    assert document.removed == (
        ("deleted text runs", 1),
        ("hidden text runs", 1),
        ("struck-out text runs", 3),
    )


def test_notes_comments_and_margins_of_rtf() -> None:
    """They stand in brackets, a head of two sections once."""
    data = (
        rb"{\rtf1\ansi{\header\pard Not approved\par}{\headerl\pard Not approved\par}Up by nine.{\super 1}"
        rb"{\footnote \ftnalt One third {\i of it}.}{\*\annotation Check.} End.\par}"
    )
    text = " ".join(documents.read_bytes(data, name="a.rtf").text.split())
    assert (
        text == "[Header] Not approved Up by nine.¹ [Note: One third of it.] [Comment: Check.] End."
    )


def test_rtf_is_text() -> None:
    """Umlauts as escapes, paragraphs apart, the bullet of a symbol font as a bullet."""
    data = rb"{\rtf1\ansi\ansicpg1252 Gr\'fc\'dfe\par\par Ende\par \u61623 ? Rad}"
    assert documents.read_bytes(data, name="a.rtf").text == "Grüße\n\nEnde\n\n• Rad"


def test_headings_of_rtf_are_told_by_their_styles() -> None:
    """By the English name or by the level in outlines; the style of text has level 9."""
    data = (
        rb"{\rtf1\ansi{\stylesheet{\s0\outlinelevel9 Standard;}{\s1\b heading 1;}{\s12\outlinelevel1\b \'dcberschrift 2;}}"
        rb"\pard\plain \s1\b Visits\par \pard\plain \s0 Up.\par \pard\plain\s12 By branch\par \pard\plain \s0\sb1 Mill.\par}"
    )
    document = documents.read_bytes(data, name="a.rtf")
    assert document.text.strip() == "# Visits\n\nUp.\n\n## By branch\n\nMill."
    assert [mark.label for mark in document.marks] == ["Visits", "By branch"]
