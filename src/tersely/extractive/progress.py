"""How far the engine got: told often, cheap to ignore."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[
    [str, int], None
]  # what it is doing, "finding sentences" or "ranking", up to which offset of the text


def unheard(_what: str, _offset: int) -> None:
    """The listener of a caller who does not want to know."""
