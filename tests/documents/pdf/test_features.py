"""Layers and annotations, told from the bytes of a file."""

from __future__ import annotations

import zlib

import pytest

from tersely.documents.pdf.features import Features, features_of

PLAIN = b"1 0 << /Type /Catalog /Pages 2 0 R >>"
LINK = b"3 0 << /Type /Annot /Subtype /Link /A << /URI (a#b) >> >>"


def _compressed(content: bytes, head: bytes = b"<< /Type /ObjStm /N 1 /First 4 >>") -> bytes:
    return head + b"\nstream\n" + zlib.compress(content)


@pytest.mark.parametrize("pack", [bytes, _compressed], ids=["plain", "compressed"])
def test_what_a_file_holds_is_told_from_all_its_objects(pack: type[bytes]) -> None:
    assert features_of(pack(PLAIN + LINK)) == Features(layers=False, annotations=False)
    layers = features_of(pack(PLAIN + b"<< /OCProperties 4 0 R >>"))
    assert layers == Features(layers=True, annotations=False)


@pytest.mark.parametrize(
    "annotation",
    [
        b"<< /Subtype /Widget >>",
        b"<</Subtype/FreeText/Contents(a)>>",
        b"<< /Subtype % a comment\n /Text >>",
        b"<< /Subtype 7 0 R >>",
        b"<< /Sub#74ype /Text >>",
        b"<< /Subtype /#54ext >>",
    ],
)
def test_every_way_to_write_an_annotation_counts(annotation: bytes) -> None:
    for data in (annotation, _compressed(annotation), LINK + annotation):
        assert features_of(data).annotations


@pytest.mark.parametrize(
    "data",
    [
        b"<< /Type /ObjStm >>\nstream\nencrypted or damaged",
        b"trailer << /Encrypt 4 0 R >>",
        b"<< /Type /ObjStm /Note (" + b"a" * 500 + b") >>\nstream\n" + zlib.compress(PLAIN),
        _compressed(PLAIN, b"<< /Type /ObjStm /DecodeParms << /Predictor 12 >> >>"),
        _compressed(b" " * 4_000_000),
    ],
    ids=["damaged", "encrypted", "a long head", "a predictor", "too long"],
)
def test_what_cannot_be_told_may_hold_all(data: bytes) -> None:
    assert features_of(data) == Features(layers=True, annotations=True)
