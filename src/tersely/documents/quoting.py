"""Quoted replies: what a mail quotes of one that was read before it is left out and counted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_QUOTED = re.compile(r"[ \t]*(?:>[ \t]?)+")
# What Outlook and others put before the mail that they repeat without marks: a rule, or the fields
# of the mail in some language, "From:" followed by two more.
_ORIGINAL = re.compile(
    r"(?m)^[ \t>]*(?:-{2,}[^\n-]{3,60}-{2,}[ \t]*$|_{10,}[ \t]*$"
    r"|\*?[^\W\d_]{2,12}:\*?[ \t][^\n]{1,200}\n(?:[ \t>]*\*?[^\W\d_]{2,12}:\*?[ \t][^\n]{0,500}\n){2,6})"
)
# Lines as short as "Thanks," or "Yes." come in every mail by themselves.
_SHORTEST = 12


@dataclass(slots=True)
class Quotes:
    """The lines of all mails read so far, without quote marks and white space."""

    _lines: set[str] = field(default_factory=set)

    def folded(self, text: str) -> tuple[str, int]:
        """`text` without quoted lines that an earlier mail holds, and how many those were.

        A quotation of what was not read stays whole: it may be the only copy.
        """
        original = _ORIGINAL.search(text) if self._lines else None
        start = original.end() if original else len(text)
        kept: list[str] = []
        fresh: list[str] = []
        offset = repeated = 0
        for line in text.split("\n"):
            quote = _QUOTED.match(line)
            core = _core(line[quote.end() :] if quote else line)
            if (quote or offset >= start) and core in self._lines:
                repeated += 1
            else:
                kept.append(line)
            if len(core) >= _SHORTEST:
                fresh.append(core)
            offset += len(line) + 1
        self._lines.update(fresh)
        return "\n".join(kept).strip(), repeated


def _core(line: str) -> str:
    return "".join(line.lower().split())
