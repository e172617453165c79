"""Cut text of any length where a person would cut it: see `chunk`."""

from .chunker import chunk

__all__ = ["chunk"]
