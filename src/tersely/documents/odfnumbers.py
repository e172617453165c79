"""The numbers of list items and headings of an OpenDocument text."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from .wordstyles import formatted

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_LEVELS = 10


class OdfNumbers:
    """Counts lists and headings in the order of the text. `roots` hold the styles of lists."""

    def __init__(self, roots: Iterable[Element]) -> None:
        self._levels: dict[tuple[str, int], Element] = {}
        for root in roots:
            for style in (*root.iter(f"{_TEXT}list-style"), *root.iter(f"{_TEXT}outline-style")):
                name = "" if style.tag.endswith("outline-style") else style.get(f"{_STYLE}name", "")
                for level in style:
                    place = level.get(f"{_TEXT}level", "1")
                    if place.isdecimal() and len(place) < 3:
                        self._levels[name, int(place)] = level
        self._counts: dict[int, int] = {}
        self._headings = [0] * (_LEVELS + 1)

    def begin(self, element: Element, depth: int) -> None:
        """A list begins; it goes on counting only where it says so."""
        if element.get(f"{_TEXT}continue-numbering") != "true" and not element.get(
            f"{_TEXT}continue-list"
        ):
            self._counts.pop(depth, None)

    def item(self, item: Element, depth: int, style: str) -> str:
        """ "2.", "(c)", or "-" for a bullet."""
        level = self._levels.get((style, depth + 1))
        if (
            level is None
            or not level.tag.endswith("number")
            or not level.get(f"{_STYLE}num-format")
        ):
            return "-"
        start = item.get(f"{_TEXT}start-value", "")
        if not start and depth not in self._counts:
            start = level.get(f"{_TEXT}start-value", "1")
        if start.isdecimal() and len(start) < 7:
            self._counts[depth] = int(start)
        else:
            self._counts[depth] = self._counts.get(depth, 0) + 1
        above = _shown_levels(level)
        numbers = [
            self._shown(self._counts.get(place, 1), style, place + 1)
            for place in range(max(0, depth - above + 1), depth + 1)
        ]
        return (
            level.get(f"{_STYLE}num-prefix", "")
            + ".".join(numbers)
            + level.get(f"{_STYLE}num-suffix", ".")
        )

    def heading(self, level: int) -> str:
        """The number before a heading, or "" where the text numbers none."""
        if not 0 < level <= _LEVELS:
            return ""
        self._headings[level] += 1
        self._headings[level + 1 :] = [0] * (_LEVELS - level)
        style = self._levels.get(("", level))
        if style is None or not style.get(f"{_STYLE}num-format"):
            return ""
        above = _shown_levels(style)
        numbers = [
            self._shown(self._headings[place] or 1, "", place)
            for place in range(max(1, level - above + 1), level + 1)
        ]
        return (
            style.get(f"{_STYLE}num-prefix", "")
            + ".".join(numbers)
            + style.get(f"{_STYLE}num-suffix", "")
        )

    def _shown(self, number: int, style: str, level: int) -> str:
        element = self._levels.get((style, level))
        form = element.get(f"{_STYLE}num-format", "1") if element is not None else "1"
        return formatted(number, _FORMS.get(form, "decimal"))


def _shown_levels(level: Element) -> int:
    text = level.get(f"{_TEXT}display-levels", "1")
    return int(text) if text.isdecimal() and len(text) < 3 else 1
