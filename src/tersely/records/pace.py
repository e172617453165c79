"""How fast a model on this machine works."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """Tokens that were read and written, and the seconds this took. Adds with +."""

    read_tokens: int = 0
    read_s: float = 0.0
    written_tokens: int = 0
    written_s: float = 0.0

    def __add__(self, other: Pace) -> Pace:
        return Pace(
            self.read_tokens + other.read_tokens,
            self.read_s + other.read_s,
            self.written_tokens + other.written_tokens,
            self.written_s + other.written_s,
        )

    @property
    def reads_per_s(self) -> float | None:
        """Tokens a second while reading; None before anything was read."""
        return self.read_tokens / self.read_s if self.read_tokens and self.read_s else None

    @property
    def writes_per_s(self) -> float | None:
        """Tokens a second while writing; None before anything was written."""
        return (
            self.written_tokens / self.written_s if self.written_tokens and self.written_s else None
        )

    def seconds(self, input_tokens: float | None, output_tokens: float | None) -> float | None:
        """How long as much work takes at this pace; None as long as one of the numbers is unknown."""
        reads, writes = self.reads_per_s, self.writes_per_s
        if reads is None or writes is None or input_tokens is None or output_tokens is None:
            return None
        return input_tokens / reads + output_tokens / writes
