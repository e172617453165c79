"""Comments in Markdown, which a reader of the page does not see."""

from __future__ import annotations

import re

from ..language.fences import fenced, fences

_OPEN, _CLOSE = "<!--", "-->"
_BACKTICKS = re.compile("`+")
# [//]: # (a comment): the definition of a link that goes nowhere, which Markdown does not show.
_NOWHERE = re.compile(
    r"\n {0,3}\[[^\[\]\n]{1,80}\]:[ \t]{1,9}(?:#|<>)[ \t]{1,9}"
    r"(?:\([^\n]*\)|\"[^\n]*\"|'[^\n]*')[ \t]*(?=\n|\Z)"
)
Span = tuple[int, int]


def without_comments(text: str) -> tuple[str, int]:
    """`text` without its comments, and how many there were. Those in code stay, and one that never
    ends is text.

    >>> without_comments("The quay <!-- who says so? -->sank. `<!-- code -->`")
    ('The quay sank. `<!-- code -->`', 1)
    """
    nowhere = _links_to_nowhere(text) if "]:" in text else []
    if _OPEN not in text and not nowhere:
        return text, 0
    blocks = fences(text)
    comments = [span for span in nowhere if not fenced(blocks, span[0])]
    comments = sorted(comments + _comments(text, blocks))
    pieces: list[str] = []
    done = count = 0
    for begin, end in comments:
        if begin >= done:
            pieces.append(text[done:begin])
            done = end
            count += 1
    return "".join(pieces) + text[done:], count


def _comments(text: str, blocks: list[Span]) -> list[Span]:
    spans: list[Span] = []
    code: list[Span] = []
    place = line_end = 0
    while (begin := text.find(_OPEN, place)) >= 0:
        place = begin + len(_OPEN)
        if begin >= line_end:
            line_end = text.find("\n", begin) + 1 or len(text)
            code = _code_in_line(text, text.rfind("\n", 0, begin) + 1, line_end)
        if fenced(blocks, begin) or fenced(code, begin):
            continue
        end = text.find(_CLOSE, begin + 2)  # <!--> is whole
        if end < 0:
            break
        place = end + len(_CLOSE)
        begins_line = text[begin - 1 : begin] in ("", "\n")
        fills_its_lines = begins_line and text[place : place + 1] == "\n"
        spans.append((begin, place + fills_its_lines))
    return spans


def _code_in_line(text: str, start: int, end: int) -> list[Span]:
    """Code between backticks in the line [start, end): as many end it as began it."""
    spans: list[Span] = []
    opened: re.Match[str] | None = None
    for run in _BACKTICKS.finditer(text, start, end):
        if opened is None:
            opened = run
        elif len(opened[0]) == len(run[0]):
            spans.append((opened.start(), run.end()))
            opened = None
    return spans


def _links_to_nowhere(text: str) -> list[Span]:
    # The line end before it in the pattern is that of a line more: places are one too high.
    links = [match.span() for match in _NOWHERE.finditer("\n" + text)]
    return [(start, min(len(text), end)) for start, end in links]
