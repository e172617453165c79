"""Formulas of RTF, whose control words are the elements of OMML with an m before them: built as
these elements and read as those of Word are.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from .formulas import formula_text

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
BEGINNINGS = frozenset({"moMath", "moMathPara"})


class FormulaBuilder:
    """The elements so far; groups open and close them."""

    def __init__(self) -> None:
        self._root = Element(f"{_M}oMath")
        self._open = [self._root]

    def begin_group(self) -> None:
        """A brace opens; its control word says of what."""
        self._open.append(SubElement(self._open[-1], f"{_M}group"))

    def end_group(self) -> bool:
        """A brace closes; whether the formula goes on."""
        self._open.pop()
        return bool(self._open)

    def name_group(self, word: str) -> None:
        """The control word of the open group."""
        if word.startswith("m") and self._open[-1].tag == f"{_M}group":
            self._open[-1].tag = f"{_M}{word[1:]}"

    def add(self, text: str) -> None:
        """Text of a run, or the value of a property."""
        element = self._open[-1]
        element.set(f"{_M}val", element.get(f"{_M}val", "") + text)
        SubElement(element, f"{_M}t").text = text

    @property
    def text(self) -> str:
        """The formula in one line."""
        return formula_text(self._root)
