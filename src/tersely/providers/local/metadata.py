"""The key-value pairs of a GGUF, read with suspicion: the file may hold any value under any name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

_COUNT_MAX = 1 << 40
"""No count in a model reaches this; a larger one is damage, and products of such would overflow."""
_NAME_CHARACTERS = 200
"""Names are shown on a line of a screen."""


@dataclass(frozen=True, slots=True)
class RecommendedSampling:
    """The sampling that a model's publisher wrote into the file; None where it says nothing usable."""

    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    min_p: float | None = None
    repeat_penalty: float | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """Typed access to the pairs: what has another type, or a value that cannot be, is not stated."""

    values: Mapping[str, Any]

    def text(self, key: str) -> str:
        """The text as it stands, for machines; "" where none is stated."""
        value = self.values.get(key)
        return value if isinstance(value, str) else ""

    def name(self, key: str) -> str:
        """A text for the screen: one line, without control characters and marks of direction."""
        line = self.text(key)[:_NAME_CHARACTERS]
        return "".join(character for character in line if character.isprintable()).strip()

    def count(self, key: str, default: int = 0) -> int:
        """A number of things, the largest one of a list; `default` where none is stated."""
        value = self.values.get(key)
        if isinstance(value, tuple):
            return max((item for item in value if _is_count(item)), default=default)
        return value if _is_count(value) else default

    def total(self, key: str, default: int) -> int:
        """The sum of a list with one number for each layer; `default` where there is no such list."""
        value = self.values.get(key)
        if isinstance(value, tuple) and all(_is_count(item) for item in value):
            return sum(value)
        return default

    def real(self, key: str, low: float, high: float) -> float | None:
        """A number between `low` and `high`, else None."""
        value = self.values.get(key)
        if not isinstance(value, int | float) or isinstance(value, bool):
            return None
        return float(value) if low <= value <= high else None  # NaN is between no two numbers

    @property
    def sampling(self) -> RecommendedSampling:
        """What stands under `general.sampling`, where llama.cpp itself looks for it."""
        top_k = self.values.get("general.sampling.top_k")
        return RecommendedSampling(
            temperature=self.real("general.sampling.temp", 0.0, 2.0),
            top_p=self.real("general.sampling.top_p", 0.01, 1.0),
            top_k=top_k if _is_count(top_k) and top_k < 1 << 20 else None,
            min_p=self.real("general.sampling.min_p", 0.0, 1.0),
            repeat_penalty=self.real("general.sampling.penalty_repeat", 0.5, 2.0),
        )


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _COUNT_MAX
