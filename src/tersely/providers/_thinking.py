"""Keeps reasoning out of the text: some servers send `<think> ... </think>` in front of the answer."""

from __future__ import annotations

import re

OPENERS = ("<think>", "<thinking>")
ANY_TAG = re.compile(r"<(/?)think(?:ing)?>")
CLOSER = re.compile(r"</think(?:ing)?>")
LONGEST_TAG = len("</thinking>")


class ThinkFilter:
    """Takes text piece by piece and gives back what is not reasoning. Only blocks at the very
    beginning count.

    Some templates put the opening tag into the prompt, so that the answer begins inside of the
    block: `unopened` holds everything back until it is closed. Without it a closing tag that
    nothing opened is only noticed: `leaked`. `found` says whether there was a block. One that is
    opened and never closed hides all that follows.
    """

    def __init__(self, *, unopened: bool = False) -> None:
        self.found = False
        self.leaked = False
        self._unopened = unopened
        self._inside = unopened
        self._held = ""
        self._passing = False
        self._watching = True
        self._tail = ""

    def feed(self, piece: str) -> str:
        """What of the text so far is visible and was not given back yet."""
        if self._passing:
            return self._watched(piece)
        self._held += piece
        while True:
            if self._inside:
                closed = CLOSER.search(self._held)
                if not closed:
                    return ""
                self.found, self._inside, self._unopened = True, False, False
                self._held = self._held[closed.end() :]
            start = self._held.lstrip()
            opener = next((opener for opener in OPENERS if start.startswith(opener)), "")
            if opener:
                self.found, self._inside, self._held = True, True, start[len(opener) :]
            elif any(opener.startswith(start) for opener in OPENERS):
                return ""
            else:
                self._passing = True
                return self._watched(self.flush())

    def flush(self, *, cut: bool = False) -> str:
        """What is still held when the answer ends: a beginning that never became a block, or an
        answer without reasoning.

        `cut`: the answer met its limit; what began inside of a block and never left it is then all
        reasoning.
        """
        held, self._held = self._held, ""
        if self._inside and (cut or not self._unopened):
            self.found = True
            return ""
        return held.lstrip() if self.found else held

    def _watched(self, text: str) -> str:
        """`text`, after a look for a closing tag that nothing opened."""
        if self._watching and not self.found:
            seen = self._tail + text
            self._tail = seen[1 - LONGEST_TAG :]
            if tag := ANY_TAG.search(seen):
                self._watching, self.leaked = False, bool(tag[1])
        return text
