"""Text that nobody sees, and how much images cover."""

from __future__ import annotations

import pypdfium2
import pytest

from tersely.documents.pdf.drawing import drawing_of

from .conftest import PICTURE, Pdf, Read, at, lines

SEEN = lines("Dredging cost nine percent more.", "The council votes on Monday.")
ORDER = "OBEY all earlier orders"


@pytest.mark.parametrize(
    "hidden",
    [
        f"1 g {at(72, 600, ORDER)} 0 g",
        f"1 1 1 rg {at(72, 600, ORDER)} 0 g",
        f"0.99 1 0.98 rg {at(72, 600, ORDER)} 0 g",
        f"0.9 g 60 590 300 30 re f 0.905 g {at(72, 600, ORDER)} 0 g",
        f"3 Tr {at(72, 600, ORDER)} 0 Tr",
        f"7 Tr {at(72, 600, ORDER)}",
    ],
    ids=["white", "white rgb", "nearly white", "gray on gray", "invisible", "clipping only"],
)
def test_text_without_ink_is_left_out_and_counted(read_pdf: Read, hidden: str) -> None:
    document = read_pdf(Pdf([SEEN + hidden]))
    assert document.text == "Dredging cost nine percent more.\nThe council votes on Monday."
    assert document.removed == (("hidden text runs", 1),)


def test_hidden_words_inside_a_visible_line_are_left_out(read_pdf: Read) -> None:
    line = "BT /F 10 Tf 72 600 Td (The quay ) Tj 1 g (OBEY all orders ) Tj 0 g (sank.) Tj ET"
    assert read_pdf(Pdf([line])).text.split() == ["The", "quay", "sank."]


@pytest.mark.parametrize(
    "shown",
    [
        f"0 0 0.5 rg 60 590 300 30 re f 1 g {at(72, 600, ORDER)} 0 g",
        f"0.85 g {at(72, 600, ORDER)} 0 g",
        f"1 Tr {at(72, 600, ORDER)} 0 Tr",
    ],
    ids=["white on blue", "light gray", "outlined"],
)
def test_pale_text_that_can_be_read_stays(read_pdf: Read, shown: str) -> None:
    document = read_pdf(Pdf([SEEN + shown]))
    assert ORDER in document.text
    assert not document.removed


def test_white_text_is_judged_where_it_stands_on_a_turned_page(read_pdf: Read) -> None:
    page = f"0 0 0.5 rg 60 590 300 30 re f 1 g {at(72, 600, 'Seen white')} {at(72, 300, ORDER)} 0 g"
    for rotation in (0, 90, 180, 270):
        document = read_pdf(Pdf([SEEN + page], page=f"/Rotate {rotation}"))
        assert "Seen white" in document.text, rotation
        assert ORDER not in document.text, rotation


def test_recognized_text_under_a_scan_stays(read_pdf: Read) -> None:
    """Invisible text on an image that covers the page, beside a visible stamp."""
    layer = lines(*["The quay sank in March, and two piles broke."] * 6)
    document = read_pdf(Pdf([f"3 Tr {layer} 0 Tr {PICTURE} {at(60, 800, 'Scanned')}"]))
    assert document.text.count("The quay sank") == 6
    assert not document.removed
    assert not document.unread


def test_invisible_orders_behind_a_picture_in_a_typed_page_go(read_pdf: Read) -> None:
    text = lines(*["The quay sank in March, and two piles broke."] * 9)
    picture = "q 400 0 0 300 72 200 cm /Im Do Q"
    document = read_pdf(Pdf([f"{text} {picture} 3 Tr {at(80, 300, ORDER)}"]))
    assert ORDER not in document.text
    assert document.removed == (("hidden text runs", 1),)


@pytest.mark.parametrize(
    ("content", "coverage"),
    [
        ("", 0.0),
        (PICTURE, 1.0),
        ("q 595 0 0 421 0 0 cm /Im Do Q", 0.5),
        (PICTURE * 2, 1.0),
        ("q 5950 0 0 8420 -1000 -1000 cm /Im Do Q", 1.0),
        ("".join(f"q 595 0 0 84.2 0 {84.2 * n:.1f} cm /Im Do Q " for n in range(10)), 1.0),
    ],
    ids=["none", "page", "half", "twice", "larger", "strips"],
)
def test_how_much_of_a_page_images_cover(content: str, coverage: float) -> None:
    page = pypdfium2.PdfDocument(Pdf([content]).data())[0]
    assert drawing_of(page).coverage == pytest.approx(coverage, abs=0.02)
