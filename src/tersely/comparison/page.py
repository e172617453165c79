"""A comparison as one HTML page: the summaries, the source that their sentences point into, what
differs, and the figures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from ..endings import last_line
from ..pages import render
from ..records import Flag, Summary
from .passages import Block, blocks
from .pointing import Segment, places, segments, spans
from .run import Answer, Column, Comparison
from .wording import facts_line, first_token_s, money, outcome, source_words


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of every answer, in words and as the width of a bar in percent of the largest."""

    name: str
    shown: tuple[str, ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the first cell of each row names it."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def html_page(comparison: Comparison, *, layout: str = "layout.html", **more: Any) -> str:
    """The whole page. It works from disk, and without JavaScript but for the marks in the source.
    Another `layout` may want `more` values.
    """
    return render(
        "compare.html",
        script="compare.js",
        layout=layout,
        **more,
        document=comparison.document,
        facts=_facts(comparison),
        columns=comparison.columns,
        answers=comparison.answers,
        segments=_segments(comparison),
        across=comparison.across,
        measures=_measures(comparison.answers),
        details=_details(comparison.answers),
        agreement=_agreement(comparison),
        scores=_scores(comparison),
        scoring=comparison.scoring,
        outcome=outcome,
        last_line=last_line,
        facts_line=facts_line,
        blocks=_blocks,
        spans=spans,
        places=partial(places, comparison.document),
        flag_numbers=partial(_flag_numbers, comparison),
    )


def _facts(comparison: Comparison) -> list[str]:
    document = comparison.document
    facts = [f"{source_words(comparison):,} words", f"{len(document.sections())} sections"]
    if document.pages:
        facts.append(f"{document.pages} pages")
    return [
        *facts,
        f"{len(comparison.columns)} summaries",
        money(comparison.cost_usd),
        f"{comparison.elapsed_s:.1f} s",
    ]


def _blocks(summary: Summary) -> tuple[Block, ...]:
    return blocks(summary.text, summary.check)


def _flag_numbers(comparison: Comparison, column: Column) -> Callable[[Flag], int]:
    return comparison.across.numbers(column.candidate.label).__getitem__


def _segments(comparison: Comparison) -> list[Segment]:
    """The document, cut wherever something on the page points to."""
    checks = [answer.summary.check for answer in comparison.answers]
    facts = (*comparison.across.only_one, *comparison.across.by_all)
    return segments(comparison.document.text, checks, [(fact.start, fact.end) for fact in facts])


def _measures(answers: Sequence[Answer]) -> list[Measure]:
    def measure(
        name: str, value: Callable[[Answer], float | None], shown: Callable[[Answer], str]
    ) -> Measure:
        values = [value(answer) or 0 for answer in answers]
        largest = max(values, default=0) or 1
        widths = tuple(100 * value / largest for value in values)
        return Measure(name, tuple(shown(answer) for answer in answers), widths)

    return [
        measure(
            "Tokens in",
            lambda a: a.summary.usage.input_tokens,
            lambda a: f"{a.summary.usage.input_tokens:,}",
        ),
        measure(
            "Tokens out",
            lambda a: a.summary.usage.output_tokens,
            lambda a: f"{a.summary.usage.output_tokens:,}",
        ),
        measure("Cost", lambda a: a.summary.cost_usd, lambda a: money(a.summary.cost_usd)),
        measure("Time", lambda a: a.elapsed_s, lambda a: f"{a.elapsed_s:.1f} s"),
    ]


DETAILS: tuple[tuple[str, Callable[[Answer], str]], ...] = (
    ("Calls", lambda a: f"{len(a.summary.calls)}"),
    ("Reused", lambda a: f"{a.summary.reused}"),
    ("Retries", lambda a: f"{sum(call.attempts - 1 for call in a.summary.calls)}"),
    ("First token", lambda a: _seconds(first_token_s(a.summary.calls))),
    ("Cached in", lambda a: f"{a.summary.usage.cached_tokens:,}"),
    ("Reasoning", lambda a: f"{a.summary.usage.reasoning_tokens:,}"),
    ("Words", lambda a: f"{a.summary.words:,}"),
    ("Compression", lambda a: f"{a.description.compression:.1f}x"),
    ("Copied", lambda a: f"{a.description.coverage:.0%}"),
    ("Density", lambda a: f"{a.description.density:.1f}"),
    ("Longest copy", lambda a: f"{a.description.longest_copied_words} words"),
    ("New bigrams", lambda a: f"{a.description.novel_ngrams[1]:.0%}"),
    ("Repeated", lambda a: f"{a.description.repeated_bigrams:.0%}"),
)


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.2f} s"


def _details(answers: Sequence[Answer]) -> Grid:
    rows = tuple(
        (answer.candidate.label, *(shown(answer) for _, shown in DETAILS)) for answer in answers
    )
    return Grid(("", *(name for name, _ in DETAILS)), rows)


def _agreement(comparison: Comparison) -> Grid:
    labels = tuple(answer.candidate.label for answer in comparison.answers)
    rows = tuple(
        (label, *(f"{value:.2f}" for value in row))
        for label, row in zip(labels, comparison.agreement, strict=True)
    )
    return Grid(("", *labels), rows)


def _scores(comparison: Comparison) -> Grid:
    """Of each answer against the references; without rows when there are none."""
    if not comparison.scores:
        return Grid((), ())
    names = tuple(comparison.scores[0])
    rows = tuple(
        (answer.candidate.label, *(f"{scores[name]:.3f}" for name in names))
        for answer, scores in zip(comparison.answers, comparison.scores, strict=True)
    )
    return Grid(("", *names), rows)
