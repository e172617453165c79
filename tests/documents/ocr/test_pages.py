"""Scans among typed pages: what is recognized, what stays unread, and what is said about it."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest

from tersely import documents
from tersely.documents import Recognition
from tersely.documents.ocr.raster import Raster
from tersely.errors import InputError, MissingExtra

from ..pdf.conftest import lines
from .conftest import TEXT

pytestmark = pytest.mark.thorough

PageOf = Callable[..., Raster]
Scan = Callable[[Sequence[Raster | str]], bytes]
TYPED = lines("The council met in May. It discussed the harbour and its cranes at length.")


def test_scanned_pages_become_text(tesseract: str, page_of: PageOf, scan: Scan) -> None:
    """In their place, with engine, language and confidence; an empty page is nothing to read."""
    heard: list[tuple[int, int, str]] = []
    blank = Raster(20, 20, b"\xff" * 400)
    data = scan([TYPED, page_of(*TEXT), blank, TYPED.replace("May", "June")])
    recognition = Recognition(on_page=lambda *progress: heard.append(progress))
    document = documents.read_bytes(data, name="a.pdf", recognition=recognition)
    assert not document.unread
    assert " ".join(TEXT).replace(" ", "") in document.text.replace("\n", "").replace(" ", "")
    assert document.page_at(document.text.index("harbour authority")) == "2"
    assert document.text.index("in May") < document.text.index("dredging")
    assert document.text.index("dredging") < document.text.index("in June")
    (record,) = document.recognized
    assert (record.pages, record.languages) == (("2",), "eng")
    assert record.confidence is not None
    assert record.confidence > 0.85
    assert record.engine.startswith("tesseract")
    assert document.notes[-1].startswith("page 2 was read by text recognition (tesseract")
    assert heard == [(0, 2, "tesseract"), (1, 2, "tesseract"), (2, 2, "tesseract")]


def test_a_picture_without_text_stays_unread(tesseract: str, scan: Scan) -> None:
    """Noise, as a photograph is: what the engine sees in it is not believed."""
    noise = random.Random(7).randbytes(300 * 300)
    data = scan([TYPED, Raster(300, 300, noise)])
    document = documents.read_bytes(data, name="a.pdf")
    (part,) = document.unread
    assert part.places == ("2",)
    assert part.reason.startswith("scanned; ")
    assert document.unread_share == 0.5
    assert not document.recognized


@pytest.mark.parametrize("mode", ["off", "auto"])
def test_without_recognition_the_way_out_is_named(
    page_of: PageOf, scan: Scan, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Turned off, or not installed: typed pages are read, scans are named; scans alone are exit 4."""
    if mode == "auto":
        _take_engines_away(monkeypatch)
    recognition = Recognition(mode)  # type: ignore[arg-type]
    way_out = "leave --no-ocr out" if mode == "off" else "apt install tesseract-ocr"
    page = page_of(*TEXT)
    document = documents.read_bytes(scan([TYPED, page]), name="a.pdf", recognition=recognition)
    assert [str(part) for part in document.unread] == ["page 2 (scanned)"]
    assert way_out in document.notes[-1]
    with pytest.raises(InputError, match="page 1 \\(scanned\\)") as caught:
        documents.read_bytes(scan([page]), name="a.pdf", recognition=recognition)
    assert way_out in caught.value.hint


@pytest.mark.parametrize("mode", ["on", "tesseract", "rapidocr"])
def test_recognition_that_is_insisted_on_needs_an_engine(
    page_of: PageOf, scan: Scan, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _take_engines_away(monkeypatch)
    recognition = Recognition(mode)  # type: ignore[arg-type]
    with pytest.raises(MissingExtra) as caught:
        documents.read_bytes(scan([page_of(*TEXT)]), name="a.pdf", recognition=recognition)
    assert 'pip install "tersely[ocr]"' in caught.value.hint


def _take_engines_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without Tesseract on its path, and without the extra."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)


def test_images_are_read_and_named(
    tesseract: str, page_of: PageOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A PNG, and a TIFF of two pages; without an engine, the message says what it takes."""
    image = pytest.importorskip("PIL.Image")
    page = page_of(*TEXT)
    picture = image.frombytes("L", (page.width, page.height), page.pixels)
    files = {"png": {}, "tiff": {"save_all": True, "append_images": [picture]}}
    for kind, options in files.items():
        data = _saved(picture, kind, options)
        document = documents.read_bytes(data, name=f"a.{kind}")
        assert "cost of dredging the northern basin" in document.text
        assert document.pages == 1 + bool(options)
    _take_engines_away(monkeypatch)
    with pytest.raises(InputError, match="page 1 \\(an image\\)") as caught:
        documents.read_bytes(_saved(picture, "png", {}), name="a.png")
    assert "tesseract" in caught.value.hint


def _saved(picture: object, kind: str, options: dict[str, object]) -> bytes:
    from io import BytesIO

    out = BytesIO()
    picture.save(out, kind, **options)  # type: ignore[attr-defined]
    return out.getvalue()


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n" + b"x" * 50, b"\xff\xd8\xff\xe0" + b"x" * 50]
)
def test_damaged_images_are_refused(data: bytes) -> None:
    pytest.importorskip("PIL.Image")
    with pytest.raises(InputError, match="image that cannot be read"):
        documents.read_bytes(data, name="a.png")
