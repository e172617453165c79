"""tersely: text of any length into a short, honest summary with the model you choose.

>>> import tersely
>>> tersely.summarize("A short text.").text
'A short text.'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import errors
    from .app.comparing import acompare, compare
    from .app.entrypoints import asummarize, check, summarize
    from .chunking import chunk
    from .comparison import Comparison
    from .config import Settings
    from .records import Check, Chunk, Document, Summary

# Public names and where they live; imported when first used, so that `import tersely` costs
# nothing.
_HOMES = {
    "summarize": "app.entrypoints",
    "asummarize": "app.entrypoints",
    "check": "app.entrypoints",
    "acompare": "app.comparing",
    "compare": "app.comparing",
    "Comparison": "comparison",
    "chunk": "chunking",
    "Settings": "config",
    "Summary": "records",
    "Document": "records",
    "Check": "records",
    "Chunk": "records",
}

__all__ = [
    "Check",
    "Chunk",
    "Comparison",
    "Document",
    "Settings",
    "Summary",
    "acompare",
    "asummarize",
    "check",
    "chunk",
    "compare",
    "errors",
    "summarize",
]


def __getattr__(name: str) -> Any:
    if name == "errors":
        return import_module(".errors", __name__)
    if name in _HOMES:
        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
