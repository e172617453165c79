"""Settings: INI, TOML, YAML and the like."""

from __future__ import annotations

import re

from .records import COMMENT, PROSE_WORDS, SHOWN_CHARACTERS, Parts, comment, line_ends, record

_FEWEST_KEYS = 3  # at the margin
_FEWEST_SETTINGS = 5
_SETTING_CHARACTERS = (
    150  # the mean line of most prose is longer or holds no sign: it is told from settings at once
)
_SETTINGS_SHARE = 0.6
_SECTION = re.compile(r"\[{1,2}[^\[\]]{1,80}\]{1,2}\s*(?:#.*)?$")
_KEY = r"(?:- )?(?:\"[^\"]{1,60}\"|'[^']{1,60}'|[\w.@/$*+-]{1,60})\s*"
_SETTING = re.compile(rf"{_KEY}(?:=|:(?=\s|$))\s*[>|]?|- (?=\S{{1,40}}$)")
_CODED = re.compile(r"[={}()\[\]$\\<>|;]|[\"'],$")
_PLAIN_WORD = re.compile(r"(?<!\S)[^\W\d_]+(?:['’-][^\W\d_]+)*[.,;:!?)]?(?!\S)")


def are_settings(text: str) -> bool:
    """Whether most lines at the margin name a section, or a key with a short value.

    A transcript names speakers: in capitals, before a colon.
    """
    count = text.count("\n")
    if (
        count < _FEWEST_KEYS
        or len(text) > _SETTING_CHARACTERS * count
        or sum(map(text.count, ("=", ":", "- "))) < count / 3
    ):
        return False
    lines = [line for line in text.split("\n") if line.strip()]
    margin = [line for line in lines if not line[0].isspace() and not COMMENT.match(line)]
    found = [match for line in margin if (match := _SECTION.match(line) or _SETTING.match(line))]
    if len(found) < max(_FEWEST_KEYS, _SETTINGS_SHARE * len(margin)):
        return False
    settings = sum(_SETTING.match(line.strip()) is not None for line in lines)
    other = sum(
        len(match.string.split()) > PROSE_WORDS
        or (match[0][0].isupper() and match[0].rstrip()[-1] == ":")
        for match in found
    )
    return settings >= max(_FEWEST_SETTINGS, len(lines) / 3) and other < len(found) / 4


def setting_lines(text: str) -> Parts:
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
        prose = not line or wordy or COMMENT.match(line) is not None
        opens = section or (
            keys and not prose and _is_at_margin(text[pos:end], text[start] if start >= 0 else "")
        )
        if start >= 0 and (opens or prose or end - start > SHOWN_CHARACTERS):
            yield record(text, start, stop)
            start = -1
        if opens or (start >= 0 and not prose):
            start, stop = pos if opens else start, end
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
    return len(words) >= PROSE_WORDS and not (
        COMMENT.match(line) or (_CODED.search(line) and not _SETTING.match(line))
    )


def _is_at_margin(line: str, record: str) -> bool:
    """Whether `line` is a key at the margin, or an element of a list there. One below a key belongs
    to that; `record` is the first character of the open record, or "".
    """
    return _SETTING.match(line) is not None and (line[0] != "-" or record in ("", "-"))
