"""Scores of a comparison's answers against references."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..metrics import ReferenceMetrics
from .run import Comparison


def scored(
    comparison: Comparison, metrics: ReferenceMetrics, references: Sequence[str]
) -> Comparison:
    """The same comparison with ROUGE, BLEU, chrF and perhaps METEOR of each answer."""
    return replace(
        comparison,
        scores=tuple(
            metrics.score(answer.summary.text, references) for answer in comparison.answers
        ),
        scoring=tuple(metrics.configuration.items()),
    )
