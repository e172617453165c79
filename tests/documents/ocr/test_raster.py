"""Pictures as gray pixels: pages, photographs that lie on their side, empty sheets."""

from __future__ import annotations

from io import BytesIO

import pypdfium2
import pytest

from tersely.documents.ocr.raster import (
    MAX_PIXELS,
    Raster,
    count_images,
    image_rasters,
    page_raster,
)
from tersely.errors import InputError

from ..pdf.conftest import Pdf, lines


def test_a_page_is_drawn_at_200_dpi() -> None:
    raster = page_raster(pypdfium2.PdfDocument(Pdf([lines("The quay sank.")]).data())[0])
    assert (raster.width, raster.height, raster.dpi) == (1653, 2339, 200)
    assert len(raster.pixels) == raster.width * raster.height
    assert raster.portable.startswith(b"P5\n1653 2339\n255\n")


def test_a_poster_is_drawn_smaller() -> None:
    pdf = Pdf([lines("The quay sank.")])
    data = pdf.data().replace(b"[0 0 595 842]", b"[0 0 9000 9000]")
    raster = page_raster(pypdfium2.PdfDocument(data)[0])
    assert raster.width * raster.height <= 1.01 * MAX_PIXELS


@pytest.mark.parametrize(("ink", "is_blank"), [(0, True), (4, True), (200, False)])
def test_dust_is_no_text(ink: int, is_blank: bool) -> None:
    assert Raster(100, 100, b"\x00" * ink + b"\xf0" * (10_000 - ink)).is_blank == is_blank


@pytest.mark.parametrize(
    ("paper", "ink", "is_blank"),
    [(255, 205, False), (255, 226, False), (240, 225, True), (120, 90, False), (0, 0, False)],
    ids=["gray", "yellow", "the page behind", "dark paper", "an open lid"],
)
def test_pale_letters_are_letters(paper: int, ink: int, is_blank: bool) -> None:
    page = (bytes([ink] * 300 + [paper] * 700)) * 100
    assert Raster(1000, 100, page).is_blank == is_blank


@pytest.mark.parametrize(("words", "is_blank"), [("Void.", False), ("7", False), ("", True)])
def test_one_word_on_a_page_is_no_empty_page(words: str, is_blank: bool) -> None:
    page = pypdfium2.PdfDocument(Pdf([lines(words)]).data())[0]
    assert page_raster(page).is_blank == is_blank


def test_grains_of_dust_are_no_letter() -> None:
    """270 grains of two by two pixels, far from each other."""
    rows = [bytearray(b"\xff" * 1240) for _ in range(1754)]
    for grain in range(270):
        top, left = grain * 6, grain * 331 % 1200
        for row in rows[top : top + 2]:
            row[left : left + 2] = b"\0\0"
    assert Raster(1240, 1754, b"".join(rows)).is_blank


@pytest.mark.parametrize("mode", ["I;16", "I", "F"])
def test_deep_grays_are_scaled(mode: str) -> None:
    """Pillow alone makes everything above 255 white."""
    image = pytest.importorskip("PIL.Image")
    wide = image.frombytes("I;16", (40, 10), (b"\x00\x40" * 20 + b"\x00\xc0" * 20) * 10)
    out = BytesIO()
    (wide if mode == "I;16" else wide.convert(mode)).save(out, "TIFF")
    (raster,) = image_rasters(out.getvalue(), name="a.tif")
    assert (raster.pixels[0], raster.pixels[-1]) == (0, 255)


@pytest.mark.parametrize(("letters", "ground"), [((250, 250, 250), 0), ((20, 20, 20), 255)])
def test_glass_gets_the_paper_on_which_its_letters_show(
    letters: tuple[int, int, int], ground: int
) -> None:
    image = pytest.importorskip("PIL.Image")
    picture = image.new("RGBA", (40, 20), (*letters[:2], 0, 0))
    picture.paste((*letters, 255), (5, 5, 15, 15))
    out = BytesIO()
    picture.save(out, "PNG")
    (raster,) = image_rasters(out.getvalue(), name="a.png")
    assert raster.pixels[0] == ground
    assert not raster.is_blank


def test_an_image_of_another_kind_names_the_way_out() -> None:
    pytest.importorskip("PIL")
    with pytest.raises(InputError) as caught:
        count_images(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200), name="a.heic")
    assert "PNG" in caught.value.hint


def test_a_photograph_is_turned_as_its_camera_says_and_glass_is_white() -> None:
    """EXIF orientation 6: the top is on the right."""
    image = pytest.importorskip("PIL.Image")
    picture = image.new("RGBA", (40, 20), (0, 0, 0, 0))
    exif = image.Exif()
    exif[0x0112] = 6
    out = BytesIO()
    picture.save(out, "PNG", exif=exif)
    (raster,) = image_rasters(out.getvalue(), name="a.png")
    assert (raster.width, raster.height) == (20, 40)
    assert raster.is_blank
    assert count_images(out.getvalue(), name="a.png") == 1
