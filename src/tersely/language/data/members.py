"""JSON, also one value a line, as the json module reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from heapq import merge

from ...screen_text import how_many
from ..patterns import lazy
from .records import PROSE_WORDS, Data, Part, after_space, named, record

# Figures stay text: one of a million digits would take minutes to read.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
_BEGINNING = lazy(r'\s*(?:\{\s*["}]|\[\s*["\[{\d-])')
_STRING = lazy(r'"(?:[^"\\]|\\[\s\S])*+"')
_NAME_ALONE = lazy(r'\s*(?:"[^"\n]{0,100}"\s*:\s*)?"?')
_PARAGRAPH_END = r"\n\n"  # as JSON writes it
Value = tuple[int, int, object]


def read_json(text: str) -> Data | None:
    """The members of the outermost object or array of `text`, or of the longest list of objects in
    it, and its longer texts; None if it is no JSON.
    """
    if not _BEGINNING.match(text):
        return None
    try:
        return _read(text)
    except (ValueError, RecursionError):
        return None


def _read(text: str) -> Data:
    values = list(_values(text))
    if len(values) > 1:
        rows = values
        description = f"{how_many(len(rows), 'line')} of JSON{_keys(rows)}."
    else:
        rows, description = _outermost(text, values[0])
    records = [record(text, start, end) for start, end, _ in rows]
    prose = list(_texts(text))
    parts: list[Part] = []
    for part in merge(records, prose):
        if parts and part[0] < parts[-1][1]:  # a text within a record ends it
            start = parts.pop()[0]
            if not _NAME_ALONE.fullmatch(text, start, part[0]):
                parts.append(record(text, start, part[0]))
        parts.append(part)
    return Data(description, parts)


def _values(text: str) -> Iterator[Value]:
    """(start, end, value) of each value, of which there are several in JSON lines."""
    pos = after_space(text, 0)
    while pos < len(text):
        value, end = _DECODER.raw_decode(text, pos)
        yield pos, end, value
        pos = after_space(text, end)


def _outermost(text: str, whole: Value) -> tuple[list[Value], str]:
    start, _, value = whole
    if isinstance(value, list):
        items = list(_items(text, start + 1))
        are_objects = all(isinstance(item, dict) for _, _, item in items)
        size = how_many(len(items), "object" if are_objects else "value")
        return items, f"JSON list of {size}{_keys(items)}."
    assert isinstance(value, Mapping)
    members = list(_members(text, start + 1))
    rows: list[Value] = []
    description = f"JSON object with {how_many(len(members), 'member')}{named(list(value))}."
    for begin, end, member in members:
        if _is_list_of_objects(member):
            bracket_end = text.index("[", begin, end) + 1
            rows.append((begin, bracket_end, member))
            rows += _items(text, bracket_end)
        else:
            rows.append((begin, end, member))
    return rows, description


def _is_list_of_objects(value: object) -> bool:
    if not isinstance(value, list) or not value:
        return False
    return isinstance(value[0], Mapping)


def _items(text: str, pos: int) -> Iterator[Value]:
    """The values of the list whose bracket stands before `pos`."""
    while text[(pos := after_space(text, pos))] != "]":
        value, end = _DECODER.raw_decode(text, pos)
        yield pos, end, value
        pos = after_space(text, end)
        pos += text[pos] == ","


def _members(text: str, pos: int) -> Iterator[Value]:
    """The members of the object whose brace stands before `pos`, each from its name on."""
    while text[(pos := after_space(text, pos))] != "}":
        _, end = _DECODER.raw_decode(text, pos)
        colon = after_space(text, end)
        value, end = _DECODER.raw_decode(text, after_space(text, colon + 1))
        yield pos, end, value
        pos = after_space(text, end)
        pos += text[pos] == ","


def _keys(rows: Sequence[Value]) -> str:
    """The names that the objects among `rows` have, in the order in which they are met."""
    names: dict[str, None] = {}
    for _, _, row in rows:
        if isinstance(row, Mapping):
            names |= dict.fromkeys(row)
    return f" with {how_many(len(names), 'key')}{named(list(names))}" if names else ""


def _texts(text: str) -> Iterator[Part]:
    """The strings of many words, by paragraphs."""
    for string in _STRING.finditer(text):
        if string[0].count(" ") < PROSE_WORDS:
            continue
        start, end = string.start() + 1, string.end() - 1
        for part in text[start:end].split(_PARAGRAPH_END):
            yield start, start + len(part), "item"
            start += len(part) + len(_PARAGRAPH_END)
