"""Grounding: where each sentence of a summary rests in its source, and which hard facts the source
does not hold.
"""

from .footnotes import cite, place
from .foreign import foreign
from .index import Index
from .places import Places
from .safety import MarkdownSanitizer, defuse, literal
from .tracing import check, check_safely, evidence

__all__ = [
    "Index",
    "MarkdownSanitizer",
    "Places",
    "check",
    "check_safely",
    "cite",
    "defuse",
    "evidence",
    "foreign",
    "literal",
    "place",
]
