"""The child process: one answer for each page, in their order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from tersely.documents.ocr.child import answers
from tersely.documents.ocr.raster import Raster

from .conftest import TEXT

pytestmark = pytest.mark.thorough


def test_each_page_gets_one_answer_in_order(
    tesseract: str,
    page_of: Callable[..., Raster],
    scan: Callable[[Sequence[Raster | str]], bytes],
) -> None:
    """Empty ones too, also before the first page with text, by which the language is chosen."""
    blank, page = Raster(9, 9, b"\xff" * 81), page_of(*TEXT)
    order = {
        "engine": "tesseract",
        "languages": "",
        "format": "pdf",
        "name": "a.pdf",
        "pages": [0, 1, 3],
    }
    given = list(answers(order, scan([blank, page, page, blank])))
    assert [answer["index"] for answer in given] == [0, 1, 3]
    assert [answer.get("blank", False) for answer in given] == [True, False, True]
    assert given[1]["languages"] == "eng"


def test_languages_that_are_asked_for_are_used(
    tesseract: str,
    page_of: Callable[..., Raster],
    scan: Callable[[Sequence[Raster | str]], bytes],
) -> None:
    order = {
        "engine": "tesseract",
        "languages": "eng",
        "format": "pdf",
        "name": "a.pdf",
        "pages": [0],
    }
    (given,) = answers(order, scan([page_of(*TEXT)]))
    assert given["languages"] == "eng"
