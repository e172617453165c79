"""What was read for a question, and out of how much."""

from __future__ import annotations

from dataclasses import dataclass

from ..screen_text import how_many


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The receipt of a search: passages and files that were read, and those there are.

    `model` is the embedding model of the vectors, "" where BM25 alone has chosen. `unindexed` files
    could not be read, so nothing of them was searched. Of a single document the files are 0.
    """

    passages: int
    passages_total: int
    files: int = 0
    files_total: int = 0
    model: str = ""
    unindexed: int = 0

    @property
    def sentence(self) -> str:
        """E.g. "read 38 of 41,207 passages in 22 of 400 files, chosen by BM25; the rest was not
        read".
        """
        how = f"BM25 + vectors ({self.model})" if self.model else "BM25"
        where = ""
        if self.files_total:
            where = f" in {self.files:,} of {how_many(self.files_total, 'file')}"
        line = f"read {self.passages:,} of {self.passages_total:,} passages{where}, chosen by {how}"
        return line if self.passages == self.passages_total else f"{line}; the rest was not read"
