"""Grounding: where each sentence of a summary rests in its source, and which hard facts the source
does not hold.
"""

from .contacts import foreign
from .footnotes import cite, place
from .index import Index
from .safety import MarkdownSanitizer, defuse, literal
from .tracing import check, evidence

__all__ = [
    "Index",
    "MarkdownSanitizer",
    "check",
    "cite",
    "defuse",
    "evidence",
    "foreign",
    "literal",
    "place",
]
