"""Jupyter notebooks by their cells: text, code and the text of outputs; pictures are named."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from ..errors import InputError
from .account import Account
from .comments import without_comments
from .draft import Draft, Page
from .encoding import decode
from .limits import Limits

_RICH = ("text/markdown", "text/plain", "text/latex")
# The keys of nbformat 3 for what later ones keep by media type.
_OLD_PICTURES = ("png", "jpeg", "svg")


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """The cells in order; code and outputs are fenced. Raises InputError if it is no notebook."""
    text, notes = decode(data, charset)
    try:
        notebook = json.loads(text)
        cells = _cells(notebook)
        language = _language(notebook)
    except (ValueError, TypeError, AttributeError, KeyError):
        raise InputError(
            f"{name} is damaged: it holds no notebook.", hint="Save it again in Jupyter."
        ) from None
    account = Account()
    blocks: list[str] = []
    for number, cell in enumerate(cells, 1):
        blocks += _cell(cell, f"cell {number}", language, account)
    page = Page("\n\n".join(filter(None, blocks)))
    return account.draft([page], "application/x-ipynb+json", notes=notes)


def _cells(notebook: dict[str, Any]) -> Sequence[dict[str, Any]]:
    cells: list[Any] = []
    if "worksheets" in notebook:  # nbformat 3
        for sheet in notebook["worksheets"]:
            cells += sheet["cells"]
    else:
        cells = notebook["cells"]
    if not all(isinstance(cell, dict) for cell in cells):
        raise TypeError
    return cells


def _language(notebook: dict[str, Any]) -> str:
    metadata = notebook.get("metadata") or {}
    for key, field in (("language_info", "name"), ("kernelspec", "language")):
        language = (metadata.get(key) or {}).get(field)
        if isinstance(language, str) and language.isascii():
            return "".join(language.split())[:30]
    return ""


def _cell(cell: dict[str, Any], place: str, language: str, account: Account) -> Iterator[str]:
    source = _joined(cell.get("source", cell.get("input"))).strip("\n")
    kind = cell.get("cell_type")
    for _ in cell.get("attachments") or ():
        account.leave("picture", place)
    if kind == "heading":  # nbformat 3
        level = cell.get("level")
        if not isinstance(level, int) or not 0 < level < 7:
            level = 1
        yield "#" * level + " " + source
    elif kind != "code":
        text, comments = without_comments(source)
        account.remove("comments", comments)
        yield text
    else:
        yield _fenced(source, language)
        for output in cell.get("outputs") or ():
            if isinstance(output, dict):
                yield _output(output, place, account)


def _output(output: dict[str, Any], place: str, account: Account) -> str:
    """The richest text of an output. What has none is a picture or another display."""
    if output.get("output_type") in ("error", "pyerr"):
        return _fenced(f"{output.get('ename', '')}: {output.get('evalue', '')}", "")
    forms = output.get("data")
    if not isinstance(forms, dict):
        forms = {}
    pictures = [form for form in forms if str(form).startswith("image/")]
    if pictures or any(key in output for key in _OLD_PICTURES):
        # Its text is only the name of the object: <Figure size 640x480 with 1 Axes>.
        account.leave("picture", place)
        return ""
    for form in _RICH:
        if text := _joined(forms.get(form)).strip("\n"):
            return text if form == "text/markdown" else _fenced(text, "")
    text = _joined(output.get("text")).strip("\n")
    if not text and forms:
        types = ", ".join(sorted(map(str, forms)))
        account.leave("output", place, reason=types[:80])
    return _fenced(text, "")


def _fenced(text: str, language: str) -> str:
    if not text.strip():
        return ""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{language}\n{text}\n{fence}"


def _joined(text: object) -> str:
    """Text of a notebook: one string, or a list of its lines with their ends."""
    if isinstance(text, list):
        return "".join(line for line in text if isinstance(line, str))
    return text if isinstance(text, str) else ""
