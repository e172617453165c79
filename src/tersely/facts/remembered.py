"""What was read in a statement is kept for a while: it is read for each of the questions that are
asked of it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")
_STATEMENTS = 256
# A source is longer, and read once.
_LONGEST_CHARACTERS = 2000


def remembered(
    read: Callable[Concatenate[str, P], list[T]],
) -> Callable[Concatenate[str, P], list[T]]:
    """The same function, which remembers what it found in short texts. Its options are hashable."""

    def as_tuple(text: str, /, *args: P.args, **options: P.kwargs) -> tuple[T, ...]:
        return tuple(read(text, *args, **options))

    kept: Any = lru_cache(maxsize=_STATEMENTS)(as_tuple)

    @wraps(read)
    def reading(text: str, /, *args: P.args, **options: P.kwargs) -> list[T]:
        if len(text) > _LONGEST_CHARACTERS:
            return read(text, *args, **options)
        return list(kept(text, *args, **options))

    return reading
