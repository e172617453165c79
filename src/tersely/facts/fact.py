"""What the kinds of facts have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FactKind = Literal["number", "date", "name", "quotation", "url", "email", "phone", "code"]


@dataclass(frozen=True, slots=True)
class Fact:
    """text[start:end] states something that can be looked up; `text` is these characters.

    Facts with the same `key` are the same fact. `supports` is wider: a source's 4,083,000,000 bears
    out the "4.1 billion" of a summary.
    """

    start: int
    end: int
    text: str

    @property
    def kind(self) -> FactKind:
        """What it is; a class of facts of one kind says it for all of them."""
        # No abstract class: isinstance, which is asked for each pair of facts, takes three times as
        # long on one.
        raise NotImplementedError

    @property
    def key(self) -> str:
        """One spelling for all spellings of the same fact."""
        return " ".join(self.text.casefold().split())

    def supports(self, said: Fact) -> bool:
        """Whether a source that states this fact bears out `said`."""
        return type(self) is type(said) and self.key == said.key

    @property
    def span(self) -> tuple[int, int]:
        """(start, end)."""
        return self.start, self.end
