"""Tables whose columns stand under rules of dashes: the simple and multi-line tables of pandoc, the
simple ones of reStructuredText, what programs print.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_COLUMN_RULE = re.compile(r"[-=]{2,}(?:[ \t]+[-=]{2,})+")
_FULL_RULE = re.compile(r"-{3,}")  # above and below a multi-line table
_MOST_HEADER_LINES = 4


@dataclass(slots=True)
class ColumnTable:
    """The table that is open where a line begins; `header` are the lines above its rows."""

    header: tuple[str, ...] = ()
    _above: list[str] = field(default_factory=list)  # lines since the last blank one or rule
    _after_blank: bool = True
    _may_be_multiline: bool = False
    _is_multiline: bool = False  # its rows are parted by blank lines

    def take(self, line: str) -> None:
        """Go past one line."""
        stripped = line.strip()
        may_be_rule = stripped[:1] in ("-", "=")
        if may_be_rule and _COLUMN_RULE.fullmatch(stripped):
            is_header = not self.header and 0 < len(self._above) <= _MOST_HEADER_LINES
            self.header = (*self._above, line.rstrip()) if is_header else ()
            self._is_multiline = is_header and self._may_be_multiline
            self._above = []
        elif may_be_rule and _FULL_RULE.fullmatch(stripped):
            self.header = ()
            self._above = []
            self._may_be_multiline = self._after_blank
        elif not stripped:
            self.header = self.header if self._is_multiline else ()
            self._above = []
            self._may_be_multiline = False
        elif len(self._above) <= _MOST_HEADER_LINES:
            self._above.append(line.rstrip())
        self._after_blank = not stripped
