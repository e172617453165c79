"""A comparison on the terminal: columns when it is wide enough, cards when it is not (MOCKUPS
section 3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from rich.cells import cell_len
from rich.text import Text

from ...comparison import Answer, Column, Comparison
from ...comparison.passages import Block, Piece, blocks, printable
from ...comparison.wording import facts_line, outcome, source_words
from ...endings import last_line
from ...records import Flag
from ..output import bars
from .across import across_lines
from .wrapping import wrapped

GAP = 3
NARROWEST_COLUMN = 32  # four columns fit into 140 cells
WIDEST_COLUMN = 72
WIDEST_CARD = 100


def screen(comparison: Comparison, width: int, *, length: str = "") -> list[Text]:
    """All lines of the screen, none wider than `width` cells. Model text is cut free of controls
    and never parsed.
    """
    count = len(comparison.columns)
    room = width - GAP * (count - 1)
    column_width = min(room // max(count, 1), WIDEST_COLUMN)
    lines = [*wrapped(Text(_title(comparison, length)), width), Text()]
    if count > 1 and column_width >= NARROWEST_COLUMN:
        lines += _columns(comparison, column_width)
    else:
        lines += _cards(comparison, min(width, WIDEST_CARD))
    return lines + across_lines(comparison, min(width, 2 * WIDEST_CARD))


def _title(comparison: Comparison, length: str) -> str:
    document = comparison.document
    parts = [printable(document.name).replace("\n", " ")]
    words, sections = source_words(comparison), len(document.sections())
    parts += [f"{words:,} words"] if words else []
    parts += [f"{sections} sections"] if sections > 1 else []
    styles = {column.candidate.style for column in comparison.columns}
    parts.append(f"style {next(iter(styles))}" if len(styles) == 1 else f"{len(styles)} styles")
    return " · ".join(parts + ([f"length {length}"] if length else []))


def _columns(comparison: Comparison, width: int) -> list[Text]:
    columns = comparison.columns
    rule = [[Text("─" * width, "dim")] for _ in columns]
    lines = _side_by_side([_head(column, width) for column in columns], width)
    lines += _side_by_side(rule, width)
    lines += _side_by_side([_body(comparison, column, width) for column in columns], width)
    strips = [_strip(column) for column in columns]
    if any(strip.plain for strip in strips):
        heading = Text("Where it comes from (start to end of the document)", "bold")
        lines += [Text(), *wrapped(heading, len(columns) * width)]
        lines += _side_by_side([wrapped(strip, width) for strip in strips], width)
    return lines


def _cards(comparison: Comparison, width: int) -> list[Text]:
    lines: list[Text] = []
    for column in comparison.columns:
        lines += [
            *_head(column, width),
            Text("─" * width, "dim"),
            *_body(comparison, column, width),
        ]
        strip = _strip(column)
        lines += (
            [*wrapped(Text.assemble("from ", strip), width), Text()] if strip.plain else [Text()]
        )
    return lines[:-1]


def _side_by_side(cells: Sequence[Sequence[Text]], width: int) -> list[Text]:
    """Join columns of lines; every cell but the last is padded to `width` terminal cells."""
    lines = []
    for row in zip_longest(*cells, fillvalue=Text()):
        line = Text()
        for i, cell in enumerate(row):
            line.append_text(cell)
            if i + 1 < len(row):
                line.append(" " * (width - cell_len(cell.plain) + GAP))
        line.rstrip()
        lines.append(line)
    return lines


def _head(column: Column, width: int) -> list[Text]:
    label = Text(printable(column.candidate.label), "bold")
    lines = wrapped(label, width)
    if isinstance(column, Answer):
        resolved = str(column.summary.model)
        if not column.candidate.label.startswith(resolved):
            lines += wrapped(Text(printable(resolved), "dim"), width)
        lines += wrapped(Text(facts_line(column)), width)
    return lines + wrapped(Text(outcome(column), "bold red" if column.exit_code else ""), width)


def _body(comparison: Comparison, column: Column, width: int) -> list[Text]:
    if not isinstance(column, Answer):
        return [
            *wrapped(Text(printable(column.message)), width),
            *wrapped(Text(printable(column.hint), "dim"), width),
        ]
    summary = column.summary
    numbers = comparison.across.numbers(column.candidate.label)
    lines: list[Text] = []
    for block in blocks(summary.text, summary.check):
        lines += _block(block, numbers, width)
    if ending := last_line(summary):
        lines += [Text(), *wrapped(Text(printable(ending), "bold red"), width)]
    return lines


def _block(block: Block, numbers: Mapping[Flag, int], width: int) -> list[Text]:
    text = Text(style="bold" if block.marker == "#" else "")
    for piece in block.pieces:
        text.append_text(_piece(piece, numbers))
    if block.marker in ("", "#"):
        return wrapped(text, width)
    lead = " " * (2 * block.indent) + block.marker + " "
    first, *rest = wrapped(text, max(width - len(lead), 8))
    under = " " * len(lead)
    return [Text.assemble(lead, first), *(Text.assemble(under, line) for line in rest)]


def _piece(piece: Piece, numbers: Mapping[Flag, int]) -> Text:
    if piece.flag:
        return Text(f"{piece.text} [!{numbers[piece.flag]}]", "bold red")
    return Text(piece.text, "bold" if piece.strong else "")


def _strip(column: Column) -> Text:
    if not isinstance(column, Answer) or not any(column.summary.receipt.strip):
        return Text()
    receipt = column.summary.receipt
    drawn = (
        f"  {receipt.sections_drawn} of {receipt.sections_total} sections"
        if receipt.sections_total > 1
        else ""
    )
    return Text.assemble((bars(receipt.strip), "cyan"), drawn)
