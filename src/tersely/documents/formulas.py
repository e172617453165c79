"""Formulas of Office files (OMML) in one line, e.g. E = mc² + (a+b)/2."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .scripts import raised

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_ATOM = re.compile(r"[\w.,]*|[^\w\s]|\(.*\)", re.DOTALL)
_PROPERTIES = "Pr"


def formula_text(element: Any) -> str:
    """The text of an m:oMath or m:oMathPara element, or of any part of one."""
    return "".join(_parts(element)).strip()


def _parts(element: Any) -> Iterator[str]:
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name = child.tag.rpartition("}")[2]
        if name == "t":
            yield child.text or ""
        elif child.tag == f"{_M}{name}" and name in _FORMS:
            yield _FORMS[name](child)
        elif not name.endswith(_PROPERTIES):
            yield from _parts(child)


def _member(element: Any, name: str) -> str:
    member = element.find(f"{_M}{name}")
    return formula_text(member) if member is not None else ""


def _grouped(text: str) -> str:
    return text if _ATOM.fullmatch(text) else f"({text})"


def _sign(element: Any, path: str, default: str) -> str:
    """A character among the properties, e.g. of a sum or of brackets; it may be empty."""
    sign = element.find(path.replace("m:", _M))
    if sign is None:
        return default
    value: str = sign.get(f"{_M}val", "")
    return value


def _power(text: str) -> str:
    if not text:
        return ""
    above = raised(text)
    return above if above != text else f"^{_grouped(text)}"


def _index(text: str) -> str:
    return f"_{_grouped(text)}" if text else ""


def _fraction(element: Any) -> str:
    return f"{_grouped(_member(element, 'num'))}/{_grouped(_member(element, 'den'))}"


def _scripts(element: Any) -> str:
    base, below, above = (_member(element, name) for name in ("e", "sub", "sup"))
    return _grouped(base) + _index(below) + _power(above)


def _scripts_before(element: Any) -> str:
    below, above = _member(element, "sub"), _member(element, "sup")
    return _index(below) + _power(above) + _member(element, "e")


def _root(element: Any) -> str:
    degree = _member(element, "deg")
    return f"{raised(degree) if degree != '2' else ''}√{_grouped(_member(element, 'e'))}"


def _sum(element: Any) -> str:
    sign = _sign(element, "m:naryPr/m:chr", "∫")
    below, above = _member(element, "sub"), _member(element, "sup")
    return f"{sign}{_index(below)}{_power(above)} {_member(element, 'e')}"


def _brackets(element: Any) -> str:
    inside = _sign(element, "m:dPr/m:sepChr", "|").join(
        formula_text(member) for member in element.findall(f"{_M}e")
    )
    return _sign(element, "m:dPr/m:begChr", "(") + inside + _sign(element, "m:dPr/m:endChr", ")")


def _function(element: Any) -> str:
    return f"{_member(element, 'fName')} {_grouped(_member(element, 'e'))}"


def _limit(element: Any) -> str:
    return f"{_member(element, 'e')}{_index(_member(element, 'lim'))}"


def _accent(element: Any) -> str:
    return _member(element, "e") + _sign(element, "m:accPr/m:chr", "\u0302")


def _matrix(element: Any) -> str:
    rows = (
        ", ".join(formula_text(cell) for cell in row.findall(f"{_M}e"))
        for row in element.findall(f"{_M}mr")
    )
    return f"[{'; '.join(rows)}]"


def _equations(element: Any) -> str:
    return "; ".join(formula_text(member) for member in element.findall(f"{_M}e"))


_FORMS = {
    "f": _fraction,
    "sSup": _scripts,
    "sSub": _scripts,
    "sSubSup": _scripts,
    "sPre": _scripts_before,
    "rad": _root,
    "nary": _sum,
    "d": _brackets,
    "func": _function,
    "limLow": _limit,
    "limUpp": _limit,
    "acc": _accent,
    "m": _matrix,
    "eqArr": _equations,
}
