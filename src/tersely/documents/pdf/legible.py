"""Whether a page can be read: its letters are letters, and they are not a stamp on a picture.

The fonts of some PDFs do not say which letters their glyphs are, or say it wrongly; what comes out
then are control characters, signs of private use, or words that no language has.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass

from ..account import SCANNED, SHAPES
from .lines import Line
from .pdfium import LINE_END_HYPHEN, UNKNOWN

_LATIN = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"
_WORD = re.compile(f"[{_LATIN}]{{5,}}")
# Each byte that is a consonant, or "?" for a character beyond ASCII, as "c".
_KINDS = bytes(ord("c" if chr(byte) in "bcdfghjklmnpqrstvwxz?" else " ") for byte in range(256))
_CLUSTER = re.compile("[bcdfghjklmnpqrstvwxzßñçčćšśžźżłńřťď]{5,}")
_ACCENTED = re.compile(f"[{_LATIN}](?<![A-Za-z])")
_LETTER = re.compile(f"[{_LATIN}]")
# Controls (but the mark of `pdfium`), private use, and what is not assigned.
_UNDECODED = re.compile(
    r"[\x01-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufff0-\ufff8\U000f0000-\U0010ffff" + UNKNOWN + "]"
)
_MAX_UNDECODED = 0.2
_SAMPLE_CHARACTERS = 800
_MIN_WORDS = 20
_MIN_LETTERS = 100
# Words with five consonants in a row: few in German or Polish text, many where the
# glyphs are numbered as they come.
_MAX_CLUSTERED = 0.25
_FEW_CLUSTERS = _MAX_CLUSTERED * _MIN_WORDS
# Latin text is mostly accented letters where Cyrillic or Greek was taken for it; Vietnamese has a
# third of them.
_MAX_ACCENTED = 0.6

_MIN_SCAN_COVERAGE = 0.6
_MAX_SCAN_CHARACTERS = 200
_MIN_PICTURE_COVERAGE = 0.3
_MAX_PICTURE_CHARACTERS = 30
_LARGE_PT = 14.0  # slides have their text on pictures in such type; stamps and letterheads have not
_MIN_STAMPED_PAGES = 3
_MIN_OUTLINES = 300  # segments of paths: text drawn as shapes has about 20 a letter
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Look:
    """What a page shows: its lines, the part that images cover, segments of paths, and whether its
    text is that of a text recognition.
    """

    lines: Sequence[Line]
    coverage: float = 0.0
    segments: int = 0
    is_recognized: bool = False


def scanned_pages(looks: Sequence[Look]) -> dict[int, str]:
    """The pages (by index) whose text is not what they show, with the reason.

    Lines that three pages with pictures repeat, digits apart, are stamps and no text of these
    pages. Thresholds as measured on scans with stamps, page numbers and letterheads, and on pages
    with pictures behind or beside their text.
    """
    pictures = [look for look in looks if look.coverage >= _MIN_PICTURE_COVERAGE]
    seen: Counter[str] = Counter()
    for look in pictures:
        seen.update(set(map(_key, look.lines)))
    stamps = {key for key, count in seen.items() if count >= _MIN_STAMPED_PAGES}
    reasons = {index: _why_unread(look, stamps) for index, look in enumerate(looks)}
    return {index: reason for index, reason in reasons.items() if reason}


def _key(line: Line) -> str:
    return _DIGITS.sub("0", line.text)


def _why_unread(look: Look, stamps: Set[str]) -> str:
    if look.lines and look.coverage < _MIN_PICTURE_COVERAGE:
        return ""
    lines = [line for line in look.lines if _key(line) not in stamps]
    characters = sum(_visible(line.text) for line in lines)
    large = sum(_visible(line.text) for line in lines if line.size >= _LARGE_PT)
    is_title = large > 0 and large >= characters / 2
    if look.is_recognized and characters >= _MAX_PICTURE_CHARACTERS:
        return ""
    if look.coverage >= _MIN_SCAN_COVERAGE and characters < _MAX_SCAN_CHARACTERS:
        return "" if is_title else SCANNED
    if look.coverage >= _MIN_PICTURE_COVERAGE and characters < _MAX_PICTURE_CHARACTERS:
        return "" if is_title else SCANNED
    if not characters and look.coverage >= 0.01:
        return SCANNED
    if not characters and look.segments >= _MIN_OUTLINES:
        return SHAPES
    return ""


def _visible(text: str) -> int:
    return len(text) - text.count(" ")


def undecoded(text: str) -> int:
    """How many characters of `text` are no letters of any script.

    >>> undecoded("a\\ue001\\x03b")
    2
    """
    lines = text.replace("\r\n", "").replace(LINE_END_HYPHEN, "")
    if lines.isprintable() and UNKNOWN not in lines:  # most pages, in a tenth of the time
        return 0
    return len(_UNDECODED.findall(text))


def is_decodable(text: str) -> bool:
    """Whether `text` can be what the page shows: few characters are undecoded, and its words are
    plausible.
    """
    if undecoded(text) > _MAX_UNDECODED * _visible(text):
        return False
    # From the middle: titles and author lists come first.
    middle = max(0, (len(text) - _SAMPLE_CHARACTERS) // 2)
    text = text[middle : middle + _SAMPLE_CHARACTERS].replace(LINE_END_HYPHEN, "\n")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    if beyond_ascii > _MAX_ACCENTED * _MIN_LETTERS:
        letters = len(_LETTER.findall(text))
        if letters > _MIN_LETTERS and len(_ACCENTED.findall(text)) > _MAX_ACCENTED * letters:
            return False
    text = text.lower()
    # No fewer clusters than there are; tells most pages in a tenth of the time of the pattern.
    kinds = text.encode("ascii", "replace").translate(_KINDS)
    if kinds.count(b"ccccc") <= _FEW_CLUSTERS:
        return True
    if len(_CLUSTER.findall(text)) <= _FEW_CLUSTERS:
        return True
    words = set(_WORD.findall(text))
    clusters = set(_CLUSTER.findall(" ".join(words)))
    return len(words) < _MIN_WORDS or len(clusters) <= _MAX_CLUSTERED * len(words)
