"""The counts of one run."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..errors import ExitCode, code_of_parts, gravest
from ..records import Summary


@dataclass(slots=True)
class Totals:
    """Counts of one run. `total` is how many files there are to summarize, once that is known;
    `found` were begun.

    `flagged` are the summaries that say what their source does not, with `flags` in all. `walked` is
    True when all files were seen: neither a limit nor a stop came before. `waiting` files wait
    for a batch API. `marked` and `failures` are the exit codes of summaries that are not whole, and of files without one.
    """

    written: int = 0
    current: int = 0
    partial: int = 0
    failed: int = 0
    skipped: int = 0
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
    walked: bool = False
    stopped: bool = False
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

    def add(self, summary: Summary, characters: int) -> None:
        """Count one summary of a document with so many characters."""
        self.characters += characters
        self.characters_read += characters * summary.receipt.read_share
        self.calls += sum(not c.reused for c in summary.calls)
        self.reused += summary.reused
        self.input_tokens += summary.usage.input_tokens
        self.output_tokens += summary.usage.output_tokens
        self.cost_usd = (
            None
            if None in (self.cost_usd, summary.cost_usd)
            else (self.cost_usd or 0) + (summary.cost_usd or 0)
        )
