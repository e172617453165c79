"""Markdown as a reader sees it: blocks of visible text, each character with its place in the
Markdown.

The parser is markdown-it-py (CommonMark). Marks, list numbers, link addresses and escapes are
structure; what is left is text, and `VisibleText.span` leads back to the written characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

BlockKind = Literal["paragraph", "heading", "item", "quote", "row", "header", "code"]

_LINE_END = re.compile(r"\r\n?|\n")
# What a note refers to is written behind the sentence and is no part of it.
_FOOTNOTE_MARK = re.compile(r"\[\^[\w-]{1,40}\]")
_CELL_JOINT = "; "


@dataclass(frozen=True, slots=True)
class VisibleText:
    """One block: `text` is what a reader sees, character i stands at markdown[offsets[i]].

    `strong` are the bold stretches as spans of `text`. A row of a table is its cells joined by
    "; ", where the joint has the offset of the cell before it.
    """

    kind: BlockKind
    text: str
    offsets: tuple[int, ...]
    strong: tuple[tuple[int, int], ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where text[start:end], which is not empty, stands in the Markdown."""
        return self.offsets[start], self.offsets[end - 1] + 1


def visible_blocks(markdown: str) -> list[VisibleText]:
    """The blocks of `markdown` in order. Code keeps its kind and has no text."""
    lines = _line_spans(markdown)
    tokens = _parser().parse(markdown)
    blocks: list[VisibleText] = []
    cells: list[VisibleText] = []
    containers: list[str] = []
    kind_of_row: BlockKind = "row"
    for token in tokens:
        if token.type in ("fence", "code_block"):
            blocks.append(VisibleText("code", "", ()))
        elif token.type == "inline" and token.map:
            written = _written(token, markdown, lines[slice(*token.map)], cells)
            block = _block(token, written, _kind(containers))
            if block.kind == "row":
                cells.append(block)
            elif block.text.strip():
                blocks.append(block)
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            blocks += _row(cells, kind_of_row)
        elif token.type in ("thead_open", "tbody_open"):
            kind_of_row = "header" if token.type == "thead_open" else "row"
        if token.nesting == 1:
            containers.append(token.type.removesuffix("_open"))
        elif token.nesting == -1:
            containers.pop()
    return blocks


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # An indented summary is no code, "text over ---" is no heading, and HTML is shown as it stands.
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    return parser.disable(["code", "lheading", "html_block"])


def _line_spans(markdown: str) -> list[tuple[int, int]]:
    """(start, end) of each line without its end, as the parser counts lines."""
    spans = []
    start = 0
    for match in _LINE_END.finditer(markdown):
        spans.append((start, match.start()))
        start = match.end()
    return [*spans, (start, len(markdown))]


def _kind(containers: Sequence[str]) -> BlockKind:
    if "heading" in containers:
        return "heading"
    if "td" in containers or "th" in containers:
        return "row"
    if "list_item" in containers:
        return "item"
    return "quote" if "blockquote" in containers else "paragraph"


def _written(
    token: Token, markdown: str, lines: Sequence[tuple[int, int]], cells: Sequence[VisibleText]
) -> list[int]:
    """The offset in the Markdown of each character of the inline content of `token`.

    The content is the lines of the block without list marks, quote marks and indentation. A line
    end has the offset of the character before it. Cells of a row are searched behind each other.
    """
    offsets: list[int] = []
    last_cell = cells[-1].offsets if cells else ()
    after = last_cell[-1] + 1 if last_cell else 0
    for number, line in enumerate(token.content.split("\n")):
        start, end = lines[min(number, len(lines) - 1)]
        if number:
            offsets.append(offsets[-1] if offsets else start)
        first = max(start, after)
        at = markdown.find(line, first, end)
        if at >= 0:
            offsets += range(at, at + len(line))
        else:  # a NUL, or a cell with an escaped bar: as near as can be told
            last = max(start, end - 1)
            offsets += [min(place, last) for place in range(first, first + len(line))]
    return offsets


def _block(token: Token, written: Sequence[int], kind: BlockKind) -> VisibleText:
    pieces: list[str] = []
    offsets: list[int] = []
    strong: list[tuple[int, int]] = []
    open_strong: list[int] = []
    position = 0
    for child in _leaves(token.children or ()):
        if child.type == "strong_open":
            open_strong.append(len(offsets))
        elif child.type == "strong_close" and open_strong:
            strong.append((open_strong.pop(), len(offsets)))
        visible, mark = _visible(child)
        if not visible:
            continue
        at = token.content.find(mark, position)
        if at < 0:
            at = min(position, max(0, len(written) - len(visible)))
        last = min(at + len(mark), len(written)) - 1
        pieces.append(visible)
        offsets += [written[min(at + shift, last)] for shift in range(len(visible))]
        position = at + len(mark)
    block = VisibleText(kind, "".join(pieces), tuple(offsets), tuple(strong))
    return _without_footnote_marks(block)


def _without_footnote_marks(block: VisibleText) -> VisibleText:
    text, offsets, strong = block.text, list(block.offsets), block.strong
    marks = list(_FOOTNOTE_MARK.finditer(text))
    if not marks:
        return block
    if marks[0].start() == 0:  # the note itself, not a reference to it
        return VisibleText(block.kind, "", ())
    for mark in reversed(marks):
        text = text[: mark.start()] + text[mark.end() :]
        del offsets[mark.start() : mark.end()]
        strong = tuple((_moved(start, mark), _moved(end, mark)) for start, end in strong)
    return VisibleText(block.kind, text, tuple(offsets), strong)


def _moved(place: int, taken_out: re.Match[str]) -> int:
    """Where a place of a text is, once the match is taken out."""
    start, end = taken_out.span()
    return place - (end - start) if place >= end else place


def _leaves(children: Sequence[Token]) -> Iterator[Token]:
    for child in children:
        if child.type == "image":
            yield from _leaves(child.children or ())
        else:
            yield child


def _visible(child: Token) -> tuple[str, str]:
    """What a reader sees of an inline token, and what to look for in the Markdown."""
    if child.type in ("softbreak", "hardbreak"):
        return "\n", "\n"
    if child.type == "text_special":
        return child.content, child.markup or child.content
    if child.type in ("text", "code_inline"):
        return child.content, child.content
    return "", ""


def _row(cells: Sequence[VisibleText], kind: BlockKind) -> Iterator[VisibleText]:
    text = ""
    offsets: list[int] = []
    strong: list[tuple[int, int]] = []
    for cell in cells:
        if not cell.text.strip():
            continue
        if text:
            text += _CELL_JOINT
            offsets += [offsets[-1]] * len(_CELL_JOINT)
        cell_start = len(text)
        strong += [(cell_start + start, cell_start + end) for start, end in cell.strong]
        text += cell.text
        offsets += cell.offsets
    if text:
        yield VisibleText(kind, text, tuple(offsets), tuple(strong))
