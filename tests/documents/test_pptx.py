"""PPTX: slides are pages, charts and comments are read."""

from __future__ import annotations

import base64
import copy
import io
from typing import Any

import pptx
from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE

from tersely import documents


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


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


def test_charts_comments_and_hidden_slides() -> None:
    """A chart is a table, a hidden slide is marked, a picture is unread beside its description; the
    foot of the slides stands once.
    """
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Visits"
    values = CategoryChartData()  # type: ignore[no-untyped-call]
    values.categories = ["2025", "2026"]
    values.add_series("Harbour", (210, 240))  # type: ignore[no-untyped-call]
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, 99, 99, values)
    run = slide.shapes.add_textbox(0, 0, 9, 9).text_frame.paragraphs[0].add_run()
    run.text = "old"
    run._r.get_or_add_rPr().set("strike", "sngStrike")
    picture = slide.shapes.add_picture(io.BytesIO(PNG), 0, 0)
    picture._element.nvPicPr.cNvPr.set("descr", "The basin")
    second = deck.slides.add_slide(deck.slide_layouts[5])
    second.shapes.title.text = "Backup"
    second._element.set("show", "0")
    document = documents.read_bytes(saved(deck), name="deck.pptx")
    assert document.text == (
        "## Visits\n\nChart\n\n|  | Harbour |\n| --- | --- |\n| 2025 | 210 |\n| 2026 | 240 |\n\n"
        "[Picture: The basin]\n\n[Hidden slide]\n\n## Backup"
    )
    assert document.removed == (("struck-out text runs", 1),)
    assert [str(part) for part in document.unread] == ["1 picture: The basin"]


def test_a_picture_as_title_and_texts_beside_the_notes() -> None:
    """A picture may fill the place of the title; a page of notes has boxes, a head and a foot."""
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[8])
    (place,) = (shape for shape in slide.placeholders if shape.placeholder_format.idx == 1)
    picture = place.insert_picture(io.BytesIO(PNG))
    slide.shapes.title._element.getparent().remove(slide.shapes.title._element)
    picture._element.find(".//{*}ph").set("type", "title")
    picture._element.find(".//{*}ph").attrib.pop("idx")
    slide.placeholders[2].text = "The basin"
    slide.notes_slide.notes_text_frame.text = "Smile."
    tree = slide.notes_slide.shapes._spTree
    tree.append(copy.deepcopy(slide.notes_slide.notes_placeholder._element))
    tree[-1].find(".//{*}nvPr").clear()
    slide.notes_slide.shapes[-1].text_frame.text = "Not for print"
    document = documents.read_bytes(saved(deck), name="deck.pptx")
    assert document.text == "[Picture: image.png]\n\nThe basin\n\nNotes: Smile.\n\nNot for print"
    assert [str(part) for part in document.unread] == ["1 picture: image.png"]


def test_signs_of_symbol_fonts() -> None:
    """An arrow that PowerPoint keeps as a place in Wingdings is an arrow."""
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    run = slide.shapes.title.text_frame.paragraphs[0].add_run()
    run.text = "Mill \uf0e0 Pier \uf061"
    symbol = etree.SubElement(run._r.get_or_add_rPr(), f"{A}sym", typeface="Wingdings")
    assert documents.read_bytes(saved(deck), name="deck.pptx").text == "## Mill → Pier \uf061"
    symbol.set("typeface", "Symbol")
    assert documents.read_bytes(saved(deck), name="deck.pptx").text == "## Mill \uf0e0 Pier α"


A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
