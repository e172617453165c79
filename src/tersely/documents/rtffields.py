"""Form fields of RTF: check boxes, whose state stands where no text of the document is."""

from __future__ import annotations

from .symbols import TICKED, UNTICKED

_CHECK_BOX = 1
_USES_DEFAULT = 25  # as result: nobody has touched the box


class CheckBox:
    """The form field that is open. Told each control word; gives its sign once, where the result of
    the field begins.

    >>> box = CheckBox()
    >>> for word, number in (("fftype", 1), ("ffres", 25), ("ffdefres", 1)):
    ...     box.tell(word, number)
    >>> box.taken(), box.taken()
    ('☒', '')
    """

    def __init__(self) -> None:
        self._values: dict[str, int] = {}

    def tell(self, word: str, number: int | None) -> None:
        """A control word in the description of a field."""
        if word in ("fftype", "ffres", "ffdefres"):
            self._values[word] = number or 0

    def taken(self) -> str:
        """The sign of the box; "" if the field is none."""
        values, self._values = self._values, {}
        if values.get("fftype") != _CHECK_BOX:
            return ""
        result = values.get("ffres", _USES_DEFAULT)
        if result == _USES_DEFAULT:
            result = values.get("ffdefres", 0)
        return TICKED if result else UNTICKED
