"""What a page draws, asked many at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2
import pytest
from pypdfium2 import raw

from tersely.documents.pdf.objects import (
    BLACK,
    boxes_of,
    colours_of,
    is_opaque,
    kinds_of,
    matrix_of,
    modes_of,
    objects_in,
    objects_of,
    segment_count,
)

from .conftest import PICTURE, Pdf, at


@contextmanager
def _page(content: str) -> Iterator[Any]:
    pdf = pypdfium2.PdfDocument(Pdf([content]).data())
    yield pdf[0]
    pdf.close()


def test_texts_come_in_the_order_of_the_drawing_with_their_colours() -> None:
    content = f"{at(72, 700, 'a')} 1 0 0 rg {at(72, 600, 'b')} 0 0 0 rg 3 Tr {at(72, 500, 'c')}"
    with _page(content) as page:
        items = objects_of(page)
        assert modes_of(items) == [0, 0, 3]
        assert list(colours_of(items)) == [BLACK, (255, 0, 0, 255), BLACK]
        bottoms = [bottom for _, bottom, _, _ in boxes_of(items)]
        assert bottoms == sorted(bottoms, reverse=True)
        assert 595 < bottoms[1] < 605


def test_what_is_no_text_has_a_negative_mode_and_its_kind() -> None:
    with _page(f"{PICTURE} 10 20 100 50 re f {at(72, 700, 'a')}") as page:
        items = objects_of(page)
        assert [mode < 0 for mode in modes_of(items)] == [True, True, False]
        assert kinds_of(items)[:2] == [raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH]
        assert boxes_of([items[1]]) == [(10.0, 20.0, 110.0, 70.0)]
        assert segment_count([items[1]]) >= 4


@pytest.mark.parametrize(
    ("path", "opaque"),
    [
        ("0 0 9 9 re f", True),
        ("0 0 9 9 re S", False),
        ("0 0 9 9 re B", True),
        ("0 0 m 9 9 l S", False),
    ],
    ids=["filled", "outlined", "both", "line"],
)
def test_a_shape_hides_what_is_under_it_if_it_is_filled(path: str, opaque: bool) -> None:
    with _page(path) as page:
        assert is_opaque(objects_of(page)[0]) == opaque


def test_objects_of_a_form_stand_where_the_form_puts_them() -> None:
    pdf = Pdf(["q 2 0 0 2 100 50 cm /X Do Q"])
    form = pdf.stream("1 2 10 10 re f", "/Type /XObject /Subtype /Form /BBox [0 0 99 99]")
    pdf.resources = f"/XObject << /X {form} >>"
    document = pypdfium2.PdfDocument(pdf.data())
    page = document[0]  # its objects live as long as it does
    (item,) = objects_of(page)
    inner = objects_in(item)
    assert boxes_of(inner, matrix_of(item)) == [(102.0, 54.0, 122.0, 74.0)]


def test_no_objects_are_no_question() -> None:
    assert boxes_of([]) == []
    assert list(colours_of([])) == []
    assert segment_count([]) == 0
