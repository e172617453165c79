"""What grounding found: where each claim rests, and which hard facts the source does not hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["strong", "weak", "none"]
FlagKind = Literal["number", "date", "name", "quotation", "url", "email", "phone", "code"]


@dataclass(frozen=True, slots=True)
class Citation:
    """source[start:end] supports a claim with `score` in 0..1 (idf-weighted share of the claim's
    words found there).
    """

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Flag:
    """summary[start:end] == `text` is not in the source. `nearest` is the closest value found, with
    its source span.
    """

    kind: FlagKind
    text: str
    start: int
    end: int
    claim: int
    nearest: str = ""
    nearest_start: int = -1
    nearest_end: int = -1


@dataclass(frozen=True, slots=True)
class Hint:
    """A soft remark that is never counted: "computed?", "polarity", "elsewhere in the source"."""

    kind: str
    text: str
    start: int
    end: int
    claim: int
    source_start: int = -1
    source_end: int = -1


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence or bullet of the summary: summary[start:end], best citations first."""

    index: int
    start: int
    end: int
    text: str
    verdict: Verdict
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """All claims of a summary with their evidence. A claim without a flag is not proven true; it
    only has support.

    `unchecked` are the kinds of facts that could not be judged: names and quotations when the
    summary is in another language than its source, names alone when the source is German, where
    every noun has a capital.
    """

    claims: tuple[Claim, ...]
    flags: tuple[Flag, ...] = ()
    hints: tuple[Hint, ...] = ()
    elapsed_s: float = 0.0
    unchecked: tuple[FlagKind, ...] = ()

    @property
    def traced(self) -> int:
        """How many claims have strong or weak support."""
        return sum(c.verdict != "none" for c in self.claims)

    @property
    def weak(self) -> int:
        """How many claims have only weak support."""
        return sum(c.verdict == "weak" for c in self.claims)
