"""DOCX: headings, lists, tables, text boxes and notes as Markdown; hidden text is dropped and
counted.

python-docx opens the package and knows the styles. Paragraphs are walked in XML, because its own
`paragraphs` and `text` skip content controls, tracked insertions and text boxes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from ..errors import InputError
from .archive import open_archive
from .draft import Draft, Page
from .limits import Limits
from .scripts import raised
from .tables import markdown_table

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SPACES = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_NOT_TEXT = frozenset(
    {f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", f"{_W}instrText", f"{_MC}Fallback"}
)
_HEADING = re.compile(r"heading (\d)")


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """The body in reading order, then foot- and endnotes. Raises InputError for a ZIP bomb or a
    damaged file.
    """
    import docx
    from lxml import etree

    open_archive(data, name=name, max_unpacked_bytes=limits.max_unpacked_bytes).close()
    try:
        document = docx.Document(BytesIO(data))
    except (ValueError, KeyError, etree.XMLSyntaxError):
        raise InputError(
            f"{name} is damaged: it holds no Word document.", hint="Save it again in Word."
        ) from None
    walker = _Walker(
        {style.style_id: style.name.lower() for style in document.styles if style.name}
    )
    blocks = [*walker.blocks(document.element.body), *_notes(document, walker)]
    removed = {"hidden text runs": walker.hidden} if walker.hidden else {}
    return Draft((Page(_spaced(blocks)),), _MEDIA_TYPE, removed=removed)


class _Walker:
    """Body elements as Markdown blocks; counts the runs that Word hides."""

    def __init__(self, styles: dict[str, str]) -> None:
        self.styles = styles
        self.hidden = 0

    def blocks(self, parent: Any) -> Iterator[str]:
        for element in parent:
            if element.tag == f"{_W}p":
                yield from self._paragraph(element)
            elif element.tag == f"{_W}tbl":
                rows = [
                    [text for cell in row.iter(f"{_W}tc") for text in self._cells(cell)]
                    for row in element.iter(f"{_W}tr")
                ]
                yield markdown_table(rows)
            elif element.tag not in _NOT_TEXT:
                yield from self.blocks(element)  # content controls, insertions, custom XML

    def _cells(self, cell: Any) -> list[str]:
        """The text of a cell, and an empty one for each further column that it covers."""
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        covered = int(span.get(f"{_W}val", "1")) - 1 if span is not None else 0
        return [
            " ".join(self.text(paragraph) for paragraph in cell.iter(f"{_W}p")),
            *[""] * min(covered, 62),
        ]

    def _paragraph(self, element: Any) -> Iterator[str]:
        boxes = [box for box in element.iter(f"{_W}txbxContent") if not _in_fallback(box)]
        text = self.text(element).strip()
        if text:
            yield self._prefix(element) + text
        for box in boxes:
            yield from self.blocks(box)

    def _prefix(self, paragraph: Any) -> str:
        properties = paragraph.find(f"{_W}pPr")
        if properties is None:
            return ""
        style = properties.find(f"{_W}pStyle")
        name = self.styles.get(style.get(f"{_W}val"), "") if style is not None else ""
        outline = properties.find(f"{_W}outlineLvl")
        if match := _HEADING.match(name):
            return "#" * min(int(match[1]), 6) + " "
        if name == "title":
            return "# "
        if outline is not None and (outline.get(f"{_W}val") or "9") in "012345":
            return "#" * (int(outline.get(f"{_W}val")) + 1) + " "
        numbering = properties.find(f"{_W}numPr")
        if numbering is not None or name.startswith("list "):
            level = numbering.find(f"{_W}ilvl") if numbering is not None else None
            return "  " * int(level.get(f"{_W}val", "0") if level is not None else 0) + "- "
        return ""

    def text(self, element: Any) -> str:
        """The visible text of one paragraph, text boxes apart."""
        parts: list[str] = []
        for child in element:
            if child.tag == f"{_W}t":
                parts.append(child.text or "")
            elif child.tag in _SPACES:
                parts.append(_SPACES[child.tag])
            elif child.tag == f"{_W}r" and _vanishes(child):
                self.hidden += 1
            elif child.tag not in _NOT_TEXT and child.tag != f"{_W}txbxContent":
                text = self.text(child)
                parts.append(raised(text) if child.tag == f"{_W}r" and _is_raised(child) else text)
        return "".join(parts)


def _vanishes(run: Any) -> bool:
    flag = run.find(f"{_W}rPr/{_W}vanish")
    return flag is not None and flag.get(f"{_W}val", "true") not in ("0", "false")


def _is_raised(run: Any) -> bool:
    place = run.find(f"{_W}rPr/{_W}vertAlign")
    return place is not None and place.get(f"{_W}val") == "superscript"


def _in_fallback(element: Any) -> bool:
    return any(ancestor.tag == f"{_MC}Fallback" for ancestor in element.iterancestors())


def _notes(document: Any, walker: _Walker) -> Iterator[str]:
    from lxml import etree

    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(("/footnotes", "/endnotes")):
            root = etree.fromstring(
                relation.target_part.blob, etree.XMLParser(resolve_entities=False)
            )
            for note in root:
                text = " ".join(filter(None, (walker.text(p).strip() for p in note.iter(f"{_W}p"))))
                if text and note.get(f"{_W}type") in (None, "normal"):
                    yield f"[Note {note.get(f'{_W}id')}] {text}"


def _spaced(blocks: list[str]) -> str:
    """Blank lines between blocks, none between the items of a list."""
    out: list[str] = []
    for block in filter(None, blocks):
        if out:
            items = block.lstrip().startswith("- ") and out[-1].lstrip().startswith("- ")
            out.append("\n" if items else "\n\n")
        out.append(block)
    return "".join(out)
