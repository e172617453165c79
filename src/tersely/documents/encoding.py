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
_LATIN = re.compile(
    r"cp(?:125[0247]|437|85\d|775)|latin|iso8859_(?:[1-4]|9|1[0-6])$|mac_(?!cyr|gre)|hp_"
)
_FOREIGN_TO_THE_WEST = re.compile(r"[^\W\d_][¡-³µ¶¸-¿×÷](?=[^\W\d_])|[šžŠŽ]")
_ACCENT = re.compile(rb"(?<![\x80-\xff])[\xc0-\xff](?![\x80-\xff])")
_HIGH_BYTES = bytes(range(128, 256))
_SAMPLE_BYTES = 64_000


def decode(data: bytes, charset: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The text of `data` and, unless it is plain UTF-8, a note on how it was decoded.

    `charset` is what the sender declared; it is believed if it fits. Bytes that fit no encoding
    become U+FFFD.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, "replace"), () if bom == codecs.BOM_UTF8 else (
                f"decoded as {encoding}",
            )
    if wide := _wide(data):
        return data.decode(wide, "replace"), (f"decoded as {wide}",)
    for encoding in filter(None, (charset, "utf-8")):
        try:
            return data.decode(encoding), ()
        except (UnicodeDecodeError, LookupError):
            continue
    lossy = data.decode("utf-8", "replace")
    broken = lossy.count("\ufffd")
    # A damaged UTF-8 file has many good multi-byte characters for each bad one; another encoding
    # has hardly any.
    if (len(data) - len(lossy)) > 10 * broken:
        return lossy, (f"decoded as utf-8 with errors: {broken:,} x �",)
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
    """The encoding charset-normalizer finds in the lines with non-ASCII bytes.

    Among the Latin code pages it often takes windows-1250 or -1257 for Western text (3.5.2, on
    French, Swedish and German lines), so there windows-1252 comes first unless it shows signs
    inside words or letters rare in the West.
    """
    sample = bytearray()
    for match in _FOREIGN_LINES.finditer(data):
        sample += match[0] + b"\n"
        if len(sample) > _SAMPLE_BYTES:
            break
    accents = len(_ACCENT.findall(sample))
    if accents > 0.8 * (len(sample) - len(sample.translate(None, _HIGH_BYTES))) and _is_western(
        bytes(sample)
    ):
        return "windows-1252"
    from charset_normalizer import from_bytes

    best = from_bytes(bytes(sample)).best()
    if best is None or (_LATIN.match(best.encoding) and _is_western(bytes(sample))):
        return "windows-1252"
    return best.encoding.replace("_", "-")


def _is_western(sample: bytes) -> bool:
    try:
        return _FOREIGN_TO_THE_WEST.search(sample.decode("cp1252")) is None
    except UnicodeDecodeError:
        return False
