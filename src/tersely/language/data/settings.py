"""Settings: TOML, INI and YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ...screen_text import how_many
from ..patterns import lazy
from .records import (
    PROSE_WORDS,
    SHOWN_CHARACTERS,
    Data,
    Part,
    comment,
    is_comment,
    line_ends,
    record,
)

_FEWEST_SETTINGS = 5
_SECTION = lazy(r"\[{1,2}[^\[\]\n]{1,80}\]{1,2}\s*(?:#.*)?$")
_KEY = r"(?:- )?(?:\"[^\"\n]{1,60}\"|'[^'\n]{1,60}'|[\w.@/$*+-]{1,60})\s{0,20}"
_SETTING = lazy(rf"{_KEY}(?:=|:(?=\s|$))|- (?=\S{{1,40}}$)")
_YAML_KEY = lazy(r"^[\w.@/$*+-]{1,60}:(?:\s|$)", re.MULTILINE)
_BEGINNING = lazy(rf"(?:[^\S\n]*+(?:[#;][^\n]*+)?\n)*+\s*+(?:\[[^\[\]\n]+\]|{_KEY}=)")
# "[10:01] ada: good morning" is a line of a chat; configparser reads its time as a section.
_BEHIND_A_SECTION = lazy(r"^\[[^\[\]\n]{1,80}\][^\S\n]+[^\s#;]", re.MULTILINE)
_LONGEST = 5_000_000
_CODED = lazy(r"[={}()\[\]$\\<>|;]|[\"'],$")
_PLAIN_WORD = lazy(r"(?<!\S)[^\W\d_]+(?:['’-][^\W\d_]+)*[.,;:!?)]?(?!\S)")


def read_settings(text: str, media_type: str) -> Data | None:
    """The sections and keys of `text`; None if it is neither TOML nor INI, nor called YAML."""
    if media_type == "application/yaml":
        keys = len(_YAML_KEY.findall(text))
        return Data(f"YAML with {how_many(keys, 'key')} at the top.", list(_parts(text)))
    if len(text) > _LONGEST or not _BEGINNING.match(text):
        return None
    description = _toml(text) or _ini(text)
    return Data(description, list(_parts(text))) if description else None


def _toml(text: str) -> str:
    import tomllib

    try:
        root = tomllib.loads(text)
    except (ValueError, RecursionError):
        return ""
    tables, keys = _size(root)
    if tables + keys < _FEWEST_SETTINGS:
        return ""
    return f"TOML with {how_many(tables, 'table')} and {how_many(keys, 'key')}."


def _size(root: Mapping[str, object]) -> tuple[int, int]:
    """How many tables and other keys there are, at any depth."""
    tables = keys = 0
    waiting = [root]
    while waiting:
        for value in waiting.pop().values():
            inner = value if isinstance(value, list) else [value]
            nested = [item for item in inner if isinstance(item, Mapping)]
            tables += len(nested)
            keys += not nested
            waiting += nested
    return tables, keys


def _ini(text: str) -> str:
    if _BEHIND_A_SECTION.search(text):
        return ""
    import configparser

    parser = configparser.ConfigParser(
        interpolation=None, strict=False, allow_no_value=True, default_section="\0"
    )
    try:
        parser.read_string(text)
    except (configparser.Error, AttributeError):
        # The second is a fault of Python before 3.13: an indented line below a key without a value.
        return ""
    sections = parser.sections()
    keys = values = 0
    for name in sections:
        section = parser[name]
        keys += len(section)
        values += sum(value is not None for value in section.values())
    if len(sections) + keys < _FEWEST_SETTINGS or 2 * values < keys:
        return ""
    return f"Settings with {how_many(len(sections), 'section')} and {how_many(keys, 'key')}."


def _parts(text: str) -> Iterator[Part]:
    """A record is a section, or a key at the margin outside of one, with what follows up to a
    comment or prose.
    """
    start = -1  # of the open record
    stop = pos = 0
    keys = True  # open records: there was no section so far
    for end in line_ends(text):
        line = text[pos:end].strip()
        section, wordy = _SECTION.match(line) is not None, _is_wordy(line)
        keys = keys and not section
        prose = not line or wordy or is_comment(line)
        opens = section
        if keys and not prose:
            opens = _is_at_margin(text[pos:end], text[start] if start >= 0 else "")
        if start >= 0 and (opens or prose or end - start > SHOWN_CHARACTERS):
            yield record(text, start, stop)
            start = -1
        if opens:
            start, stop = pos, end
        elif start >= 0 and not prose:
            stop = end
        elif wordy:
            yield pos, end, "entry" if _SETTING.match(line) else "text"
        elif prose:
            yield comment(text, pos, end)
        else:
            yield end, end, "blank"  # nested deeper than is shown
        pos = end + 1
    if start >= 0:
        yield record(text, start, stop)


def _is_wordy(line: str) -> bool:
    """Whether a line of settings is or holds prose."""
    words = _PLAIN_WORD.findall(line.partition(" #")[0])
    if len(words) < PROSE_WORDS or is_comment(line):
        return False
    return not _CODED.search(line) or _SETTING.match(line) is not None


def _is_at_margin(line: str, opened: str) -> bool:
    """Whether `line` is a key at the margin, or an element of a list there. One below a key belongs
    to that; `opened` is the first character of the open record, or "".
    """
    if not _SETTING.match(line):
        return False
    return line[0] != "-" or opened in ("", "-")
