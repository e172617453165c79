"""A comparison as Markdown."""

from __future__ import annotations

from ..endings import last_line
from ..grounding import MarkdownSanitizer, literal
from ..screen_text import excerpt
from .across import AcrossFact, NotInSource
from .passages import printable
from .run import Answer, Comparison
from .wording import facts_line, outcome

NEAREST = 160  # characters of a passage: its place is named


def as_markdown(comparison: Comparison) -> str:
    """One section per candidate, then what differs. What models wrote is their Markdown, its
    foreign links made text.
    """
    defused = MarkdownSanitizer(comparison.document)
    lines = [f"# {_literal(comparison.document.name)}", ""]
    for column in comparison.columns:
        lines += [f"## {column.candidate.label}", ""]
        if isinstance(column, Answer):
            drawn = column.summary.receipt
            lines += [
                f"*{facts_line(column)} · {outcome(column)} · {drawn.sections_drawn} of {drawn.sections_total} sections*",
                "",
                printable(
                    defused(
                        "\n\n".join(
                            filter(None, (column.summary.text.strip(), last_line(column.summary)))
                        )
                    )
                ),
                "",
            ]
        else:
            remedies = [f"- {_literal(line)}" for line in column.hint.splitlines()]
            lines += [f"*{outcome(column)}*", "", _literal(column.message), "", *remedies, ""]
    across = comparison.across
    if across.not_in_source:
        lines += ["## Not in the source", "", *map(_flag_line, across.not_in_source), ""]
    if across.only_one:
        lines += [
            "## Said by only one (all found in the source)",
            "",
            *map(_fact_line, across.only_one),
            "",
        ]
    if across.by_all:
        lines += [
            "## Said by all",
            "",
            ", ".join(_literal(fact.text) for fact in across.by_all),
            "",
        ]
    for answer, scores in zip(comparison.answers, comparison.scores, strict=False):
        lines.append(
            f"- {answer.candidate.label}: " + ", ".join(f"{k} {v:.3f}" for k, v in scores.items())
        )
    lines += [f"- {name}: {how}" for name, how in comparison.scoring]
    return "\n".join(lines).rstrip() + "\n"


def _flag_line(item: NotInSource) -> str:
    nearest = (
        f"; nearest: {_quoted(excerpt(item.flag.nearest, NEAREST))} ({_literal(item.place)})"
        if item.flag.nearest
        else ""
    )
    return f"- {item.said_by}: {_quoted(item.flag.text)}{nearest}"


def _fact_line(fact: AcrossFact) -> str:
    return f"- {fact.said_by[0]}: {_quoted(fact.text)} ({_literal(fact.place)})"


def _quoted(text: str) -> str:
    return f"“{_literal(text)}”"


def _literal(text: str) -> str:
    """Words of a model or of the source on one line: read, never acted upon."""
    return literal(" ".join(printable(text).split()))
