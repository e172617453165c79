"""A comparison as JSON and CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from typing import Any

from ..endings import last_line
from ..metrics import agreement_matrix, idf_jaccard, inverse_frequency
from .passages import printable
from .run import Answer, Column, Comparison
from .wording import first_token_s, outcome, source_words

SCHEMA_VERSION = 1


def as_json(comparison: Comparison) -> dict[str, Any]:
    """Everything that is known, ready for json.dumps. Times in seconds, money in USD, offsets in
    characters.
    """
    document = comparison.document
    labels = [answer.candidate.label for answer in comparison.answers]
    return {
        "schema_version": SCHEMA_VERSION,
        "document": {
            "name": document.name,
            "source": document.source,
            "characters": len(document.text),
            "words": source_words(comparison),
            "sections": len(document.sections()),
            "pages": document.pages,
        },
        "exit_code": comparison.exit_code,
        "elapsed_s": comparison.elapsed_s,
        "cost_usd": comparison.cost_usd,
        "columns": [_column(comparison, column) for column in comparison.columns],
        "across": {
            "only_one": [asdict(fact) for fact in comparison.across.only_one],
            "by_all": [asdict(fact) for fact in comparison.across.by_all],
            "not_in_source": [asdict(item) for item in comparison.across.not_in_source],
        },
        "agreement": {
            "labels": labels,
            "rouge1_f": comparison.agreement,
            "idf_jaccard": _idf_agreement(comparison),
        },
        "scoring": dict(comparison.scoring),
    }


def _idf_agreement(comparison: Comparison) -> tuple[tuple[float, ...], ...]:
    idf = inverse_frequency(comparison.document.text)
    texts = [answer.summary.text for answer in comparison.answers]
    return agreement_matrix(texts, lambda a, b: idf_jaccard(a, b, idf))


def _column(comparison: Comparison, column: Column) -> dict[str, Any]:
    candidate = column.candidate
    head = {
        "label": candidate.label,
        "model": str(candidate.model),
        "style": candidate.style,
        "sample": candidate.sample,
        "exit_code": column.exit_code,
        "elapsed_s": column.elapsed_s,
    }
    if not isinstance(column, Answer):
        error = {"kind": column.kind, "message": column.message, "hint": column.hint}
        return head | {"status": "error", "error": error, "spent": dict(column.spent) or None}
    summary, check = column.summary, column.summary.check
    index = comparison.answers.index(column)
    return head | {
        "status": summary.status.value,
        "ended": last_line(summary),
        "resolved_model": str(summary.model),
        "text": summary.text,
        "words": summary.words,
        "usage": asdict(summary.usage),
        "cost_usd": summary.cost_usd,
        "first_token_s": first_token_s(summary.calls),
        "calls": len(summary.calls),
        "retries": sum(call.attempts - 1 for call in summary.calls),
        "reused": summary.reused,
        "strategy": summary.plan.strategy,
        "receipt": asdict(summary.receipt),
        "claims": [asdict(claim) for claim in check.claims] if check else None,
        "flags": [asdict(flag) for flag in check.flags] if check else None,
        "opinion": asdict(check.opinion) if check and check.opinion else None,
        "description": asdict(column.description),
        "scores": comparison.scores[index] if comparison.scores else {},
        "warnings": summary.warnings,
    }


def as_csv(comparison: Comparison) -> str:
    """One row per candidate. Text that a spreadsheet would take for a formula is prefixed with an
    apostrophe.
    """
    rows = [_row(comparison, column) for column in comparison.columns]
    out = io.StringIO()
    writer = csv.DictWriter(
        out,
        list(dict.fromkeys(name for row in rows for name in row)),
        restval="",
        lineterminator="\n",
    )
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def _row(comparison: Comparison, column: Column) -> dict[str, Any]:
    row: dict[str, Any] = {"label": column.candidate.label, "model": str(column.candidate.model)}
    row |= {
        "style": column.candidate.style,
        "outcome": outcome(column),
        "elapsed_s": round(column.elapsed_s, 3),
    }
    if not isinstance(column, Answer):
        return row | {"error": column.message}
    summary, description = column.summary, column.description
    row |= {"words": summary.words, "cost_usd": summary.cost_usd, "calls": len(summary.calls)}
    row |= {
        "input_tokens": summary.usage.input_tokens,
        "output_tokens": summary.usage.output_tokens,
    }
    row |= {"flags": len(summary.check.flags) if summary.check else None}
    row |= {
        "compression": round(description.compression, 3),
        "coverage": round(description.coverage, 3),
    }
    row |= {
        "density": round(description.density, 3),
        "novel_bigrams": round(description.novel_ngrams[1], 3),
    }
    if comparison.scores:
        row |= comparison.scores[comparison.answers.index(column)]
    return row | {"text": summary.text}


def _cell(value: Any) -> Any:
    if not isinstance(value, str):
        return "" if value is None else value
    text = printable(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text
