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
_PARAGRAPH_GAP_EM = 0.45  # more than lines usually have between them
_SHORT_LINE = 0.75  # of a usual line: the last one of a paragraph, if a sentence ends there
_SENTENCE_ENDS = ".!?:。！？"


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
    if not body:
        return {}
    large = [size for size in chars if size > body * _HEADING_RATIO]
    return {size: min(rank, 4) for rank, size in enumerate(sorted(large, reverse=True), 1)}


def _rounded(size: float) -> float:
    return round(size * 2) / 2


def _page(lines: Sequence[Line], levels: dict[float, int]) -> str:
    """Lines joined with newlines inside a paragraph and blank lines between; headings on a line of
    their own.
    """
    widths = [len(line.text) for line in lines if not line.is_table]
    width = median(widths) if widths else 0
    gaps = [
        upper.bottom - lower.top for upper, lower in pairwise(lines) if upper.size and lower.size
    ]
    usual_gap = median(gaps) if gaps else 0.0
    out: list[str] = []
    before: Line | None = None
    for line in lines:
        level = _level(line, levels)
        if before is not None:
            is_below_heading = out[-1].startswith("#")
            if level and is_below_heading and level == levels.get(_rounded(before.size)):
                out[-1] += " " + line.text  # a title over two lines
                before = line
                continue
            is_apart = (
                level or is_below_heading or _starts_paragraph(before, line, width, usual_gap)
            )
            out.append("\n\n" if is_apart else "\n")
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
    gap = before.bottom - line.top
    if before.size and line.size and gap > usual_gap + _PARAGRAPH_GAP_EM * line.size:
        return True
    if len(before.text) >= _SHORT_LINE * width:
        return False
    end = before.text[-1:]
    return end in _SENTENCE_ENDS or end.isdigit()
