"""rapidocr: pages that lie on their side, and scripts that its model does not hold."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from tersely.documents.ocr import rapid
from tersely.documents.ocr.arrangement import Box
from tersely.documents.ocr.rapid import check_script, legible
from tersely.documents.ocr.raster import Raster
from tersely.documents.ocr.reading import Unrecognized

from .test_tesseract import SCRIPTS, drawn

pytestmark = pytest.mark.thorough


def box(text: str, left: float = 0, top: float = 0, letters: float = 2.0) -> Box:
    """A line 20 pixels high, as long as its letters make it."""
    return Box(text, 0.99, left, top, 20 * len(text) / letters, 20)


@pytest.mark.parametrize(
    "boxes",
    [
        [box("The harbour authority reviewed the report and found that costs rose")] * 6,
        [box("港湾局は年次報告書を検討し、維持の費用が増えたことを確認した。", letters=1.0)] * 3,
        [box("412.50 550.00 687.50 1,375.00 1,650.00", letters=2.0)] * 4,
    ],
    ids=["latin", "japanese", "numbers"],
)
def test_pages_in_its_scripts_are_believed(boxes: list[Box]) -> None:
    check_script(boxes, 0.99)


def test_lines_that_could_not_be_read_are_no_text_and_count() -> None:
    """A sign in two scripts, one of which it does not know: not "100 %" of it was read."""
    known, unknown = box("Seoul"), replace(box("HHHHH", top=40), confidence=0.2)
    assert legible([known, unknown]) == ([known], 0.5)
    assert legible([known]) == ([known], 0.0)
    assert legible([]) == ([], 0.0)


def test_a_typewriter_sets_wide() -> None:
    """1.4 letters a line height are enough where it is sure of them, and not where it is less so."""
    page = [box("Van de bloem met boter en melk een papje maken", letters=1.75)] * 9
    check_script(page, 0.99)
    with pytest.raises(Unrecognized):
        check_script(page, 0.96)


@pytest.mark.parametrize(
    ("boxes", "confidence"),
    [
        ([box(".  ,   ,  1974 ,  12,5%", letters=1.0)] * 9, 0.92),
        ([box("Iomoc kot pn", letters=0.8)] * 9, 0.99),
        ([box("Η λιμενική αρχή εξέτασε")] * 9, 0.99),
        ([box("Ti vi bn đ chn s dng mt phin ca h thng")] * 9, 0.99),
        ([box("The harbour authority")] * 9, 0.8),
    ],
    ids=["cyrillic", "few letters", "greek", "letters left out", "not sure"],
)
def test_other_scripts_are_refused(boxes: list[Box], confidence: float) -> None:
    """Its own confidence would not tell: 0.92 on Cyrillic of which nothing is right."""
    with pytest.raises(Unrecognized) as caught:
        check_script(boxes, confidence)
    assert "Tesseract" in caught.value.remedy


@pytest.fixture(scope="module")
def engine() -> rapid.Rapid:
    if not rapid.is_installed():
        assert not os.environ.get("TERSELY_TEST_OCR"), "the extra ocr is not installed"
        pytest.skip("the extra ocr is not installed")
    return rapid.Rapid(2)


@pytest.mark.parametrize("language", ["deu", "chi_sim", "jpn"])
def test_its_own_scripts_are_read(engine: rapid.Rapid, language: str) -> None:
    font, text = SCRIPTS[language]
    read = "".join(engine.read(drawn(font, [text] * 4)).text.split())
    expected = "".join(text.split())
    assert read.count(expected[2:12]) >= 3


@pytest.mark.parametrize("language", ["rus", "ell", "ara"])
def test_no_nonsense_in_other_scripts(engine: rapid.Rapid, language: str) -> None:
    """Refused, or nothing found at all (of Arabic it may see no line); never letters."""
    font, text = SCRIPTS[language]
    try:
        reading = engine.read(drawn(font, [text] * 6))
    except Unrecognized:
        return
    assert reading.text == ""


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_that_is_turned_is_read_in_its_order(engine: rapid.Rapid, quarters: int) -> None:
    """Upright lines are read well one by one, the last line first."""
    numpy = pytest.importorskip("numpy")
    font, text = SCRIPTS["deu"]
    page = drawn(font, [f"{name} {text}" for name in ("Erstens:", "Zweitens:", "Drittens:")])
    gray = numpy.frombuffer(page.pixels, numpy.uint8).reshape(page.height, page.width)
    turned = numpy.rot90(gray, quarters)
    read = engine.read(Raster(turned.shape[1], turned.shape[0], turned.tobytes(), page.dpi)).text
    assert -1 < read.find("Erstens") < read.find("Zweitens") < read.find("Drittens")
