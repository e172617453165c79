"""Which writing system a text is mostly in, from a bounded sample."""

from __future__ import annotations

import re
import string
from itertools import filterfalse
from typing import Literal

from .patterns import lazy

Script = Literal[
    "latin", "accented", "code", "cjk", "cyrillic", "greek", "arabic", "indic", "other"
]

_SLICES, _SLICE_CHARACTERS = 16, 256
_LETTERS: dict[Script, re.Pattern[str]] = {
    "latin": lazy(r"[A-Za-z\u00aa-\u024f\u1e00-\u1eff]"),
    "cjk": lazy(
        r"[\u1100-\u11ff\u2e80-\u303f\u3040-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
        r"\uff00-\uffef\U00020000-\U0003ffff]"
    ),
    "cyrillic": lazy(r"[\u0400-\u052f]"),
    "greek": lazy(r"[\u0370-\u03ff\u1f00-\u1fff]"),
    "arabic": lazy(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]"),
    "indic": lazy(r"[\u0900-\u0dff\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff]"),
}
_ACCENTED = lazy(r"[\u00aa-\u024f\u1e00-\u1eff]")
_LETTER = lazy(r"[^\W\d_]")
_ASCII_LETTERS = string.ascii_letters.encode()
_ASCII_BLANKS = b" \t\n\r\f\v\x1c\x1d\x1e\x1f"
_CODE_SIGNS = b"(){}[];=<>_\\&$"
_VISIBLE = lazy(r"\S")
# A Han character or syllable carries about three times as many tokens as a letter.
_CJK_WEIGHT = 3
# Prose stays under 2 % of these signs, Python, C and shell lie between 6 and 15 %.
_CODE_SHARE = 0.05
# Of the letters: German, Spanish and French have 1 to 4 %, Polish, Turkish, Czech and Hungarian 7
# to 14 %, Vietnamese 25 %.
_ACCENTED_SHARE = 0.055


def dominant_script(text: str) -> Script:
    """The script that carries most of `text`; Hebrew counts as arabic, Thai as indic; "accented" is
    Latin as in Polish.

    At most 4096 characters are looked at, in slices spread over the text, so the time does not grow
    with its length. A text without letters is "other".
    """
    sample = _sample(text)
    # Counting bytes is ten times as fast as looking for each letter.
    ascii_part = sample.encode("ascii", "ignore")
    others = "" if sample.isascii() else "".join(filterfalse(str.isascii, sample))
    counts = {script: len(pattern.findall(others)) for script, pattern in _LETTERS.items()}
    ascii_letters = _count(ascii_part, _ASCII_LETTERS)
    counts["latin"] += ascii_letters
    letters = ascii_letters + len(_LETTER.findall(others))
    of_no_script = max(0, letters - sum(counts.values()))
    counts["cjk"] *= _CJK_WEIGHT
    script = max(counts, key=lambda name: counts[name])
    if counts[script] <= of_no_script:
        return "other"
    if script != "latin":
        return script
    ascii_visible = len(ascii_part) - _count(ascii_part, _ASCII_BLANKS)
    visible = ascii_visible + len(_VISIBLE.findall(others))
    if _count(ascii_part, _CODE_SIGNS) > _CODE_SHARE * visible:
        return "code"
    accented = len(_ACCENTED.findall(others))
    return "accented" if accented > _ACCENTED_SHARE * counts["latin"] else "latin"


def _sample(text: str) -> str:
    if len(text) <= _SLICES * _SLICE_CHARACTERS:
        return text
    step = (len(text) - _SLICE_CHARACTERS) // (_SLICES - 1)
    starts = range(0, _SLICES * step, step)
    return "".join(text[start : start + _SLICE_CHARACTERS] for start in starts)


def _count(text: bytes, characters: bytes) -> int:
    """How many bytes of `text` are among `characters`."""
    return len(text) - len(text.translate(None, characters))
