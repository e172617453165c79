"""What was read for a question, and out of how much."""

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


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The receipt of a search: passages and files that were read, and those there are.

    `model` is the embedding model of the vectors, "" where BM25 alone has chosen. `unindexed` files
    could not be read, so nothing of them was searched.
    """

    passages: int
    passages_total: int
    files: int
    files_total: int
    model: str = ""
    unindexed: int = 0

    @property
    def sentence(self) -> str:
        """E.g. "read 38 of 41,207 passages in 22 of 400 files, chosen by BM25; the rest was not
        read".
        """
        how = f"BM25 + vectors ({self.model})" if self.model else "BM25"
        line = (
            f"read {self.passages:,} of {self.passages_total:,} passages in "
            f"{self.files:,} of {self.files_total:,} files, chosen by {how}"
        )
        return line if self.passages == self.passages_total else f"{line}; the rest was not read"
