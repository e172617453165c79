"""What differs between the summaries, and the figures about each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from ..across import NotInSource
from ..passages import printable
from ..run import Answer, Comparison
from ..wording import first_token_s, money


def across_html(comparison: Comparison) -> str:
    """Flags, facts of only one summary, facts of all."""
    across = comparison.across
    parts = []
    if across.not_in_source:
        rows = [_flag_row(item) for item in across.not_in_source]
        parts.append(
            _table(
                "Not in the source",
                ("", "Summary", "Written", "Nearest in the source", "Where"),
                rows,
            )
        )
    if across.only_one:
        rows = [
            (escape(f.said_by[0]), _text(f.text), f.kind, _pointer(f.place, f.start, f.end))
            for f in across.only_one
        ]
        parts.append(
            _table(
                "Said by only one (all found in the source)",
                ("Summary", "Fact", "Kind", "Where"),
                rows,
            )
        )
    if across.by_all:
        parts.append(
            f"<h3>Said by all</h3><p>{', '.join(_text(f.text) for f in across.by_all)}</p>"
        )
    return "".join(parts)


def figures_html(comparison: Comparison) -> str:
    """Tokens, cost and time as bars; description, agreement and reference scores as tables."""
    answers = comparison.answers
    if not answers:
        return ""
    parts = [_bars(answers), _details(answers)]
    if len(answers) > 1:
        labels = [escape(answer.candidate.label) for answer in answers]
        rows = [
            (label, *(f"{v:.2f}" for v in row))
            for label, row in zip(labels, comparison.agreement, strict=True)
        ]
        parts.append(
            _table(
                "Agreement (ROUGE-1 F; models can share an error)",
                ("", *labels),
                rows,
                numbers=True,
            )
        )
    if comparison.scores:
        names = list(comparison.scores[0])
        rows = [
            (escape(answer.candidate.label), *(f"{scores[name]:.3f}" for name in names))
            for answer, scores in zip(answers, comparison.scores, strict=True)
        ]
        how = "".join(
            f'<p class="how">{escape(name)}: {escape(text)}</p>'
            for name, text in comparison.scoring
        )
        parts.append(_table("Against the reference", ("", *names), rows, numbers=True) + how)
    return "".join(parts)


def _bars(answers: Sequence[Answer]) -> str:
    measures: tuple[tuple[str, Callable[[Answer], float | None], Callable[[Answer], str]], ...] = (
        (
            "Tokens in",
            lambda a: a.summary.usage.input_tokens,
            lambda a: f"{a.summary.usage.input_tokens:,}",
        ),
        (
            "Tokens out",
            lambda a: a.summary.usage.output_tokens,
            lambda a: f"{a.summary.usage.output_tokens:,}",
        ),
        ("Cost", lambda a: a.summary.cost_usd, lambda a: money(a.summary.cost_usd)),
        ("Time", lambda a: a.elapsed_s, lambda a: f"{a.elapsed_s:.1f} s"),
    )
    head = "".join(f'<th colspan="2" scope="col">{name}</th>' for name, _, _ in measures)
    tops = [max((value(a) or 0 for a in answers), default=0) or 1 for _, value, _ in measures]
    rows = ""
    for answer in answers:
        cells = ""
        for (_, value, shown), top in zip(measures, tops, strict=True):
            width = 100 * (value(answer) or 0) / top
            cells += (
                f'<td class="number">{shown(answer)}</td><td class="bar"><svg viewBox="0 0 100 10" '
            )
            cells += f'preserveAspectRatio="none" aria-hidden="true"><rect width="{width:.1f}" height="10"/></svg></td>'
        rows += f'<tr><th scope="row">{escape(answer.candidate.label)}</th>{cells}</tr>'
    return f'<h3>Tokens, cost, time</h3><div class="wide"><table><tr><th></th>{head}</tr>{rows}</table></div>'


def _details(answers: Sequence[Answer]) -> str:
    head = (
        *(
            "",
            "Calls",
            "Reused",
            "Retries",
            "First token",
            "Cached in",
            "Reasoning",
            "Words",
            "Compression",
        ),
        *("Copied", "Density", "Longest copy", "New bigrams", "Repeated"),
    )
    rows = []
    for answer in answers:
        s, d = answer.summary, answer.description
        first = first_token_s(s.calls)
        rows.append(
            (
                escape(answer.candidate.label),
                f"{len(s.calls)}",
                f"{s.reused}",
                f"{sum(call.attempts - 1 for call in s.calls)}",
                "" if first is None else f"{first:.2f} s",
                f"{s.usage.cached_tokens:,}",
                f"{s.usage.reasoning_tokens:,}",
                f"{s.words:,}",
                f"{d.compression:.1f}x",
                f"{d.coverage:.0%}",
                f"{d.density:.1f}",
                f"{d.longest_copied_words} words",
                f"{d.novel_ngrams[1]:.0%}",
                f"{d.repeated_bigrams:.0%}",
            )
        )
    how = (
        '<p class="how">Copied and density are the extractive coverage and density of Grusky et al. (2018): descriptions, '
        "neither good nor bad.</p>"
    )
    return _table("Calls and text", head, rows, numbers=True) + how


def _table(
    title: str, head: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: bool = False
) -> str:
    """Cells are HTML already. With `numbers` all columns but the first are right-aligned."""
    kind = ' class="number"' if numbers else ""
    top = "".join(f'<th scope="col"{kind if i else ""}>{cell}</th>' for i, cell in enumerate(head))
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>'
        + "".join(f"<td{kind}>{cell}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return f'<h3>{title}</h3><div class="wide"><table><tr>{top}</tr>{body}</table></div>'


def _flag_row(item: NotInSource) -> tuple[str, ...]:
    flag = item.flag
    where = _pointer(item.place, flag.nearest_start, flag.nearest_end) if item.place else ""
    written = f'<span class="flag">{_text(flag.text)}</span>'
    return (f"[!{item.number}]", escape(item.said_by), written, _text(flag.nearest), where)


def _pointer(place: str, start: int, end: int) -> str:
    text = _text(place)
    return f'<button type="button" data-spans="{start}-{end}" data-place="{text}">{text}</button>'


def _text(text: str) -> str:
    return escape(printable(text))
