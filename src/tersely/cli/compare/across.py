"""What differs between the summaries, below the columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import StringIO

from rich.console import Console
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from ...comparison import AcrossFact, Comparison, NotInSource
from ...comparison.passages import printable
from .wrapping import wrapped

NARROW = 80
FACTS_SHOWN = 8
PLACE_CHARACTERS = 40


def across_lines(comparison: Comparison, width: int) -> list[Text]:
    """Flags, facts of only one summary, facts of all, agreement with a reference; sections without
    content are left out.
    """
    across = comparison.across
    names = _short_names(comparison)
    lines: list[Text] = []
    if across.not_in_source:
        lines += [Text(), *wrapped(Text("Not in the source", "bold"), width)]
        lines += _grid([_flag_row(item, names) for item in across.not_in_source], width)
    if across.only_one:
        lines += [
            Text(),
            *wrapped(Text("Said by only one model (all found in the source)", "bold"), width),
        ]
        rows = []
        for label, name in names.items():
            facts = [fact for fact in across.only_one if fact.said_by == (label,)]
            if facts:
                rows.append((name, _facts(facts)))
        lines += _grid(rows, width)
    if across.by_all:
        said = Text.assemble(
            ("Said by all: ", "bold"), ", ".join(_one_line(fact.text) for fact in across.by_all)
        )
        lines += [Text(), *_grid([(said,)], width, indent=0)]
    return lines + _stability(comparison, width) + _scores(comparison, names, width)


def _stability(comparison: Comparison, width: int) -> list[Text]:
    """How alike the answers are, when some are repeats of one another."""
    if not any(answer.candidate.sample for answer in comparison.answers):
        return []
    values: list[float] = []
    for number, row in enumerate(comparison.agreement):
        values += row[:number]  # the other half says the same
    if not values:
        return []
    least, most = min(values), max(values)
    stated = f"{least:.2f} to {most:.2f} (ROUGE-1 F of each pair; 1 is word for word)"
    return [Text(), *wrapped(Text.assemble(("Agreement: ", "bold"), stated), width)]


def _scores(comparison: Comparison, names: dict[str, str], width: int) -> list[Text]:
    if not comparison.scores:
        return []
    measures = list(comparison.scores[0])
    rows: list[Sequence[str | Text]] = [("", *measures)]
    for answer, scores in zip(comparison.answers, comparison.scores, strict=True):
        rows.append(
            (names[answer.candidate.label], *(f"{scores[measure]:.3f}" for measure in measures))
        )
    how = [(Text(f"{name}: {text}", "dim"),) for name, text in comparison.scoring]
    heading = wrapped(Text("Against the reference", "bold"), width)
    return [Text(), *heading, *_grid(rows, width), *_grid(how, width)]


def _flag_row(item: NotInSource, names: dict[str, str]) -> tuple[str | Text, ...]:
    nearest = (
        f"nearest: “{_one_line(item.flag.nearest)}”" if item.flag.nearest else "nothing near it"
    )
    flagged = Text(_one_line(item.flag.text), "bold red")
    return (f"[!{item.number}] {names[item.said_by]}", flagged, nearest, _shortened(item.place))


def _facts(facts: Sequence[AcrossFact]) -> str:
    shown = "; ".join(
        f"{_one_line(fact.text)} ({_shortened(fact.place)})" for fact in facts[:FACTS_SHOWN]
    )
    more = len(facts) - FACTS_SHOWN
    return f"{shown}; and {more} more (--json)" if more > 0 else shown


def _short_names(comparison: Comparison) -> dict[str, str]:
    """Labels to provider names, where these tell the columns apart."""
    labels = [column.candidate.label for column in comparison.columns]
    providers = [column.candidate.model.provider for column in comparison.columns]
    short = providers if len(set(providers)) == len(providers) else labels
    return {label: printable(name) for label, name in zip(labels, short, strict=True)}


def _grid(rows: Iterable[Sequence[str | Text]], width: int, indent: int = 2) -> list[Text]:
    """Rows as aligned cells; on a narrow terminal each row is one wrapped paragraph."""
    table = Table.grid(padding=(0, 2))
    for row in rows:
        cells = [cell if isinstance(cell, Text) else Text(cell) for cell in row]
        if width < NARROW:
            cells = [Text("  ").join(cell for cell in cells if cell.plain)]
        for cell in cells:
            cell.overflow = "fold"
        table.add_row(*cells)
    console = Console(
        file=StringIO(), width=width - indent, color_system="truecolor", legacy_windows=False
    )
    lines = console.render_lines(table, pad=False)
    return [_line(" " * indent, segments) for segments in lines]


def _line(indent: str, segments: Iterable[Segment]) -> Text:
    line = Text(indent)
    for segment in segments:
        line.append(segment.text, segment.style)
    line.rstrip()
    return line


def _one_line(text: str) -> str:
    return " ".join(printable(text).split())


def _shortened(place: str) -> str:
    """A place with its heading cut: the line or page number at its end stays."""
    text = _one_line(place)
    if len(text) <= PLACE_CHARACTERS:
        return text
    heading, comma, line = text.rpartition(", ")
    return f"{heading[: PLACE_CHARACTERS - len(line) - 3].rstrip()}…{comma}{line}"
