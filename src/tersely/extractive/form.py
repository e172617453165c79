"""What the rules look at: one sentence-like unit, its words, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..language.lines import Kind
from ..language.patterns import lazy

_CLOSED = lazy(r"[.!?…。！？؟।۔።][\"'”’»)\]*_`」』）\s]*(?:\[[^\[\]]{0,40}\]\s*)*$")


@dataclass(slots=True)
class Form:
    """A unit as the rules see it.

    `raw` is the unit as it stands, `plain` the same without markup and without its label, trimmed;
    `tokens` are its words, `terms` its content terms. `kind` is that of its block. It is `spoken`
    where a speaker is printed before it, and `led` where something else is that it belongs to.
    `opening` is what the first sentences of a document are looked through for, None further on.
    """

    raw: str
    plain: str
    tokens: Sequence[str]
    terms: Sequence[str]
    kind: Kind = "paragraph"
    led: bool = False
    spoken: bool = False
    opening: re.Pattern[str] | None = None
    closed: bool = field(init=False)

    def __post_init__(self) -> None:
        self.closed = is_closed(self.plain)


def is_closed(plain: str) -> bool:
    """Whether a trimmed unit ends as a sentence does."""
    return plain.endswith(".") or _CLOSED.search(plain) is not None
