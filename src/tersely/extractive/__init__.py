"""Summaries made of the source's own sentences: no key, no network, no model.

`extract` chooses, `render` writes bullets; the rankings are plain functions for other uses (fallback, evidence).
"""

from __future__ import annotations

from .candidates import Fitness, Unit, units
from .ranking import centrality, concepts, fuse, idf_of, lead, luhn, rank, similarities, textrank
from .rendering import plain, render
from .selection import Sentence, Target, extract, mmr

__all__ = [
    "Fitness",
    "Sentence",
    "Target",
    "Unit",
    "centrality",
    "concepts",
    "extract",
    "fuse",
    "idf_of",
    "lead",
    "luhn",
    "mmr",
    "plain",
    "rank",
    "render",
    "similarities",
    "textrank",
    "units",
]
