"""How long a summary is asked to be: a preset, or a contract that is measured."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ..errors import UsageError

Unit = Literal["preset", "words", "sentences", "bullets", "percent"]
PRESETS = {"short": 60, "medium": 150, "long": 400, "xl": 1000}
UNITS: dict[str, Unit] = {"w": "words", "s": "sentences", "b": "bullets", "%": "percent"}
WORDS_PER_SENTENCE = 22


@dataclass(frozen=True, slots=True)
class Length:
    """E.g. Length("preset", 150, "medium") or Length("sentences", 5, "5s")."""

    unit: Unit
    amount: int
    text: str

    @classmethod
    def parse(cls, text: str) -> Length:
        """Read "medium", "120w", "5s", "8b" or "10%".

        Raises:
            UsageError: it is none of these.
        """
        wanted = text.strip().lower()
        if wanted in PRESETS:
            return cls("preset", PRESETS[wanted], wanted)
        match = re.fullmatch(r"(\d{1,6})\s*([wsb%])", wanted)
        if match and int(match[1]) > 0 and (match[2] != "%" or int(match[1]) < 100):
            return cls(UNITS[match[2]], int(match[1]), wanted)
        raise UsageError(
            f"{text!r} is no length.", hint="Use short, medium, long, xl, or 120w, 5s, 8b, 10%."
        )

    @property
    def contract(self) -> bool:
        """True when the length is measured and corrected once; presets are only reported."""
        return self.unit != "preset"

    def words(self, source_words: int) -> int:
        """The target in words for a source of `source_words`; never more than half of it."""
        match self.unit:
            case "preset" | "words":
                wanted = self.amount
            case "percent":
                wanted = max(1, source_words * self.amount // 100)
            case _:
                wanted = self.amount * WORDS_PER_SENTENCE
        return max(1, min(wanted, max(1, source_words // 2)))
