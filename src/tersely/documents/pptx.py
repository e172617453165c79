"""PPTX (extra "office"): slides as pages, titles as headings, charts, comments and notes below."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..errors import InputError, MissingExtra
from ..language.words import one_spaced
from .account import Account
from .charts import chart_text, diagram_text
from .draft import Draft, Page
from .formulas import formula_text
from .limits import Limits
from .ooxml import opened
from .symbols import in_symbol_font
from .tables import markdown_table
from .xmlnames import local_name

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_BREAKS = (f"{_A}br",)
# Placeholders that repeat on every slide: date, number of the slide, head and foot.
_MARGINS = frozenset(("DATE", "SLIDE_NUMBER", "FOOTER", "HEADER"))


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """Slides in order, hidden ones marked; a slide that shows only pictures is unread.

    Raises MissingExtra without python-pptx.
    """
    try:
        from pptx import Presentation
    except ImportError:
        raise MissingExtra(
            f"{name} needs python-pptx, which is not installed.",
            hint='pip install "tersely[office]"',
        ) from None
    account = Account()
    try:
        presentation = opened(
            Presentation,
            data,
            name=name,
            max_unpacked_bytes=limits.max_unpacked_bytes,
            account=account,
        )
        slides = list(presentation.slides)
    except (KeyError, ValueError):
        raise InputError(
            f"{name} is damaged: it holds no slides.", hint="Save it again in PowerPoint."
        ) from None
    pages: list[Page] = []
    footers: set[str] = set()
    share = 1 / len(slides) if slides else 0.0
    for number, slide in enumerate(slides, 1):
        blocks = _Slide(slide, account, footers).blocks()
        text = "\n\n".join(filter(None, blocks))
        if not text and len(slide.shapes):
            account.leave("slide", str(number), reason="no text", share=share)
        if text and slide._element.get("show") in ("0", "false"):
            text = f"[Hidden slide]\n\n{text}"
        pages.append(Page(text, str(number)))
    return account.draft(pages, _MEDIA_TYPE)


class _Slide:
    """The blocks of one slide. `footers` are those that earlier slides have shown."""

    def __init__(self, slide: Any, account: Account, footers: set[str]) -> None:
        self._slide = slide
        self._account = account
        self._footers = footers

    def blocks(self) -> Iterator[str]:
        """Title, shapes, comments, speaker notes."""
        slide = self._slide
        title = slide.shapes.title
        if title is not None and title.has_text_frame:
            text = one_spaced(self._frame_text(title.text_frame))
            yield f"## {text}" if text else ""
        for shape in slide.shapes:
            if title is None or shape.shape_id != title.shape_id or not title.has_text_frame:
                yield from self._shape(shape)
        yield from self._comments()
        if slide.has_notes_slide:
            yield from self._notes(slide.notes_slide)

    def _notes(self, page: Any) -> Iterator[str]:
        """What the speaker wrote, and boxes beside it on the page of notes."""
        frame = page.notes_text_frame
        for shape in page.shapes:
            if not shape.has_text_frame:
                continue
            if frame is not None and shape.text_frame._txBody is frame._txBody:
                notes = self._frame_text(frame).strip()
                yield f"Notes: {notes}" if notes else ""
            else:
                yield self._text_shape(shape)

    def _shape(self, shape: Any) -> Iterator[str]:
        if hasattr(shape, "shapes"):
            for inner in shape.shapes:
                yield from self._shape(inner)
        elif getattr(shape, "has_table", False) and shape.has_table:
            yield markdown_table(list(self._rows(shape.table)))
        elif getattr(shape, "has_chart", False) and shape.has_chart:
            yield chart_text(shape.chart._chartSpace, self._account)
        elif shape.has_text_frame:
            yield self._text_shape(shape)
        else:
            yield from self._drawing(shape)

    def _rows(self, table: Any) -> Iterator[list[str]]:
        for row in table.rows:
            yield [self._frame_text(cell.text_frame) for cell in row.cells]

    def _text_shape(self, shape: Any) -> str:
        lines: list[tuple[int, str]] = []
        for paragraph in shape.text_frame.paragraphs:
            text = self._paragraph(paragraph._p).strip()
            if text:
                lines.append((paragraph.level, text))
        if shape.is_placeholder and shape.placeholder_format.type.name in _MARGINS:
            return self._margin(shape, " ".join(text for _, text in lines))
        if len(lines) == 1:
            return lines[0][1]
        return "\n".join("  " * level + "- " + text for level, text in lines)

    def _margin(self, shape: Any, text: str) -> str:
        """Head, foot and a date that somebody wrote once; what counts the days or slides never."""
        is_field = next(shape._element.iter(f"{_A}fld"), None) is not None
        is_head_or_foot = shape.placeholder_format.type.name in ("FOOTER", "HEADER")
        if not text or (is_field and not is_head_or_foot):
            self._account.remove("dates and numbers of slides", bool(text))
            return ""
        if text in self._footers:
            self._account.remove("repeated heads and feet of slides")
            return ""
        self._footers.add(text)
        return text

    def _drawing(self, shape: Any) -> Iterator[str]:
        """A diagram, a picture or another object that holds no text of its own."""
        from lxml import etree

        relation = next(shape._element.iter(_DIAGRAM), None)
        if relation is not None and relation.get(f"{_R}dm") in self._slide.part.rels:
            part = self._slide.part.rels[relation.get(f"{_R}dm")].target_part
            parser = etree.XMLParser(resolve_entities=False)
            yield diagram_text(etree.fromstring(part.blob, parser))
            return
        title = _description(shape._element)
        kind = local_name(shape._element.tag)
        if kind == "pic":
            self._account.leave("picture", title[:200])
            yield f"[Picture: {title}]" if title else ""
        elif kind == "graphicFrame":
            self._account.leave("embedded object", title[:200])

    def _comments(self) -> Iterator[str]:
        from lxml import etree

        for relation in self._slide.part.rels.values():
            if relation.is_external or not relation.reltype.endswith("/comments"):
                continue
            parser = etree.XMLParser(resolve_entities=False)
            root = etree.fromstring(relation.target_part.blob, parser)
            for comment in root:
                parts = (part for part in comment.iter() if local_name(part.tag) in ("text", "t"))
                words = one_spaced(" ".join(part.text or "" for part in parts))
                yield f"[Comment: {words}]" if words else ""

    def _frame_text(self, frame: Any) -> str:
        return "\n".join(self._paragraph(paragraph._p) for paragraph in frame.paragraphs)

    def _paragraph(self, element: Any) -> str:
        """The text of a paragraph, formulas included; what is struck out is counted."""
        parts: list[str] = []
        for child in element.iter(f"{_A}r", f"{_A}br", f"{_A}fld", f"{_M}oMath"):
            if next(child.iterancestors(f"{_MC}Fallback"), None) is not None:
                continue
            properties = child.find(f"{_A}rPr")
            if child.tag == f"{_A}br":
                parts.append("\n")
            elif child.tag == f"{_M}oMath":
                parts.append(formula_text(child))
            elif next(child.iterancestors(f"{_M}oMath"), None) is not None:
                continue
            elif properties is not None and properties.get("strike", "noStrike") != "noStrike":
                self._account.remove("struck-out text runs")
            else:
                parts.append(in_symbol_font(child.findtext(f"{_A}t") or "", _font(properties)))
        return "".join(parts)


def _description(element: Any) -> str:
    """What the author wrote about a shape that holds no text."""
    for properties in element.iter():
        if local_name(properties.tag) == "cNvPr":
            return one_spaced(properties.get("descr") or "")
    return ""


def _font(properties: Any) -> str:
    """The font of the signs in a run."""
    font = properties.find(f"{_A}sym") if properties is not None else None
    return font.get("typeface", "") if font is not None else ""
