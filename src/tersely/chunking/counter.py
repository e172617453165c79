"""What cutting asks of a tokenizer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class BatchCounter(Protocol):
    """Any tokenizer. `exact` and `additive` are read if they are there (see
    tersely.tokens.TokenCounter).
    """

    def count_batch(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text."""
        ...
