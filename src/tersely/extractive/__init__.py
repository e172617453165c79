"""Summaries made of the source's own sentences: no key, no network, no model.

`extract` chooses, `render` writes bullets; the rankings are plain functions for other uses
(fallback, evidence).
"""

from __future__ import annotations

from .candidates import Unit, units
from .content import Content, content_of
from .mmr import mmr
from .ranking import Graph, centrality, concepts, fuse, graph_of, lead, luhn, rank, textrank
from .rendering import bullets, plain, render
from .rules import RULES, Grade, Rule
from .selection import Sentence, Target, extract

__all__ = [
    "RULES",
    "Content",
    "Grade",
    "Graph",
    "Rule",
    "Sentence",
    "Target",
    "Unit",
    "bullets",
    "centrality",
    "concepts",
    "content_of",
    "extract",
    "fuse",
    "graph_of",
    "lead",
    "luhn",
    "mmr",
    "plain",
    "rank",
    "render",
    "textrank",
    "units",
]
