"""Cut text of any length where a person would cut it: see `chunk`."""

from .chunker import chunk
from .heads import heads

__all__ = ["chunk", "heads"]
