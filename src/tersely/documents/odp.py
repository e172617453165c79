"""ODP (OpenDocument presentations) by the standard library: slides as pages, titles as headings,
notes below.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ..language.words import one_spaced
from .draft import Draft, Page
from .limits import Limits
from .odf import OFFICE, OdfFile, opened
from .odftext import DRAW, PRESENTATION, spaced

_MARGINS = ("header", "footer", "date-time", "page-number")


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """Slides in order, hidden ones marked; a slide that shows only pictures is unread."""
    pages: list[Page] = []
    with opened(data, "presentation", name=name, limits=limits) as file:
        slides = file.body.findall(f"{DRAW}page")
        share = 1 / len(slides) if slides else 0.0
        for number, slide in enumerate(slides, 1):
            text = spaced(list(_blocks(slide, file)))
            if not text and len(slide.findall(f".//{DRAW}image")):
                file.account.leave("slide", str(number), reason="no text", share=share)
            if text and file.styles.hides_slide(slide.get(f"{DRAW}style-name", "")):
                text = f"[Hidden slide]\n\n{text}"
            pages.append(Page(text, str(number)))
        margins = "\n\n".join(_margins(file))
        if margins:
            pages.append(Page(margins))
        return file.account.draft(pages, "application/vnd.oasis.opendocument.presentation")


def _blocks(slide: Element, file: OdfFile) -> Iterator[str]:
    for part in slide:
        kind = part.get(f"{PRESENTATION}class", "")
        if part.get(f"{PRESENTATION}placeholder") == "true" or kind in _MARGINS:
            continue  # an empty frame that says "Click to add text", or a foot (see _margins)
        if part.tag == f"{PRESENTATION}notes":
            yield from _notes(part, file)
        elif part.tag == f"{OFFICE}annotation":
            yield file.text.comment(part).strip()
        elif kind == "title":
            title = one_spaced(" ".join(file.text.drawn([part])))
            yield f"## {title}" if title else ""
        else:
            yield from file.text.drawn([part])


def _notes(notes: Element, file: OdfFile) -> Iterator[str]:
    frames = [part for part in notes if part.get(f"{PRESENTATION}class", "") not in _MARGINS]
    text = "\n".join(filter(None, file.text.drawn(frames)))
    yield f"Notes: {text}" if text else ""


def _margins(file: OdfFile) -> Iterator[str]:
    """Each head and foot of the slides once, and a date that somebody wrote."""
    seen: set[str] = set()
    for kind in ("header", "footer", "date-time"):
        for declared in file.body.iterfind(f"{PRESENTATION}{kind}-decl"):
            text = one_spaced("".join(declared.itertext()))
            if text and text not in seen:
                seen.add(text)
                yield f"[{kind.capitalize()}] {text}"
