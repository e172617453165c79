"""Work on a long text in slices: between them a request that was cancelled ends, and another thread
has its turn. One search through 100 MB may take seconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable

SLICE_CHARACTERS = 1 << 20
# What is searched for may begin in one slice and end in the next one; no name is longer.
OVERLAP_CHARACTERS = 1 << 12
_LETTERS = re.compile(r"[^\W\d_]{2}")


def in_slices(work: Callable[[str], str], text: str) -> str:
    """What `work` makes of the text. It is cut between letters: for work that leaves words alone."""
    parts, start = [], 0
    while start < len(text):
        cut = _LETTERS.search(text, start + SLICE_CHARACTERS)
        end = cut.start() + 1 if cut else len(text)
        parts.append(work(text[start:end]))
        start = end
    return "".join(parts)


def holds(pattern: re.Pattern[str], text: str) -> bool:
    """Whether there is a match, of at most OVERLAP_CHARACTERS, anywhere in the text."""
    for start in range(0, len(text), SLICE_CHARACTERS):
        end = start + SLICE_CHARACTERS
        match = pattern.search(text, start, end + OVERLAP_CHARACTERS)
        while match:
            # The end of the slice is not the end of the text.
            if pattern.match(text, match.start()):
                return True
            match = pattern.search(text, match.start() + 1, end + OVERLAP_CHARACTERS)
    return False
