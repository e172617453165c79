"""No key leaves through a message: the known key values and everything that has the shape of one
are masked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

SHAPES = re.compile(
    r"sk-[A-Za-z0-9_-]{8,}|AIza[A-Za-z0-9_-]{10,}|xai-[A-Za-z0-9_-]{8,}|gsk_[A-Za-z0-9]{8,}"
    r"|(?<=Bearer )[A-Za-z0-9._~+/=-]{8,}|(?<=[?&]key=)[^&\s]+|(?<=://)[^/?#\s@]+(?=@)"
)
SHORTEST_SECRET = 8
_known: set[str] = set()


def remember(secrets: Iterable[str]) -> None:
    """Mask these values from now on, in the whole process."""
    _known.update(s for s in secrets if len(s) >= SHORTEST_SECRET)


def redact(text: str) -> str:
    """`text` with every key masked."""
    # The longest first: one key may be the beginning of another.
    for secret in sorted(_known, key=len, reverse=True):
        text = text.replace(secret, "[key]")
    return SHAPES.sub("[key]", text)


def redact_values(value: Any) -> Any:
    """The same JSON value with every key in its texts masked."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {name: redact_values(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [redact_values(item) for item in value]
    return value
