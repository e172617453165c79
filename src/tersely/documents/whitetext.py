"""White letters on white paper in Word files: nobody who reads the page sees them."""

from __future__ import annotations

import re
from typing import Any

from .wordstyles import Styles, W, value

_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_WHITE = re.compile(r"(?i)F[A-F\d]F[A-F\d]F[A-F\d]")
_BEHIND = re.compile(r"z-index:\s*-")
_NO_FILL = ("", "auto")


def is_white_on_white(run: Any, properties: Any, style_id: str | None, styles: Styles) -> bool:
    """Whether the letters of a run have the colour of the paper below them. Not where something may
    be painted there: a shaded run, paragraph or cell, a table with a style, a shape, a picture
    behind the text, a coloured page.
    """
    colour = value(properties, "w:color")
    if colour is None:
        run_style = value(properties, "w:rStyle")
        colour = styles.colour(run_style) or styles.colour(style_id) or ""
    if not _WHITE.fullmatch(colour):
        return False
    if value(properties, "w:highlight") not in (None, "none", "white"):
        return False
    return not (styles.is_shaded(style_id) or _is_painted(properties) or _stands_on_paint(run))


def _stands_on_paint(run: Any) -> bool:
    for above in run.iterancestors():
        if above.tag == f"{W}txbxContent":
            return True
        if above.tag == f"{W}p" and _is_painted(above.find(f"{W}pPr")):
            return True
        if above.tag == f"{W}tbl" and _may_be_shaded(above):
            return True
    return _has_ground(run.getroottree().getroot())


def _is_painted(properties: Any) -> bool:
    shading = properties.find(f"{W}shd") if properties is not None else None
    return shading is not None and is_coloured(shading)


def is_coloured(shading: Any) -> bool:
    """Whether `<w:shd>` paints anything but white: its fill, or a pattern over it."""
    fill = shading.get(f"{W}fill", "")
    pattern = shading.get(f"{W}val", "clear")
    if pattern not in ("clear", "nil") or shading.get(f"{W}themeFill"):
        return True
    return fill not in _NO_FILL and not _WHITE.fullmatch(fill)


def _may_be_shaded(table: Any) -> bool:
    has_style = value(table, "w:tblPr/w:tblStyle") not in (None, "TableNormal", "TableGrid")
    return has_style or any(is_coloured(shading) for shading in table.iter(f"{W}shd"))


def _has_ground(root: Any) -> bool:
    """Whether the page has a colour, or a picture behind its text."""
    if root.find(f"{W}background") is not None:
        return True
    if any(anchor.get("behindDoc") in ("1", "true") for anchor in root.iter(f"{_WP}anchor")):
        return True
    return any(
        _BEHIND.search(shape.get("style", ""))
        for picture in root.iter(f"{W}pict")
        for shape in picture
    )
