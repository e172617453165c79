"""Nothing yet."""

from __future__ import annotations

from .batches import Batches, Raw
from .reply import Step


def is_batch(raw: Raw) -> bool:
    """Whether the request is one of these."""
    return False


def reply(batches: Batches, raw: Raw) -> list[Step]:
    """What is answered."""
    return []
