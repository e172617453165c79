"""Flat OpenDocument files are read as the containers of the same content are."""

from __future__ import annotations

import pytest

from tersely import documents
from tersely.errors import InputError

NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("presentation", "presentation"),
    )
)


def flat(body: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {NAMES} office:version="1.3">'
        f"<office:body>{body}</office:body></office:document>"
    ).encode()


def test_a_text() -> None:
    body = (
        '<office:text><text:h text:outline-level="1">Dredging</text:h>'
        "<text:p>The cost rose by <text:span>nine</text:span> percent."
        '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>One third is paid.</text:p></text:note-body></text:note>"
        "</text:p></office:text>"
    )
    text = documents.read_bytes(flat(body), name="a.fodt").text
    assert text.startswith("# Dredging\n\nThe cost rose by nine percent.")
    assert "One third is paid." in text


def test_a_sheet() -> None:
    row = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{word}</text:p></table:table-cell>'
        for word in ("Harbour", "210")
    )
    body = f"""<office:spreadsheet><table:table table:name="Visits">
        <table:table-row>{row}</table:table-row></table:table></office:spreadsheet>"""
    text = documents.read_bytes(flat(body), name="a.fods").text
    assert "Visits" in text
    assert "| Harbour | 210 |" in text


def test_slides() -> None:
    slides = "".join(
        f'<draw:page draw:name="p{n}"><draw:frame><draw:text-box><text:p>Slide {word}</text:p>'
        "</draw:text-box></draw:frame></draw:page>"
        for n, word in enumerate(("one", "two"))
    )
    body = f"<office:presentation>{slides}</office:presentation>"
    text = documents.read_bytes(flat(body), name="a.fodp").text
    assert text.index("Slide one") < text.index("Slide two")


@pytest.mark.parametrize(
    "data",
    [b"<a>nothing of the kind</a>", flat("<office:drawing/>"), flat("<office:text><text:p>")],
)
def test_what_is_none_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(InputError, match=r"^a\.fodt "):
        documents.read_bytes(data, name="a.fodt")
