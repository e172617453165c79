"""Office packages in other dialects: strict ones, templates, files with macros, absent parts."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import docx
import openpyxl
import pptx
import pytest

from tersely import documents
from tersely.documents.ooxml import as_document
from tersely.errors import InputError

LIMIT = 10**8
Change = Callable[[str, bytes], bytes]


def office_file(kind: str) -> bytes:
    """A small file of a kind that says "The pier closes.\""""
    out = io.BytesIO()
    if kind == "docx":
        word = docx.Document()
        word.add_paragraph("The pier closes.")
        word.save(out)
    elif kind == "pptx":
        deck = pptx.Presentation()
        deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = "The pier closes."
        deck.save(out)
    else:
        book = openpyxl.Workbook()
        book.active.append(["The pier closes.", 0.09])
        book.active["B1"].number_format = "0%"
        book.save(out)
    return out.getvalue()


def changed(data: bytes, change: Change) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def strict(name: str, content: bytes) -> bytes:
    """The namespaces that Word writes as "Strict Open XML"."""
    if not name.endswith((".xml", ".rels")):
        return content
    return re.sub(
        rb"http://schemas\.openxmlformats\.org/(officeDocument|\w+ml)/2006/",
        rb"http://purl.oclc.org/ooxml/\1/",
        content,
    )


@pytest.mark.parametrize("kind", ["docx", "pptx", "xlsx"])
def test_strict_files_are_read(kind: str) -> None:
    """What Office saves as "Strict Open XML Document" is the same text, not an empty file."""
    data = changed(office_file(kind), strict)
    assert b"purl.oclc.org" in zipfile.ZipFile(io.BytesIO(data)).read("_rels/.rels")
    document = documents.read_bytes(data, name=f"a.{kind}")
    assert "The pier closes." in document.text
    assert kind != "xlsx" or "9%" in document.text


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("docx", "wordprocessingml.document", "wordprocessingml.template"),
        ("docx", "openxmlformats-officedocument.wordprocessingml", "ms-word"),
        ("pptx", "presentationml.presentation", "presentationml.slideshow"),
        ("pptx", "presentationml.presentation", "presentationml.template"),
    ],
)
def test_templates_shows_and_macros_are_documents(kind: str, old: str, new: str) -> None:
    """Only the name of the type tells them from a document."""

    def retyped(name: str, content: bytes) -> bytes:
        if name != "[Content_Types].xml":
            return content
        types = content.decode().replace(f"{old}.main", f"{new}.main")
        if new == "ms-word":
            types = types.replace(f"{old}.document.main", "ms-word.document.macroEnabled.main")
        assert types != content.decode()
        return types.encode()

    document = documents.read_bytes(changed(office_file(kind), retyped), name=f"a.{kind}")
    assert "The pier closes." in document.text


def test_a_usual_file_is_not_rewritten() -> None:
    """The bytes go to the library as they are."""
    data = office_file("docx")
    assert as_document(data, name="a.docx", max_unpacked_bytes=LIMIT) is data


@pytest.mark.parametrize("target", ["#top", "media/lost.png", "lost.xml"])
def test_relations_to_absent_parts(target: str) -> None:
    """A link that is kept as a part, or a part that is gone, hides no text; text is unread."""
    relation = f'<Relationship Id="x" Type="http://x/y" Target="{target}"/></Relationships>'

    def with_relation(name: str, content: bytes) -> bytes:
        if name != "word/_rels/document.xml.rels":
            return content
        return content.replace(b"</Relationships>", relation.encode())

    document = documents.read_bytes(changed(office_file("docx"), with_relation), name="a.docx")
    assert "The pier closes." in document.text
    lost = [str(part) for part in document.unread]
    assert lost == (["1 missing part: word/lost.xml"] if target == "lost.xml" else [])


def test_hostile_packages_are_refused() -> None:
    """A bomb before it is rewritten; a package without a document as damaged."""
    data = changed(office_file("docx"), strict)
    with pytest.raises(InputError, match="would unpack"):
        as_document(data, name="a.docx", max_unpacked_bytes=1_000)

    def without_document(name: str, content: bytes) -> bytes:
        return b"<none/>" if name == "word/document.xml" else content

    with pytest.raises(InputError):
        documents.read_bytes(changed(office_file("docx"), without_document), name="a.docx")
