"""The styles of an XLSX file, cut down to the formats of its numbers.

openpyxl checks fonts, fills and the rest against the schema and gives up on a file that Excel
opens; of all this only the number formats change what is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

STYLES = "xl/styles.xml"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# What openpyxl wants to find: one of each.
_LOOKS = (("fonts", "font"), ("fills", "fill"), ("borders", "border"), ("cellStyleXfs", "xf"))


def plain_styles(content: bytes) -> bytes:
    """A part of styles with the number formats of `content` and nothing else.

    Raises xml.etree.ElementTree.ParseError where it is not XML.
    """
    root = ElementTree.fromstring(content)
    plain = ElementTree.Element(f"{_S}styleSheet")
    formats = ElementTree.SubElement(plain, f"{_S}numFmts")
    for form in root.iterfind(f"{_S}numFmts/{_S}numFmt"):
        kept = {name: form.get(name, "") for name in ("numFmtId", "formatCode")}
        ElementTree.SubElement(formats, f"{_S}numFmt", kept)
    for group, member in _LOOKS:
        looks = ElementTree.SubElement(plain, f"{_S}{group}")
        look = ElementTree.SubElement(looks, f"{_S}{member}")
        if member == "fill":
            ElementTree.SubElement(look, f"{_S}patternFill")
    cells = ElementTree.SubElement(plain, f"{_S}cellXfs")
    for style in _cell_styles(root):
        number = style.get("numFmtId", "0")
        ElementTree.SubElement(
            cells, f"{_S}xf", {"numFmtId": number if number.isdecimal() else "0"}
        )
    return ElementTree.tostring(plain)


def _cell_styles(root: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """The styles that cells count, of which Hangul Office gives some in two forms."""
    for style in root.find(f"{_S}cellXfs") or ():
        if style.tag == f"{_MC}AlternateContent":
            yield from style.find(f"{_MC}Fallback") or ()
        else:
            yield style
