"""What a PDF can hold at all, told from its bytes before any page is asked for it.

Names of dictionaries stand in the file itself or in its compressed streams of objects.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

_LAYERS = b"/OCProperties"
# The head of a stream of objects; it may name its type first or last.
_OBJECT_STREAM = re.compile(rb"/ObjStm\b[^\x00]{0,400}?stream\r?\n")
_MAX_STREAM_BYTES = 4_000_000
_SUBTYPE = re.compile(rb"/Subtype[\s\x00]*(/?[^\s\x00/<>\[\]()]*)")
# Links, whose addresses are not read, and what is no annotation: fonts, pictures, forms, metadata.
_NOTHING_TO_READ = {
    b"/Link",
    *(b"/Image", b"/Form", b"/XML", b"/PS"),
    *(b"/Type0", b"/Type1", b"/Type1C", b"/Type3", b"/MMType1", b"/TrueType", b"/OpenType"),
    *(b"/CIDFontType0", b"/CIDFontType0C", b"/CIDFontType2"),
}
# A name may be written with codes for its letters, as /Sub#74ype.
_ESCAPED = re.compile(rb"/[SubtypeObjStm]*#[0-9A-Fa-f]{2}")


@dataclass(frozen=True, slots=True)
class Features:
    """Whether a file has layers (optional content), and annotations that are no links; yes where
    that cannot be told.
    """

    layers: bool
    annotations: bool


def features_of(data: bytes) -> Features:
    """Looks once through a file and its compressed objects."""
    layers = annotations = False
    try:
        for part in _dictionaries(data):
            layers = layers or _LAYERS in part
            annotations = annotations or _may_annotate(part)
    except zlib.error:
        return Features(layers=True, annotations=True)
    return Features(layers, annotations)


def _dictionaries(data: bytes) -> Iterator[bytes]:
    """The file and its compressed objects. Raises zlib.error where they cannot be read."""
    yield data
    streams = list(_OBJECT_STREAM.finditer(data))
    if b"/Encrypt" in data or len(streams) < data.count(b"/ObjStm"):
        raise zlib.error
    whole = memoryview(data)
    for match in streams:
        compressed = whole[match.end() : match.end() + _MAX_STREAM_BYTES]
        part = zlib.decompressobj().decompress(compressed, _MAX_STREAM_BYTES)
        if b"/DecodeParms" in match[0] or len(part) == _MAX_STREAM_BYTES:
            raise zlib.error
        yield part


def _may_annotate(part: bytes) -> bool:
    kinds = set(_SUBTYPE.findall(part))
    return not kinds <= _NOTHING_TO_READ or bool(_ESCAPED.search(part))
