"""How long a summary is asked to be: a preset, or a contract that is measured."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ..errors import UsageError

Unit = Literal["preset", "words", "sentences", "bullets", "percent"]
PRESETS = {"short": 60, "medium": 150, "long": 400, "xl": 1000}
UNITS: dict[str, Unit] = {"w": "words", "s": "sentences", "b": "bullets", "%": "percent"}
# What people write for a unit, beside its sign; a bare number means words.
SPELLED = {
    "": "w",
    **dict.fromkeys(("w", "word", "words"), "w"),
    **dict.fromkeys(("s", "sentence", "sentences"), "s"),
    **dict.fromkeys(("b", "bullet", "bullets", "point", "points"), "b"),
    **dict.fromkeys(("%", "percent", "per cent", "pct"), "%"),
}
AMOUNT = re.compile(r"([0-9]{1,6})[\s-]*([a-z% ]*)")
WORDS_PER_SENTENCE = 22


@dataclass(frozen=True, slots=True)
class Length:
    """E.g. Length("preset", 150, "medium") or Length("sentences", 5, "5s")."""

    unit: Unit
    amount: int
    text: str

    @classmethod
    def parse(cls, text: str) -> Length:
        """Read "medium", "120w", "5 sentences", "8b", "10%" or "100" (words).

        Raises:
            UsageError: it is none of these.
        """
        asked = " ".join(text.lower().split())
        if asked in PRESETS:
            return cls("preset", PRESETS[asked], asked)
        match = AMOUNT.fullmatch(asked)
        sign = SPELLED.get(match[2].strip()) if match else None
        amount = int(match[1]) if match else 0
        if sign is None or amount == 0 or (sign == "%" and amount >= 100):
            raise UsageError(
                f"{text!r} is not a valid length.",
                hint="Use short, medium, long or xl; or a number of words (120 or 120w), "
                "sentences (5s), bullets (8b), or percent of the text (10%).",
            )
        return cls(UNITS[sign], amount, f"{amount}{sign}")

    @property
    def contract(self) -> bool:
        """True when the length is measured and corrected once; presets are only reported."""
        return self.unit != "preset"

    def words(self, source_words: int) -> int:
        """The target in words for a source of `source_words`; never more than half of it."""
        return max(1, min(self._asked_words(source_words), source_words // 2))

    def is_lowered(self, source_words: int) -> bool:
        """Whether a number of words was asked for that is more than half of the source."""
        counts_words = self.unit in ("words", "percent")
        return counts_words and self._asked_words(source_words) > self.words(source_words)

    def _asked_words(self, source_words: int) -> int:
        match self.unit:
            case "preset" | "words":
                return self.amount
            case "percent":
                return max(1, source_words * self.amount // 100)
            case _:
                return self.amount * WORDS_PER_SENTENCE
