"""How far the engine got: told often, cheap to ignore."""

from __future__ import annotations

from collections.abc import Callable

# What it is doing ("finding sentences", "ranking"), and up to which offset of the text.
Progress = Callable[[str, int], None]


def unheard(_what: str, _offset: int) -> None:
    """The listener of a caller who does not want to know."""
