"""What the styles of an OpenDocument file say of a run, a sheet or a slide: struck out, hidden, its
font.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
_DEEPEST_INHERITANCE = 20


class OdfStyles:
    """Styles by name, each with those that it is based on."""

    def __init__(self, roots: Iterable[Element]) -> None:
        self._styles = {
            style.get(f"{_STYLE}name", ""): style
            for root in roots
            for style in root.iter(f"{_STYLE}style")
        }

    def strikes_out(self, name: str) -> bool:
        """Whether text in this style has a line through it."""
        return self._property(name, f"{_STYLE}text-line-through-style") not in ("", "none")

    def hides(self, name: str) -> bool:
        """Whether text in this style is not shown."""
        return self._property(name, f"{_TEXT}display") == "none"

    def raises(self, name: str) -> bool:
        """Whether text in this style stands above the line."""
        position = self._property(name, f"{_STYLE}text-position").partition(" ")[0]
        is_above = position.endswith("%") and position[:1] not in ("-", "0")
        return is_above or position == "super"

    def hides_table(self, name: str) -> bool:
        """Whether a sheet in this style is not shown."""
        return self._value(name, f"{_STYLE}table-properties", f"{_TABLE}display") == "false"

    def hides_slide(self, name: str) -> bool:
        """Whether a slide in this style is left out of the show."""
        properties = f"{_STYLE}drawing-page-properties"
        return self._value(name, properties, f"{_PRESENTATION}visibility") == "hidden"

    def font(self, name: str) -> str:
        """The name of the font, or ""."""
        return self._property(name, f"{_STYLE}font-name")

    def is_title(self, name: str) -> bool:
        """Whether a paragraph style is that of the title of the document."""
        parents = (style.get(f"{_STYLE}parent-style-name") for style in self._line(name))
        return name == "Title" or "Title" in parents

    def _property(self, name: str, attribute: str) -> str:
        return self._value(name, f"{_STYLE}text-properties", attribute)

    def _value(self, name: str, properties_tag: str, attribute: str) -> str:
        for style in self._line(name):
            for properties in style.iter(properties_tag):
                value = properties.get(attribute)
                if value is not None:
                    return value
        return ""

    def _line(self, name: str) -> Iterator[Element]:
        for _ in range(_DEEPEST_INHERITANCE):
            style = self._styles.get(name)
            if style is None:
                return
            yield style
            name = style.get(f"{_STYLE}parent-style-name", "")
