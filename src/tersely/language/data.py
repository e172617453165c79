"""Data: which text is a table, JSON, XML, settings or a log, and where its records are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .lines import LineKind, kind_of

Spans = Iterator[tuple[int, int, LineKind]]

_SAMPLE_CHARACTERS = 20_000
_RECORD_CHARACTERS = 200  # are shown of a record
_LONGEST_ROW = 20_000  # what a quotation mark that is never closed can swallow
_FEWEST_ROWS = 3
_FEWEST_SETTINGS = 5
_SETTING_CHARACTERS = 150  # the mean line of most prose is longer or holds no sign: it is told from settings at once
_SETTINGS_SHARE = 0.6
_ROWS_SHARE = 0.9
_FEWEST_LINES = 8
_LOG_SHARE = 0.5
_PROSE_WORDS = 7
_JSON = re.compile(r'\s*(?:\{\s*["}]|\[\s*(?:["{]|\[\s*["\[{\d-]|-?\d[\d.eE+-]*\s*,))')
_JSON_LINES = re.compile(r"\s*\{.*\}\s*\n\s*\{")
_LISTS = (["["], ["{", "["])
_TOKEN = re.compile(r'"(?:[^"\\]|\\[\s\S])*+(?:"|\\?\Z)|[\[\]{},]')
_XML = re.compile(r"\s*(?:<\?xml\s|<!DOCTYPE\s|<([A-Za-z][\w:.-]*)(?:\s[^<>]*)?>\s*<(?!/\1))")
_TAG = re.compile(
    r"<(?:!--(?P<comment>[^<]*(?:<(?!!--)[^<]*)*?)--|[?!][^<>]*|(?P<end>/)?(?P<name>[A-Za-z_])[^<>]*?(?P<empty>/)?)>"
    r"|<!DOCTYPE[^<>]*\["
)
_TRANSLATED = re.compile(r"\sxml:lang=")
# What separates the cells of a row; behind the commas of prose stands a space.
_SEPARATORS = {sign: re.compile(rf"{sign}(?=\S)") for sign in "\t,;"}
_PARAGRAPH_END = r"\n\n"  # as JSON writes it
_QUOTED = re.compile(r'"[^"]{0,2000}"')
_COMMENT = re.compile(r"(?:#+|;+|//+)[ \t]*")
_STAMP = re.compile(
    r"(?:[\w./-]{1,40} )?[\[(]?(?:\d{4}[-/]\d\d[-/]\d\d[T ,]+\d\d:\d\d|\d\d:\d\d:\d\d|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)"
    r"|\[ *\d+\.\d{3,6}\]|\S+ \S+ \S+ \[\d\d/[A-Z][a-z]{2}/\d{4}:"  # the kernel's, a web server's
)
_SAID = re.compile(
    r"[\d\W]*[TZ]?[\d\W]*(?!(?:INFO|DEBUG|TRACE|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)\b)[^\W\d][\w .'’-]{0,40}[:：]\s"
)
_ALARM = re.compile(
    r"\b(?:error|fail|fatal|warn|critical|panic|exception|traceback|denied|refused|timed? ?out|cannot|unable|abort"
    r"|kill|out of memory)",
    re.IGNORECASE,
)
_SECTION = re.compile(r"\[{1,2}[^\[\]]{1,80}\]{1,2}\s*(?:#.*)?$")
_KEY = r"(?:- )?(?:\"[^\"]{1,60}\"|'[^']{1,60}'|[\w.@/$*+-]{1,60})\s*"
_SETTING = re.compile(rf"{_KEY}(?:=|:(?=\s|$))\s*[>|]?|- (?=\S{{1,40}}$)")
_CODED = re.compile(r"[={}()\[\]$\\<>|;]|[\"'],$")
_PLAIN_WORD = re.compile(r"(?<!\S)[^\W\d_]+(?:['’-][^\W\d_]+)*[.,;:!?)]?(?!\S)")


def data_lines(text: str) -> Spans | None:
    """(start, end, kind) of the parts of a table, JSON, XML, settings or a log; None for other texts.

    A "record" is a row, a line of a log, a member of the outermost object, array or element, a section or a key with what
    it holds, its beginning if it is long; the rest of it is left out. Comments, values of many words and lines of a log
    that tell of something wrong are prose. Linear time.
    """
    if _JSON.match(text):
        return _members(text)
    if _XML.match(text):
        return _elements(text)
    sample = text[:_SAMPLE_CHARACTERS]
    if _is_log(sample):
        return _log(text)
    if separator_of(sample):
        return _rows(text)
    return _settings(text) if _are_settings(sample) else None


def _is_log(text: str) -> bool:
    """Whether most lines begin with a date or time, and nobody speaks in them."""
    if not _STAMP.match(text):
        return False
    lines = [line for line in text.split("\n") if line.strip()]
    stamped = [line for line in lines if _STAMP.match(line)]
    said = sum(_SAID.match(line) is not None for line in stamped)
    return len(stamped) >= max(_FEWEST_LINES, _LOG_SHARE * len(lines)) and said < len(stamped) / 2


def _log(text: str) -> Spans:
    """Each line with those below that have no time of their own; those that tell of something wrong are prose."""
    start = stop = pos = 0
    for end in [*_line_ends(text), len(text) + 1]:
        if end > len(text) or _STAMP.match(text, pos, end):
            if _ALARM.search(text, start, min(stop, start + _RECORD_CHARACTERS)):
                yield *_record(text, start, stop)[:2], "item"
            else:
                yield _record(text, start, stop)
            start = pos
        stop, pos = end, end + 1


def separator_of(text: str) -> str:
    """The character between the cells of the table `text`; "" if it is none."""
    fewest = max(_FEWEST_ROWS, text.count("\n") / 3)  # as above
    likely = [
        sign
        for sign in _SEPARATORS
        if sign in text and text.count(sign) >= fewest and len(_SEPARATORS[sign].findall(text)) >= fewest
    ]
    if not likely:
        return ""
    rows = [line.strip() for line in _QUOTED.sub("", text).split("\n") if line.strip() and line[0] != "#"]
    return next((sign for sign in likely if _is_table(rows, _SEPARATORS[sign])), "")


def _is_table(rows: Sequence[str], separator: re.Pattern[str]) -> bool:
    """Whether nearly all rows hold a like number of separators; empty cells at the end of a row may be missing."""
    counts = sorted(len(separator.findall(row)) for row in rows)
    usual = counts[int(_ROWS_SHARE * len(counts))] if len(counts) >= _FEWEST_ROWS else 0
    return usual > 0 and sum(usual / 2 <= count <= usual + 1 for count in counts) >= _ROWS_SHARE * len(counts)


def _are_settings(text: str) -> bool:
    """Whether most lines at the margin name a section, or a key with a short value.

    A transcript names speakers: in capitals, before a colon.
    """
    count = text.count("\n")
    if (
        count < _FEWEST_ROWS
        or len(text) > _SETTING_CHARACTERS * count
        or sum(map(text.count, ("=", ":", "- "))) < count / 3
    ):
        return False
    lines = [line for line in text.split("\n") if line.strip()]
    margin = [line for line in lines if not line[0].isspace() and not _COMMENT.match(line)]
    found = [match for line in margin if (match := _SECTION.match(line) or _SETTING.match(line))]
    if len(found) < max(_FEWEST_ROWS, _SETTINGS_SHARE * len(margin)):
        return False
    settings = sum(_SETTING.match(line.strip()) is not None for line in lines)
    other = sum(
        len(match.string.split()) > _PROSE_WORDS or (match[0][0].isupper() and match[0].rstrip()[-1] == ":")
        for match in found
    )
    return settings >= max(_FEWEST_SETTINGS, len(lines) / 3) and other < len(found) / 4


def _rows(text: str) -> Spans:
    """Each row, also over several lines: a quotation that is not closed goes on."""
    start = pos = quotes = 0
    for end in _line_ends(text):
        quotes += text.count('"', pos, end)
        pos = end + 1
        if quotes % 2 == 0 or end - start > _LONGEST_ROW:
            yield _comment(text, start, end) if text.startswith("#", start) else _record(text, start, end)
            start, quotes = pos, 0


def _settings(text: str) -> Spans:
    """A record is a section, or a key at the margin outside of one, with what follows up to a comment or prose."""
    start = -1  # of the open record
    stop = pos = 0
    keys = True  # open records: there was no section so far
    for end in _line_ends(text):
        line = text[pos:end].strip()
        section, wordy = _SECTION.match(line) is not None, _is_wordy(line)
        keys = keys and not section
        prose = not line or wordy or _COMMENT.match(line) is not None
        opens = section or (keys and not prose and _is_at_margin(text[pos:end], text[start] if start >= 0 else ""))
        if start >= 0 and (opens or prose or end - start > _RECORD_CHARACTERS):
            yield _record(text, start, stop)
            start = -1
        if opens or (start >= 0 and not prose):
            start, stop = pos if opens else start, end
        elif wordy:
            yield pos, end, "entry" if _SETTING.match(line) else "text"
        elif prose:
            yield _comment(text, pos, end)
        else:
            yield end, end, "blank"  # nested deeper than is shown
        pos = end + 1
    if start >= 0:
        yield _record(text, start, stop)


def _is_wordy(line: str) -> bool:
    """Whether a line of settings is or holds prose."""
    words = _PLAIN_WORD.findall(line.partition(" #")[0])
    return len(words) >= _PROSE_WORDS and not (
        _COMMENT.match(line) or (_CODED.search(line) and not _SETTING.match(line))
    )


def _is_at_margin(line: str, record: str) -> bool:
    """Whether `line` is a key at the margin, or an element of a list there. One below a key belongs to that; `record` is
    the first character of the open record, or "".
    """
    return _SETTING.match(line) is not None and (line[0] != "-" or record in ("", "-"))


def _members(text: str) -> Spans:
    """Members of the outermost object or array, objects in a list among them, and longer texts wherever they are."""
    nested = ["["] if _JSON_LINES.match(text) else []
    start = -1  # of the open member
    for token in _TOKEN.finditer(text):
        sign, at, end = token[0], token.start(), token.end()
        if sign[0] == '"':
            if sign.count(" ") >= _PROSE_WORDS:
                if start >= 0 and len(nested) > 1:
                    yield _record(text, start, at)
                    start = -1
                if start >= 0:
                    yield _after_space(text, start), end, "item"
                else:
                    yield from _paragraphs(text, at + 1, end - 1)
                start = -1
        elif sign in "[{":
            if sign == "{" and nested in _LISTS:
                if start >= 0:
                    yield _record(text, start, at)
                start = at
            nested.append(sign)
            start = end if len(nested) == 1 else start
        elif sign == ",":
            if len(nested) == 1:
                if start >= 0:
                    yield _record(text, start, at)
                start = end
        else:
            del nested[-1:]
            if start >= 0 and (not nested or (sign == "}" and nested in _LISTS)):
                yield _record(text, start, end if nested else at)
                start = -1
    if start >= 0:
        yield _record(text, start, len(text))


def _elements(text: str) -> Spans:
    """Children of the root, and longer texts and comments wherever they are; what is marked with a language is left out.

    A text goes on over the tags in it, as in "see <b>this</b> page"; tags with nothing between them end it.
    """
    depth = foreign = 0  # the open elements; at which depth one in another language was opened
    start = prose = -1  # of the open child of the root, and of the open text
    last = stop = 0  # the end of the tag before, and of the text before it
    for tag in _TAG.finditer(text):
        at, end = tag.span()
        if text[last:at].strip() and not foreign:
            prose, stop = last if prose < 0 else prose, at
        closes = tag["end"] is not None
        note = at + 4 if tag["comment"] and len(tag["comment"].split()) >= _PROSE_WORDS else -1
        if prose >= 0 and (stop < at or note >= 0 or (closes and depth == 2)):
            if len(text[prose:stop].split()) >= _PROSE_WORDS:
                if start >= 0:
                    yield _record(text, start, prose)
                yield prose, stop, "item"
                start = -1
            prose = -1
        opens = tag["name"] is not None and not closes
        if opens and not foreign and depth > 0 and _TRANSLATED.search(tag[0]):
            foreign = depth + 1
        if start >= 0 and (note >= 0 or foreign):
            yield _record(text, start, at)
            start = -1
        if note >= 0:
            yield note, end - 3, "item"
        elif opens:
            start = at if depth == 1 and not foreign else start
            depth += 1
        if closes or tag["empty"]:
            depth = max(0, depth - 1)
            foreign = foreign if depth >= foreign else 0
            if start >= 0 and depth == 1:
                yield _record(text, start, end)
                start = -1
        last = end
    if start >= 0:
        yield _record(text, start, len(text))


def _paragraphs(text: str, start: int, end: int) -> Spans:
    """The paragraphs of a string of JSON."""
    for part in text[start:end].split(_PARAGRAPH_END):
        yield start, start + len(part), "item"
        start += len(part) + len(_PARAGRAPH_END)


def _record(text: str, start: int, end: int) -> tuple[int, int, LineKind]:
    """The beginning of text[start:end], up to the last word that is whole."""
    start = min(_after_space(text, start), end)
    if end - start > _RECORD_CHARACTERS:
        limit = start + _RECORD_CHARACTERS
        end = max(text.rfind(" ", start, limit), text.rfind(",", start, limit), text.rfind("\n", start, limit))
        end = end if end > start else limit
    return start, end, "record" if start < end else "blank"


def _after_space(text: str, start: int) -> int:
    while text[start : start + 1].isspace():
        start += 1
    return start


def _comment(text: str, start: int, end: int) -> tuple[int, int, LineKind]:
    mark = _COMMENT.match(text, _after_space(text, start), end)
    start = mark.end() if mark else start
    body = text[start:end].strip()
    return start, end, kind_of(body) if body else "blank"


def _line_ends(text: str) -> Iterator[int]:
    pos = 0
    while (end := text.find("\n", pos)) >= 0:
        yield end
        pos = end + 1
    yield len(text)
