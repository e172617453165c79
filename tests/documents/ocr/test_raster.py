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
