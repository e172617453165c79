"""rapidocr (the extra "ocr"): models in its wheel, nothing is downloaded.

It reads Latin, Chinese and Japanese. Given another script it answers with digits, blanks or
look-alikes and is sure of them; what tells is how many letters it finds for the length of its
lines.
"""

from __future__ import annotations

import importlib.util
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from .raster import Raster
from .reading import Reading, Unrecognized

# Letters for each line height of length, on pages at 150 and 300 dpi: Latin 1.7 to 2.2, Han and
# kana 0.85 to 1.2; Cyrillic 0 to 0.12, Greek 0.5 to 1.3, Arabic 0 to 1.6 without an Arabic letter.
_MIN_LETTERS = 0.6
_MIN_ALPHABETIC_LETTERS = 1.5
_MIN_CONFIDENCE = 0.95  # of pages in its own scripts; Greek and Cyrillic reach 0.92
_MIN_LENGTH = 20.0  # in line heights: of less, the letters say nothing
_CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_WORD = re.compile(r"[^\W\d_]+")
_VOWEL = re.compile("[aeiouyæœøı]", re.IGNORECASE)
# Small words without a vowel: letters with marks that the model lacks were left out. Vietnamese
# read so has 20 %, the prepositions of Czech make 6 %.
_MAX_BARE = 0.12
_MIN_WORDS = 30
_REMEDY = "Tesseract with its data for the script: apt install tesseract-ocr tesseract-ocr-LANGUAGE"


def is_installed() -> bool:
    """Whether the extra is there."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


@dataclass(frozen=True, slots=True)
class Box:
    """A recognized line: its text, how sure, and its place in pixels."""

    text: str
    confidence: float
    left: float
    top: float
    width: float
    height: float


@dataclass(slots=True)
class Rapid:
    """Reads one page after the other."""

    threads: int = 1
    languages: str = ""
    name: str = "rapidocr"
    _engine: Any = field(default=None, repr=False)

    def __post_init__(self) -> None:
        from importlib.metadata import version

        from rapidocr import RapidOCR

        self.name = f"rapidocr {version('rapidocr')}"
        # Without the classifier of lines that stand upside down: it turns good lines over.
        self._engine = RapidOCR(
            params={
                "Global.use_cls": False,
                "Global.log_level": "error",
                "Global.text_score": 0.5,
                "EngineConfig.onnxruntime.intra_op_num_threads": self.threads,
            }
        )

    def prepare(self, first: Raster) -> None:
        """Nothing to choose: one model reads all its scripts."""

    def read(self, raster: Raster) -> Reading:
        """The text of a page. Raises Unrecognized for a script that the model does not hold."""
        import numpy

        gray = numpy.frombuffer(raster.pixels, numpy.uint8).reshape(raster.height, raster.width)
        output = self._engine(numpy.stack([gray] * 3, axis=-1))
        if output.boxes is None:
            return Reading("", 0.0)
        boxes = [
            _box(corners, text, score)
            for corners, text, score in zip(
                output.boxes.tolist(), output.txts, output.scores, strict=True
            )
        ]
        reading = Reading(arranged(boxes), _mean_confidence(boxes))
        check_script(boxes, reading.confidence)
        return reading


def _box(corners: Sequence[Sequence[float]], text: str, score: float) -> Box:
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return Box(text, float(score), min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def _mean_confidence(boxes: Sequence[Box]) -> float:
    characters = sum(len(box.text) for box in boxes)
    return sum(box.confidence * len(box.text) for box in boxes) / max(1, characters)


def check_script(boxes: Sequence[Box], confidence: float) -> None:
    """Raises Unrecognized if the letters are too few for their lines, or the score is too low."""
    text = " ".join(box.text for box in boxes)
    length = sum(box.width / max(1.0, box.height) for box in boxes)
    letters = sum(map(str.isalpha, text))
    least = _MIN_LETTERS if _CJK.search(text) else _MIN_ALPHABETIC_LETTERS
    is_known = _CJK.search(text) or len(_LATIN.findall(text)) >= 0.8 * letters
    digits = sum(map(str.isdigit, text))
    if length > _MIN_LENGTH and digits < letters + 20 and letters < least * length:
        is_known = False
    words = [word for word in _WORD.findall(text) if word.islower()]
    bare = sum(not _VOWEL.search(unicodedata.normalize("NFD", word)) for word in words)
    if len(words) >= _MIN_WORDS and bare > _MAX_BARE * len(words) and not _CJK.search(text):
        is_known = False
    if not is_known or confidence < _MIN_CONFIDENCE:
        raise Unrecognized("read badly, or in a script that rapidocr does not know", _REMEDY)


def arranged(boxes: Sequence[Box]) -> str:
    """The lines from top to bottom, those of one height from left to right; a wide gap starts a
    paragraph.
    """
    if not boxes:
        return ""
    usual = median(box.height for box in boxes)
    rows: list[list[Box]] = []
    for box in sorted(boxes, key=lambda box: box.top):
        middle = box.top + box.height / 2
        if rows and middle < rows[-1][0].top + rows[-1][0].height:
            rows[-1].append(box)
        else:
            rows.append([box])
    out = ""
    bottom = rows[0][0].top
    for row in rows:
        top = min(box.top for box in row)
        if out:
            out += "\n\n" if top - bottom > usual else "\n"
        out += " ".join(box.text for box in sorted(row, key=lambda box: box.left))
        bottom = max(box.top + box.height for box in row)
    return out
