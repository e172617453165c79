"""rapidocr (the extra "ocr"): models in its wheel, nothing is downloaded.

It reads Latin, Chinese and Japanese. Given another script it answers with digits, blanks or
look-alikes and is sure of them; what tells is how many letters it finds for the length of its
lines.
"""

from __future__ import annotations

import importlib.util
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .arrangement import Box, arranged
from .raster import Raster
from .reading import SCAN_AGAIN, Reading, Unrecognized

# Letters for each line height of length, on pages at 150 and 300 dpi: Latin 1.7 to 2.2, Han and
# kana 0.85 to 1.2; Cyrillic 0 to 0.12, Greek 0.5 to 1.3, Arabic 0 to 1.6 without an Arabic letter.
_MIN_LETTERS = 0.6
_MIN_ALPHABETIC_LETTERS = 1.5
# Typewriters set wide: 1.38, and the score is 0.99, which no page in another script reaches.
_MIN_TYPED_LETTERS, _TYPED_CONFIDENCE = 1.3, 0.98
_MIN_CONFIDENCE = 0.95  # of pages in its own scripts; Greek and Cyrillic reach 0.92
_MIN_OF_A_LINE = 0.5
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
                "Global.text_score": 0.0,  # lines that are hardly read are counted here
                "EngineConfig.onnxruntime.intra_op_num_threads": self.threads,
            }
        )

    def prepare(self, first: Raster) -> None:
        """Nothing to choose: one model reads all its scripts."""

    def read(self, raster: Raster) -> Reading:
        """The text of a page. Raises Unrecognized for a script that the model does not hold."""
        import numpy

        pixels = numpy.frombuffer(raster.pixels, numpy.uint8)
        gray = pixels.reshape(raster.height, raster.width)
        boxes, lost_share = self._boxes(gray)
        if not boxes:
            return Reading("", 0.0)
        # Lines that are read well although they stand upright are in a wrong order all the same.
        turns = _turns(boxes) if _is_sideways(boxes) or not _is_sure(boxes) else ()
        for quarters in turns:
            turned, lost = self._boxes(numpy.rot90(gray, quarters))
            if turned and not _is_sideways(turned) and _is_sure(turned):
                return Reading(arranged(turned), _mean_confidence(turned) * (1 - lost))
        if _is_sideways(boxes):
            raise Unrecognized("lies on its side and was read badly when it was turned", SCAN_AGAIN)
        check_script(boxes, _mean_confidence(boxes))
        return Reading(arranged(boxes), _mean_confidence(boxes) * (1 - lost_share))

    def _boxes(self, gray: Any) -> tuple[list[Box], float]:
        """The lines that it could read, and the share of the others, by their length."""
        import numpy

        output = self._engine(numpy.stack([gray] * 3, axis=-1))
        if output.boxes is None:
            return [], 0.0
        return legible(map(_box, output.boxes.tolist(), output.txts, output.scores))


def legible(boxes: Iterable[Box]) -> tuple[list[Box], float]:
    """The lines that could be read, and the share of the others in the length of all."""
    boxes = list(dict.fromkeys(boxes))
    read = [box for box in boxes if box.confidence >= _MIN_OF_A_LINE]
    lost = [box for box in boxes if box.confidence < _MIN_OF_A_LINE]
    return read, _length(lost) / (_length(boxes) or 1.0)


def _length(boxes: Iterable[Box]) -> float:
    """The length of all lines together, in heights of a line."""
    return sum(box.width / max(1.0, box.height) for box in boxes)


def _box(corners: Sequence[Sequence[float]], text: str, score: float) -> Box:
    xs, ys = zip(*corners, strict=True)
    left, top = min(xs), min(ys)
    return Box(text, float(score), left, top, max(xs) - left, max(ys) - top)


def _mean_confidence(boxes: Sequence[Box]) -> float:
    sums = [box.confidence * len(box.text) for box in boxes]
    return sum(sums) / max(1, _characters(boxes))


def _characters(boxes: Iterable[Box]) -> int:
    return sum(len(box.text) for box in boxes)


def _is_sideways(boxes: Sequence[Box]) -> bool:
    """Whether most of the letters stand in lines that are higher than wide."""
    upright = [box for box in boxes if box.height > 1.5 * box.width]
    return len(boxes) > 1 and _characters(upright) > 0.5 * _characters(boxes)


def _is_sure(boxes: Sequence[Box]) -> bool:
    try:
        check_script(boxes, _mean_confidence(boxes))
    except Unrecognized:
        return False
    return True


def _turns(boxes: Sequence[Box]) -> tuple[int, ...]:
    """By how many quarters (to the left) the page is to be turned, the likeliest first: upright
    lines are turned to the left before they are read.
    """
    if not _is_sideways(boxes):
        return (2,)
    return (1, 3) if _mean_confidence(boxes) >= _MIN_CONFIDENCE else (3, 1)


def check_script(boxes: Sequence[Box], confidence: float) -> None:
    """Raises Unrecognized if the letters are too few for their lines, or the score is too low."""
    text = " ".join(box.text for box in boxes)
    length = _length(boxes)
    letters = sum(map(str.isalpha, text))
    alphabetic = _MIN_TYPED_LETTERS if confidence >= _TYPED_CONFIDENCE else _MIN_ALPHABETIC_LETTERS
    has_cjk = _CJK.search(text) is not None
    least = _MIN_LETTERS if has_cjk else alphabetic
    is_known = has_cjk or len(_LATIN.findall(text)) >= 0.8 * letters
    digits = sum(map(str.isdigit, text))
    if length > _MIN_LENGTH and digits < letters + 20 and letters < least * length:
        is_known = False
    if not has_cjk and _lacks_marks(text):
        is_known = False
    if not is_known or confidence < _MIN_CONFIDENCE:
        raise Unrecognized("read badly, or in a script that rapidocr does not know", _REMEDY)


def _lacks_marks(text: str) -> bool:
    """Whether too many small words have no vowel."""
    words = [word for word in _WORD.findall(text) if word.islower()]
    bare = [word for word in words if not _VOWEL.search(unicodedata.normalize("NFD", word))]
    return len(words) >= _MIN_WORDS and len(bare) > _MAX_BARE * len(words)
