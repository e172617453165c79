"""What PDFium says of the characters of a page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
import pytest

from tersely.documents.pdf.pdfium import PageText, bounds_of

from .conftest import Pdf, at


@contextmanager
def text_of(content: str, page: str = "") -> Iterator[PageText]:
    pdf = pypdfium2.PdfDocument(Pdf([content], page=page).data())
    opened = pdf[0]
    text = PageText.of(opened)
    yield text
    text.close()
    opened.close()
    pdf.close()


def test_each_character_has_its_place_its_size_and_its_object() -> None:
    with text_of(at(72, 700, "Quay", 12) + at(72, 600, "sank", 20)) as text:
        assert text.text.split() == ["Quay", "sank"]
        first, second = text.text.index("Q"), text.text.index("s")
        left, bottom, right, top = text.box(first)
        assert 71 < left < right < 90
        assert bottom < 700 < top
        assert text.size(first, top - bottom) == pytest.approx(12)
        assert text.size(second, 20.0) == pytest.approx(20)
        assert text.object_at(first) == text.object_at(first + 3) != text.object_at(second)
        runs = text.runs([(first, first + 4)])
        assert runs.ends == [1]
        assert text.index_in(runs.box(0)) in range(first, first + 4)
        assert text.unmapped == 0


def test_a_size_is_the_one_that_is_drawn() -> None:
    """A font of size 1 under a matrix of 14, as TeX writes it."""
    with text_of("BT /F 1 Tf 14 0 0 14 72 700 Tm (Quay) Tj ET") as text:
        _, bottom, _, top = text.box(0)
        assert text.size(0, top - bottom) == pytest.approx(14)


@pytest.mark.parametrize(("font", "is_fixed"), [("F", False), ("M", True)])
def test_fonts_of_listings_are_told(font: str, is_fixed: bool) -> None:
    with text_of(at(72, 700, "Quay", font=font)) as text:
        assert [text.is_fixed_pitch(index) for index in range(4)] == [is_fixed] * 4
        assert not text.is_fixed_pitch(10_000)  # no character, no font


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_is_read_upright(turn: int) -> None:
    """Places are those of the page that stands upright, whichever way its paper is turned."""
    matrix = {
        0: "1 0 0 1 72 700",
        90: "0 -1 1 0 72 700",
        180: "-1 0 0 -1 400 700",
        270: "0 1 -1 0 300 400",
    }
    with text_of(f"BT /F 12 Tf {matrix[turn]} Tm (The quay sank) Tj ET") as text:
        assert text.text.strip() == "The quay sank"
        boxes = [
            text.box(index) for index, character in enumerate(text.text) if character.isalpha()
        ]
        assert [box[0] for box in boxes] == sorted(box[0] for box in boxes)
        assert len({round(box[1]) for box in boxes}) == 1


@pytest.mark.parametrize("turn", [0, 90])
def test_many_characters_are_asked_as_one_is(turn: int) -> None:
    """Their places, their sides, their sizes, and the runs of more objects than one."""
    matrix = {0: "1 0 0 1 72 700", 90: "0 -1 1 0 72 700"}[turn]
    words = " ".join(f"/F {size} Tf (quay{size}) Tj" for size in range(6, 126))
    with text_of(f"BT {matrix} Tm {words} ET") as text:
        indices = [index for index, character in enumerate(text.text) if character == "q"]
        boxes = [text.box(index) for index in indices]
        assert len(indices) > 100  # more runs than there is room for at first
        assert text.boxes(indices) == boxes
        assert text.lefts(indices) == [text.left(index) for index in indices]
        assert text.lefts(indices) == [box.left for box in boxes]
        assert text.rights(indices) == [box.right for box in boxes]
        assert text.sizes(indices, boxes) == [
            text.size(index, box[3] - box[1]) for index, box in zip(indices, boxes, strict=True)
        ]
        half = indices[50]
        *sides, ends = text.runs([(0, half), (half, indices[-1] + 4)])
        assert {len(side) for side in sides} == {len(indices)}
        assert ends == [50, len(indices)]
        assert [*sides[0]] == sorted(sides[0])


def test_the_visible_part_of_a_page() -> None:
    pdf = pypdfium2.PdfDocument(Pdf([""], page="/CropBox [10 20 300 400]").data())
    page = pdf[0]
    assert bounds_of(page) == (10.0, 20.0, 300.0, 400.0)
