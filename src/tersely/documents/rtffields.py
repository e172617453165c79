"""Fields of RTF whose value stands where no text of the document is: check boxes and signs."""

from __future__ import annotations

import re

from .symbols import TICKED, UNTICKED, symbol

_CHECK_BOX = 1
# SYMBOL 97 \\f "Symbol" \\s 12: a place in a font; the backslashes come as tokens of their own.
_SYMBOL = re.compile(
    rb"\s*SYMBOL\s+(?P<place>0x[0-9A-Fa-f]{1,4}|\d{1,5})(?:[^f]{0,40}\bf\s+\"?(?P<font>[\w ]{1,40}))?"
)
_LONGEST_INSTRUCTION = 200
_USES_DEFAULT = 25  # as result: nobody has touched the box


class Field:
    """The field that is open. Told each control word and text of its instruction; gives its sign
    once, where the result of the field begins.

    >>> box = Field()
    >>> for word, number in (("fftype", 1), ("ffres", 25), ("ffdefres", 1)):
    ...     box.tell(word, number)
    >>> box.taken(), box.taken()
    ('☒', '')
    """

    def __init__(self) -> None:
        self._values: dict[str, int] = {}
        self._instruction = b""

    def tell(self, word: str, number: int | None) -> None:
        """A control word in the description of a field."""
        if word in ("fftype", "ffres", "ffdefres"):
            self._values[word] = number or 0
        elif word == "fldinst":
            self._instruction = b""

    def hear(self, text: bytes) -> None:
        """Text of the description."""
        if len(self._instruction) < _LONGEST_INSTRUCTION:
            self._instruction += text

    def taken(self) -> str:
        """The sign of a box or a symbol; "" for other fields."""
        values, self._values = self._values, {}
        instruction, self._instruction = self._instruction, b""
        if match := _SYMBOL.match(instruction):
            font = (match["font"] or b"").decode("ascii", "replace")
            digits = match["place"].decode("ascii")
            place = int(digits, 16) if digits.startswith("0x") else int(digits)
            return symbol(font, place) or ""
        if values.get("fftype") != _CHECK_BOX:
            return ""
        result = values.get("ffres", _USES_DEFAULT)
        if result == _USES_DEFAULT:
            result = values.get("ffdefres", 0)
        return TICKED if result else UNTICKED
