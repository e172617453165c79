"""PPTX (extra "office"): slides as pages, titles as headings, speaker notes below."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from ..errors import InputError, MissingExtra
from .account import Account
from .archive import open_archive
from .draft import Draft, Page
from .limits import Limits
from .tables import markdown_table

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """Slides in order; a slide that shows only pictures is unread. Raises MissingExtra without
    python-pptx.
    """
    try:
        from pptx import Presentation
    except ImportError:
        raise MissingExtra(
            f"{name} needs python-pptx, which is not installed.",
            hint='pip install "tersely[office]"',
        ) from None
    open_archive(data, name=name, max_unpacked_bytes=limits.max_unpacked_bytes).close()
    try:
        slides = list(Presentation(BytesIO(data)).slides)
    except (KeyError, ValueError):
        raise InputError(
            f"{name} is damaged: it holds no slides.", hint="Save it again in PowerPoint."
        ) from None
    pages: list[Page] = []
    account = Account()
    for number, slide in enumerate(slides, 1):
        text = "\n\n".join(filter(None, _slide(slide)))
        if not text and len(slide.shapes):
            account.leave("slide", str(number), reason="only pictures", share=1 / len(slides))
        pages.append(Page(text, str(number)))
    return Draft(tuple(pages), _MEDIA_TYPE, unread=account.unread)


def _slide(slide: Any) -> Iterator[str]:
    title = slide.shapes.title
    if title is not None and title.text_frame.text.strip():
        yield "## " + " ".join(title.text_frame.text.split())
    for shape in slide.shapes:
        if title is None or shape.shape_id != title.shape_id:
            yield from _shape(shape)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        notes = slide.notes_slide.notes_text_frame.text.strip()
        if notes:
            yield f"Notes: {notes}"


def _shape(shape: Any) -> Iterator[str]:
    if hasattr(shape, "shapes"):
        for inner in shape.shapes:
            yield from _shape(inner)
    elif getattr(shape, "has_table", False) and shape.has_table:
        yield markdown_table([[cell.text for cell in row.cells] for row in shape.table.rows])
    elif shape.has_text_frame:
        lines = [(p.level, p.text.strip()) for p in shape.text_frame.paragraphs if p.text.strip()]
        if len(lines) == 1:
            yield lines[0][1]
        else:
            yield "\n".join("  " * level + "- " + text for level, text in lines)
