"""What an engine makes of one page, and whether it can be believed."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Pages that are read well have 0.9 and more, bad copies 0.82; at 0.68 every fifth word was wrong.
MIN_CONFIDENCE = 0.7
READ_BADLY = 0.8
SCAN_AGAIN = "Scan it again at 300 dpi, upright and with good contrast, or give its text"
_CJK = "\u2e80-\u303f\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
_CJK_GAP = re.compile(rf"(?<=[{_CJK}]) (?=[{_CJK}])")


class Unrecognized(Exception):
    """A page that cannot be recognized: the reason, the way out, and the script that is missing."""

    def __init__(self, reason: str, remedy: str = "", script: str = "") -> None:
        super().__init__(reason)
        self.script = script
        self.reason = reason
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of one page and how sure the engine is, 0..1."""

    text: str
    confidence: float


def compact_cjk(text: str) -> str:
    """`text` without the blanks that Tesseract puts between Han characters and kana.

    >>> compact_cjk("港 湾 局 は 2026 年")
    '港湾局は 2026 年'
    """
    return _CJK_GAP.sub("", text)


def check_reading(reading: Reading) -> None:
    """Raises Unrecognized for a text that is nothing, or that the engine does not believe in."""
    if not any(map(str.isalnum, reading.text)):
        raise Unrecognized("nothing could be recognized", SCAN_AGAIN)
    if reading.confidence < MIN_CONFIDENCE:
        raise Unrecognized("recognized too badly to be used", SCAN_AGAIN)
