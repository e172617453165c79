"""Regular expressions: compiled when they are first used, for most texts need few of them, and for one
of many names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import cast

_METHODS = ("match", "fullmatch", "search", "finditer", "findall", "sub", "split")


class _Lazy:
    """A pattern that is not compiled yet. Its methods are those of re.Pattern."""

    __slots__ = ("_flags", "pattern", *_METHODS)

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern, self._flags = pattern, flags

    def __getattr__(self, name: str) -> object:
        """Reached only while a method is not set: from then on there is nothing between."""
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(self, name)


def lazy(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """`re.compile(pattern, flags)` at its first use."""
    return cast("re.Pattern[str]", _Lazy(pattern, flags))


def any_of(names: Iterable[str]) -> str:
    """A pattern for one of the names, the longest first."""
    longest_first = sorted(names, key=len, reverse=True)
    return "|".join(map(re.escape, longest_first))
