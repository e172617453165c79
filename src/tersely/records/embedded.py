"""Texts as vectors, as a service or a model on this machine returns them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Embedded:
    """One vector for each text, in the order of the texts, all of one length; `input_tokens` as the
    service counts them, None where it does not tell.
    """

    vectors: tuple[tuple[float, ...], ...]
    input_tokens: int | None = None

    @property
    def dimensions(self) -> int:
        """The length of the vectors; 0 where there are none."""
        return len(self.vectors[0]) if self.vectors else 0
