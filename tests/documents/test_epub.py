"""EPUB is read chapter by chapter."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

import pytest

from tersely import documents
from tersely.errors import InputError

MakeZip = Callable[[Mapping[str, str | bytes]], bytes]


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


def test_a_chapter_that_is_named_again_is_read_once(make_zip: MakeZip) -> None:
    """A spine may list a chapter three thousand times."""
    opf = """<package xmlns="http://www.idpf.org/2007/opf"><manifest>
      <item id="b" href="part2.xhtml" media-type="application/xhtml+xml"/></manifest><spine>"""
    book = epub(
        make_zip, **{"OEBPS/book.opf": opf + '<itemref idref="b"/>' * 3_000 + "</spine></package>"}
    )
    document = documents.read_bytes(book, name="book.epub")
    assert (document.text, document.pages) == ("# Begin\n\nText.", 1)
