"""Bytes to text: BOM, the escapes of ISO-2022, the sender's word, UTF-8, then chardet.

chardet 7 with the rules below reads 1,540 of 1,584 made files as they were written (29 languages,
40 encodings, 2 to 40 paragraphs of translated handbooks); charset-normalizer 3.5 with our rules for
the West read 1,185. It is shown only the lines that hold bytes above 127.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its BOM starts with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What switches to a second alphabet in seven bits: it is valid UTF-8, and looks like a terminal's.
_SEVEN_BITS = re.compile(rb"\x1b\$[@AB]|\x1b\$[()*]?[A-DG-M]|~\{[!-~]{2}")
_SEVEN_BIT_ENCODINGS = ("iso2022_jp", "iso2022_jp_ext", "iso2022_jp_2", "iso2022_kr", "hz")
_ASCII = bytes(range(128))
# Of ASCII, but for white space and the escapes of terminals.
CONTROLS = bytes((*range(9), 11, *range(14, 27), *range(28, 32), 127))
_SAMPLE_BYTES = 200_000
# The control bytes among those of UTF-16 text: 4.5 % in Chinese, 50 % in alphabets; text in bytes
# has none.
_WIDE_CONTROL_SHARE = 0.02
_WIDE_SAMPLE_BYTES = 16_384
_SHORTEST_WIDE_BYTES = 16
_LAST_ALPHABET = 0x1F  # U+1FFF: Greek Extended
_PUNCTUATION = 0x20  # U+20xx: dashes, quotation marks
_PRINTABLE = bytes(range(32, 127))
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\uf8ff\ufffd-\uffff]")
_NOT_EAST_ASIAN = re.compile(
    "[^\n\r\t -~\u2010-\u2026\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff65]"
)
# Too few bytes for statistics: what can be Western is windows-1252.
_FEW_BYTES = 3
_NOT_WESTERN = re.compile(
    "[^\\W\\d_][¡-³µ¶¸-¿×÷\x80-\x9f†‡•‰‹›€ƒ„…“”™˜ˆ](?=[^\\W\\d_])|[a-zß-ÿ][À-ÖØ-ÞŸŒŠŽ]|Ÿ[a-zß-ÿ]|[À-ÿ]{3}|[–—‚„][{}|~^`]|\x00"
)
_C1 = re.compile("[\x80-\x84\x86-\x9f]")
# What no text holds: control characters, signs inside words, two alphabets in one word.
_IMPLAUSIBLE = re.compile(
    "[\x80-\x84\x86-\x9f\ufffd]|[^\\W\\d_][¡-©«-±¶¸¹»-¿×÷ⁿ†‡•‰\u2200-\u25ff](?=[^\\W\\d_])"
    "|[A-Za-z][\u0370-\u06ff]|[\u0370-\u06ff][A-Za-z]"
)
# What senders call by the name of a smaller set and mean as the larger one, as browsers read it
# (WHATWG Encoding Standard).
_MEANT = {
    "ascii": "utf-8",
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
}


def decode(
    data: bytes, charset: str | None = None, *, certain: bool = False
) -> tuple[str, tuple[str, ...]]:
    """The text of `data` and, unless it is plain UTF-8, a note on how it was decoded.

    `charset` is what the sender declared; it is believed if it fits and reads as text. With
    `certain` it is what the user knows: nothing is guessed. Bytes that fit no encoding become
    U+FFFD.
    """
    if certain and charset:
        return _with_note(data, charset)
    if evident := evident_encoding(data):
        text = data.decode(evident, "replace")
        return text, () if evident == "utf-8-sig" else (f"decoded as {evident}",)
    declared = _declared(data, charset)
    if declared is not None:
        return declared, ()
    try:
        return data.decode(), ()
    except UnicodeDecodeError:
        pass
    lossy = data.decode("utf-8", "replace")
    broken = lossy.count("\ufffd")
    # A damaged UTF-8 file has many good multi-byte characters for each bad one; another encoding
    # has hardly any.
    if (len(data) - len(lossy)) > 10 * broken:
        return lossy, (f"decoded as utf-8 with errors: {broken:,} x �",)
    text, notes = _with_note(data, _guess(data))
    return text, (f"{notes[0]} (guessed; --encoding NAME corrects it)",)


def _is_known(encoding: str) -> bool:
    """Whether Python can decode text in `encoding` ("base64" and the like are no text)."""
    try:
        b"a".decode(encoding, "replace")
    except (LookupError, UnicodeError, ValueError):
        return False
    return True


def evident_encoding(data: bytes) -> str | None:
    """What a mark, escapes or the shape of the bytes say beyond doubt; None for all other text."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return encoding
    return wide_encoding(data) or _seven_bit(data)


def wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a BOM, in any script: control bytes in every place, and letters
    once it is decoded. None for bytes and for binary files.
    """
    sample = data[: min(_WIDE_SAMPLE_BYTES, len(data)) // 4 * 4]
    controls = len(sample) - len(sample.translate(None, CONTROLS))
    if len(sample) < _SHORTEST_WIDE_BYTES or controls <= _WIDE_CONTROL_SHARE * len(sample):
        return None
    if sample.translate(None, _ASCII) and is_utf8(sample):
        return None
    if len(sample.translate(None, _PRINTABLE)) < 0.25 * len(sample):
        return None  # a binary file that holds much ASCII
    for encoding, plane, high_byte in (("utf-32-le", 2, 1), ("utf-32-be", 1, 2)):
        planes = sample[plane::4]
        in_first_plane = planes.count(0) >= 0.95 * len(planes)
        if in_first_plane and _is_plausible(sample, encoding, sample[high_byte::4]):
            return encoding
    for encoding, high_byte in (("utf-16-le", 1), ("utf-16-be", 0)):
        if _is_plausible(sample, encoding, sample[high_byte::2]):
            return encoding
    return None


def _is_plausible(sample: bytes, encoding: str, high_bytes: bytes) -> bool:
    """Whether it reads as East Asian, or as one alphabet."""
    text = sample.decode(encoding, "replace")
    if len(_NOT_EAST_ASIAN.findall(text)) <= 0.05 * len(text):
        return True
    return _is_text(text) and _is_one_alphabet(high_bytes)


def _is_text(text: str) -> bool:
    return len(_NO_TEXT.findall(text)) <= 0.05 * len(text)


def _is_one_alphabet(high_bytes: bytes) -> bool:
    """Whether nearly all of them name the block of one alphabet, ASCII or punctuation."""
    ((block, _),) = Counter(high_bytes).most_common(1)
    foreign = high_bytes.translate(None, bytes({block, 0x00, _PUNCTUATION}))
    return block <= _LAST_ALPHABET and len(foreign) < 0.1 * len(high_bytes)


def is_utf8(sample: bytes) -> bool:
    """Whether the bytes are UTF-8, the last character cut or not."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _seven_bit(data: bytes) -> str | None:
    """ISO-2022 or HZ, if the bytes have its escapes and fit it to the last."""
    # Single bytes are looked for ten times faster than pairs, and those than the pattern.
    if b"\x1b" not in data and (b"~" not in data or b"~{" not in data):
        return None
    if not _SEVEN_BITS.search(data) or data.translate(None, _ASCII):
        return None
    for encoding in _SEVEN_BIT_ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not text.isascii():
            return encoding
    return None


def _declared(data: bytes, charset: str | None) -> str | None:
    """The text by what the sender declared, or None if that is unknown, does not fit, or gives
    letters that two UTF-8 bytes have made.
    """
    if not charset or not _is_known(charset):
        return None
    encoding = codecs.lookup(charset).name
    encoding = _MEANT.get(encoding, encoding)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    # What is valid UTF-8 beyond ASCII is UTF-8: by chance that happens to hardly any other text.
    if encoding != "utf-8" and data.translate(None, _ASCII) and is_utf8(data):
        return None
    return None if _C1.search(text) else text


def _with_note(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    text = data.decode(encoding, "replace")
    broken = text.count("\ufffd")
    errors = f" with errors: {broken:,} x �" if broken else ""
    return text, (f"decoded as {codecs.lookup(encoding).name}{errors}",)


def _guess(data: bytes) -> str:
    """The encoding that chardet finds likeliest, of those whose text is plausible."""
    import chardet

    lines = bytearray()
    for line in data.splitlines(keepends=True):
        if line.translate(None, _ASCII):
            lines += line[:_SAMPLE_BYTES]
            if len(lines) > _SAMPLE_BYTES:
                break
    sample = bytes(lines[:_SAMPLE_BYTES])
    if len(sample.translate(None, _ASCII)) <= _FEW_BYTES and _is_western(sample):
        return "cp1252"
    eras = chardet.EncodingEra.ALL & ~chardet.EncodingEra.MAINFRAME
    ranked = [guess["encoding"] for guess in chardet.detect_all(sample, encoding_era=eras)]
    names = [codecs.lookup(name).name for name in ranked if name]
    for name in names:
        if not _IMPLAUSIBLE.search(sample.decode(name, "replace")):
            return name
    return names[0] if names else "cp1252"


def _is_western(sample: bytes) -> bool:
    try:
        return _NOT_WESTERN.search(sample.decode("cp1252")) is None
    except UnicodeDecodeError:
        return False
