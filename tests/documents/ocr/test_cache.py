"""Recognized text by the content of the page."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tersely import documents
from tersely.documents import Recognition
from tersely.documents.ocr.cache import RecognitionCache
from tersely.documents.ocr.raster import Raster

from .test_pages import TYPED, PageOf, Scan

pytestmark = pytest.mark.thorough

ANSWER = {"text": "Words.", "confidence": 0.9, "engine": "tesseract 5", "languages": "eng"}
PAGE = Raster(2, 2, b"\0\xff\xff\0", 200)


@pytest.fixture
def cache(tmp_path: Path) -> RecognitionCache:
    return RecognitionCache(str(tmp_path / "pages"))


def test_a_page_is_found_by_pixels_engine_and_languages(cache: RecognitionCache) -> None:
    key = cache.key_of(PAGE, "tesseract 5", "")
    assert cache.get(key) is None
    cache.put(key, ANSWER | {"index": 3})
    assert cache.get(key) == ANSWER
    others = {
        cache.key_of(Raster(2, 2, b"\0\xff\xff\1", 200), "tesseract 5", ""),
        cache.key_of(Raster(4, 1, PAGE.pixels, 200), "tesseract 5", ""),
        cache.key_of(PAGE, "tesseract 6", ""),
        cache.key_of(PAGE, "tesseract 5", "deu"),
    }
    assert len(others | {key}) == 5
    (path,) = Path(cache.folder).iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "{", "[]", '{"text": 1}', '{"text": "a"}'])
def test_a_damaged_page_is_none(cache: RecognitionCache, text: str) -> None:
    key = cache.key_of(PAGE, "tesseract 5", "")
    cache.put(key, ANSWER)
    Path(cache.folder, f"{key}.json").write_text(text)
    assert cache.get(key) is None


def test_old_pages_are_forgotten(cache: RecognitionCache) -> None:
    for name in ("old", "new"):
        cache.put(name, ANSWER)
    os.utime(Path(cache.folder, "old.json"), (1, 1))
    assert cache.get("old") is None
    cache.prune()
    assert [path.name for path in Path(cache.folder).iterdir()] == ["new.json"]
    assert cache.clear() == 1
    assert cache.get("new") is None


def test_a_folder_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    cache = RecognitionCache(str(tmp_path / "file" / "pages"))
    cache.put("key", ANSWER)
    assert cache.get("key") is None
    assert cache.clear() == 0


def test_a_second_run_does_not_recognize_again(
    tesseract: str, page_of: PageOf, scan: Scan, tmp_path: Path
) -> None:
    """What the second run hands over is what stands in the folder, not what the engine would read."""
    data = scan([TYPED, page_of("The harbour opens in May.", "The ferry sails at nine.")])
    recognition = Recognition("tesseract", cache_folder=str(tmp_path / "pages"))
    first = documents.read_bytes(data, name="a.pdf", recognition=recognition)
    (path,) = (tmp_path / "pages").iterdir()
    path.write_text(path.read_text().replace("opens", "closes"))
    second = documents.read_bytes(data, name="a.pdf", recognition=recognition)
    assert second.text == first.text.replace("opens", "closes")
    assert [record.pages for record in second.recognized] == [("2",)]
