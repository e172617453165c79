"""The counts of one run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import ExitCode, code_of_parts, gravest
from ..records import Check, Summary, total_usd
from ..screen_text import how_many

MOST_REASONS = 3


@dataclass(slots=True)
class Verified:
    """What second models were asked (--verify): `claims` of which `open` got no usable answer, in
    so many `files`. `failures` says why, each reason once.
    """

    claims: int = 0
    open: int = 0
    files: int = 0
    failures: list[str] = field(default_factory=list)

    def add(self, check: Check) -> None:
        """Count one summary."""
        if check.opinion is None:
            return
        judged = [c.judgement.answer for c in check.distinct if c.judgement]
        unanswered = check.opinion.asked - sum(answer != "unusable" for answer in judged)
        self.claims += check.opinion.asked
        self.open += unanswered
        self.files += unanswered > 0
        if check.opinion.failed and check.opinion.failed not in self.failures:
            self.failures.append(check.opinion.failed)

    @property
    def lines(self) -> list[str]:
        """What a reader is told; nothing where no second model was asked."""
        if not self.claims:
            return []
        judged = f"second opinion: {self.claims - self.open:,} of {self.claims:,} claims judged"
        if not self.open:
            return [judged]
        where = how_many(self.files, "file")
        why = [f"Not all claims could be verified: {text}" for text in self.failures[:MOST_REASONS]]
        return [f"{judged}; {self.open:,} in {where} without a usable answer", *why]


@dataclass(slots=True)
class Totals:
    """Counts of one run. `total` is how many files there are to summarize, once that is known;
    `found` were begun.

    `flagged` are the summaries that say what their source does not, with `flags` in all; with
    `strict` those count too whose sentences do not all rest on it. `walked` is True when all files
    were seen: neither a limit nor a stop came before. `waiting` files wait for a batch API.
    `marked` and `failures` are the exit codes of summaries that are not whole, and of files without
    one; `bugs` of these failed by a fault of ours.
    """

    written: int = 0
    current: int = 0
    partial: int = 0
    failed: int = 0
    skipped: int = 0
    bugs: int = 0
    flagged: int = 0
    flags: int = 0
    found: int = 0
    total: int | None = None
    calls: int = 0
    reused: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = 0.0
    characters: int = 0
    characters_read: float = 0.0
    waiting: int = 0
    strict: bool = False
    walked: bool = False
    stopped: bool = False
    verified: Verified = field(default_factory=Verified)
    marked: set[int] = field(default_factory=set)
    failures: set[int] = field(default_factory=set)

    @property
    def exit_code(self) -> ExitCode:
        """What the batch ends with."""
        if self.stopped:
            return ExitCode.INTERRUPTED
        whole = [ExitCode.OK] if self.written or self.current else []
        parts = code_of_parts([*whole, *self.marked], self.failures)
        return gravest([parts, ExitCode.WAITING]) if self.waiting else parts

    def add_spent(self, spent: Mapping[str, Any]) -> None:
        """Count what a file has used up that failed all the same: see TerselyError.spent."""
        self.calls += spent["calls"]
        self.reused += spent["reused"]
        self.input_tokens += spent["input_tokens"]
        self.output_tokens += spent["output_tokens"]
        self.cost_usd = total_usd((self.cost_usd, spent["cost_usd"]))

    def add(self, summary: Summary, characters: int) -> None:
        """Count one summary of a document with so many characters."""
        self.characters += characters
        self.characters_read += characters * summary.receipt.read_share
        if summary.check:
            self.verified.add(summary.check)
        pages = summary.receipt.recognized
        self.calls += sum(not c.reused for c in summary.calls)
        self.calls += sum(part.calls - part.reused for part in pages)
        self.reused += summary.reused + sum(part.reused for part in pages)
        self.input_tokens += summary.usage.input_tokens
        self.output_tokens += summary.usage.output_tokens
        self.cost_usd = total_usd((self.cost_usd, summary.cost_usd))
