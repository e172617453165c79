"""Passages that were chosen, neighbours joined."""

from __future__ import annotations

from dataclasses import dataclass

from .passages import Passage


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Neighbouring passages of one text."""

    content: int
    passages: tuple[Passage, ...]

    @property
    def place(self) -> str:
        """Where it begins, and where it ends if that is another place."""
        first, last = self.passages[0].place, self.passages[-1].place
        if first == last:
            return first
        section, _, line = last.rpartition(", ")
        return f"{first} to {line if section and first.startswith(section) else last}"

    @property
    def text(self) -> str:
        """Its passages in a row."""
        return "\n\n".join(passage.text for passage in self.passages)
