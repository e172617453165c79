"""Did you mean: the known name that is closest to an unknown one."""

from __future__ import annotations

from collections.abc import Iterable

# difflib's own default. Where a name may also be meant as what it is (a file, a text), a higher one
# is used.
CLOSE_ENOUGH = 0.6


def closest(name: str, known: Iterable[str], *, cutoff: float = CLOSE_ENOUGH) -> str | None:
    """The known name that `name` is probably a slip of; None where none is close enough (0..1)."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, list(known), 1, cutoff)), None)


def did_you_mean(name: str, known: Iterable[str], *, otherwise: str = "") -> str:
    """The sentence of a hint: "Did you mean openai?", or `otherwise`."""
    near = closest(name, known)
    return f"Did you mean {near}?" if near else otherwise
