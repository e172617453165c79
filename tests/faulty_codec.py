"""A text encoding with a fault: what a reader meets that nobody foresaw."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Buffer

FAULTY_CODEC = "x-faulty-for-tests"
FAULTY = b"here it breaks"
"""Bytes that it does not decode."""


def _decode(data: Buffer, errors: str = "strict") -> tuple[str, int]:
    if FAULTY in bytes(data):
        raise ZeroDivisionError("words of the text")
    return codecs.utf_8_decode(data, errors, True)


def _search(name: str) -> codecs.CodecInfo | None:
    if name != FAULTY_CODEC.replace("-", "_"):
        return None
    return codecs.CodecInfo(codecs.utf_8_encode, _decode, name=name)


codecs.register(_search)
