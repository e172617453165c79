"""Lines of PDF pages as paragraphs and headings.

A PDF knows glyphs in places, not paragraphs. What is told here from type size, gaps and line
lengths is a guess that only moves line breaks and adds heading marks; no line is dropped but a
header or footer that most pages repeat.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from .furniture import without_furniture
from .hyphens import Spellings, joined
from .lines import Line

_ITEM = re.compile(r"(?:[•◦▪‣●○–—*-]|\d{1,3}[.)]|\(?[a-z][.)])\s+\S")
_HEADING_RATIO = 1.12
_MAX_HEADING_CHARS = 150


def layout(pages: Sequence[Sequence[Line]]) -> tuple[list[str], int]:
    """Each page as Markdown, and how many repeated header and footer lines were dropped."""
    kept, dropped = without_furniture(pages)
    levels = _heading_levels(kept)
    texts = [_page(lines, levels) for lines in kept]
    spellings = Spellings(texts)
    return [joined(text, spellings) for text in texts], dropped


def _heading_levels(pages: Sequence[Sequence[Line]]) -> dict[float, int]:
    """Type sizes clearly larger than that of most text, largest first, as levels 1 to 4."""
    chars: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            chars[_rounded(line.size)] += len(line.text)
    if not chars:
        return {}
    body = chars.most_common(1)[0][0]
    large = sorted((size for size in chars if body and size > body * _HEADING_RATIO), reverse=True)
    return {size: min(rank, 4) for rank, size in enumerate(large, 1)}


def _rounded(size: float) -> float:
    return round(size * 2) / 2


def _page(lines: Sequence[Line], levels: dict[float, int]) -> str:
    """Lines joined with newlines inside a paragraph and blank lines between; headings on a line of
    their own.
    """
    widths = [len(line.text) for line in lines if not line.is_table]
    width = median(widths) if widths else 0
    gaps = [a.bottom - b.top for a, b in pairwise(lines) if a.size and b.size]
    usual_gap = median(gaps) if gaps else 0.0
    out: list[str] = []
    before: Line | None = None
    for line in lines:
        level = _level(line, levels)
        if before is None:
            separator = ""
        elif level and level == levels.get(_rounded(before.size)) and out[-1].startswith("#"):
            out[-1] += " " + line.text  # a title over two lines
            before = line
            continue
        elif level or out[-1].startswith("#") or _starts_paragraph(before, line, width, usual_gap):
            separator = "\n\n"
        else:
            separator = "\n"
        out.append(separator)
        # A comment in a listing is no heading.
        escape = "\\" if line.text.startswith("#") else ""
        out.append(f"{'#' * level} {line.text}" if level else escape + line.text)
        before = line
    return "".join(out)


def _level(line: Line, levels: dict[float, int]) -> int:
    level = levels.get(_rounded(line.size), 0)
    if not level or line.is_table or len(line.text) > _MAX_HEADING_CHARS:
        return 0
    return level if any(map(str.isalpha, line.text)) else 0


def _starts_paragraph(before: Line, line: Line, width: float, usual_gap: float) -> bool:
    if before.is_table or line.is_table:
        return True
    if before.text.endswith("\xad"):  # PDFium took a hyphen off: the word goes on
        return False
    if _ITEM.match(line.text):
        return True
    if before.size and line.size and before.bottom - line.top > usual_gap + 0.45 * line.size:
        return True
    ended = before.text[-1:] in ".!?:。！？" or before.text[-1:].isdigit()
    return ended and len(before.text) < 0.75 * width
