"""Tables of RTF: cells and rows as they end, also those of tables in cells."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..language.words import one_spaced
from .tables import markdown_table


@dataclass(slots=True)
class RtfTables:
    """The table that is being read. `is_open` says that the paragraph belongs to a cell."""

    is_open: bool = False
    _rows: list[list[str]] = field(default_factory=list)
    _cells: list[str] = field(default_factory=list)
    _inner_rows: list[str] = field(default_factory=list)
    _inner_cells: list[str] = field(default_factory=list)

    def end_cell(self, text: str, *, nested: bool) -> None:
        """A cell with its text; what a table inside it holds comes first."""
        said = one_spaced(text)
        if nested:
            self._inner_cells.append(said)
            return
        if self._inner_cells:
            self.end_row(nested=True)
        inner = "; ".join(self._inner_rows)
        self._inner_rows.clear()
        self._cells.append(f"{inner} {said}".strip())

    def end_row(self, *, nested: bool) -> None:
        """The row with the cells that have ended."""
        if nested:
            self._inner_rows.append(", ".join(filter(None, self._inner_cells)))
            self._inner_cells.clear()
        elif self._cells:
            self._rows.append(self._cells)
            self._cells = []

    def taken(self) -> str:
        """The table as Markdown; afterwards there is none."""
        if self._cells:
            self.end_row(nested=False)
        rows, self._rows = self._rows, []
        return markdown_table(rows) if rows else ""
