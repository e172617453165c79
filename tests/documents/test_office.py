"""ODT, EPUB, PPTX, XLSX and RTF, as other programs write them; bombs, torsos and
locks.
"""

from __future__ import annotations

import importlib
import io
import sys
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import docx
import openpyxl
import pptx
import pytest

from tersely import documents
from tersely.errors import InputError, MissingExtra

MakeZip = Callable[[Mapping[str, str | bytes]], bytes]


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def word_file() -> bytes:
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
    return saved(document)


def test_a_truncated_docx_is_refused() -> None:
    """Cut anywhere, the cause is one sentence that says so; no traceback."""
    whole = word_file()
    for part in (0.1, 0.5, 0.95):
        with pytest.raises(InputError, match=r"a\.docx is truncated or damaged") as caught:
            documents.read_bytes(whole[: int(len(whole) * part)], name="a.docx")
        assert "Traceback" not in caught.value.message


def test_a_container_without_its_text_is_refused(make_zip: MakeZip) -> None:
    """A ZIP with the outer signs of a document and nothing in it; a plain archive names the batch
    command.
    """
    hollow = make_zip({"[Content_Types].xml": "<Types/>", "word/document.xml": "<a/>"})
    with pytest.raises(InputError, match="damaged"):
        documents.read_bytes(hollow, name="a.docx")
    with pytest.raises(InputError, match="ZIP archive, not a document") as caught:
        documents.read_bytes(make_zip({"a.txt": "x"}), name="a.zip")
    assert "tersely batch" in caught.value.hint


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


def epub(make_zip: MakeZip, **more: str) -> bytes:
    opf = """<package xmlns="http://www.idpf.org/2007/opf"><manifest>
      <item id="c" href="cover.xhtml" media-type="application/xhtml+xml"/>
      <item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
      <item id="a" href="part%201.xhtml" media-type="application/xhtml+xml"/>
      <item id="b" href="part2.xhtml" media-type="application/xhtml+xml"/></manifest>
      <spine><itemref idref="c"/><itemref idref="n"/><itemref idref="b"/><itemref idref="a"/></spine></package>"""
    container = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
      <rootfile full-path="OEBPS/book.opf"/></rootfiles></container>"""
    page = '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><body>{}</body></html>'
    return make_zip(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": container,
            "OEBPS/book.opf": opf,
            "OEBPS/cover.xhtml": page.format("<img src='x'/>"),
            "OEBPS/nav.xhtml": page.format("<p>Contents</p>"),
            "OEBPS/part 1.xhtml": page.format("<h1>Größe</h1><p>End.</p>"),
            "OEBPS/part2.xhtml": page.format("<h1>Begin</h1><p>Text.</p>"),
            **more,
        }
    )


def test_epub_is_read_in_the_order_of_its_spine(make_zip: MakeZip) -> None:
    """Chapters are pages; the cover without text and the navigation are none; DRM is said."""
    document = documents.read_bytes(epub(make_zip), name="book.epub")
    assert document.text == "# Begin\n\nText.\n\n# Größe\n\nEnd."
    assert (document.pages, document.page_at(len(document.text))) == (2, "2")
    lock = """<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><e:CipherData
      xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:CipherReference URI="OEBPS/part2.xhtml"/></e:CipherData></encryption>"""
    with pytest.raises(InputError, match="DRM"):
        documents.read_bytes(epub(make_zip, **{"META-INF/encryption.xml": lock}), name="book.epub")


def test_a_chapter_that_the_spine_names_and_the_file_lacks_is_unread(make_zip: MakeZip) -> None:
    """It is named and its share counts; the others are read."""
    whole = epub(make_zip)
    without = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(without, "w") as new:
        for name in old.namelist():
            if name != "OEBPS/part2.xhtml":
                new.writestr(name, old.read(name))
    document = documents.read_bytes(without.getvalue(), name="book.epub")
    assert document.text == "# Größe\n\nEnd."
    (unread,) = document.unread
    assert (unread.kind, unread.places, unread.share) == ("chapter", ("part2.xhtml",), 1 / 3)


def test_slides_are_pages() -> None:
    """Title as heading, levels as a list, speaker notes; the second slide has its own page mark."""
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Use"
    slide.placeholders[1].text = "Visits\nLoans"
    slide.notes_slide.notes_text_frame.text = "Smile."
    deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = "Costs"
    document = documents.read_bytes(saved(deck), name="deck.pptx")
    assert document.text == "## Use\n\n- Visits\n- Loans\n\nNotes: Smile.\n\n## Costs"
    assert (document.pages, document.page_at(len(document.text))) == (2, "2")


def test_sheets_are_tables() -> None:
    """Values by sheet, without empty rows and columns; a hidden sheet is dropped and counted."""
    book = openpyxl.Workbook()
    book.active.title = "Visits"
    for row in (["Branch", None, "Share"], [None, None, None], ["Mill", None, 0.5]):
        book.active.append(row)
    book.create_sheet("Secret").sheet_state = "hidden"
    document = documents.read_bytes(saved(book), name="book.xlsx")
    assert document.text == "# Visits\n\n| Branch | Share |\n| --- | --- |\n| Mill | 0.5 |"
    assert document.removed == (("hidden sheets", 1),)
    assert document.page_at(20) == "Visits"


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


def test_a_reader_that_runs_too_long_or_wants_too_much_is_ended() -> None:
    """Limits of time and (where the system can) memory end the child; the sentence names the limit."""
    data = word_file()
    with pytest.raises(InputError, match=r"took longer than 0\.001 s"):
        documents.read_bytes(data, name="a.docx", limits=documents.Limits(reader_timeout_s=0.001))
    if sys.platform == "linux":
        with pytest.raises(InputError, match=r"a\.docx "):
            documents.read_bytes(
                data, name="a.docx", limits=documents.Limits(reader_memory_bytes=40_000_000)
            )


@pytest.mark.parametrize(
    ("kind", "package"), [("pptx", "pptx"), ("xlsx", "openpyxl"), ("rtf", "striprtf.striprtf")]
)
def test_a_missing_extra_names_the_install_line(
    kind: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PPTX, XLSX and RTF need the extra "office"; without it the exit code is 3 and the hint can be
    pasted.
    """
    monkeypatch.setitem(sys.modules, package, None)
    reader = importlib.import_module(f"tersely.documents.{kind}")
    with pytest.raises(MissingExtra, match=f"a.{kind} needs") as caught:
        reader.read(b"", name=f"a.{kind}", charset=None, limits=documents.Limits())
    assert (caught.value.hint, caught.value.exit_code) == ('pip install "tersely[office]"', 3)


def test_a_file_beside_the_document_is_never_imported(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A docx.py in the current folder does not run, neither by the path entry "" nor by "."."""
    (tmp_path / "docx.py").write_text("raise SystemExit('imported')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend("")
    assert documents.read_bytes(word_file(), name="a.docx").text.startswith("# Annual report")
