"""Lines of PDF pages as paragraphs and headings.

A PDF knows glyphs in places, not paragraphs. What is told here from type size, gaps and line
lengths is a guess that only moves line breaks and adds heading marks; no line is dropped but a
header or footer that most pages repeat.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN = re.compile(r"([^\W\d_]+)(?:\xad\n?|-\n)([^\W\d_]+)")
_PATH_END = re.compile(r"(?<=[^\W_]/)\n(?=[\w<])")
_DIGITS = re.compile(r"\d+")
_OWN_NUMBER = re.compile(r"^(\d{1,5})(?=\s|$)|(?:^|\s)(\d{1,5})$")
_ITEM = re.compile(r"(?:[•◦▪‣●○–—*-]|\d{1,3}[.)]|\(?[a-z][.)])\s+\S")
_HEADING_RATIO = 1.12
_MAX_HEADING_CHARS = 150
_MIN_PAGES_FOR_FURNITURE = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its type size and its top and bottom, in points; all zero if unknown."""

    text: str
    size: float = 0.0
    top: float = 0.0
    bottom: float = 0.0


def layout(pages: Sequence[Sequence[Line]]) -> tuple[list[str], int]:
    """Each page as Markdown, and how many repeated header and footer lines were dropped."""
    kept, dropped = _without_furniture(pages)
    levels = _heading_levels(kept)
    texts = [_page(lines, levels) for lines in kept]
    known = Counter(word.lower() for text in texts for word in _WORDS.findall(text))
    return [_joined(text, known) for text in texts], dropped


def _without_furniture(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], int]:
    """Drops the first and last line of a page if it carries the page's own number or if most pages
    repeat it.
    """
    kept = [list(lines) for lines in pages]
    if sum(len(lines) > 2 for lines in kept) < _MIN_PAGES_FOR_FURNITURE:
        return kept, 0
    dropped = 0
    for chosen in (_numbered, _repeated):
        for lines, ends in zip(kept, chosen(kept), strict=True):
            for end in ends:
                del lines[end]
                dropped += 1
    return kept, dropped


def _numbered(pages: Sequence[Sequence[Line]]) -> list[list[int]]:
    """Ends (0, -1) of each page where a line starts or ends with a number that grows by one from
    page to page.
    """
    shifts: list[dict[int, int]] = []
    for index, lines in enumerate(pages):
        found: dict[int, int] = {}
        for end in (0, -1) if len(lines) > 2 else ():
            if (match := _OWN_NUMBER.search(lines[end].text)) and len(
                lines[end].text
            ) < _MAX_HEADING_CHARS:
                found[end] = int(match[1] or match[2]) - index
        shifts.append(found)
    usual, count = (
        Counter(shift for found in shifts for shift in found.values()).most_common(1)[0]
        if any(shifts)
        else (0, 0)
    )
    if count <= len(pages) / 2:
        return [[] for _ in pages]
    return [[end for end, shift in found.items() if shift == usual] for found in shifts]


def _repeated(pages: Sequence[Sequence[Line]]) -> list[list[int]]:
    """Ends of each page whose line, digits apart, stands there on more than half of the pages."""
    chosen: list[list[int]] = [[] for _ in pages]
    filled = [index for index, lines in enumerate(pages) if len(lines) > 2]
    for end in (0, -1):
        keys = {index: _DIGITS.sub("0", pages[index][end].text) for index in filled}
        seen = Counter(keys.values())
        for index, key in keys.items():
            if seen[key] > len(filled) / 2:
                chosen[index].append(end)
    return chosen


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
    width = median([len(line.text) for line in lines]) if lines else 0
    gaps = [a.bottom - b.top for a, b in pairwise(lines) if a.size and b.size]
    usual_gap = median(gaps) if gaps else 0.0
    out: list[str] = []
    before: Line | None = None
    for line in lines:
        level = levels.get(_rounded(line.size), 0)
        if level and (len(line.text) > _MAX_HEADING_CHARS or not any(map(str.isalpha, line.text))):
            level = 0
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
        escape = "\\" if line.text.startswith("#") else ""  # a comment in a listing is no heading
        out.append(f"{'#' * level} {line.text}" if level else escape + line.text)
        before = line
    return "".join(out)


def _starts_paragraph(before: Line, line: Line, width: float, usual_gap: float) -> bool:
    if _ITEM.match(line.text):
        return True
    if before.size and line.size and before.bottom - line.top > usual_gap + 0.45 * line.size:
        return True
    ended = before.text[-1:] in ".!?:。！？" or before.text[-1:].isdigit()
    return ended and len(before.text) < 0.75 * width


def _joined(text: str, known: Counter[str]) -> str:
    """Words and paths broken at a line end made whole; a hyphen stays where the document spells the
    word with it elsewhere.
    """

    def whole(match: re.Match[str]) -> str:
        head, tail = match.groups()
        closed, open_ = head + tail, f"{head}-{tail}"
        return (
            open_ if tail[0].isupper() or known[open_.lower()] > known[closed.lower()] else closed
        )

    return _BROKEN.sub(whole, _PATH_END.sub("", text)).replace("\xad", "-")
