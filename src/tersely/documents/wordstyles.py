"""Styles and list numbers of Word files, by inheritance."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple, TypeVar

from ..language.words import one_spaced

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"heading (\d)")
_FALSE = ("0", "false", "off")
_DEEPEST_INHERITANCE = 20
_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


_VAL = f"{W}val"
_T = TypeVar("_T")


@cache
def _tags(path: str) -> list[str]:
    return [step.replace("w:", W) for step in path.split("/")]


def value(element: Any, path: str) -> str | None:
    """The attribute w:val of the member at `path` ("w:pPr/w:pStyle"), or None without the member."""
    for tag in _tags(path):  # not find(): each paragraph and run asks a dozen times
        if element is None:
            return None
        element = next(element.iterchildren(tag), None)
    return None if element is None else str(element.get(_VAL, ""))


def flag(properties: Any, name: str) -> bool | None:
    """An on/off property, or None where nothing is said. `<w:strike/>` is on."""
    member = None
    if properties is not None:
        member = next(properties.iterchildren(f"{W}{name}"), None)
    return None if member is None else member.get(_VAL, "true") not in _FALSE


class StyleNumbering(NamedTuple):
    """A list, the level in it, and the style that names the list; None what no style says."""

    number_id: str | None
    level: str | None
    source: str | None


class Styles:
    """What the styles of a document say, each with those that it is based on. Each paragraph and run
    asks, so what a style says is sought once.
    """

    def __init__(self, root: Any) -> None:
        self._styles = {style.get(f"{W}styleId"): style for style in root.iter(f"{W}style")}
        self._said: dict[tuple[str, str | None], Any] = {}

    def _once(self, what: str, style_id: str | None, seek: Callable[[str | None], _T]) -> _T:
        key = what, style_id
        if key not in self._said:
            self._said[key] = seek(style_id)
        said: _T = self._said[key]
        return said

    def name(self, style_id: str | None) -> str:
        """The name in lower case; those of built-in styles are English in every language."""
        return (value(self._styles.get(style_id), "w:name") or "").lower()

    def heading_level(self, style_id: str | None) -> int:
        """1 to 6, or 0 for a style that is no heading."""
        return self._once("heading", style_id, self._heading_level)

    def _heading_level(self, style_id: str | None) -> int:
        for style in self._line(style_id):
            name = (value(style, "w:name") or "").lower()
            if match := _HEADING.match(name):
                return min(int(match[1]), 6) or 1
            if name == "title":
                return 1
            outline = value(style, "w:pPr/w:outlineLvl")
            if outline is not None:
                return int(outline) + 1 if outline in "012345" and outline else 0
        return 0

    def numbering(self, style_id: str | None) -> StyleNumbering:
        """Which list paragraphs of this style belong to."""
        return self._once("numbering", style_id, self._numbering)

    def _numbering(self, style_id: str | None) -> StyleNumbering:
        level = None
        for style in self._line(style_id):
            level = level or value(style, "w:pPr/w:numPr/w:ilvl")
            number = value(style, "w:pPr/w:numPr/w:numId")
            if number is not None:
                return StyleNumbering(number, level, style.get(f"{W}styleId"))
        return StyleNumbering(None, level, None)

    def run_flag(self, style_id: str | None, name: str) -> bool | None:
        """An on/off property of text in this style."""
        return self._once(name, style_id, lambda asked: self._run_flag(asked, name))

    def _run_flag(self, style_id: str | None, name: str) -> bool | None:
        for style in self._line(style_id):
            said = flag(style.find(f"{W}rPr"), name)
            if said is not None:
                return said
        return None

    def colour(self, style_id: str | None) -> str | None:
        """The colour of letters in this style; None if no style says it."""
        return self._once("colour", style_id, self._colour)

    def _colour(self, style_id: str | None) -> str | None:
        colours = (value(style, "w:rPr/w:color") for style in self._line(style_id))
        return next((one for one in colours if one is not None), None)

    def is_shaded(self, style_id: str | None) -> bool:
        """Whether the style says anything about the ground of its text."""
        paths = f"{W}pPr/{W}shd", f"{W}rPr/{W}shd", f"{W}rPr/{W}highlight"
        styles = self._line(style_id)
        return any(style.find(path) is not None for path in paths for style in styles)

    def _line(self, style_id: str | None) -> list[Any]:
        line: list[Any] = []
        while style_id in self._styles and len(line) < _DEEPEST_INHERITANCE:
            line.append(self._styles[style_id])
            style_id = value(line[-1], "w:basedOn")
        return line


@dataclass(slots=True)
class _List:
    """Where a list has come to: the number at each level, None where it has not begun."""

    numbers: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


class Numbering:
    """The numbers of list items and clauses, counted as Word counts them: in the order of the
    document, lists of one definition together.
    """

    def __init__(self, root: Any) -> None:
        definitions = () if root is None else root.iter(f"{W}abstractNum")
        self._levels = {
            definition.get(f"{W}abstractNumId"): {
                level.get(f"{W}ilvl"): level for level in definition.iter(f"{W}lvl")
            }
            for definition in definitions
        }
        self._instances = {
            number.get(f"{W}numId"): number
            for number in (() if root is None else root.iter(f"{W}num"))
        }
        self._lists: dict[str | None, _List] = {}
        self._begun: set[tuple[str, int]] = set()

    def level_of(self, number_id: str, style_id: str | None) -> int:
        """The level that a list gives to a style; 0 if none."""
        levels = self._levels_of(number_id)
        for ilvl, level in levels.items():
            if value(level, "w:pStyle") == style_id:
                return _level(ilvl)
        return 0

    def next_label(self, number_id: str, level: int) -> str | None:
        """ "2.1.", "(c)", "-" for a bullet; "" for a level without a sign, None for no list."""
        levels = self._levels_of(number_id)
        definition = levels.get(str(level))
        if definition is None:
            return None if number_id == "0" else "-"
        if value(definition, "w:numFmt") == "bullet":
            return "-"
        numbers = self._counted(number_id, level)
        text = value(definition, "w:lvlText") or ""

        def number(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            form = value(levels.get(str(place)), "w:numFmt") or "decimal"
            if definition.find(f"{W}isLgl") is not None:
                form = "decimal"
            return formatted(numbers[place] or self._start(number_id, place), form)

        return one_spaced(_PLACE.sub(number, text))

    def _counted(self, number_id: str, level: int) -> list[int | None]:
        instance = self._instances.get(number_id)
        numbers = self._lists.setdefault(value(instance, "w:abstractNumId"), _List()).numbers
        is_new = (number_id, level) not in self._begun
        restarts = is_new and self._override(number_id, level) is not None
        if restarts or numbers[level] is None:
            numbers[level] = self._start(number_id, level)
        else:
            numbers[level] = (numbers[level] or 0) + 1
        self._begun.add((number_id, level))
        for deeper in range(level + 1, _LEVELS):
            numbers[deeper] = None
        return numbers

    def _levels_of(self, number_id: str) -> dict[str, Any]:
        instance = self._instances.get(number_id)
        levels: dict[str, Any] = self._levels.get(value(instance, "w:abstractNumId"), {})
        overrides = () if instance is None else instance.findall(f"{W}lvlOverride/{W}lvl")
        return levels | {level.get(f"{W}ilvl"): level for level in overrides}

    def _start(self, number_id: str, level: int) -> int:
        start = self._override(number_id, level)
        if start is None:
            start = value(self._levels_of(number_id).get(str(level)), "w:start")
        return int(start) if start and start.isdecimal() and len(start) < 7 else 1

    def _override(self, number_id: str, level: int) -> str | None:
        instance = self._instances.get(number_id)
        for override in () if instance is None else instance.iter(f"{W}lvlOverride"):
            if override.get(f"{W}ilvl") == str(level):
                return value(override, "w:startOverride")
        return None


def _level(text: str | None) -> int:
    return int(text) if text and len(text) == 1 and text in "012345678" else 0


def formatted(number: int, form: str) -> str:
    """`number` as Word writes it, e.g. 3 as "c" (lowerLetter) or "III" (upperRoman)."""
    match form:
        case "lowerLetter" | "upperLetter":
            # After z comes aa, then bb.
            times, place = divmod(number - 1, 26)
            letters = chr(ord("a") + place) * min(times + 1, 9)
            return letters.upper() if form == "upperLetter" else letters
        case "lowerRoman" | "upperRoman":
            roman = _roman(number)
            return roman.upper() if form == "upperRoman" else roman
        case "decimalZero":
            return f"{number:02}"
        case "none":
            return ""
        case _:
            return str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    letters = ""
    for size, sign in _ROMAN:
        count, number = divmod(number, size)
        letters += sign * count
    return letters
