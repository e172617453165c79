"""Keeps reasoning out of the text: some servers send `<think> ... </think>` in front of the answer."""

from __future__ import annotations

OPENERS = ("<think>", "<thinking>")


class ThinkFilter:
    """Takes text piece by piece and gives back what is not reasoning. Only blocks at the very beginning count.

    `found` says whether there was one. A block that is never closed hides all that follows.
    """

    def __init__(self) -> None:
        self.found = False
        self._held = ""
        self._closer = ""
        self._passing = False

    def feed(self, piece: str) -> str:
        """What of the text so far is visible and was not given back yet."""
        if self._passing:
            return piece
        self._held += piece
        while True:
            if self._closer:
                _, closed, rest = self._held.partition(self._closer)
                if not closed:
                    return ""
                self._closer, self._held = "", rest
            start = self._held.lstrip()
            opener = next((opener for opener in OPENERS if start.startswith(opener)), "")
            if opener:
                self.found, self._closer, self._held = True, opener.replace("<", "</"), start[len(opener) :]
            elif any(opener.startswith(start) for opener in OPENERS):
                return ""
            else:
                self._passing = True
                return self.flush()

    def flush(self) -> str:
        """What is still held when the answer ends: a beginning that never became a block."""
        held, self._held = self._held, ""
        if self._closer:
            return ""
        return held.lstrip() if self.found else held
