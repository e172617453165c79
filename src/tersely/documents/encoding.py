"""Bytes to text: BOM, UTF-8, then charset-normalizer."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its BOM starts with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FOREIGN_LINES = re.compile(rb"[^\n\x80-\xff]{0,200}[\x80-\xff][^\n]{0,200}")
_SAMPLE_BYTES = 64_000


def decode(data: bytes, charset: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The text of `data` and, unless it is plain UTF-8, a note on how it was decoded.

    `charset` is what the sender declared; it is believed if it fits. Bytes that fit no encoding become U+FFFD.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, "replace"), () if bom == codecs.BOM_UTF8 else (f"decoded as {encoding}",)
    if wide := _wide(data):
        return data.decode(wide, "replace"), (f"decoded as {wide}",)
    for encoding in filter(None, (charset, "utf-8")):
        try:
            return data.decode(encoding), ()
        except (UnicodeDecodeError, LookupError):
            continue
    lossy = data.decode("utf-8", "replace")
    broken = lossy.count("\ufffd")
    # A damaged UTF-8 file has many good multi-byte characters for each bad one; another encoding has hardly any.
    if (len(data) - len(lossy)) > 10 * broken:
        return lossy, (f"{broken} places are not valid UTF-8 and read as �",)
    encoding = _guess(data)
    return data.decode(encoding, "replace"), (f"decoded as {encoding}",)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a BOM: nearly every second byte of a Western text is zero."""
    sample = data[:4096]
    if len(sample) < 4:
        return None
    half = len(sample) // 2
    if sample[1::2].count(0) > 0.7 * half and sample[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if sample[::2].count(0) > 0.7 * half and sample[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def _guess(data: bytes) -> str:
    """The encoding charset-normalizer finds in lines with non-ASCII bytes; windows-1252 where it cannot tell."""
    from charset_normalizer import from_bytes

    sample = bytearray()
    for match in _FOREIGN_LINES.finditer(data):
        sample += match[0] + b"\n"
        if len(sample) > _SAMPLE_BYTES:
            break
    best = from_bytes(bytes(sample)).best()
    if best is None or "cp1252" in best.could_be_from_charset or "latin_1" in best.could_be_from_charset:
        return "windows-1252"
    return best.encoding.replace("_", "-")
