"""Which counter belongs to a tokenizer, and how far an estimate may be off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from ..language.scripts import Script, dominant_script
from .o200k import count_batch

# Tokens per o200k token, chosen so that limits hold: above the highest public measurement of each
# script where there is one (Claude: sammcj/ingest #65, caozhiyuan/copilot-api #141, sol.ava.dev;
# Gemini: alehatsman/dex, techcompare), else above what cl100k, Llama 3, Qwen, Mistral, DeepSeek and
# (for Claude) Claude 2 need on the same windows of text, which bench/estimates.py measures.
FACTORS: dict[str, dict[Script, float]] = {
    "claude-legacy": {
        "latin": 1.30, "accented": 2.4, "code": 1.30, "cjk": 1.65, "cyrillic": 1.85, "greek": 2.9, "arabic": 2.65,
        "indic": 5.4, "other": 3.6
    },
    "claude": {
        "latin": 1.80, "accented": 2.4, "code": 1.70, "cjk": 1.65, "cyrillic": 1.85, "greek": 2.9, "arabic": 2.65,
        "indic": 5.4, "other": 3.6
    },
    "gemini": {
        "latin": 1.15, "accented": 1.25, "code": 1.25, "cjk": 1.15, "cyrillic": 1.15, "greek": 1.25, "arabic": 1.15,
        "indic": 1.15, "other": 1.15
    },
    "other": {
        "latin": 1.25, "accented": 1.4, "code": 1.25, "cjk": 1.5, "cyrillic": 1.7, "greek": 2.3, "arabic": 2.7,
        "indic": 3.9, "other": 3.9
    },
}  # fmt: skip
_ONE_TOKEN_A_DIGIT = frozenset({"gemini", "other"})  # Gemma, Qwen and Mistral do so
ESTIMATE_MARGIN = 0.10
"""How far a true count may lie above an estimate, relative to it."""
_DIGITS = re.compile(r"\d{2,3}")


@dataclass(frozen=True, slots=True)
class TokenCounter:
    """Counts tokens of texts; fits tersely.provider.Counter.

    `margin` is how far the true count may lie above an estimate, relative to it (0.0 when `exact`).
    `additive` says that counts of parts cut at word starts and line ends add up to the count of the
    whole.
    """

    name: str
    exact: bool = True
    margin: float = 0.0
    factor: float = 1.0
    single_digits: bool = False

    @property
    def additive(self) -> bool:
        return self.exact

    def count_batch(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text; special-token strings count as plain text."""
        counts = count_batch()(texts)
        if self.exact:
            return counts
        digits = map(_extra_digits, texts) if self.single_digits else [0] * len(counts)
        return [
            ceil(count * self.factor + extra) for count, extra in zip(counts, digits, strict=True)
        ]

    def fitted(self, text: str, tokens: int) -> TokenCounter:
        """The estimate for parts of `text`, of which the whole is known to have `tokens`.

        The factor is rounded up to whole percents: after a small edit of the text its parts count
        the same as before.
        """
        base, extra = count_batch()([text])[0], _extra_digits(text) if self.single_digits else 0
        percents = ceil(100 * (tokens - extra) / max(1, base))
        return replace(self, factor=max(1, percents) / 100)

    def count(self, text: str) -> int:
        """Tokens of one text."""
        return self.count_batch([text])[0]


def counter_for(tokenizer: str, text: str = "") -> TokenCounter:
    """The counter for "o200k" (exact), "claude", "claude-legacy", "gemini" or anything else (as
    "other").

    The estimates are o200k counts times the factor of the dominant script of `text`; without text,
    of Latin prose.
    """
    if tokenizer == "o200k":
        return TokenCounter("o200k")
    factors = FACTORS.get(tokenizer, FACTORS["other"])
    factor = factors[dominant_script(text) if text else "latin"]
    return TokenCounter(
        tokenizer,
        exact=False,
        margin=ESTIMATE_MARGIN,
        factor=factor,
        single_digits=tokenizer in _ONE_TOKEN_A_DIGIT,
    )


def _extra_digits(text: str) -> int:
    """Tokens that a vocabulary of single digits needs beyond o200k, which takes up to three digits
    in one.
    """
    return sum(len(digits) - 1 for digits in _DIGITS.findall(text))
